import { join } from 'node:path'
import { z } from 'zod'
import { GRADE_ZH, type Grade } from '../model/enterprise.ts'
import { RULES } from './books.ts'
import { mustStand, standing } from './citation.ts'
import { head, mustBeActive } from './forms.ts'
import { readRule } from './read.ts'

const grades = z.array(z.enum(Object.keys(GRADE_ZH) as [Grade, ...Grade[]])).min(1)
const named = { id: z.string().regex(/^[a-z][A-Za-z]*$/), zh: z.string().min(1), en: z.string().min(1) }
const days = z.strictObject({ workingDays: z.int().min(1).max(60), ...standing }).superRefine(mustBeActive)
const confirms = z.strictObject({ grades, ...standing }).superRefine(mustBeActive)
const level = z.enum(['county', 'city', 'province'])

/** `rules/grades/procedure.yaml` (绩效分级程序). */
const procedureForm = z
  .strictObject({
    ...head,
    review: z.array(z.strictObject({ level, zh: z.string(), en: z.string() })).length(3),
    confirms: z.strictObject({ province: confirms, city: confirms }),
    publication: z.strictObject({ A: days, others: days, list: days }),
    notice: z.strictObject({ days: z.int().min(1).max(365), ...standing }).superRefine(mustBeActive),
    downgrades: z.array(
      z
        .strictObject({
          ...named,
          to: z.enum(['lower', 'lowest']),
          industries: z.array(z.string()).optional(),
          ...standing,
        })
        .superRefine(mustStand),
    ),
    bars: z.strictObject({ grades, grounds: z.array(z.strictObject(named)), ...standing }).superRefine(mustStand),
    exceptions: z
      .strictObject({
        grounds: z.array(z.strictObject({ ...named, changes: z.enum(['grade', 'class', 'stop']) })),
        ...standing,
      })
      .superRefine(mustStand),
  })
  .superRefine(mustStand)

/** How a grade comes about and is lost, and how long what is published waits. */
export type GradeProcedure = z.output<typeof procedureForm>
export type Downgrade = GradeProcedure['downgrades'][number]

/** Reads `rules/grades/procedure.yaml`. @throws RuleError */
export function loadGradeProcedure(rules = RULES): GradeProcedure {
  return readRule(rules, join(rules, 'grades/procedure.yaml'), procedureForm).data
}
