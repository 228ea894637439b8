import { z } from 'zod'
import type { App } from '../../http/app-type.ts'
import { areaCode } from '../../http/schemas.ts'
import { dayOf } from '../../model/time.ts'
import { mustSee } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { forecastersIn } from '../decide.ts'
import { aqiOfHours } from '../judge.ts'
import { loadOutlook } from '../store.ts'
import { daysCompared, pairsOf, skillOf } from './decide.ts'

const skillForm = z
  .object({
    area: areaCode,
    // They follow from the clock: one that was set to the edge of what a day may be looks back beyond it.
    from: z.iso.date(),
    to: z.iso.date(),
    rule: z.object({
      hit: z.object({ within: z.number(), percent: z.number() }).describe('what is near enough: the larger of the two'),
      heavy: z.number().describe('a heavy day lies above'),
      status: z.string().nullable().describe('`design`: no document says so'),
    }),
    providers: z.array(
      z.object({
        provider: z.string(),
        leads: z.array(
          z.object({
            lead: z.int().describe('days ahead; 0 is the day of the issue'),
            days: z.int(),
            hitShare: z.number(),
            bias: z.number().describe('mean of forecast minus observed'),
            meanError: z.number(),
            heavy: z.object({ hits: z.int(), misses: z.int(), falseAlarms: z.int() }),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'ProviderSkill' })

/** How good each provider has been by lead time (预报检验): held against what was observed, as it is now known. */
export function skillRoutes(app: App, world: World): void {
  app.get(
    '/areas/:code/skill',
    {
      config: { action: 'outlook.read' },
      schema: { tags: ['outlook'], params: z.object({ code: areaCode }), response: { 200: skillForm } },
    },
    async ({ caller, params: { code } }) => {
      mustSee(world, caller, code, 'area', code)
      const now = world.clock.now()
      const { skill, status = null } = world.rulebooks.feeds(dayOf(now))
      const { from, to } = daysCompared(dayOf(now), skill)
      const known = await loadOutlook(world.db, world, { area: code, from, to, now })
      const input = { ...known, aqiOfHours: aqiOfHours(world.rulebooks) }
      const providers = forecastersIn(known.issues).map((provider) => ({
        provider,
        leads: skillOf(pairsOf(input, provider), skill),
      }))
      const { hit, heavy } = skill
      return { area: code, from, to, rule: { hit, heavy, status }, providers }
    },
  )
}
