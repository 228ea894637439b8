import { fault, type Fault } from './fault.ts'
import { shown } from '../model/shown.ts'
import { dayAt, paceOf, readMoment, type Moment, type Pace } from './moment.ts'
import { isCause, POLLUTANTS, type Cause, type Pollutant } from '../model/pollutant.ts'
import type { Day } from '../model/time.ts'
import { FACTS, type Fact } from '../rulebook/levelForms.ts'

export type Concentrations = { readonly [P in Pollutant]?: number }
/** How probable a forecast is, and the ground that it covers (概率、影响范围): what is judged only where a book reads it. */
export type Facts = { readonly [F in Fact]?: number }

/** A value that was accepted (入库数值). */
export interface FeedValue {
  readonly at: Moment
  /** What it is judged by. Null for an hour that has only concentrations: those are judged by the mean of a day. */
  readonly aqi: number | null
  /** Where `aqi` comes from: given, computed from the concentrations, or the middle of the range rounded up. */
  readonly by: 'aqi' | 'concentrations' | 'range'
  readonly low?: number
  readonly high?: number
  readonly concentrations?: Concentrations
  readonly facts?: Facts
  readonly cause?: Cause
  /** An officer let it out of quarantine. */
  readonly accepted?: true
}

/** The daily index from a day's concentrations by the edition of HJ 633 in force on that day; null where nothing is left to judge. */
export type AqiOfDay = (concentrations: Concentrations, day: Day) => number | null

export interface ValueContext {
  /** An observation later than this has not happened yet; null for a forecast. */
  readonly latest: Readonly<Record<Pace, Moment>> | null
  readonly aqiOfDay: AqiOfDay
}

const NUMBERS = ['aqi', 'aqiLow', 'aqiHigh', ...POLLUTANTS, ...FACTS] as const
type NumberField = (typeof NUMBERS)[number]

/**
 * The index ends at 500 (HJ 633, table 1). Of the concentrations: what no air has held. Too low, and the dust storm of
 * March 2021 (PM10 near 10,000) is thrown away; too high, and a wrong unit passes (carbon monoxide in µg/m³ is a
 * thousand times the figure in mg/m³). Of the ground: shares end at a hundred, no place is larger than the earth.
 */
const MOST: { readonly [F in NumberField]: number } = {
  aqi: 500,
  aqiLow: 500,
  aqiHigh: 500,
  pm25: 5_000,
  pm10: 20_000,
  so2: 10_000,
  no2: 4_000,
  co: 150,
  o3_8h: 1_500,
  o3_1h: 2_000,
  probability: 100,
  km2: 150_000_000,
  population: 100,
  people: 10_000_000_000,
  inhabitants: 10_000_000_000,
}

/**
 * Reads one value (contract §4): judged by `aqi`, else by the concentrations, else by the middle of low and high rounded
 * up; both ends are kept. A value with one bad field is bad as a whole: whichever field slipped, the others may have too.
 */
export function readValue(given: unknown, context: ValueContext): FeedValue | Fault {
  if (!isRecord(given)) return fault('value.form')
  const at = typeof given['at'] === 'string' ? readMoment(given['at']) : null
  if (at === null) return fault('at.unreadable', { given: shown(given['at']) })
  if (context.latest !== null && at > context.latest[paceOf(at)]) return fault('at.ahead', { given: at })
  const slip = faultOfFields(given) ?? faultOfRange(given)
  if (slip !== null) return slip

  const low = numberIn(given, 'aqiLow')
  const high = numberIn(given, 'aqiHigh')
  const concentrations = numbersIn(given, POLLUTANTS)
  const facts = numbersIn(given, FACTS)
  const judged =
    judgeByAqi(given) ??
    judgeByConcentrations(concentrations, at, context.aqiOfDay) ??
    (low !== null && high !== null ? ({ aqi: Math.ceil((low + high) / 2), by: 'range' } as const) : null)
  if (judged === null) return fault('value.empty')
  return {
    at,
    ...judged,
    ...(low !== null && { low }),
    ...(high !== null && { high }),
    ...(concentrations !== null && { concentrations }),
    ...(facts !== null && { facts }),
    ...(isCause(given['cause']) && { cause: given['cause'] }),
  }
}

type Judged = Pick<FeedValue, 'aqi' | 'by'>

function judgeByAqi(given: Record<string, unknown>): Judged | null {
  const aqi = numberIn(given, 'aqi')
  return aqi === null ? null : { aqi, by: 'aqi' }
}

/** An hour is not judged by itself, and `o3_8h` says nothing about an hour (contract 3.2). */
function judgeByConcentrations(concentrations: Concentrations | null, at: Moment, aqiOfDay: AqiOfDay): Judged | null {
  if (concentrations === null) return null
  if (paceOf(at) === 'hour')
    return Object.keys(concentrations).some((name) => name !== 'o3_8h') ? { aqi: null, by: 'concentrations' } : null
  const aqi = aqiOfDay(concentrations, dayAt(at))
  return aqi === null ? null : { aqi, by: 'concentrations' }
}

function faultOfFields(given: Record<string, unknown>): Fault | null {
  for (const field of NUMBERS) {
    const value = given[field] ?? null
    if (value === null) continue
    if (typeof value !== 'number' || !Number.isFinite(value))
      return fault('number.form', { field, given: shown(value) })
    if (value < 0 || value > MOST[field])
      return fault('number.limit', { field, least: '0', most: String(MOST[field]), given: String(value) })
  }
  const cause = given['cause'] ?? null
  return cause === null || isCause(cause) ? null : fault('cause.unknown', { given: shown(cause) })
}

/** A range that is upside down, or does not hold its own middle value, is a mix-up of columns. */
function faultOfRange(given: Record<string, unknown>): Fault | null {
  const low = numberIn(given, 'aqiLow')
  const high = numberIn(given, 'aqiHigh')
  const aqi = numberIn(given, 'aqi')
  if (low === null && high === null) return null
  if (low === null || high === null) return fault('range.half')
  if (low > high) return fault('range.reversed', { low: String(low), high: String(high) })
  if (aqi !== null && (aqi < low || aqi > high))
    return fault('range.left', { given: String(aqi), low: String(low), high: String(high) })
  return null
}

/** The numbers of some names that are there; null where none is. */
function numbersIn<Name extends NumberField>(
  given: Record<string, unknown>,
  names: readonly Name[],
): { readonly [N in Name]?: number } | null {
  const found: { [N in Name]?: number } = {}
  for (const name of names) {
    const value = numberIn(given, name)
    if (value !== null) found[name] = value
  }
  return Object.keys(found).length === 0 ? null : found
}

function numberIn(given: Record<string, unknown>, field: NumberField): number | null {
  const value = given[field]
  return typeof value === 'number' ? value : null
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isFault(read: FeedValue | Fault): read is Fault {
  return 'code' in read
}
