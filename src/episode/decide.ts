import type { Run } from '../assessment/runs.ts'
import { dayOfHour, numberOfDay, showDay } from '../feed/calendar.ts'
import type { Pace } from '../feed/moment.ts'
import { isAbove, stricter, type Level, type WarningLevel } from '../model/level.ts'
import type { Day } from '../model/time.ts'
import type { Rulebook } from '../rulebook/levels.ts'
import type { Called } from './propose.ts'

/** Whole days that call for a level on end. */
export interface Span {
  readonly first: number
  readonly last: number
  readonly level: WarningLevel
}

/** What the days call for, in day numbers: `Called` says it in days. */
export interface Call {
  readonly level: Level
  readonly first: number | null
  readonly last: number | null
  readonly openEnd: boolean
  readonly over: boolean
  /** The first day still ahead that calls for something. */
  readonly ahead: number | null
  readonly lowerTo: WarningLevel | null
}

/** The warning that lives, as far as judging on depends on it. */
export interface Present {
  /** First day of its episode. */
  readonly first: number
  /** Signed; null before. */
  readonly level: WarningLevel | null
}

/** The days that runs lie on: a run of hours counts every day that it touches. */
export function spansOf(runs: readonly Run[], pace: Pace): Span[] {
  return runs
    .map(({ alternative: { level }, first, last }) =>
      pace === 'day' ? { first, last, level } : { first: dayOfHour(first), last: dayOfHour(last), level },
    )
    .sort((a, b) => a.first - b.first)
}

/**
 * The first day that is judged: while an episode is under way its first day, observed, so that a run under way counts
 * in full; otherwise tomorrow.
 */
export function firstJudged(today: number, present: Present | null): number {
  return present !== null && present.first <= today ? present.first : today + 1
}

/**
 * How the engine goes on judging (contract 3.4). Runs with too few whole days between them to lift in are one episode,
 * as strict as its strictest part.
 * @param spans of the judged window, in order of their first day. @param lastJudged the window's last day.
 */
export function callOf(
  book: Rulebook,
  spans: readonly Span[],
  today: number,
  lastJudged: number,
  present: Present | null,
): Call {
  const ahead = spans.filter((span) => span.last > today)
  const [next] = ahead
  const isUnderWay = present !== null && present.first <= today
  const first = isUnderWay ? present.first : (next?.first ?? null)
  if (first === null) return NOTHING
  // An episode under way has lasted until today, whatever was observed: the next run may be part of it.
  let last = isUnderWay ? today : first - 1
  let level: Level = 'none'
  const parts: Span[] = []
  for (const span of ahead) {
    if (span.first - last - 1 >= daysApart(book)) break
    parts.push(span)
    last = Math.max(last, span.last)
    level = stricter(level, span.level)
  }
  return {
    level,
    first,
    last,
    openEnd: last >= lastJudged,
    over: isUnderWay && parts.length === 0,
    ahead: parts[0] === undefined ? null : Math.max(parts[0].first, today + 1),
    lowerTo: present?.level && isUnderWay ? lowerTo(book, parts, today, present.level) : null,
  }
}

const NOTHING: Call = {
  level: 'none',
  first: null,
  last: null,
  openEnd: false,
  over: false,
  ahead: null,
  lowerTo: null,
}

/** Whole days between two runs that make them two episodes: enough to lift in, and no fewer than the book says. */
export function daysApart({ merge, lift }: Rulebook): number {
  return Math.ceil(Math.max(merge.gapHours, lift.forecastHours) / 24)
}

/** An episode that lies ahead, or has begun and goes on, as strict as its strictest part. */
export interface EpisodeAhead {
  readonly from: Day
  readonly to: Day
  readonly level: WarningLevel
}

/** The episodes that a judged window still has before it: runs with too few days between them are one. */
export function ahead(book: Rulebook, spans: readonly Span[], today: Day): EpisodeAhead[] {
  const episodes: Span[] = []
  for (const span of spans) {
    const last = episodes.at(-1)
    if (last !== undefined && span.first - last.last - 1 < daysApart(book))
      episodes[episodes.length - 1] = {
        first: last.first,
        last: Math.max(last.last, span.last),
        level: stricter(last.level, span.level),
      }
    else episodes.push(span)
  }
  return episodes
    .filter(({ last }) => last > numberOfDay(today))
    .map(({ first, last, level }) => ({ from: showDay(first), to: showDay(last), level }))
}

/** What the hours that the `lower` rule looks at still call for, where that is less than what is in force. */
function lowerTo(book: Rulebook, parts: readonly Span[], today: number, inForce: WarningLevel): WarningLevel | null {
  if (book.lower === null) return null
  const until = today + Math.ceil(book.lower.forecastHours / 24)
  let found: WarningLevel | null = null
  for (const { first, level } of parts) if (first <= until) found = found === null ? level : stricter(found, level)
  return found !== null && isAbove(inForce, found) ? found : null
}

/** The window that the engine judges today, for `assess`. */
export function windowOf(today: Day, horizon: number, present: { first: Day; level: WarningLevel | null } | null) {
  const now = numberOfDay(today)
  const first = firstJudged(now, present === null ? null : { ...present, first: numberOfDay(present.first) })
  return { from: showDay(first), to: showDay(now + horizon) }
}

/**
 * The engine's form of `callOf`: what the judged days call for, given the warning that lives.
 * @param runs of `assess(…).judgement` over `windowOf(…)`.
 */
export function goOn(
  book: Rulebook,
  runs: readonly Run[],
  today: Day,
  horizon: number,
  present: { first: Day; level: WarningLevel | null } | null,
): Called {
  const now = numberOfDay(today)
  const living = present === null ? null : { ...present, first: numberOfDay(present.first) }
  return inDays(callOf(book, spansOf(runs, 'day'), now, now + horizon, living))
}

/**
 * What is called for where the air is heavy already and will not clear (滞后启动): the episode is under way today, and at
 * least the lowest level of the book suits it.
 * @param level what the days from yesterday on call for. @param until the day in which the hours ahead end.
 */
export function startingLate(book: Rulebook, called: Called, level: Level, today: Day, until: Day): Called {
  const [lowest = 'yellow'] = book.levels.toSorted((a, b) => (isAbove(a, b) ? 1 : -1))
  const last = called.last === null || called.last < until ? until : called.last
  return { ...called, level: stricter(stricter(level, called.level), lowest), first: today, last, over: false }
}

export function inDays(call: Call): Called {
  const { first, last, ahead, ...rest } = call
  const shown = (day: number | null) => (day === null ? null : showDay(day))
  return { ...rest, first: shown(first), last: shown(last), ahead: shown(ahead) }
}
