import { z } from 'zod'
import { areaCode, day, id, instant, remark } from '../../http/schemas.ts'
import { CLASS_ZH, GRADE_ZH, LISTED_LEVELS, MEANS_ZH, STOP_CAUSE_ZH, type Means } from '../../model/enterprise.ts'

const words = z.object({ zh: z.string(), en: z.string() })
const kilograms = z.string().meta({ description: 'kilograms a day, exact decimal' })
const masses = z.object({ so2: kilograms, nox: kilograms, pm: kilograms, vocs: kilograms })
const grade = z.enum(Object.keys(GRADE_ZH))
const means = z.enum(Object.keys(MEANS_ZH) as [Means, ...Means[]])
const cause = z
  .object({
    cause: z.enum(Object.keys(STOP_CAUSE_ZH)),
    deadline: day.nullable().describe('改造期限'),
    from: day.nullable().describe('逾期执行起始日'),
  })
  .nullable()
const measure = z.object({
  words: z.string().describe('as the list writes it'),
  say: words.describe('as it is understood'),
  noticeHours: z.int(),
  means: z.array(means),
  reductionKg: masses,
})

/** One enterprise as its list has it, without its people. */
export const cardForm = z
  .object({
    id,
    list: z.object({ id, name: z.string(), inForce: z.boolean() }).describe('the newest version that names it'),
    creditCode: z.string(),
    name: z.string(),
    area: areaCode,
    areaName: z.string(),
    township: z.string().nullable(),
    permit: z.string().nullable(),
    class: z.enum(Object.keys(CLASS_ZH)),
    className: z.string(),
    industry: z.string(),
    industryName: words,
    industryCode: z.string().nullable(),
    grade,
    gradeUntil: day.nullable(),
    alsoRated: z.array(z.object({ industry: z.string(), industryName: words, grade })),
    protection: z.object({ ground: z.string(), cap: z.string(), until: day.nullable() }).nullable(),
    stopCause: cause,
    zone: z.string().nullable(),
    planDated: day.nullable(),
    monitoring: z.array(means),
    cleanTransport: z.string().nullable().describe('percent, exact decimal'),
    dailyKg: masses,
    lines: z.array(
      z.object({
        line: z.string(),
        name: z.string(),
        step: z.string(),
        device: z.string(),
        capacity: z.string().nullable().describe('with its unit'),
        interruptible: z.boolean(),
        safeStopHours: z.number(),
        coupledTo: z.array(z.string()),
        stopCause: cause,
        dailyKg: masses,
        measures: z.partialRecord(z.enum(LISTED_LEVELS), measure),
      }),
    ),
  })
  .meta({ id: 'EnterpriseCard' })

export const admitting = z.object({ reason: remark.min(1) })
export const tokenForm = z
  .object({
    enterprise: id,
    name: z.string(),
    token: z.string().describe('shown this once and kept nowhere; every earlier one has ended'),
    until: instant.describe('from then on it is refused; a new one is given the same way'),
  })
  .meta({ id: 'EnterpriseToken' })
