import type { Pollutant } from '../model/pollutant.ts'
import { thousandths, type Thousandths } from '../rulebook/decimal.ts'
import type { Clause, Quantity, Rulebook } from '../rulebook/levels.ts'
import { Column, firstAtOrAfter } from './column.ts'
import type { Measured, Timeline } from './timeline.ts'

/** The values of one quantity that a clause compares one after the other. */
export interface Slots {
  /** Days or hours, each slot named by its first; rising. */
  readonly at: Int32Array
  readonly value: Float64Array
  readonly unit: 'day' | 'hour'
  /** How many of these a value covers: a mean over 24 hours covers 24. */
  readonly covers: number
}

/** Of 24 hours 20 make a mean (HJ 633); a mean of fewer hours needs the same share. */
const LEAST_OF_24 = 20

/**
 * What further triggers compare, looked up once for each kind of clause: whole days from the days, single hours from
 * their hours.
 */
class Quantities {
  readonly #timeline: Timeline
  readonly #book: Rulebook
  readonly #slots = new Map<string, Slots>()
  readonly #columns = new Map<string, Column>()
  readonly #times: Int32Array

  constructor(timeline: Timeline, book: Rulebook) {
    this.#timeline = timeline
    this.#book = book
    this.#times = Int32Array.from(timeline.rows, (row) => row.at)
  }

  /** The values that a clause without a day of its own runs over. Hours are not to be had of days: nothing then. */
  slotsOf(clause: Clause): Slots {
    const { reads, window, cause, observed } = clause
    const isShort = clause.hours < 24
    if (isShort && this.#timeline.hours !== undefined)
      return quantitiesOf(this.#timeline.hours.all, this.#book).slotsOf(clause)
    const key = `${reads} ${window} ${isShort} ${cause}`
    const known = this.#slots.get(key) ?? this.#read(reads, { isShort, ofDays: window === 'days' })
    this.#slots.set(key, known)
    const own = cause === null ? known : this.#only(known, (row) => row?.cause === cause)
    return observed ? this.#only(own, (row) => row?.isForecast !== true) : own
  }

  /** The mean of some hours of a day; NaN where too few are known. */
  meanOf(clause: Clause, day: number, [from, until]: readonly [number, number]): Thousandths {
    const { reads, observed } = clause
    if (this.#timeline.hours !== undefined)
      return quantitiesOf(this.#timeline.hours.all, this.#book).meanOf(clause, day, [from, until])
    const column = this.#timeline.pace === 'hour' && isMeasured(reads) ? this.#column(reads, observed) : null
    if (column === null) return Number.NaN
    const hours = until - from
    return column.exactMean(day * 24 + from, hours, Math.ceil((hours * LEAST_OF_24) / 24)) ?? Number.NaN
  }

  #read(reads: Quantity, { isShort, ofDays }: { isShort: boolean; ofDays: boolean }): Slots {
    const { pace, at, judged } = this.#timeline
    if (pace === 'day') {
      if (isShort) return NOTHING
      if (reads === 'aqi') return { unit: 'day', covers: 1, at, value: judged }
      return { unit: 'day', covers: 1, at: this.#times, value: this.#values(reads) }
    }
    if (isShort) {
      return { unit: 'hour', covers: 1, at: this.#times, value: this.#values(reads) }
    }
    const windows = { at, value: reads === 'aqi' ? judged : this.#means(reads) }
    if (!ofDays) return { unit: 'hour', covers: 24, ...windows }
    const places = [...at.keys()].filter((place) => (at[place] ?? 0) % 24 === 0)
    return {
      unit: 'day',
      covers: 1,
      at: Int32Array.from(places, (place) => (at[place] ?? 0) / 24),
      value: Float64Array.from(places, (place) => windows.value[place] ?? Number.NaN),
    }
  }

  /** The mean of every 24 hours that has values; what a forecast says of itself holds for the hour at which it begins. */
  #means(reads: Exclude<Quantity, 'aqi'>): Float64Array {
    const { at, value, judged, rows } = this.#timeline
    const column = isMeasured(reads) ? this.#column(reads) : null
    return Float64Array.from(at, (start, k) => {
      const isOut = Number.isNaN(judged[k] ?? 0) && !Number.isNaN(value[k] ?? 0)
      if (isOut) return Number.NaN
      if (column === null) return this.#valueOf(rows[firstAtOrAfter(this.#times, start)], reads)
      return column.exactMean(start, 24, LEAST_OF_24) ?? Number.NaN
    })
  }

  #values(reads: Quantity): Float64Array {
    return Float64Array.from(this.#timeline.rows, (row) => this.#valueOf(row, reads))
  }

  #valueOf(row: Measured | undefined, reads: Quantity): Thousandths {
    if (row === undefined || (row.cause !== null && this.#book.excluded.has(row.cause))) return Number.NaN
    const fact = isMeasured(reads) || reads === 'aqi' ? undefined : row.facts?.[reads]
    const text =
      reads === 'aqi'
        ? row.aqi
        : isMeasured(reads)
          ? row.concentrations[this.#timeline.pollutants.indexOf(reads)]
          : fact
    return text === undefined || text === '' ? Number.NaN : thousandths(String(text))
  }

  #column(reads: Pollutant, observed = false): Column | null {
    const { rows, pollutants } = this.#timeline
    const k = pollutants.indexOf(reads)
    if (k < 0) return null
    const key = `${reads} ${observed}`
    const known =
      this.#columns.get(key) ??
      new Column(
        this.#times,
        rows.map((row) => (observed && row.isForecast === true ? '' : (row.concentrations[k] ?? ''))),
      )
    this.#columns.set(key, known)
    return known
  }

  /** Only where the row says so. */
  #only(slots: Slots, counts: (row: Measured | undefined) => boolean): Slots {
    const { rows, pace } = this.#timeline
    const time = (at: number) => (slots.unit === 'day' && pace === 'hour' ? at * 24 : at)
    const own = (at: number) => counts(rows[firstAtOrAfter(this.#times, time(at))])
    return { ...slots, value: slots.value.map((one, k) => (own(slots.at[k] ?? 0) ? one : Number.NaN)) }
  }
}

const NOTHING: Slots = { unit: 'day', covers: 1, at: new Int32Array(), value: new Float64Array() }

function isMeasured(reads: Quantity): reads is Pollutant {
  return !['aqi', 'probability', 'km2', 'population', 'people', 'inhabitants'].includes(reads)
}

/** The slots that lie wholly inside some days: the first, and the one behind the last. */
export function placesIn({ at, unit, covers }: Slots, first: number, last: number): [from: number, until: number] {
  if (unit === 'day') return [firstAtOrAfter(at, first), firstAtOrAfter(at, last + 1)]
  return [firstAtOrAfter(at, first * 24), firstAtOrAfter(at, (last + 1) * 24 - covers + 1)]
}

const known = new WeakMap<Timeline, Quantities>()

/** Of each timeline once: a season is judged evening after evening over the same values. */
export function quantitiesOf(timeline: Timeline, book: Rulebook): Quantities {
  const found = known.get(timeline) ?? new Quantities(timeline, book)
  known.set(timeline, found)
  return found
}
