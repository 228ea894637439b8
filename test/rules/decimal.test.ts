import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Column } from '../../src/assessment/column.ts'
import {
  decimalOf,
  meanHalfEven,
  meanThousandths,
  roundHalfEven,
  showThousandths,
  thousandths,
  unitsOf,
} from '../../src/rulebook/decimal.ts'

const decimal = fc
  .tuple(fc.nat(999), fc.option(fc.stringMatching(/^\d{1,6}$/), { nil: null }))
  .map(([whole, fraction]) => (fraction === null ? String(whole) : `${whole}.${fraction}`))

describe('exact decimals', () => {
  it.each([
    ['60.5', 0, 60],
    ['61.5', 0, 62],
    ['60.50000000000000000001', 0, 61],
    ['60.49999999999999999999', 0, 60],
    ['4.05', 1, 40],
    ['2.65', 1, 26],
    ['2.75', 1, 28],
    ['7', 1, 70],
  ])('%s to %i places is %i', (text, places, expected) => {
    expect(roundHalfEven(text, places)).toBe(expected)
  })

  it('compare with a threshold as the exact value does', () => {
    fc.assert(
      fc.property(decimal, fc.nat(999), (text, threshold) => {
        const exact = unitsOf(text, 6)
        const limit = BigInt(threshold) * 1_000_000n
        expect(thousandths(text) > threshold * 1000).toBe(exact > limit)
        expect(thousandths(text) >= threshold * 1000).toBe(exact >= limit)
      }),
    )
    expect(thousandths('200.00000000000000000001')).toBeGreaterThan(200_000)
    expect(showThousandths(thousandths('203.3333'))).toBe('203.333…')
    expect(showThousandths(thousandths('208'))).toBe('208')
  })

  it('come from JSON numbers without an exponent', () => {
    expect(decimalOf(83.1)).toBe('83.1')
    expect(Number(decimalOf(1e-7))).toBeCloseTo(1e-7, 20)
    expect(decimalOf(1e-7)).not.toContain('e')
  })

  it('have exact means: rounding a mean is rounding its fraction', () => {
    fc.assert(
      fc.property(fc.array(decimal, { minLength: 1, maxLength: 24 }), (texts) => {
        const column = new Column(
          Int32Array.from(texts, (_, k) => k),
          texts,
        )
        const sum = texts.reduce((all, text) => all + unitsOf(text, 6), 0n)
        const twice = sum * 2n
        const mean = column.mean(0, 24, 1, 0)
        const unit = BigInt(texts.length) * 1_000_000n
        const distance = twice - BigInt(mean ?? -1) * 2n * unit
        expect(distance >= -unit && distance <= unit).toBe(true)
        if (distance === unit || distance === -unit) expect((mean ?? 1) % 2).toBe(0)
      }),
    )
  })

  it('have the same means whether they fit a number or not', () => {
    const texts = fc.array(decimal, { minLength: 1, maxLength: 24 })
    fc.assert(
      fc.property(texts, fc.nat(1), (short, places) => {
        const long = short.map((text) => `${text.includes('.') ? text : `${text}.`}${'0'.repeat(20)}`)
        const [a, b] = [short, long].map((given) => {
          const at = Int32Array.from(given, (_, k) => k)
          const column = new Column(at, given)
          return [column.mean(0, 24, 1, places), column.exactMean(0, 24, 1), meanHalfEven(given, places)]
        })
        expect(a).toEqual(b)
        expect(a?.[2]).toBe(a?.[0])
        expect(meanThousandths(short)).toBe(a?.[1])
      }),
    )
  })
})
