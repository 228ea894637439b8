import { judge } from '../../assessment/decide.ts'
import { timelineOf, type Timeline } from '../../assessment/timeline.ts'
import type { Played } from '../../episode/paper.ts'
import { replayArea, type PlayedArea } from '../../episode/replay.ts'
import { Tally, type Summary } from '../../episode/summary.ts'
import { dayOfHour, showDay } from '../../feed/calendar.ts'
import type { Pace } from '../../feed/moment.ts'
import type { Series } from '../../feed/series.ts'
import { dayOf, type Day } from '../../model/time.ts'
import type { WarningLevel } from '../../model/level.ts'
import type { Source } from '../../rulebook/citation.ts'
import type { Clause, Rulebook } from '../../rulebook/levels.ts'
import type { Rules } from '../../plan/asked.ts'
import type { Reductions } from '../../rulebook/reduction.ts'
import { seasonBy, type Season } from './compare.ts'
import type { Reported } from './history.ts'
import { pageOf, type Chart } from './page.ts'
import { stopDaysOf, type Stopping } from './stops.ts'

/** The editions of HJ 633, as `timelineOf` takes them. */
type Standards = Parameters<typeof timelineOf>[4]

/** A list by which the stop-days of one area of the series are counted. */
export interface Counting extends Stopping {
  /** The area as the series names it. */
  readonly name: string
  readonly rules: Rules
  readonly reductions: Reductions
}

/** A run of days behind a warning, with the conditions of the rule that it met. */
export interface Reason {
  readonly level: WarningLevel
  readonly from: Day
  readonly to: Day
  readonly clause: string
  readonly conditions: readonly Pick<Clause, 'reads' | 'says' | 'hours'>[]
  readonly source: Pick<Source, 'document' | 'clause'> | null
}

/** A whole playback (回放): every area of a series under each of some books. */
export class Playback {
  readonly seasons: readonly Season[]
  readonly summary: Summary
  readonly #series: Series
  readonly #books: readonly Rulebook[]
  readonly #standards: Standards
  readonly #played: readonly (readonly PlayedArea[])[]

  /** @param heard is told of each warning of each book, area by area, and after each area of its rows */
  constructor(
    series: Series,
    books: readonly [Rulebook, ...Rulebook[]],
    standards: Standards,
    more: {
      readonly horizon: number
      readonly lateStart?: boolean
      readonly counting?: Counting | null
      readonly heard?: (warnings: readonly (readonly Played[])[], rows: number) => void
    },
  ) {
    const { horizon, lateStart = false, counting = null, heard } = more
    this.#series = series
    this.#books = books
    this.#standards = standards
    const played = books.map((): PlayedArea[] => [])
    for (const [name, rows] of series.areas) {
      const own = books.map((book) => replayArea(series, name, book, standards, horizon, { lateStart }))
      for (const [n, area] of own.entries()) played[n]?.push(area)
      heard?.(
        own.map(({ warnings }) => warnings),
        rows.length,
      )
    }
    this.#played = played
    this.seasons = books.map((book, n) => ({
      ...seasonBy(book, played[n] ?? []),
      ...(counting !== null && { stopDays: stopDaysIn(counting, played[n] ?? []) }),
    }))
    const tally = new Tally(books[0])
    for (const area of played[0] ?? []) tally.add(area)
    this.summary = tally.summary()
  }

  /** The page for a browser without a network, with what was really done beside it. */
  page(reported: readonly Reported[] = []): string {
    const { areas } = this.#series
    const charts = [...areas.keys()].map((area, k): Chart => {
      const books = this.#books.flatMap(({ id }, n) => {
        const played = this.#played[n]?.[k]
        return played ? [{ id, played }] : []
      })
      // What another area of the file did is not this one's; what its province asked for is.
      const history = reported.filter((one) => one.area === area || !areas.has(one.area))
      return { area, timeline: this.#timeline(area, this.#books[0]), books, history }
    })
    return pageOf(this.seasons, charts)
  }

  /** Each area with its days, and every warning that each book made of them, with its reasons. */
  areas() {
    return [...this.#series.areas.keys()].map((area, k) => ({
      area,
      days: daysOf(this.#timeline(area, this.#books[0])),
      books: this.#books.map((book, n) => {
        const warnings = this.#played[n]?.[k]?.warnings ?? []
        const reasons = warnings.length === 0 ? [] : reasonsIn(this.#timeline(area, book), book)
        return {
          rulebook: book.id,
          warnings: warnings.map((warning) => ({ ...warning, reasons: reasons.filter(isBehind(warning)) })),
        }
      }),
    }))
  }

  #timeline(area: string, book: Rulebook | undefined): Timeline {
    if (book === undefined) throw new TypeError('a playback without a book')
    const { pace, areas, pollutants } = this.#series
    return timelineOf(pace, areas.get(area) ?? [], pollutants, book, this.#standards)
  }
}

function stopDaysIn({ name, area, listed, rules, reductions }: Counting, played: readonly PlayedArea[]) {
  const warnings = played.find((one) => one.area === name)?.warnings ?? []
  return { area: name, ...stopDaysOf(warnings, { area, listed }, rules, reductions) }
}

/** Runs of the whole record, in the order of their days: what the evenings before them had as their forecast. */
function reasonsIn(timeline: Timeline, book: Rulebook): Reason[] {
  const [first, last] = [timeline.at[0], timeline.at.at(-1)]
  if (first === undefined || last === undefined) return []
  const dayAt = (at: number): number => (timeline.pace === 'day' ? at : dayOfHour(at))
  const whole = { first: dayAt(first), last: dayAt(last) + (timeline.pace === 'hour' ? 1 : 0) }
  return judge(timeline, { ...whole, today: whole.last }, book)
    .runs.map(({ alternative: { id, level, clauses, source }, first: from, last: to }) => ({
      level,
      from: showDay(dayAt(from)),
      to: showDay(dayAt(to)),
      clause: id,
      conditions: clauses.map(({ reads, says, hours }) => ({ reads, says, hours })),
      source: source && { document: source.document, clause: source.clause },
    }))
    .sort((a, b) => (a.from === b.from ? (a.clause < b.clause ? -1 : 1) : a.from < b.from ? -1 : 1))
}

/** A run that lies in the time of a warning, from its issue on. */
function isBehind({ issued, end }: Played) {
  const [since, until] = [dayOf(issued), end === null ? null : dayOf(end)]
  return ({ from, to }: Reason): boolean => to >= since && (until === null || from < until)
}

/** The index of each day, unrounded as it is judged; of hours that of the 24 from 00:00. */
function daysOf({ at, value, pace }: Timeline): { day: Day; aqi: number | null }[] {
  return [...at].flatMap((time, k) => {
    if (!startsDay(time, pace)) return []
    const index = value[k] ?? Number.NaN
    return [{ day: showDay(pace === 'day' ? time : time / 24), aqi: Number.isNaN(index) ? null : index / 1000 }]
  })
}

function startsDay(time: number, pace: Pace): boolean {
  return pace === 'day' || time % 24 === 0
}
