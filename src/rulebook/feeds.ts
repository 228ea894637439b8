import { z } from 'zod'
import { head, mustBeActive } from './forms.ts'

const hours = z.int().min(1).max(240)
/** Hours without a bulletin (沉默时限). */
const silence = z
  .strictObject({ late: hours, dead: hours })
  .refine(({ late, dead }) => late < dead, 'late must come before dead')
export type Silence = z.infer<typeof silence>

/** Kinds of stations (站点类别): 国控, 省控, 乡镇, 企业. */
export const STATION_KINDS = ['national', 'province', 'township', 'enterprise'] as const
export type StationKind = (typeof STATION_KINDS)[number]

/** `rules/feeds/*.yaml`: what is expected of the feeds of forecasts and observations (接口要求). */
export const feedsFile = z
  .strictObject({
    ...head,
    precedence: z.strictObject({ freshHours: hours }),
    disagreement: z.strictObject({ aqi: z.int().min(1).max(500) }),
    skill: z.strictObject({
      days: z.int().min(7).max(200),
      hit: z.strictObject({ within: z.int().min(1), percent: z.int().min(0).max(100) }),
      heavy: z.int().min(1).max(500),
    }),
    stations: z.strictObject({
      kinds: z.array(z.enum(STATION_KINDS).exclude(['enterprise'])).min(1),
      percent: z.int().min(1).max(100),
    }),
    plausible: z.strictObject({
      inverted: z.strictObject({ ratio: z.number().min(1) }),
      unit: z.strictObject({ pm25: z.number().positive(), pm10: z.number().positive() }),
      index: z.strictObject({ apart: z.int().min(1) }),
      jump: z.strictObject({ day: z.int().min(50).max(500), hour: z.int().min(50).max(500) }),
      stuck: z.strictObject({ days: z.int().min(2), hours: z.int().min(2) }),
    }),
    silence: z.strictObject({ forecast: silence, dailyObservation: silence, hourlyObservation: silence }),
  })
  .superRefine(mustBeActive)
  .refine(({ precedence, silence: { forecast } }) => precedence.freshHours <= forecast.late, {
    path: ['precedence', 'freshHours'],
    message: 'is longer than what makes a forecast late: what is entered by hand would not count',
  })
export type StationRule = z.infer<typeof feedsFile>['stations']
export type Plausible = z.infer<typeof feedsFile>['plausible']
export type FeedsFile = z.infer<typeof feedsFile>
