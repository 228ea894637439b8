import { z } from 'zod'
import { areaCode, day, id, instant, remark } from '../http/schemas.ts'
import { GRADE_ZH, type Grade } from '../model/enterprise.ts'
import type { Grading } from './store.ts'

export const grade = z.enum(Object.keys(GRADE_ZH) as [Grade, ...Grade[]])
export const creditCode = z.string().min(1).max(40)
export const industryId = z.string().max(60).describe('id in rules/industries')

/** Files are kept by whoever took them in; here is what they are known by. */
export const attachment = z.object({
  name: z.string().trim().min(1).max(200),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().min(1).max(1_000_000_000),
})
export const evidence = z.array(attachment).min(1).max(50)

export const gradingState = z.enum([
  'applied',
  'countyPassed',
  'cityPassed',
  'returned',
  'confirmed',
  'published',
  'disputed',
  'granted',
  'fallen',
  'expired',
  'replaced',
  'rejected',
  'withdrawn',
])

export const gradingForm = z
  .object({
    id,
    area: areaCode,
    state: gradingState,
    name: z.string(),
    enterpriseId: id,
    creditCode: z.string(),
    industry: z.string(),
    appliedGrade: grade,
    grade: grade.describe('as applied for, then as granted, then as lowered'),
    authority: z.enum(['city', 'province']).describe('who confirms this grade'),
    openObjections: z.int(),
    objectionsUntil: instant.nullable(),
    validUntil: day.nullable().describe('last day on which it holds'),
    appliedAt: instant,
  })
  .meta({ id: 'Grading' })

const level = z.enum(['county', 'city', 'province'])
/** What was said of its application, to the enterprise: not by whom. */
export const ownGrading = gradingForm.extend({
  evidence: z.array(attachment),
  reviews: z.array(
    z.object({ level, decision: z.enum(['pass', 'return', 'reject']), reason: z.string(), at: instant }),
  ),
})
export const detailedGrading = gradingForm.extend({
  evidence: z.array(attachment),
  reviews: z.array(
    z.object({
      level,
      decision: z.enum(['pass', 'return', 'reject']),
      reason: z.string(),
      by: z.string(),
      at: instant,
    }),
  ),
  lowered: z.array(
    z.object({ from: grade, to: grade, ground: z.string(), reason: z.string(), by: z.string(), at: instant }),
  ),
  overall: grade.nullable().describe('of all that the enterprise holds, industry by industry, the lowest'),
})

/** An application or grade as it is answered. */
export function showGrading(row: Grading): z.output<typeof gradingForm> {
  const { enterprise, hands: _, evidence: __, lowered: ___, ...shown } = row
  return { ...shown, enterpriseId: enterprise }
}

export const applying = z.object({ industry: industryId, grade, evidence })
export const reviewing = z.object({ decision: z.enum(['pass', 'return', 'reject']), reason: remark.min(1) })
export const publishing = z.object({
  validUntil: day.describe('last day on which the grade is to hold'),
  reason: remark.min(1),
})
export const lowering = z.object({
  ground: z.string().max(60).describe('id in rules/grades/procedure.yaml'),
  to: grade.optional().describe('needed where the ground does not lead straight to the lowest grade'),
  reason: remark.min(1),
})

export const barForm = z
  .object({
    id,
    area: areaCode,
    enterpriseId: id,
    ground: z.string(),
    reason: z.string(),
    until: day,
    by: z.string(),
    at: instant,
  })
  .meta({ id: 'GradeBar' })

export const milestone = z.object({ what: z.string().trim().min(1).max(300), due: day, doneAt: day.nullable() })
export const upgradeForm = z
  .object({
    id,
    area: areaCode,
    enterpriseId: id,
    industry: z.string(),
    target: grade,
    milestones: z.array(milestone),
    done: z.int(),
    overdue: z.int().describe('milestones whose day has passed undone'),
  })
  .meta({ id: 'GradeUpgrade' })
