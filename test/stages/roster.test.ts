import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addHours, type Instant } from '../../src/model/time.ts'
import { gapsOf, onDuty, type Shift } from '../../src/people/roster/decide.ts'
import { callOrder } from '../../src/waking/decide.ts'

const START: Instant = '2020-12-25T00:00:00.000Z'
const at = (hour: number) => addHours(START, hour)
const shift: fc.Arbitrary<Shift> = fc
  .record({
    officer: fc.constantFrom('a', 'b', 'c'),
    position: fc.integer({ min: 1, max: 3 }),
    n: fc.nat(40),
    l: fc.integer({ min: 1, max: 14 }),
  })
  .map(({ officer, position, n, l }) => ({ officer, position, from: at(n), until: at(n + l) }))
const span = { from: at(0), until: at(48) }

describe('a roster', () => {
  test('has a gap at an hour exactly where nobody is on duty', () => {
    fc.assert(
      fc.property(fc.array(shift, { maxLength: 8 }), (shifts) => {
        const gaps = gapsOf(shifts, span)
        for (let hour = 0; hour < 48; hour++) {
          const now = at(hour)
          const empty = gaps.some(({ from, until }) => from <= now && now < until)
          expect(onDuty(shifts, now).length === 0, now).toBe(empty)
        }
        for (const [n, gap] of gaps.entries()) expect(gap.from > (gaps[n - 1]?.until ?? '')).toBe(true)
      }),
    )
  })

  test('a night that crosses midnight is one shift', () => {
    const night = [{ officer: 'a', position: 1, from: '2020-12-25T12:00:00.000Z', until: '2020-12-26T00:00:00.000Z' }]
    expect(onDuty(night, '2020-12-25T16:00:00.000Z')).toEqual(['a'])
    expect(onDuty(night, '2020-12-26T00:00:00.000Z')).toEqual([])
  })

  test('names each once, the first to be called first', () => {
    const two = (officer: string, position: number) => ({ officer, position, ...span })
    expect(onDuty([two('b', 2), two('a', 1), two('a', 3)], at(1))).toEqual(['a', 'b'])
  })
})

describe('who is called next', () => {
  const people = [
    { id: 'office', login: 'office', role: 'approver', rank: 1 },
    { id: 'mayor', login: 'mayor', role: 'approver', rank: 3 },
  ]
  test('is whoever is on duty and can help', () => {
    expect(callOrder(people, ['stranger', 'mayor'], [])).toEqual(['mayor'])
    expect(callOrder(people, ['mayor'], ['mayor'])).toEqual([])
  })
  test('is the lowest rank that suffices, and then who stands in for it, where nobody is on the roster', () => {
    expect(callOrder(people, [], [])).toEqual(['office', 'mayor'])
    expect(callOrder(people, [], ['office'])).toEqual(['mayor'])
  })
})
