import { z } from 'zod'
import { WARNING_LEVELS } from '../model/level.ts'
import { mustStand, standing } from './citation.ts'
import { head, mustBeActive } from './forms.ts'

const count = z.int().min(1)

/** `rules/advice/*.yaml`: when whose production plan is adjusted ahead (预调), in hours and days. */
export const adviceFile = z
  .strictObject({
    ...head,
    again: z
      .strictObject({
        level: z.enum(WARNING_LEVELS),
        episodes: count.max(10),
        withinDays: count.max(90),
        slowStopHours: count.max(720),
        holdHours: count.max(240),
        ...standing,
      })
      .superRefine(mustBeActive),
  })
  .superRefine(mustStand)
export type AdviceFile = z.infer<typeof adviceFile>
