import { z } from 'zod'
import { callConsultation } from '../consultation/store.ts'
import { readPeople } from '../db/person.ts'
import { inStep, RefusedEvent, step } from '../db/step.ts'
import type { Doing } from '../db/journal.ts'
import { Refusal } from '../errors.ts'
import type { App } from '../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../http/cursor.ts'
import { areaCode, id, idParams, remark } from '../http/schemas.ts'
import type { Id } from '../model/id.ts'
import { dayOf, showInstant } from '../model/time.ts'
import { actorOf, areasSeen } from '../people/caller.ts'
import type { World } from '../world.ts'
import { lookAtLift } from './reversal/look.ts'
import { reversal, showWarning, signature, warning } from './schemas.ts'
import { heldWarning, seenWarning } from './seen.ts'
import {
  lastSigner,
  listWarnings,
  lookWhoWaits,
  markSigned,
  moveEpisode,
  recordSignature,
  signaturesOf,
  warningById,
} from './store.ts'

const oneWarning = warning.extend({
  signatures: z.array(signature),
  reversal: reversal
    .nullable()
    .describe('of a proposed lift: whether it will probably be taken back, and at what price'),
})

/** `/warnings` (预警): what is proposed and in force, and its signatures. */
export function warningRoutes(app: App, world: World): void {
  const { db, clock, rulebooks } = world

  app.get(
    '/warnings',
    {
      config: { action: 'warning.read' },
      schema: {
        querystring: z.object({ ...pageQuery, area: areaCode.optional(), alive: z.stringbool().default(false) }),
        response: { 200: pageOf(warning) },
      },
    },
    async ({ query, caller }) => {
      const before = readCursor(query.cursor, z.tuple([id]))
      const areas = areasSeen(world, caller).filter((code) => query.area === undefined || code === query.area)
      const rows = await listWarnings(db, { areas, alive: query.alive }, before?.[0] ?? null, query.limit + 1)
      return cutPage(rows, query.limit, (row) => [row.id], showWarning)
    },
  )

  app.get(
    '/warnings/:id',
    {
      config: { action: 'warning.read' },
      schema: { params: idParams, response: { 200: oneWarning } },
    },
    async ({ params, caller }) => {
      const found = await seenWarning(world, params.id, caller)
      const lifts = found.context.change?.kind === 'lift'
      return {
        ...showWarning(found),
        signatures: await signaturesOf(db, params.id),
        reversal: lifts ? await lookAtLift(world, found, null) : null,
      }
    },
  )

  app.post(
    '/warnings/:id/signatures',
    {
      config: { action: 'warning.sign' },
      schema: {
        params: idParams,
        body: z.object({
          decision: z.enum(['sign', 'return']),
          reason: remark.default(''),
          mode: z.enum(['system', 'paper', 'telephone']).default('system'),
        }),
        response: { 200: warning },
      },
    },
    async ({ params, body, caller }) => {
      const { area, context } = await seenWarning(world, params.id, caller)
      const doing: Doing = { now: clock.now(), by: actorOf(caller), ...(body.reason ? { because: body.reason } : {}) }
      const { rank } = caller
      // A rank that does not suffice is said so by name; the machine would only say "not possible".
      if (context.change !== null && rank < context.change.rank)
        throw new Refusal('warning.rankTooLow', { needed: title(context.change.rank), has: title(rank) })
      const signing = inStep(db, async (tx) => {
        const event =
          body.decision === 'sign'
            ? ({ type: 'OFFICER_SIGNED', rank, now: doing.now } as const)
            : ({ type: 'OFFICER_RETURNED', rank } as const)
        // The change is read under the lock that the step takes: what is recorded is what was signed.
        const before = await heldWarning(tx, params.id)
        const ends = before.context.change?.endsAt ?? null
        if (body.decision === 'sign' && ends !== null && ends <= doing.now)
          throw new Refusal('warning.pastEnd', { name: before.name, at: showInstant(ends) })
        await step(db, tx, { kind: 'warning', id: params.id }, event, doing)
        if (before.context.change === null) throw new Error('a signature without a change')
        await recordSignature(
          tx,
          { warning: params.id, area, userId: caller.id, rank, change: before.context.change, ...body },
          doing,
        )
        await lookWhoWaits(tx, { id: params.id, area }, doing.now)
        if (body.decision === 'sign') {
          await markSigned(tx, params.id, doing.now)
          const { kind, startsAt } = before.context.change
          // An episode that has moved is judged from its new first day.
          if (kind === 'move') await moveEpisode(tx, params.id, dayOf(startsAt))
        } else {
          const { change: again } = before.context
          await callConsultation(
            tx,
            { warning: params.id, area, change: again, assessment: before.assessmentId },
            doing,
          )
        }
      })
      await signing.catch(async (error: unknown) => {
        throw (error instanceof RefusedEvent && (await alreadySigned(params.id))) || error
      })
      return showWarning(await seenWarning(world, params.id, caller))
    },
  )

  /** Two who sign at the same moment: the second is told who was first, and when. Null where a signature is waited for. */
  async function alreadySigned(warningId: Id): Promise<Refusal | null> {
    const found = await warningById(db, warningId)
    const last = await lastSigner(db, warningId)
    if (found === null || last === null || found.context.change !== null) return null
    const people = await readPeople(db, world.keys, [last.person])
    const who = people.get(last.person)?.name ?? last.login
    return new Refusal('warning.alreadySigned', { name: found.name, who, at: showInstant(last.at) })
  }

  function title(rank: number): string {
    const named = rulebooks.approval(dayOf(clock.now())).ranks.find((one) => one.rank === rank)
    return named?.title.zh ?? '无签发权限者'
  }
}
