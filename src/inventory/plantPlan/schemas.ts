import { z } from 'zod'
import { areaCode, day, id, instant, remark } from '../../http/schemas.ts'
import { LISTED_LEVELS, MEANS_ZH, type Means } from '../../model/enterprise.ts'
import { readKg, showKg } from '../../model/tonnes.ts'

const kilograms = z
  .codec(z.string().max(20), z.number(), {
    decode: (text, context) => {
      const mass = readKg(text)
      if (mass !== null && mass >= 0) return mass
      context.issues.push({ code: 'custom', message: 'not a mass in kilograms', input: text })
      return z.NEVER
    },
    encode: (mass) => showKg(mass),
  })
  .meta({ description: 'kilograms a day, exact decimal' })
const person = z.object({
  name: z.string().trim().min(1).max(100),
  phone: z.string().regex(/^[0-9+ -]{5,20}$/),
})
const cell = z.string().trim().max(200).default('')

const measure = z.object({
  text: z.string().trim().max(500).describe('in one’s own words'),
  type: cell.describe('as in the column 类型 of a list'),
  value: cell,
  unit: cell,
  base: cell,
  noticeHours: z.int().min(0).max(240),
  means: z.array(z.enum(Object.keys(MEANS_ZH) as [Means, ...Means[]])).max(6),
  responsible: person.nullable(),
  reduction: z.object({ so2: kilograms, nox: kilograms, pm: kilograms, vocs: kilograms }),
})

const line = z.object({
  number: z.string().trim().min(1).max(50),
  meanwhile: z
    .string()
    .trim()
    .max(500)
    .nullable()
    .default(null)
    .describe('what holds while a safe stop takes longer than the notice'),
  measures: z.object({ yellow: measure.optional(), orange: measure.optional(), red: measure.optional() }),
})

export const writtenPlan = z.object({ lines: z.array(line).min(1).max(200) })

const shownMeasure = measure
  .extend({
    responsible: person
      .extend({ phone: z.string().describe('masked for officers; in full: POST /persons/open') })
      .nullable(),
  })
  .optional()
const shownLine = line.extend({
  measures: z.object({ yellow: shownMeasure, orange: shownMeasure, red: shownMeasure }),
})

const finding = z.object({
  line: z.string(),
  level: z.enum(LISTED_LEVELS).nullable(),
  code: z.string(),
  severity: z.enum(['error', 'warning']),
  title: z.string().describe('what it means and what to do, in Chinese'),
  message: z.string().describe('the particulars, in English'),
})

export const planState = z.enum([
  'drafted',
  'submitted',
  'returned',
  'approved',
  'inForce',
  'revisionCalled',
  'replaced',
  'expired',
  'dropped',
])

export const planForm = z
  .object({
    id,
    area: areaCode,
    enterpriseId: id,
    name: z.string(),
    revision: z.int(),
    state: planState,
    lines: z.array(shownLine),
    findings: z.array(finding),
    remark: z.string().nullable(),
    ground: z.string().nullable(),
    from: day.nullable(),
    until: day.nullable().describe('last day in force'),
    updatedAt: instant,
  })
  .meta({ id: 'PlantPlan' })

export const ownPlans = z.object({ underWay: planForm.nullable(), inForce: planForm.nullable() })

export const reviewing = z.discriminatedUnion('decision', [
  z.object({
    decision: z.literal('approve'),
    from: day.describe('in force from the beginning of this day'),
    until: day.nullable().default(null).describe('last day in force; null until it is replaced'),
    reason: remark.min(1),
  }),
  z.object({ decision: z.literal('return'), reason: remark.min(1) }),
])

/** What makes a plan outdated: another process, other products, other emissions, another law. */
export const calling = z.object({
  ground: z.enum(['process', 'product', 'emission', 'law']),
  reason: remark.min(1),
})
