import { z } from 'zod'
import type { App } from '../http/app-type.ts'
import { areaCode, day, id, instant } from '../http/schemas.ts'
import { addDays, dayOf } from '../model/time.ts'
import { CAUSES } from '../model/pollutant.ts'
import { actorOf, mustSee } from '../people/caller.ts'
import type { World } from '../world.ts'
import { outlook } from './decide.ts'
import { aqiOfHours } from './judge.ts'
import { loadOutlook, providersOf, rankProviders } from './store.ts'

/** As far as the city forecast of every provider goes that is known; `days` asks for more or less. */
const DAYS_AHEAD = 7
/** A season back is enough for any episode; more is a question for the archive. */
const MOST_DAYS = 200

export const outlookDay = z
  .object({
    day,
    aqi: z.number().nullable().describe('unrounded, as it is judged; null where nobody said anything'),
    low: z.number().nullable(),
    high: z.number().nullable(),
    cause: z.enum(CAUSES).nullable(),
    from: z
      .object({
        kind: z.enum(['forecast', 'observation']),
        bulletin: id,
        others: z.array(id).readonly().describe('older bulletins that gave hours of the day'),
        provider: z.string(),
        revision: z.int(),
        issuedAt: instant,
        ageHours: z.number(),
        by: z.enum(['aqi', 'concentrations', 'range']),
        hours: z.int().nullable().describe('how many hours made the day; null for a value of a whole day'),
      })
      .nullable(),
  })
  .meta({ id: 'OutlookDay' })

const outlookForm = z
  .object({
    area: z.object({ code: areaCode, name: z.string() }),
    at: instant,
    providers: z.array(z.string()).describe('whose word counts first; those not named come after, the newest first'),
    days: z.array(outlookDay),
  })
  .meta({ id: 'Outlook' })

const ranking = z.object({ providers: z.array(z.string().trim().min(1).max(64)).max(50) }).meta({ id: 'ProviderOrder' })
const areaParams = z.object({ code: areaCode })
const query = z.object({
  from: day.optional().describe('today if not given'),
  days: z.coerce.number().int().min(1).max(MOST_DAYS).default(DAYS_AHEAD).describe('days after the first'),
})

/** The days ahead as now known (contract §4), and whose word counts first in them. */
export function outlookRoutes(app: App, world: World): void {
  const tags = ['outlook']

  app.get(
    '/areas/:code/outlook',
    {
      config: { action: 'outlook.read' },
      schema: { tags, params: areaParams, querystring: query, response: { 200: outlookForm } },
    },
    async ({ caller, params: { code }, query: { from: asked, days } }) => {
      mustSee(world, caller, code, 'area', code)
      const now = world.clock.now()
      const from = asked ?? dayOf(now)
      const known = await loadOutlook(world.db, world.areas, { area: code, from, to: addDays(from, days), now })
      return {
        area: { code, name: world.areas.find(code)?.name ?? code },
        at: now,
        providers: [...known.providers],
        days: outlook({ ...known, aqiOfHours: aqiOfHours(world.rulebooks) }),
      }
    },
  )

  app.get(
    '/areas/:code/providers',
    { config: { action: 'outlook.read' }, schema: { tags, params: areaParams, response: { 200: ranking } } },
    async ({ caller, params: { code } }) => {
      mustSee(world, caller, code, 'area', code)
      return { providers: await providersOf(world.db, world.areas, code) }
    },
  )

  app.put(
    '/areas/:code/providers',
    {
      config: { action: 'provider.rank' },
      schema: { tags, params: areaParams, body: ranking, response: { 200: ranking } },
    },
    async ({ caller, params: { code }, body }) => {
      mustSee(world, caller, code, 'area', code)
      const providers = [...new Set(body.providers)]
      const doing = { now: world.clock.now(), by: actorOf(caller) }
      await world.db.transaction((tx) => rankProviders(tx, code, providers, doing))
      return { providers }
    },
  )
}
