import { chance } from '../temperament.ts'

/** Shares of all messages, from 0 to 1. INVENTED, like the temperaments: they exercise every way that it can go. */
export interface Faults {
  /** Takes the message and never answers. */
  readonly takenThenSilent: number
  /** Answers 500 to the first attempt. */
  readonly serverError: number
  /** Answers 429 with `Retry-After` to the first attempt. */
  readonly tooMany: number
  /** Does not know the number, for good. */
  readonly refused: number
  /** Reports that it did not arrive. */
  readonly undelivered: number
  /** Never reports. */
  readonly unreported: number
  /** Reports half an hour late. */
  readonly late: number
  /** Calls back twice. */
  readonly twice: number
  /** Answers 收到, or presses 1. */
  readonly replies: number
}

export const NO_FAULTS: Faults = {
  takenThenSilent: 0,
  serverError: 0,
  tooMany: 0,
  refused: 0,
  undelivered: 0,
  unreported: 0,
  late: 0,
  twice: 0,
  replies: 0,
}

/** Some numbers are dead, some reports are late, half of those who are told answer. Invented, too. */
export const LIFELIKE: Partial<Faults> = { refused: 0.01, undelivered: 0.02, late: 0.03, replies: 0.5 }

/** What a provider does with one attempt, before it takes the message. */
export type Fault = 'takenThenSilent' | 'serverError' | 'tooMany' | 'refused'

/** The fault of this attempt (1 for the first); null where the provider works. */
export function faultOf(seed: number, faults: Faults, key: string, attempt: number): Fault | null {
  let left = chance(seed, 'provider', key)
  for (const fault of ['refused', 'takenThenSilent', 'serverError', 'tooMany'] as const) {
    left -= faults[fault]
    if (left < 0) return fault === 'refused' || attempt === 1 ? fault : null
  }
  return null
}

/** One thing that a provider will call back, in minutes from when it took the message. */
export interface Coming {
  readonly kind: 'report' | 'reply'
  readonly afterMinutes: number
  readonly delivered: boolean
}

/** A network delivers within a moment; a late report is one that its own deadline has overtaken. */
const SOON_MINUTES = 0.1
const LATE_MINUTES = 30
const REPLY_MINUTES = 2

/** What it calls back of a message that it took. */
export function comingOf(seed: number, faults: Faults, key: string): Coming[] {
  const falls = (share: keyof Faults) => chance(seed, share, key) < faults[share]
  if (falls('unreported')) return []
  const delivered = !falls('undelivered')
  const afterMinutes = falls('late') ? LATE_MINUTES : SOON_MINUTES
  const report: Coming = { kind: 'report', afterMinutes, delivered }
  const reply: Coming = { kind: 'reply', afterMinutes: afterMinutes + REPLY_MINUTES, delivered }
  return [report, ...(falls('twice') ? [report] : []), ...(delivered && falls('replies') ? [reply] : [])]
}
