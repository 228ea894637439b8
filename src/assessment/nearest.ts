import type { Pace } from '../feed/moment.ts'
import { isAbove, type Level } from '../model/level.ts'
import type { Thousandths } from '../rulebook/decimal.ts'
import { passes } from '../rulebook/levels.ts'
import { foldedDays, HoursTrial } from './hoursTrial.ts'
import { needOf } from './runs.ts'
import { isOfIndex, leastPassing, Trial, type Direction, type Judged, type Stretch } from './trial.ts'

/** One day's index, as it is and as it would have to come; `to` is whole, as an index is published. */
export interface Shift {
  readonly at: number
  readonly from: Thousandths
  readonly to: Thousandths
}

/**
 * A change of the forecast that would alter the level (临界变化), the smallest of its kind; `level` is what it would be.
 * - `values`: the fewest days, and of these the least in sum; of equals the earliest.
 * - `everyValue`: all that is still ahead comes otherwise by the same, in whole points.
 * - `length`: the stretch beyond a threshold is shorter or longer, at its beginning or its end; days, or hours of an
 *   hourly series.
 * - `missing`: a day that nobody has forecast comes to at least so much.
 */
export type Alteration = { readonly direction: Direction; readonly level: Level } & (
  | { readonly kind: 'values'; readonly shifts: readonly Shift[] }
  | { readonly kind: 'everyValue'; readonly by: number; readonly pace: Pace }
  | {
      readonly kind: 'length'
      readonly by: number
      readonly pace: Pace
      readonly beyond: string
      readonly end: 'first' | 'last'
    }
  | { readonly kind: 'missing'; readonly at: number; readonly least: Thousandths }
)

/**
 * What would have to come otherwise for the level to rise or to fall, the smallest of each kind. Every candidate is put
 * to the evaluator itself: nothing here knows what a run is worth. A level never falls when a value rises, so a value
 * need only be tried just beyond each threshold of the book.
 */
export function nearest(judged: Judged): Alteration[] {
  const folded = foldedDays(judged)
  const days = new Trial({ ...judged, isAhead: (at) => judged.isAhead(at) && !folded.has(at) })
  const whole = folded.size === 0 ? days : new HoursTrial(judged, folded)
  const directions = ['up', 'down'] as const
  return directions.flatMap((direction) => {
    const length = direction === 'up' ? longer(whole) : shorter(whole)
    const every = everyValue(whole, direction)
    return [
      days.pace === 'day' ? fewestValues(days, direction) : null,
      // An hour more or less is what is forecast hour by hour; of days the points are the finer measure.
      ...(folded.size === 0 ? [every, length] : [length, every]),
      direction === 'up' && days.pace === 'day' ? missing(days) : null,
    ].filter((found) => found !== null)
  })
}

/** Beyond it every set of days would be tried for a sentence that nobody reads; four of seven days break every run. */
const MOST_DAYS = 4
/** The index ends at 500 (HJ 633, table 1). */
const MOST_POINTS = 500

/** The values worth trying for a place: just beyond each threshold, nearest first. */
function targets(trial: Trial, place: number, direction: Direction): Thousandths[] {
  const value = trial.value(place)
  if (direction === 'up') return trial.edges.filter((edge) => edge > value)
  return trial.edges
    .map((edge) => edge - 1000)
    .filter((below) => below < value)
    .toReversed()
}

function fewestValues(trial: Trial, direction: Direction): Alteration | null {
  const candidates = trial.ahead
    .map((place) => ({ place, to: targets(trial, place, direction) }))
    .filter(({ to }) => to.length > 0)
  for (let days = 1; days <= Math.min(MOST_DAYS, candidates.length); days++) {
    const found = leastOf(trial, direction, candidates, days)
    if (found !== null) return found
  }
  return null
}

interface Candidate {
  readonly place: number
  readonly to: readonly Thousandths[]
}

/** Of all ways to change so many days the least in sum; null where even the furthest values change nothing. */
function leastOf(trial: Trial, direction: Direction, candidates: readonly Candidate[], days: number) {
  let best: { sum: number; level: Level; changes: readonly (readonly [number, Thousandths])[] } | null = null
  for (const chosen of subsets(candidates, days)) {
    const furthest = chosen.map(({ place, to }) => [place, to.at(-1) ?? 0] as const)
    if (!trial.alters(direction, trial.with(furthest))) continue
    for (const changes of ways(chosen)) {
      const sum = changes.reduce((all, [place, to]) => all + Math.abs(to - trial.value(place)), 0)
      if (best !== null && sum >= best.sum) continue
      const level = trial.with(changes)
      if (trial.alters(direction, level)) best = { sum, level, changes }
    }
  }
  if (best === null) return null
  const shifts = best.changes.map(([place, to]): Shift => ({ at: trial.at(place), from: trial.value(place), to }))
  return { kind: 'values', direction, level: best.level, shifts } as const
}

function* subsets<T>(of: readonly T[], size: number, from = 0): Generator<T[]> {
  if (size === 0) yield []
  else
    for (let k = from; k <= of.length - size; k++)
      for (const rest of subsets(of, size - 1, k + 1)) yield [...of.slice(k, k + 1), ...rest]
}

function* ways([first, ...rest]: readonly Candidate[]): Generator<(readonly [number, Thousandths])[]> {
  if (first === undefined) yield []
  else for (const to of first.to) for (const others of ways(rest)) yield [[first.place, to], ...others]
}

function everyValue(trial: Trial, direction: Direction): Alteration | null {
  const shifted = (by: number) => trial.shifted(direction === 'up' ? by : -by)
  const by = firstThat(MOST_POINTS, (points) => trial.alters(direction, shifted(points)))
  return by === null ? null : { kind: 'everyValue', direction, by, pace: trial.pace, level: shifted(by) }
}

/** The least whole number from 1 that holds, where every greater one holds too; null where even `most` does not. */
export function firstThat(most: number, holds: (n: number) => boolean): number | null {
  if (!holds(most)) return null
  let [low, high] = [1, most]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}

/**
 * Every run that the level rests on ends earlier (or begins later) by the same: what is cut off stays just below the
 * threshold, and may still count for a lower one.
 */
function shorter(trial: Trial): Alteration | null {
  const own = trial.runs()
  const [longest] = own.toSorted((a, b) => b.last - b.first - (a.last - a.first))
  if (longest === undefined) return null
  const open = new Set(trial.ahead)
  const cut = (by: number, end: 'first' | 'last') => {
    const changes = new Map<number, Thousandths>()
    for (const { clause, first, last } of own)
      for (let k = 0; k < Math.min(by, last - first + 1); k++) {
        const place = end === 'last' ? last - k : first + k
        const below = leastPassing(clause) - 1000
        changes.set(place, Math.min(below, trial.value(place), changes.get(place) ?? Infinity))
      }
    return [...changes]
  }
  return least(
    trial,
    'down',
    (['last', 'first'] as const).map((end) => {
      const by = firstThat(longest.last - longest.first + 1, (n) => trial.alters('down', trial.with(cut(n, end))))
      if (by === null || !cut(by, end).every(([place]) => open.has(place))) return null
      // The one that is left the longest says what it is about.
      return { by, end, beyond: longest.clause.says, level: trial.with(cut(by, end)) }
    }),
  )
}

/** A stretch that is too short for a higher level goes on for as long as is wanting, or begins so much earlier. */
function longer(trial: Trial): Alteration | null {
  const open = new Set([...trial.ahead, ...trial.unknown])
  const goesOn = ({ clause, first, last }: Stretch, end: Length['end']): Length | null => {
    const changes: [place: number, value: Thousandths][] = []
    // Fewer than the rule counts may do: the stretch may meet the next one.
    for (let by = 1; by <= needOf(clause, trial.pace) - (last - first + 1); by++) {
      const place = end === 'last' ? last + by : first - by
      if (!open.has(place)) return null
      changes.push([place, Math.max(leastPassing(clause), trial.value(place) || 0)])
      const level = trial.with(changes)
      if (trial.alters('up', level)) return { by, end, beyond: clause.says, level }
    }
    return null
  }
  return least(
    trial,
    'up',
    stretchesAbove(trial).flatMap((stretch) => [goesOn(stretch, 'last'), goesOn(stretch, 'first')]),
  )
}

/** Where the first clause of an alternative of a higher level passes on end, however short. */
function stretchesAbove(trial: Trial): Stretch[] {
  return trial.book.alternatives.flatMap(({ level, clauses: [clause] }) => {
    if (!isAbove(level, trial.level) || !isOfIndex(clause) || !trial.draws(clause)) return []
    const found: Stretch[] = []
    let first: number | null = null
    for (let place = 0; place <= trial.length; place++) {
      if (passes(clause, trial.value(place))) first ??= place
      else if (first !== null) {
        found.push({ clause, first, last: place - 1 })
        first = null
      }
    }
    return found
  })
}

type Length = Omit<Extract<Alteration, { kind: 'length' }>, 'kind' | 'direction' | 'pace'>

function least({ pace }: Trial, direction: Direction, of: readonly (Length | null)[]): Alteration | null {
  const [found] = of.filter((one) => one !== null).sort((a, b) => a.by - b.by)
  return found === undefined ? null : { kind: 'length', direction, pace, ...found }
}

function missing(trial: Trial): Alteration | null {
  for (const index of trial.edges)
    for (const place of trial.unknown) {
      const level = trial.with([[place, index]])
      if (trial.alters('up', level))
        return { kind: 'missing', direction: 'up', at: trial.at(place), least: index, level }
    }
  return null
}
