import { addDays, dayOf, startOfDay, type Day, type Instant } from '../../model/time.ts'
import type { IsWorkingDay } from '../../rulebook/workingDays.ts'

/**
 * The end of a publication (公示期): the last of so many working days after the one on which it was published ends. In a
 * year whose holidays are not announced yet the week alone counts.
 */
export function objectionsUntil(publishedAt: Instant, workingDays: number, isWorkingDay: IsWorkingDay): Instant {
  let day: Day = dayOf(publishedAt)
  for (let left = workingDays; left > 0;) {
    day = addDays(day, 1)
    if (isWorkingDay(day)) left--
  }
  return startOfDay(addDays(day, 1))
}

/** From when on a version is in force that was released for a day: never from before it was decided. */
export function inForceFrom(day: Day, now: Instant): Instant {
  const begins = startOfDay(day)
  return begins > now ? begins : now
}
