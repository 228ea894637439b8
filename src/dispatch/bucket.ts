import { epochMs, instantOf, type Instant } from '../model/time.ts'

/**
 * What a provider takes (限速): `count` units in every `perMs` milliseconds, and `burst` at once after a rest. The
 * numbers are whole, and so is everything that is reckoned with them.
 */
export interface Rate {
  readonly count: number
  readonly perMs: number
  readonly burst: number
}

/**
 * A token bucket (令牌桶) as it is stored. `credit` is in unit-milliseconds: each millisecond adds `count`, each unit
 * takes `perMs`.
 */
export interface Bucket {
  readonly credit: number
  readonly at: Instant
}

/** A full one. */
export function full({ perMs, burst }: Rate, at: Instant): Bucket {
  return { credit: burst * perMs, at }
}

/**
 * What is in it now. A clock that steps back mints nothing: the time that it runs through twice counts once. After a
 * step so large that this would keep a provider silent for longer than an empty bucket takes to fill, it starts to fill
 * that long before.
 */
export function refill(bucket: Bucket, rate: Rate, now: Instant): Bucket {
  const brim = rate.burst * rate.perMs
  const at = Math.min(epochMs(bucket.at), epochMs(now) + Math.ceil(brim / rate.count))
  const passed = Math.max(0, epochMs(now) - at)
  return {
    credit: Math.min(brim, bucket.credit + passed * rate.count),
    at: instantOf(Math.max(at, epochMs(now))),
  }
}

/** Whole units that may go now. */
export function room(bucket: Bucket, { perMs }: Rate): number {
  return Math.floor(bucket.credit / perMs)
}

/** With `units` fewer, of those that there is room for. */
export function take(bucket: Bucket, { perMs }: Rate, units: number): Bucket {
  return { ...bucket, credit: bucket.credit - units * perMs }
}

/** From when on there is room for `units`, if nothing else goes meanwhile. */
export function whenRoom(bucket: Bucket, { count, perMs }: Rate, units: number): Instant {
  return instantOf(epochMs(bucket.at) + Math.ceil(Math.max(0, units * perMs - bucket.credit) / count))
}

/** At most `most` in any `ms` milliseconds. */
export interface Window {
  readonly most: number
  readonly ms: number
}

/** From when on another one may go after those at `history`. What lies ahead of the clock counts as just gone. */
export function openFrom(history: readonly Instant[], { most, ms }: Window, now: Instant): Instant {
  const gone = history.map((at) => Math.min(epochMs(at), epochMs(now))).sort((a, b) => a - b)
  const hinders = gone.at(-most)
  return hinders === undefined ? now : instantOf(Math.max(epochMs(now), hinders + ms))
}
