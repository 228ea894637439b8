import { z } from 'zod'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { languageOf } from '../../http/problem.ts'
import { areaCode, remark } from '../../http/schemas.ts'
import { actorOf, mustSee, type Caller } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { BY_HAND } from '../decide.ts'
import { receiptForm, valueForm } from '../schemas.ts'
import { livingFeeds, speaks } from '../watch/store.ts'
import { readEntry, storeEntry, type Entry } from './enter.ts'

const reason = remark.min(2).describe('why; it is shown beside the value wherever it counts')
const values = z.array(valueForm).min(1).max(400).describe('days or hours, not both')
const byHandForm = z.object({ area: areaCode, values, reason }).meta({ id: 'ForecastByHand' })
const correctionForm = z
  .object({
    area: areaCode,
    provider: z.string().trim().min(1).max(64).describe('whose values are corrected, or filled in'),
    values,
    reason,
  })
  .meta({ id: 'Correction' })
const receipt = receiptForm.omit({ quarantined: true }).meta({ id: 'EntryReceipt' })

/**
 * What officers put in beside the feeds (人工录入、订正): a forecast while the feeds are silent, a correction of what a
 * provider said. Nothing is overwritten: each is a bulletin of its own, and what was judged before keeps what it read. A
 * correction stands until its provider speaks of the same days again.
 */
export function byHandRoutes(app: App, world: World): void {
  const tags = ['feed']

  app.post(
    '/forecasts/by-hand',
    { config: { action: 'forecast.byHand' }, schema: { tags, body: byHandForm, response: { 202: receipt } } },
    async ({ caller, body, headers }, reply) => {
      mustSee(world, caller, body.area, 'area', body.area)
      const [alive] = await livingFeeds(world.db, { area: body.area, kind: 'forecast' })
      if (alive !== undefined) throw new Refusal('feed.alive', { name: alive.name })
      const word = { origin: 'hand', reason: body.reason } as const
      const entry: Entry = { kind: 'forecast', area: body.area, provider: BY_HAND, values: body.values, word }
      return reply.code(202).send(await enter(entry, caller, headers['accept-language']))
    },
  )

  for (const kind of ['forecast', 'observation'] as const)
    app.post(
      `/${kind}s/corrections`,
      { config: { action: `${kind}.correct` }, schema: { tags, body: correctionForm, response: { 202: receipt } } },
      async ({ caller, body, headers }, reply) => {
        const { area, provider, reason: why } = body
        mustSee(world, caller, area, 'area', area)
        if (!(await speaks(world.db, { area, kind, provider })))
          throw new Refusal('thing.unknown', { what: 'provider', id: provider })
        const word = { origin: 'correction', reason: why } as const
        const entry: Entry = { kind, area, provider, values: body.values, word }
        return reply.code(202).send(await enter(entry, caller, headers['accept-language']))
      },
    )

  async function enter(entry: Entry, caller: Caller, language: string | undefined) {
    const now = world.clock.now()
    const read = readEntry(world, entry, { now, seen: caller.areas, language: languageOf(language) })
    const doing = { now, by: actorOf(caller) }
    const { id, revision } = await world.db.transaction((tx) => storeEntry(tx, read, doing))
    const { provider, area, issuedAt, values: accepted } = read.bulletin
    return { bulletin: id, provider, area, issuedAt, revision, accepted: accepted.length }
  }
}
