import { z } from 'zod'
import { LEVELS, WARNING_LEVELS } from '../model/level.ts'
import { CAUSES, POLLUTANTS } from '../model/pollutant.ts'
import { FACTS } from './levelForms.ts'

const concentrations = z.partialRecord(z.enum(POLLUTANTS), z.number().min(0))
const facts = z.partialRecord(z.enum(FACTS), z.number().min(0))
const index = z.number().min(0).nullable()
const head = { name: z.string().min(1), asOf: z.iso.date(), why: z.string().optional() }

/** So many hours on end with the same values; an empty block is missing. */
const hours = z.array(
  z.strictObject({
    hours: z.int().min(1),
    aqi: index.optional(),
    cause: z.enum(CAUSES).optional(),
    concentrations: concentrations.optional(),
    facts: facts.optional(),
  }),
)
/**
 * A day: its index, `~` where it is missing; `'> 450'` where a record says no more than "450+"; or all that is known.
 */
const days = z.array(
  z.union([
    index,
    z.string().regex(/^[<>] \d+$/),
    z.strictObject({
      aqi: index.optional(),
      cause: z.enum(CAUSES).optional(),
      concentrations: concentrations.optional(),
      facts: facts.optional(),
    }),
  ]),
)

/** A case of an index: one day, or hours of which the last is asked for. */
const aqiCase = z.strictObject({
  ...head,
  standard: z.string(),
  daily: concentrations.optional(),
  hourly: hours.optional(),
  expect: z.strictObject({ aqi: z.int().nullable(), primary: z.array(z.enum(POLLUTANTS)).optional() }),
})
export type AqiCase = z.infer<typeof aqiCase>

/**
 * A case of a level: the forecast of the days after `asOf`, and before it what was observed: days of which the last is
 * `asOf`, or its hours from 00:00. Days and hours of the answer count from 1, the first of tomorrow.
 */
const levelCase = z.strictObject({
  ...head,
  rulebook: z.string(),
  forecast: days.optional(),
  hours: hours.optional(),
  observed: days.optional(),
  today: hours.optional(),
  expect: z.strictObject({
    assess: z.enum(LEVELS),
    from: z.int().optional(),
    to: z.int().optional(),
    clauses: z.array(z.string()).optional(),
    /** First and last day or hour of the measures before any warning; null where none are called for. */
    preStage: z.strictObject({ from: z.int(), to: z.int() }).nullable().optional(),
    /** The stages in force, where they are cumulative. */
    stages: z.array(z.enum(WARNING_LEVELS)).optional(),
    /** What they ask for, with the hours of the day: `五级排放柴油车禁行 06:00–21:00`. */
    actions: z.array(z.string()).optional(),
    episode: z.strictObject({ level: z.enum(WARNING_LEVELS), days: z.int() }).optional(),
  }),
})
export type LevelCase = z.infer<typeof levelCase>

/**
 * A case of a season played back; day 1 is `asOf`. A warning is issued on the evening of a day, starts at 00:00 of one
 * and ends at 00:00 of one; `raised` names the evenings on which its level rose.
 */
const seasonCase = z.strictObject({
  ...head,
  rulebook: z.string(),
  season: days,
  horizon: z.int().min(1).default(7),
  expect: z.strictObject({
    warnings: z.array(
      z.strictObject({
        issued: z.int(),
        start: z.int(),
        end: z.int(),
        peak: z.enum(WARNING_LEVELS),
        raised: z.array(z.int()).optional(),
      }),
    ),
    falseDays: z.int().optional(),
    missedDays: z.int().optional(),
  }),
})
export type SeasonCase = z.infer<typeof seasonCase>

/** `rules/cases/*.yaml`: rule tests that an officer can read. */
export const casesFile = z.array(z.union([aqiCase, levelCase, seasonCase])).min(1)
export type RuleCase = z.infer<typeof casesFile>[number]
export type Hours = z.infer<typeof hours>
export type Days = z.infer<typeof days>
