import { showDay, showHour, dayOfHour } from '../feed/calendar.ts'
import type { Pace } from '../feed/moment.ts'
import type { Row } from '../feed/series.ts'
import type { Cause, Pollutant } from '../model/pollutant.ts'
import { dailyIndex, IndexOf, type AqiStandard } from '../rulebook/aqi.ts'
import { showThousandths, thousandths, type Thousandths } from '../rulebook/decimal.ts'
import type { Fact } from '../rulebook/levelForms.ts'
import type { Rulebook } from '../rulebook/levels.ts'
import { Column, firstAtOrAfter } from './column.ts'

/** Days on each side, both included. */
export interface Window {
  readonly first: number
  readonly last: number
  /** The last day that is observed, for clauses for which a forecast is not enough; without it the day before. */
  readonly today?: number
}

/** What the hours or days of one area come to, in order of time. */
export interface Timeline {
  readonly pace: Pace
  /** Days; or the hours at which windows of 24 hours begin. */
  readonly at: Int32Array
  /** The index of each; NaN where it is missing. */
  readonly value: Float64Array
  /** What is judged: the index, and NaN where the rulebook excludes the cause from orders. */
  readonly judged: Float64Array
  /** Hours that a value covers: 1 day, or 24 hours. */
  readonly covers: 1 | 24
  /** What it was made from, for clauses that read something else than the index. */
  readonly rows: readonly Measured[]
  readonly pollutants: readonly Pollutant[]
  /** Of days: their hours as far as anybody gave them, for what days can not answer. */
  readonly hours?: HoursOf
  /** How a value came about, for the trace. */
  describe(index: number): Described
}

/** The hours of some days. */
export interface HoursOf {
  /** Every hour that is known, for conditions on single hours. */
  readonly all: Timeline
  /** Those of the days whose value was made from them: 24 hours may begin at any of them. */
  readonly folded: Timeline
}

type Made = Omit<Timeline, 'rows' | 'pollutants'>

export interface Described {
  readonly at: string
  /** The exact value as text; null where it is missing. */
  readonly value: string | null
  /** `aqi` as given, or the edition of HJ 633 by which it was computed. */
  readonly by: string | null
  readonly cause: Cause | null
  readonly excluded: boolean
  /** An officer's word (`hand`, `correction`, `accepted`); absent where it came from feeds alone. */
  readonly mark?: string
}

/** The editions of HJ 633: `Rulebooks` has this form. */
export interface Standards {
  aqi(day: string): AqiStandard | null
}

export type Measured = Pick<Row, 'at' | 'aqi' | 'concentrations' | 'cause'> & {
  /** What the forecast says of itself and of the ground that it covers. */
  readonly facts?: Readonly<Partial<Record<Fact, number>>> | undefined
  /** An officer's word, as `Described`. */
  readonly mark?: string
  /** It was not observed: not enough where a condition says so. */
  readonly isForecast?: boolean
}

/** Where a value neither has an index of its own nor anything to compute it from. */
const NOTHING = ''

/** @param rows of one area, in order of time. @param pollutants the columns of their concentrations. */
export function timelineOf(
  pace: Pace,
  rows: readonly Measured[],
  pollutants: readonly Pollutant[],
  book: Rulebook,
  standards: Standards,
): Timeline {
  // The index of a place abroad is not HJ 633's: it comes as given or it is missing.
  const columns = book.index === undefined ? pollutants : []
  const made = pace === 'day' ? daysOf(rows, columns, book, standards) : windowsOf(rows, columns, book, standards)
  return { ...made, rows, pollutants }
}

/** The index of a day: as given, else from the concentrations by the edition in force on that day. */
function daysOf(rows: readonly Measured[], pollutants: readonly Pollutant[], book: Rulebook, standards: Standards) {
  const at = new Int32Array(rows.length)
  const value = new Float64Array(rows.length)
  const judged = new Float64Array(rows.length)
  const editions = new Editions(standards)
  for (const [i, row] of rows.entries()) {
    at[i] = row.at
    const index = row.aqi === NOTHING ? indexOf(row, pollutants, editions.on(row.at)) : thousandths(row.aqi)
    value[i] = index
    judged[i] = row.cause !== null && book.excluded.has(row.cause) ? Number.NaN : index
  }
  const describe = (i: number): Described => {
    const row = rows[i]
    const index = value[i] ?? Number.NaN
    const given = row !== undefined && row.aqi !== NOTHING
    return {
      at: showDay(at[i] ?? 0),
      value: given ? row.aqi : shown(index),
      by: given ? 'aqi' : Number.isNaN(index) ? null : (editions.on(at[i] ?? 0)?.id ?? null),
      cause: row?.cause ?? null,
      excluded: row !== undefined && row.cause !== null && book.excluded.has(row.cause),
      ...(row?.mark !== undefined && { mark: row.mark }),
    }
  }
  return { pace: 'day', at, value, judged, covers: 1, describe } as const satisfies Made
}

function indexOf(row: Measured, pollutants: readonly Pollutant[], standard: AqiStandard | null): Thousandths {
  if (standard === null) return Number.NaN
  const given: { [P in Pollutant]?: string } = {}
  for (const [k, name] of pollutants.entries()) {
    const text = row.concentrations[k] ?? NOTHING
    if (text !== NOTHING) given[name] = text
  }
  const { aqi } = dailyIndex(standard, given)
  return aqi === null ? Number.NaN : aqi * 1000
}

/**
 * The index of every 24 hours (contract 3.3): the daily table on the mean concentrations, ozone by its largest 8-hour
 * mean inside; else the mean of the hourly index. A window is excluded when any of its hours is.
 */
function windowsOf(rows: readonly Measured[], pollutants: readonly Pollutant[], book: Rulebook, standards: Standards) {
  const hours = Int32Array.from(rows, (row) => row.at)
  const editions = new Editions(standards)
  const columnOf = (name: Pollutant) => {
    const k = pollutants.indexOf(name)
    return k < 0
      ? null
      : new Column(
          hours,
          rows.map((row) => row.concentrations[k] ?? NOTHING),
        )
  }
  const means = (['pm25', 'pm10', 'so2', 'no2', 'co'] as const).map((name) => ({ name, column: columnOf(name) }))
  const ozone = new OzoneOf(columnOf('o3_1h'))
  const indices = new Column(
    hours,
    rows.map((row) => row.aqi),
  )
  const causes = rows.map((row) => (row.cause !== null && book.excluded.has(row.cause) ? '1' : NOTHING))
  const excluded = new Column(hours, causes)

  const at: number[] = []
  const value: number[] = []
  const judged: number[] = []
  const by: (string | null)[] = []
  const scalesOf = ({ daily }: AqiStandard) => means.map(({ name }) => daily.find(([other]) => other === name)?.[1])
  const scales = new Map<AqiStandard, ReturnType<typeof scalesOf>>()
  for (const start of startsOf(hours)) {
    const standard = editions.on(dayOfHour(start))
    if (standard === null) continue
    const known = scales.get(standard) ?? scalesOf(standard)
    scales.set(standard, known)
    const { hours: length, least } = standard.dayMean
    const index = new IndexOf(standard)
    for (const [k, { name, column }] of means.entries()) {
      const scale = known[k]
      if (scale === undefined || column === null) continue
      const mean = column.mean(start, length, least, scale.places)
      if (mean !== null) index.add(name, scale, mean)
    }
    ozone.add(index, standard, start)
    const mean = index.aqi === null ? indices.exactMean(start, length, least) : index.aqi * 1000
    if (mean === null) continue
    at.push(start)
    value.push(mean)
    judged.push(!excluded.isEmpty && excluded.count(start, length) > 0 ? Number.NaN : mean)
    by.push(index.aqi === null ? 'aqi' : standard.id)
  }
  const describe = (i: number): Described => {
    const first = at[i] ?? 0
    const cause = rows
      .slice(firstAtOrAfter(hours, first), firstAtOrAfter(hours, first + 24))
      .find((row) => row.cause !== null)
    const one = value[i] ?? Number.NaN
    const isExcluded = Number.isNaN(judged[i] ?? Number.NaN) && !Number.isNaN(one)
    return {
      at: showHour(first),
      value: shown(one),
      by: by[i] ?? null,
      cause: cause?.cause ?? null,
      excluded: isExcluded,
    }
  }
  return {
    pace: 'hour',
    at: Int32Array.from(at),
    value: Float64Array.from(value),
    judged: Float64Array.from(judged),
    covers: 24,
    describe,
  } as const satisfies Made
}

/** The largest 8-hour mean of ozone inside 24 hours; each 8-hour mean is computed once. */
class OzoneOf {
  readonly #column: Column | null
  readonly #means = new Map<number, number | null>()
  constructor(column: Column | null) {
    this.#column = column
  }
  add(index: IndexOf, standard: AqiStandard, start: number): void {
    const { dayMean, ozoneMean } = standard
    const scale = standard.daily.find(([name]) => name === 'o3_8h')?.[1]
    if (this.#column === null || scale === undefined) return
    if (this.#column.count(start, dayMean.hours) < dayMean.least) return
    let largest: number | null = null
    for (let from = start; from <= start + dayMean.hours - ozoneMean.hours; from++) {
      const mean = this.#mean(this.#column, from, ozoneMean, scale.places)
      if (mean !== null && (largest === null || mean > largest)) largest = mean
    }
    this.#means.delete(start)
    if (largest !== null) index.add('o3_8h', scale, largest)
  }
  /** Rounding keeps the order, so the largest of the rounded means is the rounded largest mean. */
  #mean(column: Column, from: number, means: AqiStandard['ozoneMean'], places: number): number | null {
    const known = this.#means.get(from)
    if (known !== undefined) return known
    const mean = column.mean(from, means.hours, means.least, places)
    this.#means.set(from, mean)
    return mean
  }
}

/** The hours at which a window of 24 may begin that has any value at all. */
function* startsOf(hours: Int32Array): Generator<number> {
  let next = Number.NEGATIVE_INFINITY
  for (const hour of hours) {
    for (let start = Math.max(next, hour - 23); start <= hour; start++) yield start
    next = Math.max(next, hour + 1)
  }
}

/** The edition of each day, looked up once. */
class Editions {
  readonly #standards: Standards
  readonly #known = new Map<number, AqiStandard | null>()
  constructor(standards: Standards) {
    this.#standards = standards
  }
  on(day: number): AqiStandard | null {
    const known = this.#known.get(day)
    if (known !== undefined) return known
    const found = this.#standards.aqi(showDay(day))
    this.#known.set(day, found)
    return found
  }
}

function shown(value: Thousandths): string | null {
  return Number.isNaN(value) ? null : showThousandths(value)
}
