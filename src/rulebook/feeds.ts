import { z } from 'zod'
import { head, mustBeActive } from './forms.ts'

const hours = z.int().min(1).max(240)
/** Hours without a bulletin (沉默时限). */
const silence = z
  .strictObject({ late: hours, dead: hours })
  .refine(({ late, dead }) => late < dead, 'late must come before dead')
export type Silence = z.infer<typeof silence>

/** `rules/feeds/*.yaml`: what is expected of the feeds of forecasts and observations (接口要求). */
export const feedsFile = z
  .strictObject({
    ...head,
    silence: z.strictObject({ forecast: silence, dailyObservation: silence, hourlyObservation: silence }),
  })
  .superRefine(mustBeActive)
export type FeedsFile = z.infer<typeof feedsFile>
