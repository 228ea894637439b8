import { z } from 'zod'
import { ask } from '../db/effects.ts'
import { note } from '../db/journal.ts'
import { inStep, step } from '../db/step.ts'
import { Refusal } from '../errors.ts'
import type { App } from '../http/app-type.ts'
import { change } from '../http/change.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../http/cursor.ts'
import { areaCode, id, idParams, instant, remark } from '../http/schemas.ts'
import type { Id } from '../model/id.ts'
import { LEVELS } from '../model/level.ts'
import { actorOf, areasSeen, mustSee, type Caller } from '../people/caller.ts'
import type { World } from '../world.ts'
import {
  closeConsultation,
  consultationById,
  giveOpinion,
  isOpen,
  listConsultations,
  opinionsOn,
  type Consultation,
} from './store.ts'

const level = z.enum(LEVELS)
const consultation = z
  .object({
    id,
    area: areaCode,
    warningId: id,
    warningName: z.string(),
    change,
    assessmentId: id.nullable(),
    openedAt: instant,
    decidedAt: instant.nullable(),
    decision: z.enum(['proceed', 'dismiss', 'lapsed']).nullable(),
    decidedBy: id.nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'Consultation' })
const opinion = z.object({ id, userId: id, level, text: z.string(), givenAt: instant }).meta({ id: 'Opinion' })

/** `/consultations` (会商): opinions, and the conclusion that lets a proposal go to the signature. */
export function consultationRoutes(app: App, world: World): void {
  const { db } = world

  app.get(
    '/consultations',
    {
      config: { action: 'consultation.read' },
      schema: {
        querystring: z.object({ ...pageQuery, open: z.stringbool().default(false), warning: id.optional() }),
        response: { 200: pageOf(consultation) },
      },
    },
    async ({ query, caller }) => {
      const before = readCursor(query.cursor, z.tuple([id]))
      const filter = { areas: areasSeen(world, caller), open: query.open, warning: query.warning ?? null }
      const rows = await listConsultations(db, filter, before?.[0] ?? null, query.limit + 1)
      return cutPage(
        rows,
        query.limit,
        (row) => [row.id],
        (row) => row,
      )
    },
  )

  app.get(
    '/consultations/:id',
    {
      config: { action: 'consultation.read' },
      schema: { params: idParams, response: { 200: consultation.extend({ opinions: z.array(opinion) }) } },
    },
    async ({ params, caller }) => ({
      ...(await seen(params.id, caller)),
      opinions: await opinionsOn(db, params.id),
    }),
  )

  app.post(
    '/consultations/:id/opinions',
    {
      config: { action: 'consultation.opine' },
      schema: {
        params: idParams,
        body: z.object({ level, text: remark.min(1) }),
        response: { 201: z.object({ id }) },
      },
    },
    async ({ params, body, caller }, reply) => {
      const { area, decidedAt, warningName } = await seen(params.id, caller)
      if (decidedAt !== null) throw new Refusal('consultation.closed', { name: warningName })
      const doing = { now: world.clock.now(), by: actorOf(caller) }
      const given = await db.transaction(async (tx) => {
        const opinionId = await giveOpinion(tx, { consultation: params.id, area, user: caller.id, ...body }, doing)
        await note(tx, { area, kind: 'consultation', subject: params.id, event: 'OPINION_GIVEN', body }, doing)
        return opinionId
      })
      return reply.code(201).send({ id: given })
    },
  )

  app.post(
    '/consultations/:id/decision',
    {
      config: { action: 'consultation.decide' },
      schema: {
        params: idParams,
        body: z.object({ decision: z.enum(['proceed', 'dismiss']), reason: remark.min(1) }),
        response: { 200: consultation },
      },
    },
    async ({ params, body, caller }) => {
      const { warningId, area, decidedAt, warningName } = await seen(params.id, caller)
      if (decidedAt !== null) throw new Refusal('consultation.closed', { name: warningName })
      const doing = { now: world.clock.now(), by: actorOf(caller), because: body.reason }
      await inStep(db, async (tx) => {
        const event = { type: 'CONSULTATION_HELD', decision: body.decision } as const
        await step(db, tx, { kind: 'warning', id: warningId }, event, doing)
        // The step holds the warning: if another proposal came first, this consultation has lapsed with the old one.
        if (!(await isOpen(tx, params.id))) throw new Refusal('consultation.closed', { name: warningName })
        await closeConsultation(tx, warningId, { ...body, by: caller.id }, doing)
        // Whoever has to sign is called, and the duty officer is left alone.
        const about = { cause: 'signatureWaits', occasion: params.id } as const
        await ask(tx, [{ kind: 'wake', subject: warningId, area, params: about }], doing.now)
      })
      return await seen(params.id, caller)
    },
  )

  async function seen(consultationId: Id, caller: Caller): Promise<Consultation> {
    const found = await consultationById(db, consultationId)
    if (!found) throw new Refusal('thing.unknown', { what: 'consultation', id: consultationId })
    mustSee(world, caller, found.area, 'consultation', consultationId)
    return found
  }
}
