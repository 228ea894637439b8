import { z } from 'zod'
import { areaCode, day, id, instant, remark } from '../http/schemas.ts'
import { MEANS_ZH, type Means } from '../model/enterprise.ts'
import { EXEMPTION_GROUNDS } from '../model/exemption.ts'
import { SEASON_CODES } from './finding.ts'

const words = z.object({ zh: z.string(), en: z.string() })
const lineNumber = z.string().trim().min(1).max(60)
/** A city's season plan names hundreds of plants; ten thousand are more than any list has. */
const MOST_ENTERPRISES = 10_000

/** Why somebody comes on the blacklist, as the document names them. */
export const BLACKLIST_ZH = {
  pretended: '假错峰、真生产',
  exemptionNotMet: '达不到错峰豁免条件',
  forgedData: '自动监测数据弄虚作假',
} as const
const GROUNDS = Object.keys(BLACKLIST_ZH) as [keyof typeof BLACKLIST_ZH, ...(keyof typeof BLACKLIST_ZH)[]]
const MEANS = Object.keys(MEANS_ZH) as [Means, ...Means[]]

export const finding = z
  .object({
    creditCode: z.string(),
    line: z.string().nullable(),
    code: z.enum(SEASON_CODES),
    severity: z.enum(['error', 'warning', 'info']),
    say: words,
  })
  .meta({ id: 'SeasonFinding' })

/** A season plan as it is handed in: stops by line with their days, and who is exempt by what. */
export const newPlan = z.object({
  area: areaCode.describe('the city or county whose plan it is'),
  rule: z.string().max(60).describe('id of a rule of the season, as shanxi-2021'),
  name: z.string().trim().min(1).max(200),
  enterprises: z
    .array(
      z.object({
        creditCode: z.string().max(40),
        lines: z
          .array(
            z.object({
              line: lineNumber,
              how: z.enum(['stop', 'lowerLoad']).default('stop'),
              from: day,
              until: day.describe('the first day on which it may run again'),
            }),
          )
          .max(200)
          .default([]),
        exemption: z
          .object({ ground: z.enum(EXEMPTION_GROUNDS), evidence: remark.min(1) })
          .nullable()
          .default(null),
        cannotStop: remark.min(1).nullable().default(null),
      }),
    )
    .min(1)
    .max(MOST_ENTERPRISES),
})

export const seasonPlan = z
  .object({
    id,
    area: areaCode,
    rule: z.string(),
    name: z.string(),
    findings: z.array(finding),
    submittedAt: instant,
    submittedBy: z.string(),
    releasedAt: instant.nullable(),
    releasedBy: z.string().nullable(),
  })
  .meta({ id: 'SeasonPlan' })
export const seasonPlanWhole = seasonPlan.extend({
  standstills: z.array(z.object({ enterprise: id, county: areaCode, line: z.string(), from: day, until: day })),
  exemptions: z.array(z.object({ enterprise: id, ground: z.enum(EXEMPTION_GROUNDS), evidence: z.string() })),
})

const evidence = z.object({
  means: z.array(z.enum(MEANS)).min(1).max(MEANS.length),
  reference: remark.describe('number of the ledger, of the picture, of the record'),
})
export const newReport = z.object({
  enterprise: id,
  line: lineNumber,
  kind: z.enum(['stopped', 'started']),
  at: instant,
  evidence,
})
export const report = newReport.extend({
  id,
  area: areaCode,
  line: z.string(),
  evidence: z.object({ means: z.array(z.string()), reference: z.string() }),
  reportedAt: instant,
  reportedBy: z.string(),
})

export const newBlacklisted = z.object({
  enterprise: id,
  ground: z.enum(GROUNDS),
  reason: remark.min(1),
  from: day,
})
export const confirming = z.object({ decision: z.enum(['confirm', 'refuse']), reason: remark.min(1) })
export const blacklisted = z
  .object({
    id,
    area: areaCode,
    enterprise: id,
    ground: z.string(),
    reason: z.string(),
    from: day,
    listedAt: instant,
    listedBy: z.string(),
    confirmedAt: instant.nullable().describe('it binds from here on; null while a second person has not confirmed it'),
    confirmedBy: z.string().nullable(),
    removedAt: instant.nullable(),
    removedBy: z.string().nullable(),
    removal: z.string().nullable(),
  })
  .meta({ id: 'BlacklistedRotation' })

export const countyResult = z
  .object({
    county: areaCode,
    enterprises: z.int(),
    planned: z.int().describe('days of lines up to the day'),
    held: z.int(),
    broken: z.int(),
    unreported: z.int(),
  })
  .meta({ id: 'RotationResult' })
