import { z } from 'zod'
import { day, id, instant, warningLevel } from '../../http/schemas.ts'
import { GRADE_ZH, type Grade } from '../../model/enterprise.ts'
import { WARNING_LEVELS } from '../../model/level.ts'

/** The name of what is observed and stored here, among the series. */
export const OBSERVED = 'observed'

export const shelf = z
  .object({
    items: z.array(
      z.object({
        series: z.string().describe(`a series that ships, or \`${OBSERVED}\`: what is stored here`),
        area: z.string().describe('as the series names it; of what is observed, its code'),
        name: z.string(),
        city: z.string().nullable().describe('the code of the area, where it is one of this installation'),
        season: z.int().describe('from July of this year to the next June'),
        from: day,
        to: day,
        days: z.int().nullable().describe('days with a value; null where they are not counted yet'),
      }),
    ),
  })
  .meta({ id: 'PlaybackSeries' })

export const asking = z.object({
  series: z.string().min(1).max(80),
  area: z.string().min(1).max(40).optional().describe('one of the series; all of them without it'),
  season: z.coerce.number().int().min(1990).max(2200).optional(),
  rulebook: z.string().min(1).max(80),
  beside: z.string().min(1).max(80).optional().describe('a second book for the same air'),
  list: id.optional().describe('a version of the list, to count what would have stood still'),
})

const stops = { enterpriseDays: z.number(), lineDays: z.number() }
const grade = z.enum(Object.keys(GRADE_ZH) as [Grade, ...Grade[]])
const daysByLevel = z.partialRecord(z.enum(WARNING_LEVELS), z.int()).readonly()
const summary = {
  daysByLevel,
  upgrades: z.int(),
  downgrades: z.int(),
  leadHoursMean: z.number().nullable(),
  falseDays: z.int().describe('in force, and on no run of any level'),
  missedDays: z.int().describe('on a run that calls for a level, and not in force'),
}
const reason = z.object({
  level: warningLevel,
  from: day,
  to: day,
  clause: z.string(),
  conditions: z.array(z.object({ reads: z.string(), says: z.string(), hours: z.number() })).readonly(),
  source: z.object({ document: z.string(), clause: z.string().optional() }).nullable(),
})
const warning = z.object({
  area: z.string(),
  issued: instant,
  start: instant,
  end: instant.nullable(),
  peak: warningLevel,
  changes: z.array(z.object({ at: instant, level: warningLevel })),
  reasons: z.array(reason).describe('runs of days that the warning lay over, with the conditions that they met'),
})

export const playback = z
  .object({
    summary: z.object(summary),
    seasons: z
      .array(
        z.object({
          rulebook: z.string(),
          ...summary,
          warnings: z.int(),
          days: z.int(),
          flips: z.int(),
          flipHours: z.int(),
          stopDays: z
            .object({ area: z.string(), ...stops, byGrade: z.partialRecord(grade, z.object(stops)).readonly() })
            .optional(),
        }),
      )
      .readonly(),
    areas: z.array(
      z.object({
        area: z.string(),
        days: z.array(z.object({ day, aqi: z.number().nullable() })),
        books: z.array(z.object({ rulebook: z.string(), warnings: z.array(warning) })),
      }),
    ),
  })
  .meta({ id: 'Playback' })
