import { dayOfHour, showDay, showHour } from '../feed/calendar.ts'
import type { Pace } from '../feed/moment.ts'
import { isAbove, type Level } from '../model/level.ts'
import { slidingOnly, type Alternative, type Rulebook, type Trigger, type Triggers } from '../rulebook/levels.ts'
import { firstAtOrAfter } from './column.ts'
import { furtherRuns } from './further.ts'
import { RunReader, type Run, type Witness } from './runs.ts'
import type { Timeline, Window } from './timeline.ts'

/** What a window calls for (研判结论), contract 3.3. */
export interface Judgement {
  /** Every run that calls for a level. */
  readonly runs: readonly Run[]
  readonly level: Level
  /** First and last day (or hour) of the run behind the level; null at none. */
  readonly first: number | null
  readonly last: number | null
  /** Every alternative of any level that holds, in the order of the book. */
  readonly clauses: readonly string[]
}

/**
 * Judges the days of a window. The fast form and the traced one are this function, without and with a witness.
 */
export function judge(timeline: Timeline, window: Window, book: Rulebook, witness: Witness | null = null): Judgement {
  return conclude(runsOf(book.triggers, timeline, window, book, witness), book.alternatives)
}

/** What the same days call for below the lowest level (临时管控): first and last day or hour, null where nothing. */
export function judgePreStage(timeline: Timeline, window: Window, book: Rulebook): Run<Trigger> | null {
  if (book.preStage === null) return null
  const [first, ...more] = runsOf(book.preStage, timeline, window, book, null)
  return more.reduce<Run<Trigger> | null>(
    (best, run) => (best === null || isEarlier(run, best) ? run : best),
    first ?? null,
  )
}

function runsOf<T extends Trigger>(
  triggers: Triggers<T>,
  timeline: Timeline,
  window: Window,
  book: Rulebook,
  witness: Witness | null,
): Run<T>[] {
  const { plain, further } = triggers
  const reader = new RunReader(plain[timeline.pace], timeline.pace, witness)
  readInto(reader, timeline, window)
  const runs = [...reader.runs(), ...furtherRuns(further[timeline.pace], timeline, window, book, witness)]
  const folded = timeline.hours?.folded
  return folded === undefined ? runs : [...runs, ...acrossDays(triggers, folded, window, book)]
}

const known = new WeakMap<Timeline, WeakMap<Triggers<Trigger>, { window: Window; runs: Run<Trigger>[] }>>()

/**
 * The runs of 24 hours that begin at any hour, by the days that they touch. They are the same however the days are
 * varied (`nearest.ts`), so they are looked for once.
 */
function acrossDays<T extends Trigger>(triggers: Triggers<T>, folded: Timeline, window: Window, book: Rulebook) {
  const own = known.get(folded) ?? new WeakMap<Triggers<Trigger>, { window: Window; runs: Run<Trigger>[] }>()
  known.set(folded, own)
  const found = own.get(triggers)
  if (found?.window.first === window.first && found.window.last === window.last) return found.runs as Run<T>[]
  const runs = runsOf(slidingOnly(triggers), folded, window, book, null).map((run) => ({
    ...run,
    first: dayOfHour(run.first),
    last: dayOfHour(run.last),
  }))
  own.set(triggers, { window, runs })
  return runs
}

/**
 * Hands the values of a window to a reader: days, or the windows of 24 hours that lie wholly inside those days. A reader
 * that stands inside the window goes on from there.
 */
export function readInto<T extends Trigger>(reader: RunReader<T>, timeline: Timeline, window: Window): void {
  const { at, judged, pace } = timeline
  const first = Math.max(pace === 'day' ? window.first : window.first * 24, reader.at + 1)
  const last = pace === 'day' ? window.last : window.last * 24
  for (let i = firstAtOrAfter(at, first); i < at.length; i++) {
    const time = at[i] ?? Infinity
    if (time > last) break
    reader.take(time, judged[i] ?? Number.NaN)
  }
}

/** Of several runs that call for the highest level: the earliest, then the longest. */
export function conclude(runs: readonly Run[], alternatives: readonly Alternative[]): Judgement {
  if (runs.length === 0) return NOTHING
  let best: Run | null = null
  for (const run of runs) if (best === null || outranks(run, best)) best = run
  const clauses: string[] = []
  for (const alternative of alternatives)
    if (runs.some((run) => run.alternative === alternative)) clauses.push(alternative.id)
  return {
    runs,
    level: best?.alternative.level ?? 'none',
    first: best?.first ?? null,
    last: best?.last ?? null,
    clauses,
  }
}

const NOTHING: Judgement = { runs: [], level: 'none', first: null, last: null, clauses: [] }

function outranks(run: Run, other: Run): boolean {
  if (run.alternative.level !== other.alternative.level) return isAbove(run.alternative.level, other.alternative.level)
  return isEarlier(run, other)
}

function isEarlier(run: Run<Trigger>, other: Run<Trigger>): boolean {
  return run.first < other.first || (run.first === other.first && run.last > other.last)
}

/** `2020-12-26`, in hourly series `2020-12-26T07:00`. */
export function showTime(time: number | null, pace: Pace): string | null {
  return time === null ? null : pace === 'day' ? showDay(time) : showHour(time)
}
