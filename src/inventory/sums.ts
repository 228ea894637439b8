import { LISTED_LEVELS, type ListedLevel } from '../model/enterprise.ts'
import { EMITTED, type EmittedPollutant, type Emissions } from '../model/tonnes.ts'

const PLACES = EMITTED.length * (1 + LISTED_LEVELS.length)

/**
 * Sums of base and saved masses in whole milligrams, exact at any size: numbers are added as long as they stay safe and
 * are then carried into big integers. Big integers throughout would take ten times as long for a province.
 */
export class Sums {
  #rows = 0
  readonly #low = new Float64Array(PLACES)
  readonly #high = Array.from({ length: PLACES }, () => 0n)

  get rows(): number {
    return this.#rows
  }

  add(base: Emissions, saved: Readonly<Record<ListedLevel, Emissions>>): void {
    this.#rows++
    this.#four(0, base)
    this.#four(4, saved.yellow)
    this.#four(8, saved.orange)
    this.#four(12, saved.red)
  }

  /** What was summed elsewhere: the base, then each level, each in the order of `EMITTED`; a level left out saves nothing. */
  carry(rows: number, masses: readonly bigint[]): void {
    this.#rows += rows
    for (const [place, mass] of masses.entries()) this.#high[place] = (this.#high[place] ?? 0n) + mass
  }

  merge(other: Sums): void {
    this.#rows += other.#rows
    for (let place = 0; place < PLACES; place++) this.#high[place] = this.#at(place) + other.#at(place)
    this.#low.fill(0)
  }

  base(pollutant: EmittedPollutant): bigint {
    return this.#at(EMITTED.indexOf(pollutant))
  }

  saved(level: ListedLevel, pollutant: EmittedPollutant): bigint {
    return this.#at(4 * (1 + LISTED_LEVELS.indexOf(level)) + EMITTED.indexOf(pollutant))
  }

  #four(from: number, { so2, nox, pm, vocs }: Emissions): void {
    this.#one(from, so2)
    this.#one(from + 1, nox)
    this.#one(from + 2, pm)
    this.#one(from + 3, vocs)
  }

  #one(place: number, mass: number): void {
    const sum = (this.#low[place] ?? 0) + mass
    if (sum <= Number.MAX_SAFE_INTEGER) {
      this.#low[place] = sum
      return
    }
    this.#high[place] = this.#at(place)
    this.#low[place] = mass
  }

  #at(place: number): bigint {
    return (this.#high[place] ?? 0n) + BigInt(this.#low[place] ?? 0)
  }
}
