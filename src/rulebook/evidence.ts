import { z } from 'zod'
import { head, mustBeActive } from './forms.ts'

/** `rules/evidence/*.yaml`: when evidence is believed (证据采信要求). */
export const evidenceFile = z
  .strictObject({
    ...head,
    time: z.strictObject({ aheadMinutes: z.int().min(0).max(60), backDays: z.int().min(1).max(60) }),
    silence: z.strictObject({ beats: z.int().min(1), leastMinutes: z.int().min(1) }),
    stuck: z.strictObject({ power: z.int().min(2), online: z.int().min(2) }),
    shift: z.strictObject({ times: z.int().min(2), after: z.int().min(1) }),
    clock: z.strictObject({
      words: z.int().min(2),
      behindMinutes: z.int().min(1).max(1440),
      aheadMinutes: z.int().min(0).max(60),
    }),
    complete: z.strictObject({ percent: z.int().min(1).max(100) }),
    photo: z.strictObject({ minutes: z.int().min(1).max(1440) }),
  })
  .superRefine(mustBeActive)
export type EvidenceFile = z.infer<typeof evidenceFile>
