/**
 * Exact fractions of whole numbers. Slow and plain: the checker must never be wrong because of a binary float.
 */
export interface Exact {
  readonly top: bigint
  /** Always positive. */
  readonly bottom: bigint
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let x = a < 0n ? -a : a
  let y = b
  while (y !== 0n) [x, y] = [y, x % y]
  return x
}

export function fraction(top: bigint, bottom: bigint): Exact {
  if (bottom === 0n) throw new Error('a fraction over nothing')
  const sign = bottom < 0n ? -1n : 1n
  const common = greatestCommonDivisor(top, bottom * sign)
  return { top: (top * sign) / common, bottom: (bottom * sign) / common }
}

export function whole(value: number | bigint): Exact {
  return { top: BigInt(value), bottom: 1n }
}

/** A plain decimal as it stands in a file, such as `12`, `0.05`; undefined for everything else. */
export function readDecimal(text: string): Exact | undefined {
  const found = /^(\d+)(?:\.(\d+))?$/.exec(text)
  if (found === null) return undefined
  const digits = found[2] ?? ''
  return fraction(BigInt(`${found[1] ?? ''}${digits}`), 10n ** BigInt(digits.length))
}

export function add(a: Exact, b: Exact): Exact {
  return fraction(a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom)
}

export function subtract(a: Exact, b: Exact): Exact {
  return fraction(a.top * b.bottom - b.top * a.bottom, a.bottom * b.bottom)
}

export function multiply(a: Exact, b: Exact): Exact {
  return fraction(a.top * b.top, a.bottom * b.bottom)
}

/** Below zero, zero or above zero as a is smaller than, the same as or larger than b. */
export function compare(a: Exact, b: Exact): number {
  const difference = a.top * b.bottom - b.top * a.bottom
  if (difference < 0n) return -1
  return difference > 0n ? 1 : 0
}

export function floor(a: Exact): bigint {
  const quotient = a.top / a.bottom
  return a.top % a.bottom !== 0n && a.top < 0n ? quotient - 1n : quotient
}

export function ceiling(a: Exact): bigint {
  const below = floor(a)
  return compare(whole(below), a) === 0 ? below : below + 1n
}

/** GB/T 8170: to the nearest whole number, and a half to the even one. */
export function roundHalfToEven(a: Exact): bigint {
  const below = floor(a)
  const rest = compare(subtract(a, whole(below)), fraction(1n, 2n))
  if (rest < 0) return below
  if (rest > 0) return below + 1n
  return below % 2n === 0n ? below : below + 1n
}

export function mean(values: readonly Exact[]): Exact {
  return multiply(values.reduce(add), fraction(1n, BigInt(values.length)))
}
