import { join } from 'node:path'
import { z } from 'zod'
import { RULES } from './books.ts'
import { mustStand, standing } from './citation.ts'
import { head, mustBeActive } from './forms.ts'
import { readRule } from './read.ts'

/** `rules/publication/procedure.yaml` (结果公布程序). */
const procedureForm = z
  .strictObject({
    ...head,
    objections: z.strictObject({ workingDays: z.int().min(1).max(60), ...standing }).superRefine(mustBeActive),
  })
  .superRefine(mustStand)

/** How results come before the public. */
export type PublicationProcedure = z.output<typeof procedureForm>

/** Reads `rules/publication/procedure.yaml`. @throws RuleError */
export function loadPublicationProcedure(rules = RULES): PublicationProcedure {
  return readRule(rules, join(rules, 'publication/procedure.yaml'), procedureForm).data
}
