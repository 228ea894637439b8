import { z } from 'zod'
import { head, mustBeActive } from './forms.ts'

const days = z.int().min(1).max(36_500)
const words = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) })
const FIGURES = ['closedAccountDays', 'objectorDays', 'messageTraceDays'] as const

const record = z
  .strictObject({
    kind: z.string(),
    name: words,
    /** `ended`: goes with what it belongs to; `setting`: by AIRSHED_EVIDENCE_DAYS. */
    keep: z.enum(['permanent', 'ended', 'days', 'setting']),
    /** Which figure of the file says how many. */
    by: z.enum(FIGURES).optional(),
    because: words,
    tables: z.array(z.string()).min(1),
  })
  .refine(({ keep, by }) => (keep === 'days') === (by !== undefined), 'only days name their figure')

/** `rules/retention/*.yaml`: of every kind of record how long it stays (留存期限), and the figures in days. */
export const retentionFile = z
  .strictObject({
    ...head,
    /** Who an officer was, from the closing of the account. */
    closedAccountDays: days,
    /** Who has objected, from the answer. */
    objectorDays: days,
    /** What providers let pass and called back. */
    messageTraceDays: days.min(8),
    records: z.array(record),
  })
  .superRefine(mustBeActive)
export type RetentionFile = z.infer<typeof retentionFile>
