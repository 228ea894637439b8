import { z } from 'zod'
import { note, type Doing } from '../db/journal.ts'
import type { Reader } from '../db/port.ts'
import { inStep, step } from '../db/step.ts'
import { Refusal } from '../errors.ts'
import { denserOf } from '../feed/denser/store.ts'
import type { App } from '../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../http/cursor.ts'
import { id, idParams } from '../http/schemas.ts'
import { addMinutes, dayOf } from '../model/time.ts'
import { actorOf, areasSeen, mustSee } from '../people/caller.ts'
import type { World } from '../world.ts'
import { conclude } from './conclude.ts'
import { conclusionOf, dissents, KINDS } from './decide.ts'
import { nameOf } from './effects.ts'
import { invitationsTo } from './invitations/store.ts'
import { minutesOf } from './minutes/store.ts'
import { opinionsOn } from './opinions/store.ts'
import { attendanceOf, noteAttendance } from './parties/store.ts'
import { attending, calling, concluding, consultation, showConsultation, showWhole, whole } from './schemas.ts'
import { heldOpen, seenConsultation } from './seen.ts'
import {
  beginConsultation,
  listConsultations,
  proposedUpon,
  recordOpening,
  refreshCard,
  type Consultation,
} from './store.ts'

/** `/consultations` (会商): called, opened, attended, concluded. */
export function consultationRoutes(app: App, world: World): void {
  const { db, clock, rulebooks, areas } = world
  const tags = ['consultation']
  const read = { action: 'consultation.read' }
  const hold = { action: 'consultation.hold' }
  const decide = { action: 'consultation.decide' }

  app.get(
    '/consultations',
    {
      config: read,
      schema: {
        tags,
        querystring: z.object({
          ...pageQuery,
          open: z.stringbool().default(false),
          warning: id.optional(),
          kind: z.enum(KINDS).optional(),
        }),
        response: { 200: pageOf(consultation) },
      },
    },
    async ({ query, caller }) => {
      const after = readCursor(query.cursor, z.tuple([z.int().min(0).max(1), id]))
      const { open, warning = null, kind = null } = query
      const filter = { areas: areasSeen(world, caller), open, warning, kind }
      const rows = await listConsultations(db, filter, after, query.limit + 1)
      return cutPage(rows, query.limit, (row) => [row.rank, row.id], showConsultation)
    },
  )

  app.get(
    '/consultations/:id',
    { config: read, schema: { tags, params: idParams, response: { 200: whole } } },
    async ({ params, caller }) => shown(db, await seenConsultation(world, params.id, caller)),
  )

  app.post(
    '/consultations',
    { config: hold, schema: { tags, body: calling, response: { 201: consultation } } },
    async ({ body, caller }, reply) => {
      const { area, reason } = body
      mustSee(world, caller, area, 'area', area)
      const now = clock.now()
      const { hours } = rulebooks.consultation(dayOf(now))
      const { holdBy = addMinutes(now, hours.hold) } = body
      if (holdBy <= now) throw new Refusal('consultation.pastHour')
      const called = {
        area,
        kind: 'called',
        name: nameOf(areas.find(area)?.name ?? area, now),
        slotAt: null,
        calledFor: reason,
        holdBy,
        minutes: hours.conclude,
      } as const
      const doing = { now, by: actorOf(caller), because: reason }
      const begun = await db.transaction((tx) => beginConsultation(tx, called, doing))
      return reply.code(201).send(showConsultation(await seenConsultation(world, begun, caller)))
    },
  )

  app.post(
    '/consultations/:id/open',
    { config: hold, schema: { tags, params: idParams, response: { 200: whole } } },
    async ({ params, caller }) => {
      await seenConsultation(world, params.id, caller)
      const doing = { now: clock.now(), by: actorOf(caller) }
      await inStep(db, async (tx) => {
        const held = await heldOpen(tx, params.id)
        await step(
          db,
          tx,
          { kind: 'consultation', id: held.id },
          { type: 'CONSULTATION_OPENED', now: doing.now },
          doing,
        )
        await recordOpening(tx, held.id, caller.id, doing)
        await refreshCard(tx, held)
        await noteAttendance(tx, held, [{ party: 'bureau', present: true }], doing)
      })
      return shown(db, await seenConsultation(world, params.id, caller))
    },
  )

  app.post(
    '/consultations/:id/attendance',
    { config: hold, schema: { tags, params: idParams, body: attending, response: { 200: whole } } },
    async ({ params, body, caller }) => {
      await seenConsultation(world, params.id, caller)
      const doing = { now: clock.now(), by: actorOf(caller) }
      await db.transaction(async (tx) => {
        const held = await heldOpen(tx, params.id)
        await noteAttendance(tx, held, [...new Map(body.parties.map((one) => [one.party, one])).values()], doing)
        const entry = { area: held.area, kind: 'consultation', subject: held.id, event: 'ATTENDANCE_NOTED', body }
        await note(tx, entry, doing)
      })
      return shown(db, await seenConsultation(world, params.id, caller))
    },
  )

  app.post(
    '/consultations/:id/decision',
    { config: decide, schema: { tags, params: idParams, body: concluding, response: { 200: consultation } } },
    async ({ params, body, caller }) => {
      const found = await seenConsultation(world, params.id, caller)
      if (found.decidedAt !== null) throw new Refusal('consultation.closed', { name: found.name })
      const doing: Doing = { now: clock.now(), by: actorOf(caller), because: body.reason }
      await inStep(db, (tx) => conclude(world, tx, found, body, caller.id, doing))
      return showConsultation(await seenConsultation(world, params.id, caller))
    },
  )

  async function shown(reader: Reader, row: Consultation): Promise<z.output<typeof whole>> {
    const { parties } = rulebooks.consultation(dayOf(row.openedAt))
    const opinions = await opinionsOn(reader, row.id)
    const conclusion = conclusionOf(row)
    return showWhole(row, {
      parties,
      attendance: await attendanceOf(reader, row.id),
      invited: await invitationsTo(reader, row.id),
      opinions,
      dissents: conclusion === null ? [] : dissents(opinions, conclusion),
      monitoring: await denserOf(reader, row.id),
      minutes: await minutesOf(reader, row.id),
      proposed: await proposedUpon(reader, row.id),
    })
  }
}
