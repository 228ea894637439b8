import { z } from 'zod'
import { change } from '../http/change.ts'
import { areaCode, day, id, instant, warningLevel } from '../http/schemas.ts'
import { LEVELS } from '../model/level.ts'
import { CAUSES, POLLUTANTS } from '../model/pollutant.ts'

const words = z.object({ zh: z.string(), en: z.string() })
const level = z.enum(LEVELS)
const decimal = z.string().meta({ description: 'exact decimal' })
const range = z.object({ low: level, high: level })

const alternative = z
  .object({
    kind: z.enum(['mass', 'values', 'everyValue', 'length', 'missing']),
    direction: z.enum(['up', 'down']),
    level: level.describe('what it would be'),
    by: z.int().nullable().describe('points of the index, or days or hours; null where `days` says it'),
    pace: z
      .enum(['day', 'hour'])
      .nullable()
      .describe('of days, or of 24 hours that begin at any hour; null where `days` says it'),
    days: z
      .array(
        z.object({
          day,
          from: decimal.nullable().describe('null: nobody has forecast it'),
          to: decimal.nullable().describe('null: the day has concentrations alone'),
          masses: z
            .array(z.object({ pollutant: z.enum(POLLUTANTS), from: decimal, to: decimal, by: decimal }))
            .readonly()
            .describe('the daily means behind it, µg/m³, CO mg/m³; empty where the index came as such'),
        }),
      )
      .readonly(),
    say: words,
  })
  .meta({ id: 'Counterfactual', description: 'the smallest change of its kind that would alter the level' })

/** How sure a card is, and what would change it. */
export const groundsForm = z.object({
  up: z.array(alternative).readonly(),
  down: z.array(alternative).readonly(),
  cause: z.object({
    days: z
      .array(
        z.object({
          day,
          cause: z.enum(CAUSES).nullable(),
          primary: z.array(z.enum(POLLUTANTS)).readonly(),
          excluded: z.boolean().describe('left out of orders for its cause'),
        }),
      )
      .readonly(),
    without: level.describe('if no day were left out for its cause'),
    ifMarked: z
      .array(z.object({ cause: z.enum(CAUSES), days: z.array(day).readonly(), level }))
      .readonly()
      .describe('if days that look like it were marked so, where that changes the level'),
  }),
  range: range.nullable().describe('by the low and the high ends of the forecast ranges'),
  voices: z
    .array(
      z.object({
        provider: z.string(),
        issuedAt: instant,
        revision: z.int(),
        level,
        from: day.nullable(),
        to: day.nullable(),
        peak: z.object({ day, aqi: z.number() }).nullable(),
      }),
    )
    .readonly()
    .describe('what each provider alone would call for'),
  disagreement: range.nullable(),
  previous: z
    .object({
      at: instant,
      level,
      from: day.nullable(),
      to: day.nullable(),
      changed: z
        .array(z.object({ day, before: z.number().nullable(), now: z.number().nullable() }))
        .readonly()
        .describe('days that have come otherwise since'),
    })
    .nullable(),
})

/** How much time there is. */
export const timeForm = z.object({
  now: instant,
  startsAt: instant.nullable(),
  issueBy: instant.nullable().describe('the last hour that leaves the notice that the book asks for'),
  leadHours: z.int().nullable(),
  borrowedFrom: z.string().nullable().describe('whose notice it is, for want of an own rule'),
  hoursToStart: z.number().nullable(),
  proposed: z
    .object({
      warning: id,
      name: z.string(),
      state: z.string(),
      change: change.nullable(),
      consultation: id.nullable(),
      waits: z.boolean().describe('nobody has decided on it yet'),
      signer: words.nullable(),
      signerBorrowedFrom: z.string().nullable(),
      hoursToSign: z.number().nullable(),
    })
    .nullable(),
})

/** The question that a consultation asks next, ready to be put to `POST /assessments/what-if`. */
export const whatIfLink = z.object({
  href: z.string(),
  body: z.object({ area: areaCode, level: warningLevel, startsAt: instant, endsAt: instant }),
})
