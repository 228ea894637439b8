import { z } from 'zod'
import { GRADE_ZH, type Grade } from '../model/enterprise.ts'
import { dated, faultOf, standing, words, type Standing } from './citation.ts'
import { cellForm as cell } from './tableCell.ts'
import { faultsOfTable } from './tableFaults.ts'

const GRADES = Object.keys(GRADE_ZH) as [Grade, ...Grade[]]

/** Says at the value's own place why it may not stand as a rule. */
export function mustStand<T extends Standing>(value: T, context: z.core.$RefinementCtx<T>): void {
  const fault = faultOf(value)
  if (fault !== null) context.addIssue({ code: 'custom', message: fault })
}

/** What a grade, or each of several, does at the three levels. */
const row = z.strictObject({
  grade: z
    .union([z.enum(GRADES), z.array(z.enum(GRADES)).min(1)])
    .transform((one) => (Array.isArray(one) ? one : [one])),
  yellow: cell,
  orange: cell,
  red: cell,
})

/** `rules/measures/*.yaml`: the measures of one document by industry, grade and level. */
export const tableFile = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]+$/),
    title: words,
    ...dated,
    ...standing,
    tables: z.array(
      z.strictObject({
        id: z.string(),
        title: words,
        clause: z.string(),
        industry: z.string(),
        /** Rows do not bind a plant that the list names as another kind. */
        kind: z.string().optional(),
        /** Words in a line's name, step or device by which the rows are meant; empty: every line. */
        lines: z.array(z.string()).default([]),
        rows: z.array(row).superRefine((rows, context) => {
          for (const { path, message } of faultsOfTable(rows)) context.addIssue({ code: 'custom', path, message })
        }),
      }),
    ),
  })
  .superRefine(mustStand)
export type TableFile = z.output<typeof tableFile>

/** The rules by which a grade chooses its own reduction (自主减排). */
export const OWN_DECISION = ['own-decision', 'own-decision-a-plus'] as const
const CLASS_RULES = [
  ...OWN_DECISION,
  'heating',
  'small',
  'protected',
  'stop-for-cause',
  'should-be-rated',
  'by-line',
  'law',
] as const
export type ClassRuleId = (typeof CLASS_RULES)[number]

/** `rules/measures/classes.yaml`: what holds for whole classes and grades. */
export const classFile = z.strictObject({
  id: z.literal('classes'),
  title: words,
  ...dated,
  rules: z
    .array(
      z
        .strictObject({
          id: z.enum(CLASS_RULES),
          title: words,
          /** Grades that it gives their own decision. */
          grades: z.array(z.enum(GRADES)).default([]),
          /** Its first day, where it is later than that of the file. */
          from: dated.from.optional(),
          ...standing,
        })
        .superRefine(mustStand),
    )
    .refine((rules) => CLASS_RULES.every((id) => rules.some((rule) => rule.id === id && rule.source !== undefined)), {
      error: `each of ${CLASS_RULES.join(', ')} must be there with its source`,
    }),
})
export type ClassFile = z.output<typeof classFile>
