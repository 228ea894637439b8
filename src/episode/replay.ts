import { judge, readInto } from '../assessment/decide.ts'
import { furtherRuns } from '../assessment/further.ts'
import type { KnownHour } from '../assessment/days.ts'
import { lateNow, type Late } from '../assessment/late.ts'
import { RunReader } from '../assessment/runs.ts'
import { timelineOf, type Standards, type Timeline } from '../assessment/timeline.ts'
import { dayOfHour, hourNumber, showDay, showHour } from '../feed/calendar.ts'
import { momentOf } from '../feed/moment.ts'
import type { Row, Series } from '../feed/series.ts'
import { addHours, dayOf, type Instant } from '../model/time.ts'
import type { Rulebook } from '../rulebook/levels.ts'
import { callOf, firstJudged, inDays, spansOf, startingLate, type Call, type Span } from './decide.ts'
import { eveningOf, Paper, type Played } from './paper.ts'
import type { Called } from './propose.ts'

/** One area's season, played back. */
export interface PlayedArea {
  readonly area: string
  readonly warnings: readonly Played[]
  /** The runs of the whole record: what called for a level, whether seen ahead or not. */
  readonly spans: readonly Span[]
}

/**
 * Plays a series back (contract 3.4): each day at 18:00 the next `horizon` days of the file are the forecast, and what
 * the rule calls for then goes through the machine of a warning, with approvals given at once.
 * @param lateStart whether the evening also looks at what the stations show and the next hours do not clear: the contract
 *   knows nothing of it, the engine does it at every bulletin.
 */
export function replayArea(
  series: Series,
  area: string,
  book: Rulebook,
  standards: Standards,
  horizon: number,
  { lateStart = false }: { readonly lateStart?: boolean } = {},
): PlayedArea {
  const rows = series.areas.get(area) ?? []
  const timeline = timelineOf(series.pace, rows, series.pollutants, book, standards)
  const dayIn = (at: number): number => (series.pace === 'day' ? at : dayOfHour(at))
  const first = dayIn(rows[0]?.at ?? 0)
  // A window of 24 hours is known from 20 of them, so an hourly run may cover hours of the day after the last row: that
  // day has an evening too, or the warning would never be seen to end.
  const last = dayIn(rows.at(-1)?.at ?? -1) + (series.pace === 'hour' ? 1 : 0)
  const judging = new Judging(timeline, book, horizon)
  const paper = new Paper(area, book)
  for (let today = first; today <= last; today++) {
    const now = eveningOf(today)
    paper.passUntil(now)
    const call = inDays(judging.on(today, paper.present))
    const late = lateStart && !paper.holds ? lateOn(series, rows, book, standards, now) : null
    const called = late === null ? call : startingLateOn(today, call, late)
    if (called.level !== 'none' || paper.present !== null) paper.judge(called, now)
  }
  paper.passUntil(eveningOf(last + 1))
  const { runs } = judge(timeline, { first, last, today: last }, book)
  return { area, warnings: paper.warnings, spans: spansOf(runs, series.pace) }

  /** The level that suits the air since yesterday, as the engine has it. */
  function startingLateOn(today: number, call: Called, { aheadHours }: Late): Called {
    const { level } = judge(timeline, { first: today - 1, last: today + horizon, today }, book)
    const until = dayOf(addHours(eveningOf(today), aheadHours))
    return startingLate(book, call, level, showDay(today), until)
  }
}

/** Two days on each side hold every hour that the rule looks at. */
const NEAR_HOURS = 48

/**
 * Whether the book's rule of late start (滞后启动) holds at an evening of a series, by the engine's own evaluator: the hours
 * before it are what was observed, those after it the forecast. Days have no twelve hours: they never start late.
 */
function lateOn(
  { pace, pollutants }: Series,
  rows: readonly Row[],
  book: Rulebook,
  standards: Standards,
  now: Instant,
): Late | null {
  if (pace === 'day' || book.lateStart === null) return null
  const present = hourNumber(momentOf(now, 'hour')) ?? 0
  const near = rows.filter(({ at }) => Math.abs(at - present) <= NEAR_HOURS)
  const hours = near.map(({ at, aqi, concentrations, cause }): KnownHour => {
    const known = pollutants.flatMap((name, k) => {
      const text = concentrations[k] ?? ''
      return text === '' ? [] : [[name, Number(text)] as const]
    })
    const value = { aqi: aqi === '' ? null : Number(aqi), concentrations: Object.fromEntries(known) }
    const kind = at < present ? 'observation' : 'forecast'
    return { at: showHour(at), kind, bulletin: '', value: cause === null ? value : { ...value, cause } }
  })
  return lateNow(book, { hours, standards }, [], now)
}

/**
 * Judges evening after evening. Inside an episode the days observed are read once and kept as a reader that stands
 * at today, so that an evening costs the same however long the episode is.
 */
class Judging {
  readonly #timeline: Timeline
  readonly #book: Rulebook
  readonly #horizon: number
  #observed: { readonly from: number; readonly reader: RunReader } | null = null

  constructor(timeline: Timeline, book: Rulebook, horizon: number) {
    this.#timeline = timeline
    this.#book = book
    this.#horizon = horizon
  }

  on(today: number, present: Parameters<typeof callOf>[4]): Call {
    const from = firstJudged(today, present)
    const last = today + this.#horizon
    const reader = from > today ? this.#reader() : this.#observe(from, today).fork()
    const { pace } = this.#timeline
    const window = { first: from, last, today }
    readInto(reader, this.#timeline, window)
    const further = furtherRuns(this.#book.triggers.further[pace], this.#timeline, window, this.#book, null)
    return callOf(this.#book, spansOf([...reader.runs(), ...further], pace), today, last, present)
  }

  #observe(from: number, today: number): RunReader {
    if (this.#observed === null || this.#observed.from !== from) this.#observed = { from, reader: this.#reader() }
    const { reader } = this.#observed
    readInto(reader, this.#timeline, { first: from, last: today })
    // What has ended was ahead on an earlier evening and counted then.
    reader.forget()
    return reader
  }

  #reader(): RunReader {
    return new RunReader(this.#book.triggers.plain[this.#timeline.pace], this.#timeline.pace)
  }
}
