import { addMinutes, epochMs, type Instant } from '../model/time.ts'
import type { EvidenceFile } from '../rulebook/evidence.ts'
import { fault, type Fault } from './fault.ts'
import type { Form } from './source.ts'

/**
 * How far behind the end of what they tell of the words of a source come (时延), in minutes: the least and the most of
 * those that came one after the other, each at its own hour. Below nothing: it was told before it was over.
 */
export interface Pace {
  readonly heardAt: Instant | null
  readonly low: number | null
  readonly high: number | null
  readonly words: number
}

interface Word {
  readonly now: Instant
  /** Of the newest reading in it. */
  readonly at: Instant
  readonly form: Form
  readonly everyMinutes: number
}

/**
 * What is known after one word more. A backlog says nothing of the clock: what comes sooner after the word before it
 * than half a beat, or at quite another pace, begins anew.
 */
export function paceAfter(before: Pace, { now, at, form, everyMinutes }: Word): Pace {
  const { heardAt, low, high, words } = before
  if (heardAt !== null && now < addMinutes(heardAt, everyMinutes / 2)) return before
  const over = form === 'counter' ? at : addMinutes(at, everyMinutes)
  const lag = Math.floor((epochMs(now) - epochMs(over)) / 60_000)
  const [least, most] = [Math.min(low ?? lag, lag), Math.max(high ?? lag, lag)]
  // Its words come within one beat of each other, or they are not of one pace.
  return most - least <= everyMinutes
    ? { heardAt: now, low: least, high: most, words: words + 1 }
    : { heardAt: now, low: lag, high: lag, words: 1 }
}

/** Why the clock of a source is doubted (时钟偏移), or null. A clock that is behind and a way that is slow look alike. */
export function clockDoubt({ low, high, words }: Pace, { clock }: Pick<EvidenceFile, 'clock'>): Fault | null {
  if (low === null || high === null || words < clock.words) return null
  if (low > clock.behindMinutes) return fault('doubt.clockBehind', { minutes: String(low), count: String(words) })
  if (high < -clock.aheadMinutes) return fault('doubt.clockAhead', { minutes: String(-high), count: String(words) })
  return null
}
