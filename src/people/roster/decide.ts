import type { ShiftInput } from '../../../machines/shift.ts'
import type { ShiftState } from '../../../machines/tables/shift.ts'
import type { Id } from '../../model/id.ts'
import type { Post } from '../../model/post.ts'
import { addMinutes, type Instant } from '../../model/time.ts'

/** A stretch of time, half-open: one in which nobody is on duty (空班), or that of a roster. */
export interface Span {
  readonly from: Instant
  readonly until: Instant
}

/** One officer's duty (班次) on the roster: from, inclusive, until, exclusive. */
export interface Shift extends Span {
  readonly officer: Id
  readonly post: Post
  /** 1 is called first. */
  readonly position: number
}

/** A shift that there is, and how far it has come. */
export interface KnownShift extends Shift {
  readonly id: Id
  readonly state: ShiftState
}

/** The minutes around a shift. */
export interface DutyMinutes {
  readonly checkInMinutes: number
  readonly headMinutes: number
  readonly earlyMinutes: number
  readonly handOverMinutes: number
}

const AT_POST: ReadonlySet<ShiftState> = new Set(['present', 'handingOver'])
const EXPECTED: ReadonlySet<ShiftState> = new Set(['planned', 'absent'])
const LIVING: ReadonlySet<ShiftState> = new Set([...AT_POST, ...EXPECTED])

export function isAtPost({ state }: { readonly state: ShiftState }): boolean {
  return AT_POST.has(state)
}

/** What the machine of a shift begins with. A shift that has begun already is asked for from now on. */
export function clockOf(
  { post, from, until }: Span & { readonly post: Post },
  { checkInMinutes, headMinutes, handOverMinutes }: DutyMinutes,
  now: Instant,
): ShiftInput {
  const start = from > now ? from : now
  const patience = post === 'duty' || post === 'leader' ? checkInMinutes : headMinutes
  return { post, start, checkIn: addMinutes(start, patience), end: addMinutes(until, handOverMinutes) }
}

/**
 * Who is on duty at an instant, in the order in which they are called; each once. Whoever is at the post goes first, early
 * or late as may be; then those who should be.
 */
export function onDuty(shifts: readonly KnownShift[], at: Instant): Id[] {
  const due = shifts.filter(
    (shift) => isAtPost(shift) || (EXPECTED.has(shift.state) && shift.from <= at && at < shift.until),
  )
  const present = due.toSorted(
    (a, b) =>
      Number(isAtPost(b)) - Number(isAtPost(a)) ||
      Number(a.post === 'leader') - Number(b.post === 'leader') ||
      a.position - b.position ||
      (a.from < b.from ? -1 : 1),
  )
  return [...new Set(present.map(({ officer }) => officer))]
}

/** Where nobody is on duty between two instants, in order. */
export function gapsOf(shifts: readonly Span[], { from, until }: Span): Span[] {
  const gaps: Span[] = []
  let covered = from
  for (const shift of shifts.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
    if (shift.from >= until) break
    if (shift.from > covered) gaps.push({ from: covered, until: shift.from })
    if (shift.until > covered) covered = shift.until
  }
  if (covered < until) gaps.push({ from: covered, until })
  return gaps
}

/** Why a roster can not be taken as it is written, and the shift that it is about. */
export interface RosterFault<S extends Shift = Shift> {
  readonly why: 'past' | 'twice' | 'samePlace' | 'atPost'
  readonly shift: S
  readonly other: Shift | null
}

export interface RosterChange<S extends Shift = Shift> {
  readonly withdrawn: readonly KnownShift[]
  readonly added: readonly S[]
  readonly faults: readonly RosterFault[]
}

/**
 * What writing a roster over a span changes: what is there already stays, with whatever has happened to it, what is no
 * longer asked for is withdrawn, what is new is added. What has happened is not rewritten: nobody is put on duty in the
 * past, and who is at a post is relieved by a hand-over.
 * @param known shifts that touch the span, those that begin before it too
 */
export function changeRoster<S extends Shift>(
  known: readonly KnownShift[],
  wanted: readonly S[],
  span: Span,
  now: Instant,
): RosterChange<S> {
  const within = known.filter(({ from }) => span.from <= from && from < span.until)
  const around = known.filter((shift) => !within.includes(shift) && LIVING.has(shift.state))
  const asked = new Set(wanted.map(keyOf))
  // Whoever was given up and comes after all is put on again.
  const gone = ({ state, until }: KnownShift) => state === 'withdrawn' || (state === 'missed' && until > now)
  const there = new Set(within.filter((shift) => !gone(shift)).map(keyOf))
  const added = wanted.filter((shift) => !there.has(keyOf(shift)))
  const dropped = within.filter((shift) => LIVING.has(shift.state) && !asked.has(keyOf(shift)))
  const faults: RosterFault[] = [
    ...added.filter(({ until }) => until <= now).map((shift) => ({ why: 'past', shift, other: null }) as const),
    ...dropped.filter(isAtPost).map((shift) => ({ why: 'atPost', shift, other: null }) as const),
    ...overlapsOf([...around, ...wanted]),
  ]
  return { withdrawn: dropped.filter((shift) => !isAtPost(shift)), added, faults }
}

/** One officer in two places at once, or two who would be called as the same one. */
function overlapsOf(shifts: readonly Shift[]): RosterFault[] {
  const inOrder = shifts.toSorted((a, b) => (a.from < b.from ? -1 : 1))
  return inOrder.flatMap((shift, n): RosterFault[] => {
    const before = inOrder.slice(0, n).filter(({ until }) => until > shift.from)
    const twice = before.find(({ officer }) => officer === shift.officer)
    const place = before.find(({ post, position }) => post === shift.post && position === shift.position)
    if (twice) return [{ why: 'twice', shift, other: twice }]
    return place ? [{ why: 'samePlace', shift, other: place }] : []
  })
}

function keyOf({ officer, post, position, from, until }: Shift): string {
  return [officer, post, position, from, until].join(' ')
}
