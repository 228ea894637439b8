import { z } from 'zod'
import { areaCode, day, id, instant } from '../../http/schemas.ts'
import { OUTCOMES, type DrillDetail, type HeldDrill } from './store.ts'
import { told } from './told.ts'

const words = z.object({ zh: z.string(), en: z.string() })

export const scenarioForm = z
  .object({ name: z.string(), title: words, city: areaCode, rulebook: z.string(), from: day, to: day })
  .meta({ id: 'DrillScenario' })

export const drillForm = z
  .object({
    id,
    area: areaCode,
    scenario: z.string(),
    title: words,
    speed: z.int().nullable().describe('seconds of its world for each second; null: as fast as it goes'),
    begunBy: z.string(),
    begunAt: instant,
    progress: z.object({ now: instant.describe('of its own world'), share: z.number(), orders: z.int() }),
    outcome: z
      .enum(OUTCOMES)
      .nullable()
      .describe('null: being played; wrong: its sums do not add up; failed: its process ended by itself'),
    endedAt: instant.nullable(),
  })
  .meta({ id: 'Drill' })

export const drillDetail = drillForm
  .extend({
    events: z.array(told).describe('what happened, by the time of its own world'),
    summary: z.record(z.string(), z.unknown()).nullable(),
    report: z.string().nullable().describe('Markdown; of a failed one what its process said last'),
  })
  .meta({ id: 'DrillDetail' })

/** Slower than this, and a season takes a day; faster than it goes it is played as fast as it goes. */
export const beginning = z.object({
  scenario: z.string().max(100),
  speed: z.int().min(60).max(86_400).nullable().default(null),
})

export function showDrill({ progress, ...rest }: HeldDrill): z.output<typeof drillForm> {
  return { ...rest, progress: { ...progress } }
}

export function showDetail(drill: DrillDetail): z.output<typeof drillDetail> {
  const { events, summary, report, ...rest } = drill
  return { ...showDrill(rest), events: [...events], summary: summary && { ...summary }, report }
}
