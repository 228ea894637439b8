import { z } from 'zod'
import { head, mustBeActive } from './forms.ts'

const days = z.int().min(1).max(36_500)

/** `rules/retention/*.yaml`: for how many days what is kept of people stays (留存期限). */
export const retentionFile = z
  .strictObject({
    ...head,
    /** Who an officer was, from the closing of the account. */
    closedAccountDays: days,
    /** Who has objected, from the answer. */
    objectorDays: days,
    /** What providers let pass and called back. */
    messageTraceDays: days.min(8),
  })
  .superRefine(mustBeActive)
export type RetentionFile = z.infer<typeof retentionFile>
