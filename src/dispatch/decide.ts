import { createHash } from 'node:crypto'
import type { Id } from '../model/id.ts'
import { epochMs, instantOf, type Instant } from '../model/time.ts'
import type { DeliveryEvent } from '../../machines/delivery.ts'
import type { Outcome } from './channel.ts'

/**
 * Minutes between one attempt and the next. A short outage is bridged within the first minute; one of an hour is not
 * waited for in silence: the county officer has the enterprise on the list while it can still be telephoned.
 */
export const RETRY_MINUTES = [0.25, 1, 4, 15, 30] as const

/** What the machine of a delivery is told of an attempt. */
export function eventOf(outcome: Outcome, attempt: { delivery: Id; attempt: number }, now: Instant): DeliveryEvent {
  if (outcome.kind === 'delivered') return { type: 'ATTEMPT_DELIVERED' }
  if (outcome.kind === 'giveUp') return { type: 'ATTEMPT_GAVE_UP', why: outcome.why }
  const retryAt = nextAttempt(attempt, now)
  if (retryAt === null) return { type: 'ATTEMPT_GAVE_UP', why: `${outcome.why}; ${attempt.attempt} attempts made` }
  const asked = outcome.kind === 'retry' ? outcome.after : undefined
  return { type: 'ATTEMPT_FAILED', retryAt: asked !== undefined && asked > retryAt ? asked : retryAt, why: outcome.why }
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
  // Whole seconds: those that wait alike step together as a cohort.
  return instantOf(Math.ceil(epochMs(now) / 1000 + minutes * 60 * (1 + spread / 4)) * 1000)
}
