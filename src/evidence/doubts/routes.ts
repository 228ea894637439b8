import { z } from 'zod'
import { Refusal, type Language } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../http/cursor.ts'
import { languageOf } from '../../http/problem.ts'
import { areaCode, id, idParams, instant, remark } from '../../http/schemas.ts'
import type { Id } from '../../model/id.ts'
import { actorOf, areasSeen, mustSee, type Caller } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { sayFault } from '../fault.ts'
import { doubtById, listDoubts, listQuarantine, settleDoubt, type Doubt } from './store.ts'

const doubtForm = z
  .object({
    id,
    area: areaCode,
    enterprise: id,
    source: id,
    name: z.string().describe('of the source'),
    code: z.string(),
    reason: z.string().describe('of the first of them'),
    from: instant,
    until: instant.describe('the time of the last of them'),
    readings: z.int(),
    state: z.enum(['open', 'accepted', 'rejected']).describe('only what is accepted counts'),
    decided: z.object({ by: z.string(), at: instant, reason: z.string() }).nullable(),
  })
  .meta({ id: 'EvidenceDoubt' })

const quarantinedForm = z
  .object({
    id,
    area: areaCode,
    door: z.enum(['http', 'hj212']),
    sender: z.string(),
    code: z.string(),
    reason: z.string(),
    times: z.int().describe('on that day'),
    receivedAt: instant,
    lastReceivedAt: instant,
    raw: z.string().describe('the first of them, its beginning'),
  })
  .meta({ id: 'EvidenceQuarantined' })

/** Readings that are hard to believe (存疑数据): an officer lets them count, or not; and what was not taken at all. */
export function evidenceDoubtRoutes(app: App, world: World): void {
  const { db, clock } = world
  const tags = ['evidence']
  const reads = { action: 'evidence.read' } as const

  app.get(
    '/evidence/doubts',
    {
      config: reads,
      schema: {
        tags,
        querystring: z.object({ ...pageQuery, enterprise: id.optional(), open: z.stringbool().default(false) }),
        response: { 200: pageOf(doubtForm) },
      },
    },
    async ({ caller, query: { cursor, limit, open, enterprise = null }, headers }) => {
      const [before] = readCursor(cursor, z.tuple([id])) ?? [null]
      const rows = await listDoubts(db, { areas: areasSeen(world, caller), enterprise, open }, before, limit + 1)
      const language = languageOf(headers['accept-language'])
      return cutPage(
        rows,
        limit,
        (row) => [row.id],
        (row) => show(row, language),
      )
    },
  )

  app.get(
    '/evidence/quarantine',
    { config: reads, schema: { tags, querystring: z.object(pageQuery), response: { 200: pageOf(quarantinedForm) } } },
    async ({ caller, query: { cursor, limit }, headers }) => {
      const [before] = readCursor(cursor, z.tuple([id])) ?? [null]
      const rows = await listQuarantine(db, areasSeen(world, caller), before, limit + 1)
      const language = languageOf(headers['accept-language'])
      return cutPage(
        rows,
        limit,
        (row) => [row.id],
        ({ fault, ...row }) => ({ ...row, code: fault.code, reason: sayFault(fault, language) }),
      )
    },
  )

  for (const [verb, state] of [
    ['accept', 'accepted'],
    ['reject', 'rejected'],
  ] as const)
    app.post(
      `/evidence/doubts/:id/${verb}`,
      {
        config: { action: 'evidence.decide' },
        schema: {
          tags,
          params: idParams,
          body: z.object({ reason: remark.min(2).describe('why; it is kept beside the readings') }),
          response: { 200: doubtForm },
        },
      },
      async ({ caller, params, body, headers }) => {
        const found = await known(params.id, caller)
        const doing = { now: clock.now(), by: actorOf(caller), because: body.reason }
        if (!(await db.transaction((tx) => settleDoubt(tx, found, { state, reason: body.reason }, doing))))
          throw new Refusal('evidence.decided')
        return show(await known(params.id, caller), languageOf(headers['accept-language']))
      },
    )

  async function known(doubt: Id, caller: Caller): Promise<Doubt> {
    const found = await doubtById(db, doubt)
    if (found === null) throw new Refusal('thing.unknown', { what: 'doubtedReading', id: doubt })
    mustSee(world, caller, found.area, 'doubtedReading', doubt)
    return found
  }
}

function show(row: Doubt, language: Language): z.input<typeof doubtForm> {
  const { fault, decidedBy: by, decidedAt: at, reason, ...rest } = row
  return {
    ...rest,
    code: fault.code,
    reason: sayFault(fault, language),
    decided: by === null || at === null || reason === null ? null : { by, at, reason },
  }
}
