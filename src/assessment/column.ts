import { quotientHalfEven, thousandthsOf, wholes, type Thousandths } from '../rulebook/decimal.ts'

/**
 * One column of an area's hours, ready for exact means over any stretch of time: sums from the beginning, in whole
 * units of the smallest decimal of the column.
 */
export class Column {
  readonly #at: Int32Array
  readonly #sums: Float64Array | bigint[]
  readonly #counts: Int32Array
  readonly #places: number

  /** @param at hour numbers, rising. @param texts a decimal for each, `''` where it is missing. */
  constructor(at: Int32Array, texts: readonly string[]) {
    this.#at = at
    const read = wholes(texts)
    this.#places = read.places
    this.#counts = new Int32Array(texts.length + 1)
    // Plain loops: a card makes some hundred columns, and an entry made for each value was a twentieth of it.
    for (let i = 0; i < texts.length; i++) this.#counts[i + 1] = (this.#counts[i] ?? 0) + (texts[i] === '' ? 0 : 1)
    if ('units' in read) {
      const sums = new Float64Array(texts.length + 1)
      for (let i = 0; i < texts.length; i++) sums[i + 1] = (sums[i] ?? 0) + (read.units[i] ?? 0)
      this.#sums = sums
    } else {
      this.#sums = [0n]
      for (const units of read.long) this.#sums.push((this.#sums.at(-1) ?? 0n) + units)
    }
  }

  get isEmpty(): boolean {
    return (this.#counts.at(-1) ?? 0) === 0
  }

  /** The mean of `hours` hours from `from`, times 10^places, rounded half to even; null with fewer than `least` values. */
  mean(from: number, hours: number, least: number, places: number): number | null {
    const [sum, count] = this.#over(from, hours)
    if (count < least) return null
    return typeof sum === 'number'
      ? quotientHalfEven(sum * 10 ** places, count * 10 ** this.#places)
      : quotientHalfEven(sum * 10n ** BigInt(places), BigInt(count) * 10n ** BigInt(this.#places))
  }

  /** The same mean unrounded. */
  exactMean(from: number, hours: number, least: number): Thousandths | null {
    const [sum, count] = this.#over(from, hours)
    if (count < least) return null
    return typeof sum === 'number'
      ? thousandthsOf(sum, count * 10 ** this.#places)
      : thousandthsOf(sum, BigInt(count) * 10n ** BigInt(this.#places))
  }

  /** How many values there are in `hours` hours from `from`. */
  count(from: number, hours: number): number {
    return this.#over(from, hours)[1]
  }

  #over(from: number, hours: number): [number | bigint, number] {
    const low = firstAtOrAfter(this.#at, from)
    const high = firstAtOrAfter(this.#at, from + hours)
    const sums = this.#sums
    const sum =
      sums instanceof Float64Array ? (sums[high] ?? 0) - (sums[low] ?? 0) : (sums[high] ?? 0n) - (sums[low] ?? 0n)
    return [sum, (this.#counts[high] ?? 0) - (this.#counts[low] ?? 0)]
  }
}

/** The first place whose time is `time` or later. */
export function firstAtOrAfter(at: Int32Array, time: number): number {
  let low = 0
  let high = at.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((at[middle] ?? 0) < time) low = middle + 1
    else high = middle
  }
  return low
}
