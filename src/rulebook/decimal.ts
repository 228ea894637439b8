/**
 * Exact decimals as they are written in a file (`83.1`). A binary float lets a sub-index jump by one where the exact
 * value is a whole number (HJ 633 rounds it up), so nothing on the way from a cell to an index is one.
 */

const FORM = /^\d+(?:\.\d+)?$/

/**
 * A longer one is no measurement, and the exact sums of a hostile column of them would take memory without end; with
 * much less room, a number that a program prints in full would be refused.
 */
const MOST_CHARACTERS = 120

/** Why a text is no decimal that is read here; null when it is one. */
export function whyNoDecimal(text: string): string | null {
  if (!FORM.test(text)) return 'is not a number of 0 or more, written like 83.1'
  return text.length > MOST_CHARACTERS ? `has more than ${MOST_CHARACTERS} characters` : null
}

/** A number that came as JSON, written as a decimal; numbers under a millionth would otherwise be written as `1e-7`. */
export function decimalOf(value: number): string {
  const text = String(value)
  return text.includes('e') ? value.toFixed(20) : text
}

/** The decimal × 10^places, rounded half to even (GB/T 8170). */
export function roundHalfEven(text: string, places: number): number {
  const point = text.indexOf('.')
  if (point < 0) return Number(text) * 10 ** places
  const fraction = text.slice(point + 1)
  const head = Number(text.slice(0, point) + fraction.slice(0, places).padEnd(places, '0'))
  const next = fraction.charCodeAt(places) - 48
  if (!(next >= 5)) return head
  const tie = next === 5 && !/[1-9]/.test(fraction.slice(places + 1))
  return tie && head % 2 === 0 ? head : head + 1
}

/** The decimal × 10^places as a whole number; `places` no fewer than the decimal has. */
export function unitsOf(text: string, places: number): bigint {
  const point = text.indexOf('.')
  const fraction = point < 0 ? '' : text.slice(point + 1)
  return BigInt((point < 0 ? text : text.slice(0, point)) + fraction.padEnd(places, '0'))
}

/** The decimal, higher or lower by so much; never below nothing. */
export function movedBy(text: string, by: Thousandths): string {
  const places = Math.max(3, placesOf(text))
  const units = unitsOf(text, places) + BigInt(by) * 10n ** BigInt(places - 3)
  if (units <= 0n) return '0'
  const digits = String(units).padStart(places + 1, '0')
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`.replace(/\.?0+$/, '')
}

export function placesOf(text: string): number {
  const point = text.indexOf('.')
  return point < 0 ? 0 : text.length - point - 1
}

/** Whole units of so much stay exact as numbers, with room for six decimals more; measurements never come near it. */
const MOST_EXACT = 2 ** 53 / 1_000_000

/** Decimals in whole units of the last place of any of them: as numbers where also their sum is exact, else as bigints. */
export function wholes(texts: readonly string[]): { places: number } & ({ units: number[] } | { long: bigint[] }) {
  let [places, digits] = [0, 0]
  for (const text of texts) {
    const after = placesOf(text)
    if (after > places) places = after
    const before = after === 0 ? text.length : text.length - after - 1
    if (before > digits) digits = before
  }
  if (10 ** (digits + places) * texts.length >= MOST_EXACT)
    return { places, long: texts.map((text) => (text === '' ? 0n : unitsOf(text, places))) }
  const unit = 10 ** places
  // A decimal that is read as a number is off by less than half of such a unit.
  return { places, units: texts.map((text) => Math.round(Number(text) * unit)) }
}

/** The mean, times 10^places, rounded half to even. */
export function meanHalfEven(texts: readonly string[], places: number): number {
  const [sum, whole] = sumOf(texts)
  return typeof sum === 'number'
    ? quotientHalfEven(sum * 10 ** places, texts.length * 10 ** whole)
    : quotientHalfEven(sum * 10n ** BigInt(places), BigInt(texts.length) * 10n ** BigInt(whole))
}

/** The mean as the evaluator compares it. */
export function meanThousandths(texts: readonly string[]): Thousandths {
  const [sum, whole] = sumOf(texts)
  return typeof sum === 'number'
    ? thousandthsOf(sum, texts.length * 10 ** whole)
    : thousandthsOf(sum, BigInt(texts.length) * 10n ** BigInt(whole))
}

/** The sum in whole units, and how many places these stand for. */
export function sumOf(texts: readonly string[]): [sum: number | bigint, places: number] {
  const read = wholes(texts)
  return 'units' in read
    ? [read.units.reduce((sum, one) => sum + one, 0), read.places]
    : [read.long.reduce((sum, one) => sum + one, 0n), read.places]
}

/** `numerator / denominator` rounded half to even; both not negative, numbers whole and below 2^53. */
export function quotientHalfEven<N extends number | bigint>(numerator: N, denominator: N): number
export function quotientHalfEven(numerator: number | bigint, denominator: number | bigint): number {
  if (typeof numerator === 'number' && typeof denominator === 'number') {
    const rest = numerator % denominator
    const floor = (numerator - rest) / denominator
    return rest * 2 > denominator || (rest * 2 === denominator && floor % 2 === 1) ? floor + 1 : floor
  }
  const [whole, by] = [BigInt(numerator), BigInt(denominator)]
  const floor = whole / by
  const twice = (whole % by) * 2n
  const up = twice > by || (twice === by && floor % 2n === 1n)
  return Number(up ? floor + 1n : floor)
}

/**
 * A value as the evaluator compares it: whole thousandths, and half of one more for whatever is left over. Thresholds
 * have at most three decimals, so every comparison comes out as with the exact value, at the speed of a number.
 */
export type Thousandths = number

export function thousandths(text: string): Thousandths {
  const point = text.indexOf('.')
  if (point < 0) return Number(text) * 1000
  const whole = Number(text.slice(0, point)) * 1000 + Number(text.slice(point + 1, point + 4).padEnd(3, '0'))
  return /[1-9]/.test(text.slice(point + 4)) ? whole + 0.5 : whole
}

/** The same of a mean: `numerator / denominator`; numbers whole, and the first below 2^53 / 1000. */
export function thousandthsOf<N extends number | bigint>(numerator: N, denominator: N): Thousandths
export function thousandthsOf(numerator: number | bigint, denominator: number | bigint): Thousandths {
  if (typeof numerator === 'number' && typeof denominator === 'number') {
    const rest = (numerator * 1000) % denominator
    const whole = (numerator * 1000 - rest) / denominator
    return rest === 0 ? whole : whole + 0.5
  }
  const [thousandfold, by] = [BigInt(numerator) * 1000n, BigInt(denominator)]
  const whole = Number(thousandfold / by)
  return thousandfold % by === 0n ? whole : whole + 0.5
}

/** For people: `208`, `203.417`, and `203.333…` where the value goes on. */
export function showThousandths(value: Thousandths): string {
  const whole = Math.floor(value)
  const text = (whole / 1000).toFixed(3)
  return whole === value ? text.replace(/\.?0+$/, '') : `${text}…`
}
