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

/** What further triggers compare, looked up once for each kind of clause. */
class Quantities {
  readonly #timeline: Timeline
  readonly #book: Rulebook
  readonly #slots = new Map<string, Slots>()
  readonly #columns = new Map<Pollutant, Column>()
  readonly #times: Int32Array

  constructor(timeline: Timeline, book: Rulebook) {
    this.#timeline = timeline
    this.#book = book
    this.#times = Int32Array.from(timeline.rows, (row) => row.at)
  }

  /** The values that a clause without a day of its own runs over. Hours are not to be had of days: nothing then. */
  slotsOf(clause: Clause): Slots {
    const { reads, window, cause } = clause
    const isShort = clause.hours < 24
    const key = `${reads} ${window} ${isShort} ${cause}`
    const known = this.#slots.get(key) ?? this.#read(reads, { isShort, ofDays: window === 'days' })
    this.#slots.set(key, known)
    return cause === null ? known : this.#only(known, cause)
  }

  /** The mean of some hours of a day; NaN where too few are known. */
  meanOf(reads: Pollutant, day: number, [from, until]: readonly [number, number]): Thousandths {
    const column = this.#timeline.pace === 'hour' ? this.#column(reads) : null
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

  #column(reads: Pollutant): Column | null {
    const { rows, pollutants } = this.#timeline
    const k = pollutants.indexOf(reads)
    if (k < 0) return null
    const known =
      this.#columns.get(reads) ??
      new Column(
        this.#times,
        rows.map((row) => row.concentrations[k] ?? ''),
      )
    this.#columns.set(reads, known)
    return known
  }

  /** Only what this cause drives. */
  #only(slots: Slots, cause: string): Slots {
    const { rows, pace } = this.#timeline
    const time = (at: number) => (slots.unit === 'day' && pace === 'hour' ? at * 24 : at)
    const driven = (at: number) => rows[firstAtOrAfter(this.#times, time(at))]?.cause === cause
    return { ...slots, value: slots.value.map((one, k) => (driven(slots.at[k] ?? 0) ? one : Number.NaN)) }
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
