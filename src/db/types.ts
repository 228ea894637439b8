import { instantOf, type Instant } from '../model/time.ts'

/** Type numbers of PostgreSQL whose text the two drivers would read differently. */
export const OID = { int8: 20, date: 1082, timestamptz: 1184 } as const

/** Both connections speak UTC, so that `timestamptz` arrives as `2020-12-25 16:00:00.123+00`. */
export function readTimestamptz(text: string): Instant {
  return instantOf(Date.parse(text.replace(' ', 'T').replace(/\+00$/, 'Z')))
}

/** Counters and sequences stay far below 2^53; one that does not is a fault worth stopping for. */
export function readInt8(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`int8 ${text} does not fit a number`)
  return value
}
