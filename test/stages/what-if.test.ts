import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stopsSomething } from '../../src/model/showingMeasure.ts'
import { addEmissions, NO_EMISSIONS } from '../../src/model/tonnes.ts'
import type { Listed, Rules } from '../../src/plan/asked.ts'
import { planOrders } from '../../src/plan/decide.ts'
import { countedByOrders } from '../../src/plan/oneDay.ts'
import { prove } from '../../src/inventory/proof.ts'
import { stopDays } from '../../src/plan/whatIf/count.ts'
import { WhatIf, type Scope } from '../../src/plan/whatIf/decide.ts'
import { loadApplying } from '../../src/rulebook/applying.ts'
import { loadMeasures } from '../../src/rulebook/measures.ts'
import { loadReductions } from '../../src/rulebook/reduction.ts'
import { entry, entryArbitrary, line } from '../help/entries.ts'

const rules: Rules = { measures: loadMeasures(), applying: loadApplying() }
const floors = loadReductions().floors('2020-12-26', '140800') ?? expect.fail('no floors')
const ALL: Scope = { counties: null, industries: null }
const list = { id: 'list', name: '示例清单' }
const NOBODY = new Set<string>()
const spares = { yellow: NOBODY, orange: NOBODY, red: NOBODY }
const terms = {
  level: 'orange',
  starts: '2020-12-25T16:00:00.000Z',
  ends: '2020-12-26T16:00:00.000Z',
  issuedAt: '2020-12-25T10:00:00.000Z',
  asOf: '2020-12-26',
  list,
  spares: NOBODY,
} as const

function outcome(listed: readonly Listed[], scope = ALL, now = '2020-12-24T10:00:00.000Z') {
  const sums = new WhatIf(terms, rules, floors, scope, now)
  sums.add(listed)
  return sums.outcome()
}

const lists = fc.array(entryArbitrary, { minLength: 1, maxLength: 8 }).map((entries) =>
  entries.map((one, n): Listed => ({
    enterprise: `e${n}`,
    entry: {
      ...one,
      creditCode: `示例${n}`,
      county: n % 2 === 0 ? '140802' : '140882',
      daily: one.lines.reduce((sum, { daily }) => addEmissions(sum, daily), NO_EMISSIONS),
    },
  })),
)

describe('what a level, a start and a scope would come to', () => {
  test('is what the orders would ask, enterprise by enterprise, and the proof of their sums', () => {
    fc.assert(
      fc.property(lists, (listed) => {
        const { all, saved, floors: proved } = outcome(listed)
        const orders = planOrders(listed, terms, rules)
        expect(all.enterprises).toBe(orders.length)
        const stopping = orders.map(({ content }) =>
          content.enterprise.class === 'longStopped'
            ? 0
            : content.lines.filter(
                ({ binding, action, also }) =>
                  binding && [action, also].some((duty) => duty && stopsSomething(duty.measure)),
              ).length,
        )
        expect(all.stop).toBe(stopping.filter((lines) => lines > 0).length)
        expect(all.linesStopped).toBe(stopping.reduce((sum, lines) => sum + lines, 0))
        expect(all.stop + all.limit + all.ownDecision + all.nothing).toBe(all.enterprises)
        const counted = countedByOrders(listed, '2020-12-26', { list, spares, rules, floors })
        const [whole] = prove(counted, floors)
        expect(proved).toEqual(whole?.floors.filter(({ level }) => level === 'orange'))
        expect(saved.so2).toBe(counted.reduce((sum, row) => sum + BigInt(row.saved.orange.so2), 0n))
      }),
      { numRuns: 60 },
    )
  })

  test('parts of a scope add up to the whole, against the same base', () => {
    fc.assert(
      fc.property(lists, (listed) => {
        const of = (county: string) => outcome(listed, { counties: new Set([county]), industries: null })
        const [all, one, other] = [outcome(listed), of('140802'), of('140882')]
        expect(one.saved.nox + other.saved.nox).toBe(all.saved.nox)
        expect(one.all.linesStopped + other.all.linesStopped).toBe(all.all.linesStopped)
        expect(one.floors.map(({ base }) => base)).toEqual(all.floors.map(({ base }) => base))
        const grades = [...all.byGrade.values()].reduce((sum, { linesStopped }) => sum + linesStopped, 0)
        expect(grades).toBe(all.all.linesStopped)
        expect([...all.byCounty.keys()].every((county) => county === '140802' || county === '140882')).toBe(true)
      }),
      { numRuns: 40 },
    )
  })

  test('a line that its season plan stops anyway is neither stopped by it nor in the base', () => {
    const until = '2021-03-16'
    const plan = { id: '0176752c-0000-7000-8000-000000000001', name: '运城市错峰生产计划' }
    const standstills = [{ line: '1#', from: '2020-12-01', until, plan }]
    const season = { standstills, blacklistedFrom: null }
    const stopped = { enterprise: 'e', entry: entry() }
    expect(outcome([stopped]).all).toMatchObject({ stop: 1, linesStopped: 1 })
    expect(outcome([{ ...stopped, season }]).all).toMatchObject({ enterprises: 1, linesStopped: 0 })
    const limited = line('1#', { orange: { kind: 'reduce', share: 2000, base: '产能' } })
    const listed = {
      enterprise: 'e',
      entry: entry({ industry: 'other', grade: 'unrated', daily: limited.daily, lines: [limited] }),
    }
    const { all, floors: proved } = outcome([{ ...listed, season }])
    expect(all).toMatchObject({ linesStopped: 0 })
    expect(proved.map(({ base }) => base)).toEqual([0n, 0n, 0n, 0n])
  })

  test('counts the lines that can not be stopped safely in what is left, and the days that they stand', () => {
    const listed = [{ enterprise: 'e', entry: entry() }]
    expect(outcome(listed).all.linesShortOfNotice).toBe(0)
    expect(outcome(listed, ALL, '2020-12-25T10:00:00.000Z').all.linesShortOfNotice).toBe(1)
    expect(stopDays(3, terms.starts, '2020-12-27T04:00:00.000Z')).toBe(4.5)
    expect(stopDays(3, terms.starts, null)).toBeNull()
  })
})
