import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { orderTable } from '../../machines/tables/order.ts'
import { factsThatTell, RUNG_NAMES, RUNGS, TELLS, withImplied } from '../../src/model/rung.ts'
import { departmentTaskTable } from '../../machines/tables/departmentTask.ts'
import { responseTable } from '../../machines/tables/response.ts'
import { silentCounties, silentDepartments } from '../../src/linkage/board/decide.ts'
import { DEPARTMENT_KINDS } from '../../src/model/department.ts'
import { partOf, partsOf, type Tally } from '../../src/receipts/board/decide.ts'

const facts = fc.subarray([...RUNG_NAMES, ...Object.keys(TELLS), 'givenUp', 'listedForCounty', 'releaseDelivered'])
const tally: fc.Arbitrary<Tally> = fc.record({
  key: fc.constantFrom('140802', '140882', null),
  state: fc.constantFrom(...Object.keys(orderTable)),
  escalated: fc.boolean(),
  facts,
  onBehalf: fc.subarray(['acknowledged', 'committed', 'difficulty']),
  count: fc.integer({ min: 1, max: 500 }),
  weight: fc.integer({ min: 0, max: 1e12 }),
})
const tallies = fc.array(tally, { maxLength: 12 })

describe('a board', () => {
  test('counts each revision once: the sums of the contract hold whatever is on record', () => {
    fc.assert(
      fc.property(tallies, (some) => {
        const all = partOf(null, some)
        expect(all.planned).toBe(some.reduce((sum, { count }) => sum + count, 0))
        expect(all.delivered + all.givenUp + all.supersededBeforeDelivery + all.waiting).toBe(all.planned)
        expect(all.acknowledged + all.unanswered).toBe(all.delivered)
        expect(all.funnel.acknowledged + all.onBehalf).toBe(all.acknowledged)
      }),
    )
  })

  test('has a funnel in which no rung has more than what it implies', () => {
    fc.assert(
      fc.property(tallies, (some) => {
        const { funnel } = partOf(null, some)
        for (const rung of RUNG_NAMES)
          for (const below of withImplied([rung])) expect(funnel[rung]).toBeLessThanOrEqual(funnel[below])
      }),
    )
  })

  test('has gaps that are lists: whoever lacks every fact that tells of a rung stands before it', () => {
    fc.assert(
      fc.property(tallies, (some) => {
        const { funnel, planned } = partOf(null, some)
        for (const rung of RUNG_NAMES) {
          const tell = factsThatTell(rung)
          const before = some.filter(({ facts }) => !facts.some((fact) => tell.includes(fact)))
          expect([rung, before.reduce((sum, { count }) => sum + count, 0)]).toEqual([rung, planned - funnel[rung]])
        }
      }),
    )
  })

  test('never counts what an officer said as the enterprise’s own', () => {
    fc.assert(
      fc.property(tallies, (some) => {
        const told = partOf(null, some)
        const silent = partOf(
          null,
          some.map((one) => ({ ...one, onBehalf: [] })),
        )
        expect(told.funnel).toEqual(silent.funnel)
        expect(told.acknowledged).toBeGreaterThanOrEqual(silent.acknowledged)
      }),
    )
  })

  test('has parts that add up, the heaviest silence first', () => {
    fc.assert(
      fc.property(tallies, (some) => {
        const [all, parts] = [partOf(null, some), partsOf(some)]
        for (const sum of ['planned', 'delivered', 'acknowledged', 'onBehalf', 'escalated'] as const)
          expect(parts.reduce((total, part) => total + part[sum], 0)).toBe(all[sum])
        const silence = parts.map((part) => part.kilogramsUnreached + part.kilogramsUnanswered)
        expect(silence).toEqual(silence.toSorted((a, b) => b - a))
      }),
    )
  })

  test('knows that a key press acknowledges what was never read', () => {
    const { funnel } = partOf(null, [
      {
        key: null,
        state: 'acknowledged',
        escalated: false,
        facts: ['acknowledged'],
        onBehalf: [],
        count: 3,
        weight: 1,
      },
    ])
    expect(funnel).toEqual({
      ...Object.fromEntries(RUNG_NAMES.map((rung) => [rung, 0])),
      queued: 3,
      handedOver: 3,
      accepted: 3,
      delivered: 3,
      acknowledged: 3,
    })
  })

  test('names every county that has not acknowledged, and no other, the longest silence first', () => {
    const response = fc.record({
      area: fc.constantFrom('140802', '140821', '140882'),
      state: fc.constantFrom(...(Object.keys(responseTable) as (keyof typeof responseTable)[])),
      toldAt: fc.constantFrom('2024-12-16T08:00:00.000Z', '2024-12-16T09:00:00.000Z'),
    })
    fc.assert(
      fc.property(fc.array(response, { maxLength: 13 }), (some) => {
        const silent = silentCounties(some, (code) => `county ${code}`)
        expect(silent).toHaveLength(some.filter(({ state }) => state === 'told').length)
        const hours = silent.map(({ since }) => since)
        expect(hours).toEqual(hours.toSorted())
      }),
    )
  })

  test('names every department of which nobody has said that it knows, those first that could be told', () => {
    const kept = Object.keys(departmentTaskTable)
    const sum = fc.record({
      area: fc.constantFrom('140800', '140882'),
      kind: fc.constantFrom(...DEPARTMENT_KINDS),
      id: fc.constantFrom(null, 'd'),
      name: fc.constantFrom(null, '公安局'),
      states: fc.dictionary(fc.constantFrom(...kept), fc.integer({ min: 1, max: 3 })),
    })
    fc.assert(
      fc.property(fc.array(sum, { maxLength: 12 }), (some) => {
        const silent = silentDepartments(some)
        const waiting = some.filter(({ states }) => 'issued' in states || 'silent' in states)
        expect(silent).toHaveLength(waiting.length)
        expect(silent.every(({ tasks, name }) => tasks > 0 && name !== '')).toBe(true)
        const entered = silent.map((one) => one.entered)
        expect(entered).toEqual(entered.toSorted((a, b) => Number(b) - Number(a)))
      }),
    )
  })

  test('is told in the words of the trade', () => {
    expect(new Set(Object.values(RUNGS).map(({ zh }) => zh)).size).toBe(RUNG_NAMES.length)
  })
})
