import { z } from 'zod'
import type { App } from '../http/app-type.ts'
import { areaCode, asOf, day, id, instant } from '../http/schemas.ts'
import { addDays, dayOf, earlier } from '../model/time.ts'
import { CAUSES, POLLUTANTS } from '../model/pollutant.ts'
import { actorOf, mustSee } from '../people/caller.ts'
import { FACTS } from '../rulebook/levelForms.ts'
import type { World } from '../world.ts'
import { compare, type Compared } from './compare.ts'
import { aqiOfHours } from './judge.ts'
import { loadOutlook, providersOf, rankProviders, revisionsBefore } from './store.ts'

/** As far as the city forecast of every provider goes that is known; `days` asks for more or less. */
const DAYS_AHEAD = 7
/** A season back is enough for any episode; more is a question for the archive. */
const MOST_DAYS = 200

const mark = z
  .object({ origin: z.enum(['hand', 'correction', 'accepted']), reason: z.string(), by: z.string() })
  .describe('an officer’s word is in it: a forecast by hand, a correction, a value let out of quarantine')

const source = z.object({
  kind: z.enum(['forecast', 'observation']),
  bulletin: id,
  others: z.array(id).readonly().describe('older bulletins that gave hours of the day'),
  provider: z.string(),
  revision: z.int(),
  issuedAt: instant,
  ageHours: z.number(),
  by: z.enum(['aqi', 'concentrations', 'range']),
  hours: z.int().nullable().describe('how many hours made the day; null for a value of a whole day'),
  mark: mark.optional(),
})

export const outlookDay = z
  .object({
    day,
    aqi: z.number().nullable().describe('unrounded, as it is judged; null where nobody said anything'),
    low: z.number().nullable(),
    high: z.number().nullable(),
    cause: z.enum(CAUSES).nullable(),
    concentrations: z
      .partialRecord(z.enum(POLLUTANTS), z.number())
      .optional()
      .describe('daily means, where any were given: µg/m³, CO mg/m³'),
    facts: z
      .partialRecord(z.enum(FACTS), z.number())
      .optional()
      .describe('what the forecast says of itself and of the ground that it covers'),
    from: source.nullable(),
  })
  .meta({ id: 'OutlookDay' })

/** A day with what else is said, and was said, of it. */
const comparedDay = outlookDay
  .extend({
    previous: z
      .object({ aqi: z.number(), change: z.number(), bulletin: id, issuedAt: instant, revision: z.int() })
      .nullable()
      .describe('what the same provider said before: its run, or its revision, before'),
    sayings: z
      .array(
        z.object({
          aqi: z.number(),
          low: z.number().nullable(),
          high: z.number().nullable(),
          stale: z.boolean().describe('too old to stand against a younger one'),
          from: source,
        }),
      )
      .readonly()
      .describe('what each provider forecasts of the day'),
    spread: z
      .object({ low: z.number(), high: z.number(), disagree: z.boolean() })
      .nullable()
      .describe('of those that are not too old; null where only one speaks'),
  })
  .meta({ id: 'ComparedDay' })

const outlookForm = z
  .object({
    area: z.object({ code: areaCode, name: z.string() }),
    at: instant,
    providers: z.array(z.string()).describe('whose word counts first; those not named come after, the newest first'),
    days: z.array(comparedDay),
  })
  .meta({ id: 'Outlook' })

const ranking = z.object({ providers: z.array(z.string().trim().min(1).max(64)).max(50) }).meta({ id: 'ProviderOrder' })
const areaParams = z.object({ code: areaCode })
const query = z.object({
  from: day.optional().describe('today if not given'),
  days: z.coerce.number().int().min(1).max(MOST_DAYS).default(DAYS_AHEAD).describe('days after the first'),
  at: asOf,
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
    async ({ caller, params: { code }, query: { from: asked, days, at } }) => {
      mustSee(world, caller, code, 'area', code)
      const now = earlier(at, world.clock.now())
      const from = asked ?? dayOf(now)
      const known = await loadOutlook(world.db, world, { area: code, from, to: addDays(from, days), now })
      const before = await revisionsBefore(world.db, known.issues)
      const input = { ...known, aqiOfHours: aqiOfHours(world.rulebooks) }
      const { aqi: apart } = world.rulebooks.feeds(dayOf(now)).disagreement
      return {
        area: { code, name: world.areas.find(code)?.name ?? code },
        at: now,
        providers: [...known.providers],
        days: compare(input, before, apart).map(show),
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

function show({ day, ...beside }: Compared): z.input<typeof comparedDay> {
  return { ...day, ...beside }
}
