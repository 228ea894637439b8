import { join } from 'node:path'
import { z } from 'zod'
import { RULES } from './books.ts'
import { mustStand, standing } from './citation.ts'
import { head, mustBeActive } from './forms.ts'
import { readRule } from './read.ts'

const sentences = z.array(z.string().min(1)).min(1).max(12)
const advice = z.strictObject({ zh: sentences, en: sentences, ...standing }).superRefine(mustBeActive)

/** `rules/bulletin/public.yaml` (公众信息发布). */
const publicForm = z
  .strictObject({
    ...head,
    /** Health advice (健康防护提示) by level. */
    advice: z.strictObject({ blue: advice, yellow: advice, orange: advice, red: advice }),
    /** Whose forecast stands on the public page, and how many days beyond today of it. */
    forecast: z
      .strictObject({ areas: z.array(z.string().regex(/^\d{6}$/)), days: z.int().min(1).max(7), ...standing })
      .superRefine(mustBeActive),
    /** Working days until a complaint (举报投诉) is answered, counted from the day after it was received. */
    complaints: z.strictObject({ answerWorkingDays: z.int().min(1).max(60), ...standing }).superRefine(mustBeActive),
    /** With a pollutant missing an index is published only above this, else as NA. */
    incomplete: z.strictObject({ publishAbove: z.int().min(0).max(500), ...standing }).superRefine(mustBeActive),
  })
  .superRefine(mustStand)

/** What the public is told beside the level of a warning. */
export type PublicRule = z.output<typeof publicForm>
export type Advice = PublicRule['advice']['red']

/** Reads `rules/bulletin/public.yaml`. @throws RuleError */
export function loadPublicRule(rules = RULES): PublicRule {
  return readRule(rules, join(rules, 'bulletin/public.yaml'), publicForm).data
}
