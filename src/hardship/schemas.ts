import { z } from 'zod'
import { sayState } from '../../machines/words.ts'
import { areaCode, id, instant, remark } from '../http/schemas.ts'
import { CLASS_ZH, GRADE_ZH } from '../model/enterprise.ts'
import { GROUND_ZH, type HardshipGround } from './decide.ts'
import type { Hardship } from './store.ts'

export const ground = z.enum(Object.keys(GROUND_ZH) as [HardshipGround, ...HardshipGround[]])
const grade = z.enum(Object.keys(GRADE_ZH) as [keyof typeof GRADE_ZH])
const kind = z.enum(Object.keys(CLASS_ZH) as [keyof typeof CLASS_ZH])

export const hardshipForm = z
  .object({
    id,
    area: areaCode,
    kind: z.enum(['difficulty', 'appeal']),
    state: z.string(),
    stateName: z.object({ zh: z.string(), en: z.string() }),
    name: z.string(),
    orderId: id,
    revision: z.int().describe('of the order, as it was when this was said'),
    warningId: id,
    enterpriseId: id,
    ground,
    line: z.string().describe('empty for the whole enterprise'),
    text: z.string(),
    couldFrom: instant.nullable(),
    saidBy: z.string(),
    saidAt: instant,
    level: z.enum(['county', 'city', 'leader']).describe('who is to look after it: it climbs while nobody answers'),
    officer: z.string().nullable().describe('who looks into it'),
    answerBy: instant.nullable(),
    answer: z.string().nullable(),
    answeredBy: z.string().nullable(),
    orderStands: z.boolean().describe('the order is to be carried out as it is'),
  })
  .meta({ id: 'Hardship' })

const LEVELS = ['county', 'city', 'leader'] as const

export function showHardship(row: Hardship): z.output<typeof hardshipForm> {
  const { rung, order, enterprise, warning, orderRow: _, number: __, answer, answeredBy, ...rest } = row
  // What one officer would answer is no answer before it is one.
  const answered = row.state === 'accepted' || row.state === 'refused'
  return {
    ...rest,
    answer: answered ? answer : null,
    answeredBy: answered ? answeredBy : null,
    stateName: sayState('hardship', row.state),
    level: LEVELS[rung] ?? 'leader',
    orderId: order,
    enterpriseId: enterprise,
    warningId: warning,
    orderStands: row.state !== 'accepted' && row.state !== 'moot',
  }
}

/** What is to be asked instead. */
export const adjusting = z.object({
  measures: z
    .array(z.object({ line: z.string().min(1).max(60), measure: z.string().trim().min(1).max(500) }))
    .max(200)
    .default([])
    .describe('by line, in the words of a list: 限产30%, 不停不限'),
  grade: grade.optional().describe('the grade that counts for this warning'),
  class: kind.optional().describe('the class that counts for this warning'),
  reason: remark.min(1),
})
export const deciding = z.object({ decision: z.enum(['confirm', 'refuse']), reason: remark.min(1) })
