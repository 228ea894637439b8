/**
 * The index by both editions of HJ 633, from regulation 1.2 and 1.3 and contract 3.2, with its own copy of the tables.
 */
import {
  add,
  ceiling,
  compare,
  type Exact,
  fraction,
  mean,
  multiply,
  roundHalfToEven,
  subtract,
  whole,
} from './exact.ts'
import { FIRST_DAY_2026, type Pollutant, type Reading, type Series } from './series.ts'

export type Edition = 'hj633-2012' | 'hj633-2026'

interface Table {
  /** Concentrations at the indices 0, 50, 100, 150, 200, 300, 400, 500; a short table stops early. */
  readonly at: readonly number[]
  /** The index above the last concentration; null: this pollutant then has none. */
  readonly above: number | null
}

type Tables = Partial<Record<Pollutant, Table>>

const INDICES = [0, 50, 100, 150, 200, 300, 400, 500]

const PM25_2012: Table = { at: [0, 35, 75, 115, 150, 250, 350, 500], above: 500 }
const PM25_2026: Table = { at: [0, 35, 60, 115, 150, 250, 350, 500], above: 500 }
const PM10_2012: Table = { at: [0, 50, 150, 250, 350, 420, 500, 600], above: 500 }
const PM10_2026: Table = { at: [0, 50, 120, 250, 350, 420, 500, 600], above: 500 }
const SO2_DAY: Table = { at: [0, 50, 150, 475, 800, 1600, 2100, 2620], above: 500 }
const NO2_DAY: Table = { at: [0, 40, 80, 180, 280, 565, 750, 940], above: 500 }
const CO_DAY: Table = { at: [0, 2, 4, 14, 24, 36, 48, 60], above: 500 }
const NO2_HOUR: Table = { at: [0, 100, 200, 700, 1200, 2340, 3090, 3840], above: 500 }
const CO_HOUR: Table = { at: [0, 5, 10, 35, 60, 90, 120, 150], above: 500 }
const O3_HOUR: Table = { at: [0, 160, 200, 300, 400, 800, 1000, 1200], above: 500 }
const O3_8H = [0, 100, 160, 215, 265, 800]
const SO2_HOUR = [0, 150, 500, 650, 800]

export const DAY_TABLES: Record<Edition, Tables> = {
  'hj633-2012': {
    pm25: PM25_2012,
    pm10: PM10_2012,
    so2: SO2_DAY,
    no2: NO2_DAY,
    co: CO_DAY,
    o3_8h: { at: O3_8H, above: null },
  },
  'hj633-2026': {
    pm25: PM25_2026,
    pm10: PM10_2026,
    so2: SO2_DAY,
    no2: NO2_DAY,
    co: CO_DAY,
    o3_8h: { at: O3_8H, above: 300 },
  },
}

export const HOUR_TABLES: Record<Edition, Tables> = {
  'hj633-2012': {
    pm25: PM25_2012,
    pm10: PM10_2012,
    so2: { at: SO2_HOUR, above: null },
    no2: NO2_HOUR,
    co: CO_HOUR,
    o3_1h: O3_HOUR,
  },
  'hj633-2026': {
    pm25: PM25_2026,
    pm10: PM10_2026,
    so2: { at: SO2_HOUR, above: 200 },
    no2: NO2_HOUR,
    co: CO_HOUR,
    o3_1h: O3_HOUR,
  },
}

export type Concentrations = Partial<Record<Pollutant, Exact>>

export interface Index {
  aqi: number | null
  primary: Pollutant[]
}

/** Half to even: whole µg/m³, carbon monoxide to a tenth of a mg/m³. */
export function roundConcentration(pollutant: Pollutant, value: Exact): Exact {
  if (pollutant !== 'co') return whole(roundHalfToEven(value))
  return fraction(roundHalfToEven(multiply(value, whole(10))), 10n)
}

export function subIndex(edition: Edition, table: Table, rounded: Exact): number | null {
  let index: number | null = table.above
  for (let k = table.at.length - 1; k >= 1; k -= 1) {
    const [low, high] = [table.at[k - 1] ?? 0, table.at[k] ?? 0]
    const [indexLow, indexHigh] = [INDICES[k - 1] ?? 0, INDICES[k] ?? 0]
    // From the top downwards: the last segment that still holds the concentration is the right one, and a
    // breakpoint itself has the same index in both of its segments.
    if (compare(rounded, whole(high)) <= 0) {
      const slope = fraction(BigInt(indexHigh - indexLow), BigInt(high - low))
      index = Number(ceiling(add(multiply(slope, subtract(rounded, whole(low))), whole(indexLow))))
    }
  }
  if (index === null) return null
  return edition === 'hj633-2026' ? Math.max(1, index) : index
}

export function indexOf(edition: Edition, tables: Record<Edition, Tables>, concentrations: Concentrations): Index {
  const found: { pollutant: Pollutant; index: number }[] = []
  for (const [pollutant, table] of Object.entries(tables[edition]) as [Pollutant, Table][]) {
    const value = concentrations[pollutant]
    if (value === undefined) continue
    const index = subIndex(edition, table, roundConcentration(pollutant, value))
    if (index !== null) found.push({ pollutant, index })
  }
  if (found.length === 0) return { aqi: null, primary: [] }
  const aqi = Math.max(...found.map((each) => each.index))
  if (aqi <= 50) return { aqi, primary: [] }
  const primary = found.filter((each) => each.index === aqi).map((each) => each.pollutant)
  return { aqi, primary: primary.toSorted() }
}

export function editionOn(day: number): Edition {
  return day >= FIRST_DAY_2026 ? 'hj633-2026' : 'hj633-2012'
}

/** The mean of one pollutant over the slots from…to, or undefined where fewer than `enough` are there. */
export function meanOver(
  hours: ReadonlyMap<number, Reading>,
  pollutant: Pollutant,
  from: number,
  to: number,
  enough: number,
): Exact | undefined {
  const values: Exact[] = []
  for (let hour = from; hour <= to; hour += 1) {
    const value = hours.get(hour)?.concentrations[pollutant]
    if (value !== undefined) values.push(value)
  }
  return values.length < Math.max(1, enough) ? undefined : mean(values)
}

function hourConcentrations(edition: Edition, hours: ReadonlyMap<number, Reading>, hour: number): Concentrations {
  const own = hours.get(hour)?.concentrations ?? {}
  if (edition === 'hj633-2026') return own
  const { pm25: _pm25, pm10: _pm10, ...gases } = own
  const particles: Concentrations = {}
  for (const pollutant of ['pm25', 'pm10'] as const) {
    const value = meanOver(hours, pollutant, hour - 23, hour, 20)
    if (value !== undefined) particles[pollutant] = value
  }
  return { ...gases, ...particles }
}

export interface AqiLine extends Index {
  date: string
  area: string
}

/** What `aqi --standard` answers: one line for each row, in file order. */
export function aqiLines(series: Series, edition: Edition): AqiLine[] {
  return series.rows.map((row) => {
    const own = series.areas.get(row.area) ?? new Map<number, Reading>()
    const index = series.hourly
      ? indexOf(edition, HOUR_TABLES, hourConcentrations(edition, own, row.slot))
      : indexOf(edition, DAY_TABLES, row.concentrations)
    return { date: row.date, area: row.area, ...index }
  })
}
