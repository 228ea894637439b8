import type { Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'

/** One person's duty (班次): from, inclusive, until, exclusive. */
export interface Shift {
  readonly officer: Id
  /** 1 is called first. */
  readonly position: number
  readonly from: Instant
  readonly until: Instant
}

/** Time in which nobody is on duty (空班). */
export interface Gap {
  readonly from: Instant
  readonly until: Instant
}

/** Who is on duty at an instant, in the order in which they are called; each once. */
export function onDuty(shifts: readonly Shift[], at: Instant): Id[] {
  const present = shifts
    .filter(({ from, until }) => from <= at && at < until)
    .toSorted((a, b) => a.position - b.position || (a.from < b.from ? -1 : 1))
  return [...new Set(present.map(({ officer }) => officer))]
}

/** Where nobody is on duty between two instants, in order. */
export function gapsOf(shifts: readonly Shift[], { from, until }: Gap): Gap[] {
  const gaps: Gap[] = []
  let covered = from
  for (const shift of shifts.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
    if (shift.from >= until) break
    if (shift.from > covered) gaps.push({ from: covered, until: shift.from })
    if (shift.until > covered) covered = shift.until
  }
  if (covered < until) gaps.push({ from: covered, until })
  return gaps
}
