import { z } from 'zod'
import { areaCode, id, instant, warningLevel } from '../../http/schemas.ts'
import { GRADE_ZH, type Grade } from '../../model/enterprise.ts'

const GRADES = Object.keys(GRADE_ZH) as [Grade, ...Grade[]]
const words = z.object({ zh: z.string(), en: z.string() })
const tonnes = z.string().meta({ description: 'tonnes a day, exact decimal' })
const percent = z.string().meta({ description: 'percent, exact decimal, rounded down' })

/** Far more than a province has counties or the guide industries; a body of a million names is none of either. */
const MOST_NAMED = 500

export const whatIfBody = z
  .object({
    area: areaCode.describe('a city, or one county of it'),
    level: warningLevel,
    startsAt: instant.optional().describe('the next 00:00 without it'),
    endsAt: instant.nullable().default(null).describe('null: until further notice'),
    counties: z.array(areaCode).min(1).max(MOST_NAMED).optional().describe('these alone; all without it'),
    industries: z
      .array(z.string().min(1).max(64))
      .min(1)
      .max(MOST_NAMED)
      .optional()
      .describe('these alone, as the list has them'),
  })
  .refine(({ startsAt, endsAt }) => startsAt === undefined || endsAt === null || endsAt > startsAt, {
    error: 'it ends before it begins',
    path: ['endsAt'],
  })

const count = z.object({
  enterprises: z.int(),
  stop: z.int().describe('at least one line comes to a stand that would run otherwise'),
  limit: z.int(),
  ownDecision: z.int(),
  nothing: z.int().describe('told, and asked nothing: protected, spared, standing still already'),
  lines: z.int(),
  linesStopped: z.int(),
  linesShortOfNotice: z.int().describe('their safe stop takes longer than is left until the start'),
  stopDays: z.number().nullable().describe('lines stopped × days; null until further notice'),
})

export const whatIfForm = z
  .object({
    headline: words,
    airQuality: words.describe('what this does not say'),
    area: areaCode,
    level: warningLevel,
    startsAt: instant,
    endsAt: instant.nullable(),
    list: z.object({ id, name: z.string() }),
    hoursLeft: z.object({
      toStart: z.number(),
      toIssue: z
        .number()
        .nullable()
        .describe('until the notice that the book in force asks for begins; negative: past'),
    }),
    all: count,
    saved: z.object({ so2: tonnes, nox: tonnes, pm: tonnes, vocs: tonnes }),
    floors: z.object({
      id: z.string(),
      document: z.string(),
      borrowedFrom: z.string().nullable(),
      all: z.array(
        z.object({
          pollutant: z.enum(['so2', 'nox', 'pm', 'vocs']),
          share: percent.nullable().describe('of all that is emitted; null of nothing'),
          floor: percent,
          stands: z.enum(['holds', 'swap', 'short']),
        }),
      ),
    }),
    byGrade: z.array(count.extend({ grade: z.enum(GRADES) })),
    byCounty: z.array(count.extend({ county: areaCode, name: z.string() })),
    byIndustry: z.array(count.extend({ industry: z.string(), name: words })),
  })
  .meta({ id: 'WhatIf' })
