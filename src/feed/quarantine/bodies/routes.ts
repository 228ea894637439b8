import { z } from 'zod'
import { Refusal } from '../../../errors.ts'
import type { App } from '../../../http/app-type.ts'
import { languageOf } from '../../../http/problem.ts'
import { areaCode, id, idParams, instant, remark } from '../../../http/schemas.ts'
import { actorOf, areasSeen, mustSee, type Caller } from '../../../people/caller.ts'
import type { World } from '../../../world.ts'
import { decide } from '../../decide.ts'
import { sayFault } from '../../fault.ts'
import { aqiOfDay } from '../../judge.ts'
import { believed } from '../../believed.ts'
import { stationByCode } from '../../stations/store.ts'
import { storeBulletin } from '../../store.ts'
import { asMeant } from './decide.ts'
import { bodyById, isOvertaken, settleBody, type KeptBody } from './store.ts'

const reason = remark.min(2).describe('why; it is shown beside the values wherever they count')
const acceptForm = z.object({
  reason,
  area: areaCode.optional().describe('instead of what the body names'),
  provider: z.string().trim().min(1).max(64).optional(),
  issuedAt: instant.optional(),
  station: z.string().min(1).max(64).nullable().optional().describe('null: it is the area’s as a whole'),
})
const settled = z
  .object({
    id,
    state: z.enum(['accepted', 'rejected']),
    bulletin: id.nullable().describe('what it was taken as'),
    accepted: z.int().describe('how many of its values count'),
    doubted: z.int().describe('how many wait for a word of their own: GET /quarantine/values'),
  })
  .meta({ id: 'BodySettled' })

/** Bodies that were turned away (隔离报文): an officer puts their head right and lets them count, or throws them away. */
export function bodyRoutes(app: App, world: World): void {
  const tags = ['feed']
  const { db, clock, rulebooks, areas } = world

  app.post(
    '/quarantine/:id/accept',
    {
      config: { action: 'quarantine.decide' },
      schema: { tags, params: idParams, body: acceptForm, response: { 200: settled } },
    },
    async ({ caller, params, body, headers }) => {
      const kept = await open(params.id, caller)
      const { reason: why, ...corrected } = body
      const given = asMeant(kept.raw, corrected)
      const named = z.object({ station: z.string() }).safeParse(given)
      const decision = decide(given, {
        kind: kept.kind,
        now: clock.now(),
        areas,
        scope: { areas: areasSeen(world, caller), provider: null },
        station: named.success ? await stationByCode(db, named.data.station) : null,
        aqiOfDay: aqiOfDay(rulebooks),
      })
      if (!decision.accepted) {
        const fault = sayFault(decision.rejected.fault, languageOf(headers['accept-language']))
        throw new Refusal('quarantine.stillWrong', { why: fault })
      }
      const read = await believed(world, decision.bulletin)
      const bulletin = { ...read, values: read.values.map((value) => ({ ...value, accepted: true as const })) }
      const doing = { now: clock.now(), by: actorOf(caller), because: why }
      const raw = new TextEncoder().encode(JSON.stringify({ accepted: kept.id, corrected, reason: why }))
      const stored = await db.transaction(async (tx) => {
        if (await isOvertaken(tx, bulletin, kept.receivedAt)) throw new Refusal('quarantine.bodyOvertaken')
        const word = { origin: 'accepted', reason: why } as const
        const { id: as } = await storeBulletin(tx, bulletin, raw, doing, word)
        if (!(await settleBody(tx, kept, { state: 'accepted', reason: why, bulletin: as }, doing)))
          throw new Refusal('quarantine.bodyDecided')
        return as
      })
      const counts = { accepted: bulletin.values.length, doubted: bulletin.doubted.length }
      return { id: kept.id, state: 'accepted' as const, bulletin: stored, ...counts }
    },
  )

  app.post(
    '/quarantine/:id/reject',
    {
      config: { action: 'quarantine.decide' },
      schema: { tags, params: idParams, body: z.object({ reason }), response: { 200: settled } },
    },
    async ({ caller, params, body }) => {
      const kept = await open(params.id, caller)
      const doing = { now: clock.now(), by: actorOf(caller), because: body.reason }
      await db.transaction(async (tx) => {
        if (!(await settleBody(tx, kept, { state: 'rejected', reason: body.reason, bulletin: null }, doing)))
          throw new Refusal('quarantine.bodyDecided')
      })
      return { id: kept.id, state: 'rejected' as const, bulletin: null, accepted: 0, doubted: 0 }
    },
  )

  async function open(body: string, caller: Caller): Promise<KeptBody> {
    const kept = await bodyById(db, body)
    if (kept === null) throw new Refusal('thing.unknown', { what: 'body', id: body })
    mustSee(world, caller, kept.area, 'body', body)
    if (kept.state !== 'open') throw new Refusal('quarantine.bodyDecided')
    return kept
  }
}
