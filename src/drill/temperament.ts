import { createHash } from 'node:crypto'

/**
 * How a simulated enterprise behaves (脾性). No source tells how a city's enterprises answer: every share and delay here
 * is INVENTED, named so that a scenario can set it, and only meant to exercise every way that an answer can go.
 */
export const TEMPERAMENTS = ['prompt', 'slow', 'silent', 'refusing', 'faulty'] as const
export type Temperament = (typeof TEMPERAMENTS)[number]

/** Shares of all enterprises; what is left of 1 is `prompt`. */
export interface Shares {
  /** Answers, but so late on the world's clock that some are reminded first. */
  readonly slow: number
  /** Takes every message and never answers. */
  readonly silent: number
  /** 410: never again. */
  readonly refusing: number
  /** Its server has faults; the enterprise behind it is prompt. */
  readonly faulty: number
}

/** What a faulty server does with a message before it takes it. */
export const FAULTS = ['serverError', 'tooMany', 'dropped', 'actedThenDropped', 'actedThenHung', 'down'] as const
export type Fault = (typeof FAULTS)[number]

/**
 * Minutes on the world's clock from a message to the answer: few values, so that the clock makes few stops, and none on
 * a deadline of `rules/deadlines`, where answer and reminder would race.
 */
const PROMPT_MINUTES = [0, 0, 0, 5, 16] as const
const SLOW_MINUTES = [26, 44, 76, 112, 238] as const
/** Of those who acknowledge, how many say at once that they can do it; the rest says so later. */
const COMMITS_AT_ONCE = 0.4

/** A number from 0 up to, not including, 1 that follows from the words alone: the same drill has the same enterprises. */
export function chance(seed: number, ...words: readonly (string | number)[]): number {
  const digest = createHash('sha256')
    .update([seed, ...words].join('\n'))
    .digest()
  return digest.readUInt32BE() / 2 ** 32
}

export function temperamentOf(seed: number, creditCode: string, shares: Shares): Temperament {
  let left = chance(seed, 'temperament', creditCode)
  for (const name of ['slow', 'silent', 'refusing', 'faulty'] as const) {
    left -= shares[name]
    if (left < 0) return name
  }
  return 'prompt'
}

export interface Reply {
  readonly kind: 'acknowledged' | 'committed'
  /** On the world's clock, from the message. */
  readonly afterMinutes: number
}

/** Of the silent, how many answer after all once they are reminded. */
const WOKEN = 0.3

/** What an enterprise will say to a revision of its order, and how much later. */
export function repliesOf(seed: number, temperament: Temperament, message: string): Reply[] {
  if (temperament === 'silent' || temperament === 'refusing') return []
  const minutes = temperament === 'slow' ? SLOW_MINUTES : PROMPT_MINUTES
  const place = Math.floor(chance(seed, 'delay', message) * minutes.length)
  const afterMinutes = minutes[place] ?? 0
  if (chance(seed, 'commits', message) < COMMITS_AT_ONCE) return [{ kind: 'committed', afterMinutes }]
  return [
    { kind: 'acknowledged', afterMinutes },
    { kind: 'committed', afterMinutes: afterMinutes + 60 },
  ]
}

/** What it says to a reminder that it would not have said to the order. */
export function repliesWhenReminded(seed: number, temperament: Temperament, message: string): Reply[] {
  if (temperament !== 'silent' || chance(seed, 'woken', message) >= WOKEN) return []
  return [{ kind: 'acknowledged', afterMinutes: 5 }]
}

/**
 * The fault of this attempt (1 for the first time that the message arrives); null when the server works. Most recover by
 * the third attempt; one in ten stays down for this message, so that some orders are given up.
 */
export function faultOf(seed: number, message: string, attempt: number): Fault | null {
  const kind = chance(seed, 'fault', message)
  if (kind < 0.1) return 'down'
  if (attempt > 1 + Math.floor(chance(seed, 'recovers', message) * 2)) return null
  if (kind < 0.45) return 'serverError'
  if (kind < 0.65) return 'tooMany'
  if (kind < 0.8) return 'dropped'
  // Each holds one of the engine's connections for its whole patience of ten seconds: a drill can bear a few.
  return kind < 0.997 ? 'actedThenDropped' : 'actedThenHung'
}
