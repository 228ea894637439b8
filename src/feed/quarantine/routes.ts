import { z } from 'zod'
import type { Tx } from '../../db/port.ts'
import { Refusal, type Language } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../http/cursor.ts'
import { languageOf } from '../../http/problem.ts'
import { areaCode, id, idParams, instant, remark } from '../../http/schemas.ts'
import { CAUSES } from '../../model/pollutant.ts'
import { actorOf, areasSeen, mustSee, type Caller } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { sayFault } from '../fault.ts'
import { showMoment } from '../moment.ts'
import { valueForm } from '../schemas.ts'
import { lastRevision, storeBulletin } from '../store.ts'
import { doubtedById, listDoubted, settleDoubt, type DoubtedRow } from './store.ts'

const doubted = z
  .object({
    id,
    area: areaCode,
    bulletin: id,
    kind: z.enum(['forecast', 'observation']),
    provider: z.string(),
    issuedAt: instant,
    value: valueForm.describe('as it was read'),
    code: z.string(),
    reason: z.string().describe('why it was held back'),
    state: z.enum(['open', 'accepted', 'rejected']),
    decided: z.object({ by: z.string(), at: instant, reason: z.string() }).nullable(),
  })
  .meta({ id: 'DoubtedValue' })

const reason = remark.min(2).describe('why; it is shown beside the value wherever it counts')
const acceptForm = z.object({ reason, cause: z.enum(CAUSES).optional().describe('as dust, which explains a leap') })

/** Values that can be read and are hard to believe (存疑数值): an officer lets them count, or throws them away. */
export function doubtRoutes(app: App, world: World): void {
  const tags = ['feed']
  const { db, clock } = world

  app.get(
    '/quarantine/values',
    {
      config: { action: 'feed.read' },
      schema: {
        tags,
        querystring: z.object({ ...pageQuery, open: z.stringbool().default(false) }),
        response: { 200: pageOf(doubted) },
      },
    },
    async ({ caller, query: { cursor, limit, open }, headers }) => {
      const [after] = readCursor(cursor, z.tuple([id])) ?? [null]
      const rows = await listDoubted(db, { areas: areasSeen(world, caller), open }, after, limit + 1)
      const language = languageOf(headers['accept-language'])
      return cutPage(
        rows,
        limit,
        (row) => [row.id],
        (row) => show(row, language),
      )
    },
  )

  app.post(
    '/quarantine/values/:id/accept',
    {
      config: { action: 'quarantine.decide' },
      schema: { tags, params: idParams, body: acceptForm, response: { 200: doubted } },
    },
    async ({ caller, params, body, headers }) => {
      const found = await known(params.id, caller)
      const value = { ...found.value, ...(body.cause && { cause: body.cause }), accepted: true } as const
      await settle(found, 'accepted', body.reason, caller, async (tx, doing) => {
        const last = await lastRevision(tx, found.bulletin)
        // It said the same moment anew and was believed: the newer word is not thrown over by the older one.
        if (last.values.some(({ at }) => at === value.at)) throw new Refusal('quarantine.overtaken', { at: value.at })
        const values = [...last.values, value].sort((a, b) => (a.at < b.at ? -1 : 1))
        const raw = new TextEncoder().encode(JSON.stringify({ accepted: found.id, value, reason: body.reason }))
        const word = { origin: 'accepted', reason: body.reason } as const
        await storeBulletin(tx, { ...last, values, quarantined: [], doubted: [] }, raw, doing, word)
      })
      return show(await known(found.id, caller), languageOf(headers['accept-language']))
    },
  )

  app.post(
    '/quarantine/values/:id/reject',
    {
      config: { action: 'quarantine.decide' },
      schema: { tags, params: idParams, body: z.object({ reason }), response: { 200: doubted } },
    },
    async ({ caller, params, body, headers }) => {
      const found = await known(params.id, caller)
      await settle(found, 'rejected', body.reason, caller)
      return show(await known(found.id, caller), languageOf(headers['accept-language']))
    },
  )

  async function known(doubt: string, caller: Caller): Promise<DoubtedRow> {
    const found = await doubtedById(db, doubt)
    if (found === null) throw new Refusal('thing.unknown', { what: 'value', id: doubt })
    mustSee(world, caller, found.area, 'value', doubt)
    return found
  }

  async function settle(
    found: DoubtedRow,
    state: 'accepted' | 'rejected',
    why: string,
    caller: Caller,
    then?: (tx: Tx, doing: { now: string; by: string }) => Promise<void>,
  ): Promise<void> {
    const doing = { now: clock.now(), by: actorOf(caller) }
    await db.transaction(async (tx) => {
      if (!(await settleDoubt(tx, found, { state, reason: why }, doing)))
        throw new Refusal('quarantine.decided', { at: found.value.at })
      await then?.(tx, doing)
    })
  }
}

function show(row: DoubtedRow, language: Language): z.input<typeof doubted> {
  const { fault, value, decidedBy: by, decidedAt: at, reason: why, state, ...rest } = row
  const { aqi, low, high, concentrations, cause } = value
  return {
    ...rest,
    value: {
      at: showMoment(value.at),
      ...(aqi !== null && value.by === 'aqi' && { aqi }),
      ...(low !== undefined && { aqiLow: low }),
      ...(high !== undefined && { aqiHigh: high }),
      ...concentrations,
      ...(cause && { cause }),
    },
    code: fault.code,
    reason: sayFault(fault, language),
    state,
    decided: by === null || at === null || why === null ? null : { by, at, reason: why },
  }
}
