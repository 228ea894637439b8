import { numberOfDay, showDay } from '../feed/calendar.ts'
import type { Level } from '../model/level.ts'
import type { Cause } from '../model/pollutant.ts'
import type { Day } from '../model/time.ts'
import { decimalOf } from '../rulebook/decimal.ts'
import type { Rulebook } from '../rulebook/levels.ts'
import { judge, type Judgement } from './decide.ts'
import { timelineOf, type Measured, type Standards, type Timeline, type Window } from './timeline.ts'
import { Recorder, type Trace } from './trace.ts'

/** A day as now known: of the outlook, observed or forecast. */
export interface KnownDay {
  readonly day: Day
  /** Unrounded; null is missing. */
  readonly aqi: number | null
  readonly cause: Cause | null
  /** Where the value comes from, as far as the trace says it: an officer's word is marked. */
  readonly from?: { readonly mark?: { readonly origin: string } } | null
}

/** What the days of one area call for, with the whole explanation. */
export interface Assessed {
  readonly level: Level
  /** First and last day of the run behind the level; null at none. */
  readonly from: Day | null
  readonly to: Day | null
  readonly clauses: readonly string[]
  readonly trace: Trace
  /** For going on judging (`episode/decide.ts`). */
  readonly judgement: Judgement
}

/** The index of every day here is given, so no edition of HJ 633 is asked for. */
const NO_STANDARDS: Standards = { aqi: () => null }

/**
 * Judges the days of one area by a book (contract 3.3), with every value that was read.
 * @param days in any order; days that are not there are missing. @param window first and last day, both included.
 */
export function assess(book: Rulebook, days: readonly KnownDay[], window: { from: Day; to: Day }): Assessed {
  const timeline = timelineOfDays(book, days)
  const span: Window = { first: numberOfDay(window.from), last: numberOfDay(window.to) }
  const recorder = new Recorder()
  const judgement = judge(timeline, span, book, recorder.witness)
  const { level, first, last, clauses, runs } = judgement
  return {
    level,
    from: first === null ? null : showDay(first),
    to: last === null ? null : showDay(last),
    clauses,
    trace: recorder.trace(book, timeline, span, runs),
    judgement,
  }
}

/** The days in order of time, as the evaluator reads them. */
export function timelineOfDays(book: Rulebook, days: readonly KnownDay[]): Timeline {
  const rows = days.map(({ day, aqi, cause, from }): Measured => {
    const mark = from?.mark?.origin
    const value = aqi === null ? '' : decimalOf(aqi)
    return { at: numberOfDay(day), aqi: value, concentrations: [], cause, ...(mark !== undefined && { mark }) }
  })
  rows.sort((a, b) => a.at - b.at)
  return timelineOf('day', rows, [], book, NO_STANDARDS)
}

/**
 * The first condition of a book that whole days of the index can not answer; null where they answer all. Judged by them
 * alone it would never hold, and nobody would know that a warning is missing.
 */
export function unreadByDays({ id, triggers, where }: Rulebook): string | null {
  if (where.length > 0) return `${id}/where`
  const unread = triggers.all.find(({ clauses }) =>
    clauses.some(({ reads, hours, between }) => reads !== 'aqi' || hours < 24 || between !== null),
  )
  return unread?.id ?? null
}

/** What the days call for, without the explanation: for what would be if something were otherwise. */
export function levelOf(
  book: Rulebook,
  days: readonly KnownDay[],
  window: { from: Day; to: Day },
): Pick<Assessed, 'level' | 'from' | 'to'> {
  const span: Window = { first: numberOfDay(window.from), last: numberOfDay(window.to) }
  const { level, first, last } = judge(timelineOfDays(book, days), span, book)
  return { level, from: first === null ? null : showDay(first), to: last === null ? null : showDay(last) }
}
