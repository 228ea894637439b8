import type { Pollutant } from '../model/pollutant.ts'
import { roundHalfEven } from './decimal.ts'
import type { AqiFile, ScaleForm } from './forms.ts'

/** One pollutant's row of table 1 of HJ 633, in whole units of its last decimal (CO in tenths of mg/m³). */
export interface Scale {
  readonly places: 0 | 1
  readonly breakpoints: readonly number[]
  readonly indices: readonly number[]
  readonly beyond: number | null
}

export type DailyPollutant = keyof AqiFile['daily']
export type HourlyPollutant = keyof AqiFile['hourly']

/** An edition of HJ 633 (AQI 技术规定), ready to compute with. */
export interface AqiStandard extends Omit<AqiFile, 'daily' | 'hourly'> {
  readonly hash: string
  readonly daily: readonly (readonly [DailyPollutant, Scale])[]
  readonly hourly: readonly (readonly [HourlyPollutant, Scale])[]
}

/** `aqi` null where nothing is left to compute it from; `primary` in alphabetical order. */
export interface AirQuality {
  readonly aqi: number | null
  readonly primary: readonly Pollutant[]
}

export function standardOf(file: AqiFile, hash: string): AqiStandard {
  return { ...file, hash, daily: scalesOf(file.daily, file.indices), hourly: scalesOf(file.hourly, file.indices) }
}

function scalesOf<P extends Pollutant>(table: Record<P, ScaleForm>, indices: readonly number[]): [P, Scale][] {
  const scales: [P, Scale][] = []
  for (const name in table) {
    const { places, breakpoints, beyond } = table[name]
    const per = 10 ** places
    scales.push([name, { places, breakpoints: breakpoints.map((b) => Math.round(b * per)), indices, beyond }])
  }
  return scales
}

/**
 * The sub-index (IAQI 空气质量分指数) of a concentration rounded to the scale's units, rounded up (4.2.6).
 * Whole numbers throughout: both products stay far below 2^53, and the remainder says exactly whether to round up.
 */
export function subIndex(scale: Scale, concentration: number): number | null {
  const { breakpoints, indices } = scale
  for (let k = 1; k < breakpoints.length; k++) {
    const high = breakpoints[k] ?? 0
    if (concentration > high) continue
    const low = breakpoints[k - 1] ?? 0
    const base = indices[k - 1] ?? 0
    const rise = ((indices[k] ?? 0) - base) * (concentration - low)
    const rest = rise % (high - low)
    return base + (rise - rest) / (high - low) + (rest > 0 ? 1 : 0)
  }
  return scale.beyond
}

/**
 * Collects sub-indices to the index (AQI) and its primary pollutants (首要污染物): all that tie at the maximum, none at
 * 50 and below.
 */
export class IndexOf {
  readonly #least: number
  #aqi: number | null = null
  #primary: Pollutant[] = []
  constructor(standard: AqiStandard) {
    this.#least = standard.least
  }
  /** `concentration` rounded to the scale's units. */
  add(pollutant: Pollutant, scale: Scale, concentration: number): void {
    const found = subIndex(scale, concentration)
    if (found === null) return
    const index = Math.max(found, this.#least)
    if (this.#aqi === null || index > this.#aqi) {
      this.#aqi = index
      this.#primary = [pollutant]
    } else if (index === this.#aqi) this.#primary.push(pollutant)
  }
  get aqi(): number | null {
    return this.#aqi
  }
  done(): AirQuality {
    return { aqi: this.#aqi, primary: (this.#aqi ?? 0) > 50 ? this.#primary.toSorted() : [] }
  }
}

/** The index of a day (日报) from its concentrations as decimals; what is missing is left out. */
export function dailyIndex(standard: AqiStandard, concentrations: { readonly [P in Pollutant]?: string }): AirQuality {
  const index = new IndexOf(standard)
  for (const [name, scale] of standard.daily) {
    const text = concentrations[name]
    if (text !== undefined) index.add(name, scale, roundHalfEven(text, scale.places))
  }
  return index.done()
}
