import { z } from 'zod'
import type { LineOrder, OrderContent } from '../../plan/order.ts'
import { partsOf, type Measure } from '../../model/measure.ts'
import { addHours, epochMs, instantOf, showInstant, type Instant } from '../../model/time.ts'
import { chance } from '../temperament.ts'

const share = z.number().min(0).max(1)

/** Who has meters in a drill, and what is planted among them (模拟监测): every share is INVENTED. */
export const metersForm = z
  .strictObject({
    /** Share of all enterprises that are metered. */
    share,
    /** Days before the response for which they have sent already. */
    days: z.int().min(7).max(30),
    /** Of the metered: who runs at night whatever is asked, who runs on, whose meter is broken, whose clock is late. */
    night: share,
    defiant: share,
    broken: share,
    shifted: share,
  })
  .refine(({ night, defiant, broken, shifted }) => night + defiant + broken + shifted <= 1, {
    message: 'the shares are more than all that are metered',
  })
export type MeterShares = z.output<typeof metersForm>

/** What an enterprise really does (真实行为), which only the drill knows. */
export const TRUTHS = ['obedient', 'night', 'defiant', 'broken', 'shifted', 'unmetered'] as const
export type Truth = (typeof TRUTHS)[number]

export function truthOf(seed: number, creditCode: string, shares: MeterShares): Truth {
  if (chance(seed, 'metered', creditCode) >= shares.share) return 'unmetered'
  let left = chance(seed, 'truth', creditCode)
  for (const name of ['night', 'defiant', 'broken', 'shifted'] as const) {
    left -= shares[name]
    if (left < 0) return name
  }
  return 'obedient'
}

/** One revision of an order as the enterprise knows it, and from when on it does. */
export interface Known {
  readonly content: OrderContent
  readonly orderedAt: Instant
  readonly reachedAt: Instant | null
}

/** By how many hours a late clock is late: as one that was set to UTC. */
const LATE_HOURS = 8

/**
 * What a line uses in an hour in percent of its usual use, by what its enterprise is like: an obedient one does what the
 * newest order that it knows asks of it from when it safely can, and stands still until it is told that all is over.
 */
export function loadAt(
  { truth, seed, creditCode, line }: { truth: Truth; seed: number; creditCode: string; line: string },
  at: Instant,
  known: readonly Known[],
  freedAt: Instant | null,
): number {
  const noise = Math.floor(chance(seed, 'noise', creditCode, line, at) * 11) - 5
  if (idles(seed, creditCode, at)) return 4
  const hour = Number(showInstant(at).slice(11, 13))
  const cheats = truth === 'defiant' || (truth === 'night' && (hour >= 22 || hour < 6))
  if (cheats || (freedAt !== null && at >= freedAt)) return 95 + noise
  const order = known.findLast(({ reachedAt }) => reachedAt !== null && reachedAt <= at)
  const asked = order?.content.lines.find((one) => one.line === line)
  const obeyed = order && asked?.binding && at >= obeyedFrom(asked, order) ? asked : null
  if (!obeyed) return 95 + noise
  return Math.max(
    2,
    Math.min(...[obeyed.action, obeyed.also].map((duty) => (duty ? levelOf(duty.measure) : 95))) + Math.min(noise, 2),
  )
}

/** A repair of two days, some time before. */
function idles(seed: number, creditCode: string, at: Instant): boolean {
  const day = Math.floor(epochMs(at) / 86_400_000)
  return chance(seed, 'idle', creditCode, Math.floor(day / 2)) < 0.08
}

function obeyedFrom({ starts, rampDownFrom, safeStopHours }: LineOrder, { reachedAt }: Known): Instant {
  const safe = [rampDownFrom, reachedAt].flatMap((from) => (from === null ? [] : [addHours(from, safeStopHours)]))
  return [starts, ...safe].reduce((a, b) => (a > b ? a : b))
}

/** Percent of the usual use at which a measure is kept. */
function levelOf(measure: Measure): number {
  return Math.min(
    ...partsOf(measure).map(({ measure: timed }) => {
      const form = timed.kind === 'milderAfter' ? timed.first : timed
      switch (form.kind) {
        case 'stop':
          return 6
        case 'stopHot':
          return 35
        case 'cycle':
          return 6
        case 'idle':
          return 55
        case 'reduce':
          return Math.max(6, 96 - Math.round(form.share / 100))
        default:
          return 95
      }
    }),
  )
}

/** Whether a broken meter sends nothing for this hour; the other half of them are stuck. */
export function isSilent(seed: number, creditCode: string, at: Instant): boolean {
  return chance(seed, 'stuck', creditCode) >= 0.5 && chance(seed, 'gap', creditCode, at) < 0.6
}
export function isStuck(seed: number, creditCode: string): boolean {
  return chance(seed, 'stuck', creditCode) < 0.5
}

export function shifted(at: Instant, truth: Truth): Instant {
  return truth === 'shifted' ? addHours(at, -LATE_HOURS) : at
}

/** Whole hours from one instant until another. */
export function hoursIn(from: Instant, until: Instant): Instant[] {
  const hours: Instant[] = []
  for (let ms = epochMs(from); ms + 3_600_000 <= epochMs(until); ms += 3_600_000) hours.push(instantOf(ms))
  return hours
}
