import { z } from 'zod'
import { areaCode, day, id, instant, remark } from '../../http/schemas.ts'

export const listState = z.enum([
  'draft',
  'checked',
  'published',
  'disputed',
  'settled',
  'releaseProposed',
  'scheduled',
  'inForce',
  'replaced',
  'withdrawn',
])

export const versionForm = z
  .object({
    id,
    area: areaCode,
    name: z.string(),
    enterprises: z.int(),
    sha256: z.string(),
    state: listState,
    preparedAt: instant,
    preparedBy: z.string(),
    draftedFrom: id.nullable(),
    objectionsUntil: instant.nullable(),
    openObjections: z.int(),
    upheldObjections: z.int(),
    proposedBy: z.string().nullable(),
    from: instant.nullable().describe('from when on it is proposed to be in force'),
    releasedAt: instant.nullable().describe('from when on it is in force'),
  })
  .meta({ id: 'ListVersion' })

export const objectionForm = z
  .object({
    id,
    enterpriseId: id.nullable(),
    who: z
      .object({ name: z.string(), phone: z.string() })
      .nullable()
      .describe('the number masked (POST /persons/open); null once forgotten'),
    text: z.string(),
    raisedAt: instant,
    answer: z.string().nullable(),
    upheld: z.boolean().nullable(),
    answeredAt: instant.nullable(),
  })
  .meta({ id: 'Objection' })

const phone = z.string().regex(/^[0-9+ -]{5,20}$/)
/** An objection as an officer enters it for somebody. */
export const objecting = z.object({
  who: z.object({ name: z.string().trim().min(1).max(100), phone }),
  creditCode: z.string().max(40).optional().describe('the enterprise that it is about'),
  text: remark.min(1),
})
export const answering = z.object({
  objection: id,
  upheld: z.boolean().describe('whether it was right: then the version is not released'),
  answer: remark.min(1),
})
export const reasoned = z.object({ reason: remark.min(1) })
export const proposing = z.object({
  from: day.describe('in force from the beginning of this day'),
  reason: remark.min(1),
})
export const confirming = z.object({ decision: z.enum(['confirm', 'return']), reason: remark.min(1) })

export const findingForm = z.object({
  sheet: z.string(),
  row: z.int(),
  column: z.string(),
  code: z.string(),
  severity: z.enum(['error', 'warning', 'info']),
  title: z.string().describe('what it means and what to do, in Chinese'),
  message: z.string().describe('the particulars, in English'),
})

const kilograms = z.string().meta({ description: 'kilograms a day, exact decimal' })
const masses = z.object({ so2: kilograms, nox: kilograms, pm: kilograms, vocs: kilograms })
const sums = z.object({
  enterprises: z.int(),
  base: masses,
  reduction: z.object({ yellow: masses, orange: masses, red: masses }),
})
const listed = z.object({ creditCode: z.string(), name: z.string(), area: areaCode })

export const comparisonForm = z
  .object({
    came: z.array(listed),
    left: z.array(listed),
    changed: z.array(
      listed.extend({
        changes: z.array(
          z.object({
            what: z.string(),
            line: z.string().nullable(),
            level: z.enum(['yellow', 'orange', 'red']).nullable(),
            before: z.string().nullable(),
            after: z.string().nullable(),
          }),
        ),
      }),
    ),
    sums: z
      .array(z.object({ area: areaCode, before: sums, after: sums }))
      .describe('the city first, then its counties'),
  })
  .meta({ id: 'ListComparison' })
