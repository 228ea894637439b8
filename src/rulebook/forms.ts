import { z } from 'zod'
import { WAKE_CAUSES, type WakeCause } from '../model/wakeCause.ts'
import { confidence, dated, mustStand, standing, words, type Standing } from './citation.ts'
import { ladderForm } from './ladder.ts'

/** For what the engine cannot do without: there is nothing to fall back to. */
export function mustBeActive<T extends Standing>(value: T, context: z.core.$RefinementCtx<T>): void {
  mustStand(value, context)
  if (value.status === 'unverified') context.addIssue({ code: 'custom', message: 'is needed and cannot be unverified' })
}

export const head = { id: z.string().regex(/^[a-z0-9-]+$/), title: words, ...dated, ...standing }

export const sourcesFile = z.array(
  z.strictObject({
    document: z.string().min(1),
    title: z.string().min(1),
    issued: z.string().optional(),
    confidence,
    url: z.string().optional(),
    note: z.string().optional(),
  }),
)
export type SourcesFile = z.infer<typeof sourcesFile>

const scale = z.strictObject({
  unit: z.enum(['µg/m³', 'mg/m³']),
  /** Decimals to which a concentration is rounded, half to even, before its sub-index. */
  places: z.union([z.literal(0), z.literal(1)]),
  breakpoints: z.array(z.number().min(0)).min(2),
  /** The sub-index above the last breakpoint; null where the edition gives none. */
  beyond: z.int().nullable(),
})
export type ScaleForm = z.infer<typeof scale>
const means = z
  .strictObject({ hours: z.int().positive(), least: z.int().positive(), ...standing })
  .superRefine(mustBeActive)

/** `rules/aqi/*.yaml`: an edition of HJ 633. */
export const aqiFile = z
  .strictObject({
    ...head,
    indices: z.array(z.int()),
    /** The smallest index that the edition knows. */
    least: z.int().min(0).max(1),
    daily: z.strictObject({ pm25: scale, pm10: scale, so2: scale, no2: scale, co: scale, o3_8h: scale }),
    hourly: z.strictObject({ so2: scale, no2: scale, co: scale, o3_1h: scale }),
    /** The hours whose mean gives the hourly sub-index of particles, on their daily scale. */
    hourlyParticles: means,
    /** When a mean of hourly values counts. */
    dayMean: means,
    ozoneMean: means,
  })
  .superRefine(mustStand)
  .superRefine((file, context) => {
    for (const table of ['daily', 'hourly'] as const)
      for (const [name, { breakpoints }] of Object.entries(file[table]))
        if (
          breakpoints.length > file.indices.length ||
          breakpoints.some((b, i) => i > 0 && b <= (breakpoints[i - 1] ?? b))
        )
          context.addIssue({
            code: 'custom',
            path: [table, name],
            message: 'breakpoints must rise, one for each index',
          })
  })
export type AqiFile = z.infer<typeof aqiFile>

const signs = z.strictObject({ rank: z.int().min(1).max(3), ...standing }).superRefine(mustBeActive)

const rank = z.int().min(1).max(3)
const reliefs = z
  .strictObject({
    /** Of each rank those who are called in when it is silent, one after the other. */
    chains: z
      .array(
        z.strictObject({ of: rank, next: z.array(z.strictObject({ rank, minutes: z.int().min(1).max(1440) })).min(1) }),
      )
      .refine((chains) => new Set(chains.map(({ of }) => of)).size === 3, 'names the chain of each rank once'),
    ...standing,
  })
  .superRefine(mustBeActive)

/** `rules/approval/*.yaml`: who signs which level. */
export const approvalFile = z
  .strictObject({
    ...head,
    ranks: z.array(z.strictObject({ rank: z.int().min(1).max(3), title: words })).length(3),
    signs: z.strictObject({ blue: signs, yellow: signs, orange: signs, red: signs }),
    /** Changes go the way of the issue: raising by the new level, lowering and lifting by the level in force. */
    changes: z.strictObject({ rule: z.literal('asIssued'), ...standing }).superRefine(mustBeActive),
    /** Who stands in for a signer who is silent. */
    reliefs,
    /** Minutes until it is shown that something was signed otherwise than in the system. */
    shown: z
      .strictObject({ paper: z.int().positive(), telephone: z.int().positive(), ...standing })
      .superRefine(mustBeActive),
  })
  .superRefine(mustStand)
export type ApprovalFile = z.infer<typeof approvalFile>

export const minutes = z.strictObject({ minutes: z.int().positive(), ...standing }).superRefine(mustBeActive)
export const byLevel = z
  .strictObject({
    blue: z.int().positive(),
    yellow: z.int().positive(),
    orange: z.int().positive(),
    red: z.int().positive(),
    ...standing,
  })
  .superRefine(mustBeActive)

const callMinutes = z.int().min(1).max(120)
/** Minutes that each call is given, by cause; how often everybody is called; how soon the same may wake again. */
const waking = z
  .strictObject({
    ...(Object.fromEntries(WAKE_CAUSES.map((cause) => [cause, callMinutes])) as Record<WakeCause, typeof callMinutes>),
    everybodyTimes: z.int().min(1).max(20),
    againMinutes: z.int().min(1).max(1440),
    ...standing,
  })
  .superRefine(mustBeActive)

/** `rules/deadlines/*.yaml`: how long each step may take, in minutes. */
export const deadlinesFile = z
  .strictObject({
    ...head,
    signing: z.strictObject({ form: minutes, signature: minutes, issue: minutes }),
    /** From when a response took effect, or was raised, until the engine proposes to lower or lift it. */
    hold: minutes,
    ladder: ladderForm,
    /** From an inspector's task to what was found. */
    inspection: byLevel,
    /** What is said against an order: until somebody has taken it, and from there until it is answered. */
    difficulty: z.strictObject({ take: byLevel, answer: byLevel }),
    appeal: z.strictObject({ take: byLevel, answer: byLevel }),
    waking,
    reminders: z.strictObject({ againMinutes: z.int().min(1).max(1440), ...standing }).superRefine(mustBeActive),
  })
  .superRefine(mustStand)
export type DeadlinesFile = z.infer<typeof deadlinesFile>

/** `rules/channels/*.yaml`: by which way a contact is told first. */
export const channelsFile = z
  .strictObject({
    ...head,
    order: z
      .array(z.enum(['webhook', 'sms', 'voice', 'mail', 'page']))
      .min(1)
      .refine((order) => new Set(order).size === order.length, 'names a way twice'),
  })
  .superRefine(mustBeActive)
export type ChannelsFile = z.infer<typeof channelsFile>
