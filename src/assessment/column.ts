import { placesOf, quotientHalfEven, thousandthsOf, unitsOf, type Thousandths } from '../rulebook/decimal.ts'

/**
 * One column of an area's hours, ready for exact means over any stretch of time: sums from the beginning, in whole
 * units of the smallest decimal of the column.
 */
export class Column {
  readonly #at: Int32Array
  readonly #sums: bigint[] = [0n]
  readonly #counts: Int32Array
  readonly #places: number

  /** @param at hour numbers, rising. @param texts a decimal for each, `''` where it is missing. */
  constructor(at: Int32Array, texts: readonly string[]) {
    this.#at = at
    this.#places = texts.reduce((most, text) => Math.max(most, placesOf(text)), 0)
    this.#counts = new Int32Array(texts.length + 1)
    let sum = 0n
    for (const [i, text] of texts.entries()) {
      if (text !== '') sum += unitsOf(text, this.#places)
      this.#sums.push(sum)
      this.#counts[i + 1] = (this.#counts[i] ?? 0) + (text === '' ? 0 : 1)
    }
  }

  get isEmpty(): boolean {
    return (this.#counts.at(-1) ?? 0) === 0
  }

  /** The mean of `hours` hours from `from`, times 10^places, rounded half to even; null with fewer than `least` values. */
  mean(from: number, hours: number, least: number, places: number): number | null {
    const [sum, count] = this.#over(from, hours)
    return count < least ? null : quotientHalfEven(sum * 10n ** BigInt(places), BigInt(count) * this.#unit)
  }

  /** The same mean unrounded. */
  exactMean(from: number, hours: number, least: number): Thousandths | null {
    const [sum, count] = this.#over(from, hours)
    return count < least ? null : thousandthsOf(sum, BigInt(count) * this.#unit)
  }

  /** How many values there are in `hours` hours from `from`. */
  count(from: number, hours: number): number {
    return this.#over(from, hours)[1]
  }

  get #unit(): bigint {
    return 10n ** BigInt(this.#places)
  }

  #over(from: number, hours: number): [bigint, number] {
    const low = firstAtOrAfter(this.#at, from)
    const high = firstAtOrAfter(this.#at, from + hours)
    const sum = (this.#sums[high] ?? 0n) - (this.#sums[low] ?? 0n)
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
