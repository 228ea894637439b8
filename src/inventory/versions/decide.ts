import { DateTime } from 'luxon'
import { addDays, dayOf, startOfDay, type Day, type Instant } from '../../model/time.ts'

const SATURDAY = 6

/**
 * The end of a publication (公示期): the last working day after the one on which it was published ends. Weekends do not
 * count; public holidays are not known here, and who publishes before one publishes earlier.
 */
export function objectionsUntil(publishedAt: Instant, workingDays: number): Instant {
  let day: Day = dayOf(publishedAt)
  for (let left = workingDays; left > 0;) {
    day = addDays(day, 1)
    if (DateTime.fromISO(day).weekday < SATURDAY) left--
  }
  return startOfDay(addDays(day, 1))
}

/** From when on a version is in force that was released for a day: never from before it was decided. */
export function inForceFrom(day: Day, now: Instant): Instant {
  const begins = startOfDay(day)
  return begins > now ? begins : now
}
