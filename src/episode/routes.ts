import { z } from 'zod'
import type { Change } from '../../machines/warning.ts'
import { sayEvent, sayState } from '../../machines/words.ts'
import { allowedEvents } from '../db/machine.ts'
import { readPeople } from '../db/person.ts'
import { inStep, RefusedEvent, step } from '../db/step.ts'
import type { Tx } from '../db/port.ts'
import type { Doing } from '../db/journal.ts'
import { Refusal } from '../errors.ts'
import { callConsultation, closeConsultation } from '../consultation/store.ts'
import type { App } from '../http/app-type.ts'
import { change } from '../http/change.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../http/cursor.ts'
import { areaCode, day, id, idParams, instant, remark, warningLevel } from '../http/schemas.ts'
import type { Id } from '../model/id.ts'
import { isAbove } from '../model/level.ts'
import { addMinutes, dayOf, showInstant, type Instant } from '../model/time.ts'
import { actorOf, areasSeen, mustSee, type Caller } from '../people/caller.ts'
import type { World } from '../world.ts'
import {
  lastSigner,
  listWarnings,
  lockWarning,
  lookWhoWaits,
  markSigned,
  recordSignature,
  signaturesOf,
  warningById,
  type WarningRow,
} from './store.ts'

const words = z.object({ zh: z.string(), en: z.string() })
const warning = z
  .object({
    id,
    area: areaCode,
    name: z.string(),
    state: z.string(),
    stateName: words,
    level: warningLevel.nullable().describe('what is signed; null before the first signature'),
    startsAt: instant.nullable(),
    endsAt: instant.nullable(),
    revision: z.int(),
    change: change.nullable().describe('what waits to be conferred on or signed'),
    overdue: z.array(z.enum(['sign', 'end'])),
    rulebook: z.object({ id: z.string(), hash: z.string() }),
    listId: id.nullable(),
    assessmentId: id.nullable(),
    episodeFrom: day,
    createdAt: instant,
    updatedAt: instant,
    signedAt: instant.nullable(),
    allowed: z.array(z.object({ event: z.string(), name: words })).describe('what may be done now'),
  })
  .meta({ id: 'Warning' })

const signature = z.object({
  userId: id,
  rank: z.int(),
  change,
  decision: z.enum(['sign', 'return']),
  mode: z.enum(['system', 'paper', 'telephone']),
  reason: z.string(),
  signedAt: instant,
})

const reason = remark.min(1)
const CHANGES = {
  raise: z.object({ level: warningLevel, endsAt: instant.nullable().optional(), reason }),
  lower: z.object({ level: warningLevel, endsAt: instant.nullable().optional(), reason }),
  extend: z.object({ endsAt: instant.nullable(), reason }),
  lift: z.object({ at: instant.optional(), reason }),
} as const

/** `/warnings` (预警): what is proposed and in force, signatures, and changes that officers propose. */
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
      return cutPage(rows, query.limit, (row) => [row.id], show)
    },
  )

  app.get(
    '/warnings/:id',
    {
      config: { action: 'warning.read' },
      schema: { params: idParams, response: { 200: warning.extend({ signatures: z.array(signature) }) } },
    },
    async ({ params, caller }) => ({
      ...show(await seen(params.id, caller)),
      signatures: await signaturesOf(db, params.id),
    }),
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
      const { area, context } = await seen(params.id, caller)
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
        const before = await locked(tx, params.id)
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
        if (body.decision === 'sign') await markSigned(tx, params.id, doing.now)
        else {
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
      return show(await seen(params.id, caller))
    },
  )

  for (const kind of ['raise', 'lower', 'extend', 'lift'] as const)
    app.post(
      `/warnings/:id/${kind}`,
      {
        config: { action: 'warning.change' },
        schema: { params: idParams, body: CHANGES[kind], response: { 202: warning } },
      },
      async ({ params, body, caller }, reply) => {
        await seen(params.id, caller)
        const doing = { now: clock.now(), by: actorOf(caller), because: body.reason }
        await inStep(db, async (tx) => {
          const before = await locked(tx, params.id)
          const wanted = changeOf(kind, body, before, doing.now)
          await step(db, tx, { kind: 'warning', id: params.id }, { type: 'CHANGE_PROPOSED', change: wanted }, doing)
          const { area, assessmentId: assessment } = before
          await callConsultation(tx, { warning: params.id, area, change: wanted, assessment }, doing)
        })
        return reply.code(202).send(show(await seen(params.id, caller)))
      },
    )

  app.post(
    '/warnings/:id/withdraw',
    {
      config: { action: 'warning.change' },
      schema: { params: idParams, body: z.object({ reason }), response: { 200: warning } },
    },
    async ({ params, body, caller }) => {
      const { area } = await seen(params.id, caller)
      const doing = { now: clock.now(), by: actorOf(caller), because: body.reason }
      await inStep(db, async (tx) => {
        const event = { type: 'WARNING_WITHDRAWN', rank: caller.rank } as const
        await step(db, tx, { kind: 'warning', id: params.id }, event, doing)
        await closeConsultation(tx, params.id, { decision: 'lapsed', by: caller.id, reason: body.reason }, doing)
        await lookWhoWaits(tx, { id: params.id, area }, doing.now)
      })
      return show(await seen(params.id, caller))
    },
  )

  /** What an officer proposes, completed by what is in force. */
  function changeOf(
    kind: keyof typeof CHANGES,
    body: { level?: Change['level']; endsAt?: Instant | null | undefined; at?: Instant | undefined },
    { context, name }: WarningRow,
    now: Instant,
  ): Change {
    const { level: signed, endsAt } = context
    if (signed === null) throw new Refusal('warning.notSigned', { name })
    const level = body.level ?? signed
    if ((kind === 'raise' && !isAbove(level, signed)) || (kind === 'lower' && !isAbove(signed, level)))
      throw new Refusal('warning.sameLevel', { name, level: signed, wanted: level })
    const startsAt = body.at !== undefined && body.at > now ? body.at : now
    const end = kind === 'lift' ? null : body.endsAt === undefined ? endsAt : body.endsAt
    if (end !== null && end <= startsAt) throw new Refusal('warning.endsBeforeStart', { name })
    const onDay = dayOf(now)
    // Raising is signed as the new level, lowering and lifting as the level in force.
    const rank = rulebooks.rankFor(kind === 'raise' ? level : signed, onDay)
    const { form, signature: sign } = rulebooks.deadlines(onDay).signing
    const signBy = addMinutes(now, form.minutes + sign.minutes)
    return { kind, ground: 'officer', level, startsAt, endsAt: end, rank, signBy }
  }

  /** Two who sign at the same moment: the second is told who was first, and when. Null where a signature is waited for. */
  async function alreadySigned(warningId: Id): Promise<Refusal | null> {
    const found = await warningById(db, warningId)
    const last = await lastSigner(db, warningId)
    if (found === null || last === null || found.context.change !== null) return null
    const people = await readPeople(db, world.keys, [last.person])
    const who = people.get(last.person)?.name ?? last.login
    return new Refusal('warning.alreadySigned', { name: found.name, who, at: showInstant(last.at) })
  }

  async function seen(warningId: Id, caller: Caller): Promise<WarningRow> {
    const found = await warningById(db, warningId)
    if (!found) throw new Refusal('thing.unknown', { what: 'warning', id: warningId })
    mustSee(world, caller, found.area, 'warning', warningId)
    return found
  }

  function title(rank: number): string {
    const named = rulebooks.approval(dayOf(clock.now())).ranks.find((one) => one.rank === rank)
    return named?.title.zh ?? '无签发权限者'
  }
}

async function locked(tx: Tx, warningId: Id): Promise<WarningRow> {
  const found = await lockWarning(tx, warningId)
  if (!found) throw new Refusal('thing.unknown', { what: 'warning', id: warningId })
  return found
}

function show(row: WarningRow): z.output<typeof warning> {
  const { context, rulebookId, rulebookHash, state, ...rest } = row
  return {
    id: rest.id,
    area: rest.area,
    name: rest.name,
    state,
    stateName: sayState('warning', state),
    level: context.level,
    startsAt: context.startsAt,
    endsAt: context.endsAt,
    revision: context.revision,
    change: context.change,
    overdue: context.overdue,
    rulebook: { id: rulebookId, hash: rulebookHash },
    listId: rest.listId,
    assessmentId: rest.assessmentId,
    episodeFrom: rest.episodeFrom,
    createdAt: rest.createdAt,
    updatedAt: rest.updatedAt,
    signedAt: rest.signedAt,
    allowed: allowedEvents('warning', { state, context: { ...context } }).flatMap((event) => {
      const name = sayEvent(event)
      return name === null ? [] : [{ event, name }]
    }),
  }
}
