import { judge, readInto } from '../assessment/decide.ts'
import { furtherRuns } from '../assessment/further.ts'
import { RunReader } from '../assessment/runs.ts'
import { timelineOf, type Standards, type Timeline } from '../assessment/timeline.ts'
import { dayOfHour } from '../feed/calendar.ts'
import type { Series } from '../feed/series.ts'
import type { Rulebook } from '../rulebook/levels.ts'
import { callOf, firstJudged, inDays, spansOf, type Call, type Span } from './decide.ts'
import { eveningOf, Paper, type Played } from './paper.ts'

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
 */
export function replayArea(
  series: Series,
  area: string,
  book: Rulebook,
  standards: Standards,
  horizon: number,
): PlayedArea {
  const rows = series.areas.get(area) ?? []
  const timeline = timelineOf(series.pace, rows, series.pollutants, book, standards)
  const dayOf = (at: number): number => (series.pace === 'day' ? at : dayOfHour(at))
  const first = dayOf(rows[0]?.at ?? 0)
  // A window of 24 hours is known from 20 of them, so an hourly run may cover hours of the day after the last row: that
  // day has an evening too, or the warning would never be seen to end.
  const last = dayOf(rows.at(-1)?.at ?? -1) + (series.pace === 'hour' ? 1 : 0)
  const judging = new Judging(timeline, book, horizon)
  const paper = new Paper(area, book)
  for (let today = first; today <= last; today++) {
    const now = eveningOf(today)
    paper.passUntil(now)
    const call = judging.on(today, paper.present)
    if (call.level !== 'none' || paper.present !== null) paper.judge(inDays(call), now)
  }
  paper.passUntil(eveningOf(last + 1))
  const { runs } = judge(timeline, { first, last, today: last }, book)
  return { area, warnings: paper.warnings, spans: spansOf(runs, series.pace) }
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
