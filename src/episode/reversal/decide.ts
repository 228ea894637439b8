import { numberOfDay, showDay } from '../../feed/calendar.ts'
import type { WarningLevel } from '../../model/level.ts'
import { dayOf, hoursBetween, startOfDay, type Day, type Instant } from '../../model/time.ts'
import type { Span } from '../decide.ts'

/** A lift that would soon be taken back (反复): by which day, and how many hours after it. */
export interface Reversal {
  readonly day: Day
  readonly level: WarningLevel
  readonly hours: number
}

/**
 * The first day from the lift on that calls for a warning again by what is forecast now; null where none does.
 * @param spans of the days from the lift on, in order of their first day.
 */
export function reversalOf(spans: readonly Span[], liftAt: Instant): Reversal | null {
  const from = numberOfDay(dayOf(liftAt))
  const next = spans.find(({ last }) => last >= from)
  if (next === undefined) return null
  const day = showDay(Math.max(next.first, from))
  return { day, level: next.level, hours: Math.max(0, hoursBetween(liftAt, startOfDay(day))) }
}
