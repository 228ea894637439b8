import { dayOfHour, hourNumber, numberOfDay, showDay } from '../feed/calendar.ts'
import type { FeedKind } from '../feed/decide.ts'
import { dayAt } from '../feed/moment.ts'
import type { Concentrations, Facts } from '../feed/value.ts'
import type { Level } from '../model/level.ts'
import { POLLUTANTS, type Cause } from '../model/pollutant.ts'
import { addDays, type Day } from '../model/time.ts'
import { outlookHours, type OutlookDay, type OutlookInput } from '../outlook/decide.ts'
import { decimalOf } from '../rulebook/decimal.ts'
import { slidingOnly, type Clause, type Rulebook } from '../rulebook/levels.ts'
import { judge, judgePreStage, type Judgement } from './decide.ts'
import { timelineOf, type Measured, type Standards, type Timeline, type Window } from './timeline.ts'
import { Recorder, type Trace } from './trace.ts'

/** A day as now known: of the outlook, observed or forecast. */
export interface KnownDay {
  readonly day: Day
  /** Unrounded; null is missing. */
  readonly aqi: number | null
  readonly cause: Cause | null
  readonly concentrations?: Concentrations
  readonly facts?: Facts
  /** Where the value comes from, as far as the trace says it: an officer's word is marked. */
  readonly from?: {
    readonly kind?: FeedKind
    readonly bulletin?: string
    readonly others?: readonly string[]
    /** How many hours it was made from; null for a value of a whole day. */
    readonly hours?: number | null
    readonly mark?: { readonly origin: string }
  } | null
}

/** The hours of the same days, and the editions of HJ 633 by which 24 of them make an index. */
export interface KnownHours {
  readonly hours: readonly KnownHour[]
  readonly standards: Standards
}

export interface KnownHour {
  readonly at: string
  readonly kind: FeedKind
  readonly bulletin: string
  readonly value: {
    readonly aqi: number | null
    readonly concentrations?: Concentrations
    readonly facts?: Facts
    readonly cause?: Cause
  }
}

/** First and last day that are judged, both included, and the last that is observed: without it the day before the first. */
export interface JudgedDays {
  readonly from: Day
  readonly to: Day
  readonly today?: Day
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
 * @param days in any order; days that are not there are missing. @param hours of these days, where anybody gave some.
 */
export function assess(
  book: Rulebook,
  days: readonly KnownDay[],
  window: JudgedDays,
  hours: KnownHours | null = null,
): Assessed {
  const timeline = timelineOfDays(book, days, hours)
  const span = spanOf(window)
  const recorder = new Recorder()
  const judgement = judge(timeline, span, book, recorder.witness)
  const { level, first, last, clauses, runs } = judgement
  const across = traceOfHours(book, timeline, span)
  return {
    level,
    from: first === null ? null : showDay(first),
    to: last === null ? null : showDay(last),
    clauses,
    trace: { ...recorder.trace(book, timeline, span, runs), ...(across && { hours: across }) },
    judgement,
  }
}

/** What 24 hours that begin at any hour call for, as it was read; null where they call for nothing. */
function traceOfHours(book: Rulebook, { hours }: Timeline, span: Window): Trace | null {
  if (hours === undefined) return null
  const triggers = slidingOnly(book.triggers)
  const recorder = new Recorder()
  const { runs } = judge(hours.folded, span, { ...book, triggers }, recorder.witness)
  return runs.length === 0 ? null : recorder.trace({ ...book, alternatives: triggers.all }, hours.folded, span, runs)
}

const made = new WeakMap<readonly KnownDay[], { book: Rulebook; hours: KnownHours | null; timeline: Timeline }>()

/** The days in order of time, as the evaluator reads them; of the same days once: a card asks for them again and again. */
export function timelineOfDays(book: Rulebook, days: readonly KnownDay[], hours: KnownHours | null = null): Timeline {
  const found = made.get(days)
  if (found?.book === book && found.hours === hours) return found.timeline
  const timeline = makeTimeline(book, days, hours)
  made.set(days, { book, hours, timeline })
  return timeline
}

function makeTimeline(book: Rulebook, days: readonly KnownDay[], hours: KnownHours | null): Timeline {
  const rows = days.map((day): Measured => {
    const mark = day.from?.mark?.origin
    return { ...measured(numberOfDay(day.day), day, day.cause, day.from?.kind), ...(mark !== undefined && { mark }) }
  })
  rows.sort((a, b) => a.at - b.at)
  const timeline = timelineOf('day', rows, POLLUTANTS, book, NO_STANDARDS)
  return hours === null || hours.hours.length === 0 ? timeline : { ...timeline, hours: hoursOf(book, days, hours) }
}

function hoursOf(book: Rulebook, days: readonly KnownDay[], { hours, standards }: KnownHours) {
  const byDay = new Map(days.map((day) => [numberOfDay(day.day), day]))
  const known = hours.map(({ at, kind, bulletin, value }) => {
    const hour = hourNumber(at) ?? 0
    const day = byDay.get(dayOfHour(hour))
    // Whoever marks a day marks its hours.
    const row = measured(hour, value, value.cause ?? day?.cause ?? null, kind)
    return { row, isFolded: isFoldedInto(day, bulletin) }
  })
  known.sort((a, b) => a.row.at - b.row.at)
  const timeline = (of: typeof known) =>
    timelineOf(
      'hour',
      of.map(({ row }) => row),
      POLLUTANTS,
      book,
      standards,
    )
  const folded = known.filter(({ isFolded }) => isFolded)
  const all = timeline(known)
  return { all, folded: folded.length === known.length ? all : timeline(folded) }
}

/** Whether a day was made from hours, and those of a bulletin are among them. */
export function isFoldedInto(day: Pick<KnownDay, 'from'> | undefined, bulletin: string): boolean {
  const { from } = day ?? {}
  return typeof from?.hours === 'number' && (from.bulletin === bulletin || from.others?.includes(bulletin) === true)
}

type Value = Pick<KnownDay, 'aqi' | 'concentrations' | 'facts'>

function measured(
  at: number,
  { aqi, concentrations, facts }: Value,
  cause: KnownDay['cause'],
  kind: FeedKind | undefined,
): Measured {
  const texts = POLLUTANTS.map((name) => {
    const value = concentrations?.[name]
    return value === undefined ? '' : decimalOf(value)
  })
  return {
    at,
    aqi: aqi === null ? '' : decimalOf(aqi),
    concentrations: texts,
    cause,
    facts,
    isForecast: kind === 'forecast',
  }
}

export function spanOf({ from, to, today }: JudgedDays): Window {
  return { first: numberOfDay(from), last: numberOfDay(to), ...(today !== undefined && { today: numberOfDay(today) }) }
}

/** What the same days call for below the lowest level (临时管控): first and last day; null where nothing. */
export function preStageOf(
  book: Rulebook,
  days: readonly KnownDay[],
  window: JudgedDays,
  hours: KnownHours | null = null,
): { readonly from: Day; readonly to: Day } | null {
  const run = judgePreStage(timelineOfDays(book, days, hours), spanOf(window), book)
  return run === null ? null : { from: showDay(run.first), to: showDay(run.last) }
}

/** The hours of an outlook. */
export function hoursIn(outlook: OutlookInput, standards: Standards): KnownHours {
  return { hours: outlookHours(outlook), standards }
}

/** The first day that some condition reads when the days from `first` on are judged. */
export function firstRead(book: Rulebook, first: Day): Day {
  return addDays(first, Math.min(0, ...clausesOf(book).map(({ on }) => on ?? 0)))
}

/** The same days, and today by all of its hours where nobody gave it whole: what was observed goes on as it is forecast. */
export function withToday(days: readonly OutlookDay[], known: OutlookInput, today: Day): OutlookDay[] {
  return days.map((day) => {
    if (day.day !== today || day.from?.kind === 'observation') return day
    const hours = outlookHours(known).filter(({ at }) => dayAt(at) === today)
    const aqi = known.aqiOfHours(
      hours.map(({ value }) => value),
      today,
    )
    return aqi === null ? day : { ...day, aqi }
  })
}

/** Whether some condition reads single hours, which no day has. */
export function readsHours(book: Rulebook): boolean {
  return clausesOf(book).some(({ hours, between }) => hours < 24 || between !== null)
}

function clausesOf({ triggers, preStage }: Rulebook): Clause[] {
  return [...triggers.all, ...(preStage?.all ?? [])].flatMap(({ clauses }) => clauses)
}

/** What the days call for, without the explanation: for what would be if something were otherwise. */
export function levelOf(
  book: Rulebook,
  days: readonly KnownDay[],
  window: JudgedDays,
  hours: KnownHours | null = null,
): Pick<Assessed, 'level' | 'from' | 'to'> {
  const { level, first, last } = judge(timelineOfDays(book, days, hours), spanOf(window), book)
  return { level, from: first === null ? null : showDay(first), to: last === null ? null : showDay(last) }
}
