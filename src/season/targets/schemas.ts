import { z } from 'zod'
import { areaCode, day } from '../../http/schemas.ts'
import type { SeasonRule } from '../../rulebook/season.ts'

const words = z.object({ zh: z.string(), en: z.string() })
const count = z.int().min(0)

export const seasonParams = z.object({ season: z.string().regex(/^[a-z0-9-]{1,60}$/) })
/** A month of a season, `2021-11`. */
export const month = z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/)

export const seasonForm = z
  .object({
    id: z.string(),
    title: words,
    area: areaCode,
    from: day,
    until: day,
    document: z.string().nullable(),
    clause: z.string().nullable(),
    reportDay: z.int().describe('of the next month: by when the report of a month is due'),
    summaryBy: day,
  })
  .meta({ id: 'Season' })

export const progress = z
  .object({
    area: areaCode,
    name: z.string(),
    days: z.object({ season: count, passed: count, withPm25: count, withAqi: count }),
    pm25: z.object({
      before: z.string().nullable().describe('µg/m³, the season before'),
      target: z.string(),
      mean: z.string().nullable().describe('of the days so far; null where none was observed'),
      needed: z
        .string()
        .nullable()
        .describe('what the days that are left may have, if the unobserved ones were as the observed'),
      met: z.boolean().nullable(),
    }),
    heavyDays: z.object({
      before: count.nullable(),
      allowed: count,
      improve: z.boolean().describe('持续改善: the plan names no figure; held against the season before'),
      count,
      allowedSoFar: z.string().describe('their share of the season that has passed: a reading of this engine'),
      met: z.boolean(),
    }),
    standing: z.enum(['onTrack', 'behind', 'missed', 'unknown']),
  })
  .meta({ id: 'SeasonProgress' })

export const due = z
  .object({
    kind: z.enum(['circular', 'reminder', 'talk', 'monthlyReport', 'seasonSummary']),
    month: z.string().nullable(),
    area: areaCode.nullable().describe('null: all of the city'),
    by: day.nullable().describe('null where the rule names no day'),
  })
  .meta({ id: 'SeasonDue' })

export function showSeason(rule: SeasonRule): z.output<typeof seasonForm> {
  const { id, title, area, from, until, source, monthly, summary } = rule
  return {
    id,
    title,
    area,
    from,
    until,
    document: source?.document ?? null,
    clause: source?.clause ?? null,
    reportDay: monthly.day,
    summaryBy: summary.by,
  }
}
