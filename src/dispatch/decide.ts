import { createHash } from 'node:crypto'
import type { Id } from '../model/id.ts'
import { epochMs, instantOf, type Instant } from '../model/time.ts'
import type { DeliveryEvent } from '../../machines/delivery.ts'
import type { Channel, Fate, Outcome } from './channel.ts'

/**
 * Minutes between one attempt and the next. A short outage is bridged within the first minute; one of an hour is not
 * waited for in silence: the county officer has the enterprise on the list while it can still be telephoned.
 */
export const RETRY_MINUTES = [0.25, 1, 4, 15, 30] as const

/**
 * How long after an outcome that nobody knows the provider is asked: sooner, and its own books may not have it yet;
 * later, and an order that never went out waits for nothing.
 */
const ASK_AFTER_MINUTES = 0.5

/** What the machine of a delivery is told of an attempt. */
export function eventOf(
  outcome: Outcome,
  attempt: { delivery: Id; attempt: number },
  now: Instant,
  { keyed, reportMinutes }: Pick<Channel, 'keyed' | 'reportMinutes'>,
): DeliveryEvent {
  if (outcome.kind === 'delivered') return { type: 'ATTEMPT_DELIVERED' }
  if (outcome.kind === 'accepted') return { type: 'ATTEMPT_ACCEPTED', reportBy: wholeSecond(now, reportMinutes) }
  if (outcome.kind === 'giveUp') return { type: 'ATTEMPT_GAVE_UP', why: outcome.why }
  if (outcome.kind === 'unknown' && !keyed)
    return { type: 'ATTEMPT_UNKNOWN', askAt: wholeSecond(now, ASK_AFTER_MINUTES), why: outcome.why }
  const retryAt = nextAttempt(attempt, now)
  if (retryAt === null) return { type: 'ATTEMPT_GAVE_UP', why: `${outcome.why}; ${attempt.attempt} attempts made` }
  const asked = outcome.kind === 'retry' ? outcome.after : undefined
  return { type: 'ATTEMPT_FAILED', retryAt: asked !== undefined && asked > retryAt ? asked : retryAt, why: outcome.why }
}

/** What the machine is told of what a provider says of a message in doubt; null: nothing that it does not know. */
export function eventOfFate(
  fate: Fate,
  state: 'doubtful' | 'unreported',
  now: Instant,
  reportMinutes: number,
): DeliveryEvent | null {
  if (fate.kind === 'delivered') return { type: 'REPORTED_DELIVERED' }
  if (fate.kind === 'failed') return { type: 'REPORTED_FAILED', why: fate.why }
  if (state === 'unreported') return null
  if (fate.kind === 'underWay') return { type: 'PROVIDER_HAS_IT', reportBy: wholeSecond(now, reportMinutes) }
  return { type: 'PROVIDER_CAN_NOT_TELL', retryAt: wholeSecond(now, 0) }
}

/** Those that wait alike step together as a cohort. */
function wholeSecond(now: Instant, minutes: number): Instant {
  return instantOf(Math.ceil(epochMs(now) / 1000 + minutes * 60) * 1000)
}

/**
 * When to try again: the schedule's minutes for this attempt (1 for the first), spread by up to a quarter so that a
 * receiver that comes back is not met by everyone at once. The spread follows from the delivery's id: the same attempt
 * planned twice is planned for the same second. Null when the schedule is used up.
 */
export function nextAttempt({ delivery, attempt }: { delivery: Id; attempt: number }, now: Instant): Instant | null {
  const minutes = RETRY_MINUTES[attempt - 1]
  if (minutes === undefined) return null
  const spread = createHash('sha256').update(`${delivery} ${attempt}`).digest().readUInt32BE() / 2 ** 32
  return wholeSecond(now, minutes * (1 + spread / 4))
}
