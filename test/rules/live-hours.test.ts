import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assess, firstRead, hoursIn, readsHours } from '../../src/assessment/days.ts'
import { judge } from '../../src/assessment/decide.ts'
import { timelineOf, type Measured } from '../../src/assessment/timeline.ts'
import { dayOfHour, numberOfDay, showDay, showHour } from '../../src/feed/calendar.ts'
import type { FeedKind } from '../../src/feed/decide.ts'
import type { FeedValue } from '../../src/feed/value.ts'
import { POLLUTANTS } from '../../src/model/pollutant.ts'
import { stricter } from '../../src/model/level.ts'
import { addDays } from '../../src/model/time.ts'
import { outlook, type Issue, type OutlookInput } from '../../src/outlook/decide.ts'
import { aqiOfHours, massOfHours } from '../../src/outlook/judge.ts'
import { loadRulebooks } from '../../src/rulebook/books.ts'

/* The engine's own outlook is judged by the same evaluator as a series file: hours as hours, days as days, both at once. */

const rules = loadRulebooks()
const bookOf = (id: string) => rules.get(id) ?? expect.fail(`no ${id}`)
/** 18:00 of the day before the first that is judged. */
const TODAY = '2019-12-20'
const NOW = `${TODAY}T10:00:00.000Z`
const FIRST = numberOfDay(TODAY) + 1

type Given = Partial<FeedValue>
const issue = (kind: FeedKind, values: readonly (Given & { at: string })[], more: Partial<Issue> = {}): Issue => ({
  id: `${kind} ${values[0]?.at}`,
  kind,
  provider: '示例中心',
  issuedAt: '2019-12-20T09:00:00.000Z',
  revision: 1,
  pace: values[0]?.at.length === 10 ? 'day' : 'hour',
  word: null,
  values: values.map((value) => ({ aqi: null, by: 'concentrations', ...value })),
  ...more,
})
const hoursFrom = (hour: number, values: readonly Given[]) =>
  values.map((value, k) => ({ at: showHour(hour + k), ...value }))
const today = (values: readonly Given[]) => hoursFrom((FIRST - 1) * 24, values)
const daysAhead = (...values: readonly Given[]) => values.map((value, k) => ({ at: showDay(FIRST + k), ...value }))
const times = (count: number, value: Given): Given[] => Array.from({ length: count }, () => value)
const pm25 = (value: number): Given => ({ concentrations: { pm25: value } })

/** As the engine judges. */
function judged(id: string, issues: readonly Issue[], horizon = 7) {
  const book = bookOf(id)
  const window = { from: addDays(TODAY, 1), to: addDays(TODAY, horizon), today: TODAY }
  const input: OutlookInput = {
    now: NOW,
    from: firstRead(book, window.from),
    to: window.to,
    issues,
    providers: [],
    freshHours: 36,
    aqiOfHours: aqiOfHours(rules),
    massOfHours: massOfHours(rules),
  }
  return assess(book, outlook(input), window, hoursIn(input, rules))
}

/** The same as days: the mean of each, by the index or by PM2.5. */
const daysOf = (values: readonly Given[]) =>
  values.flatMap((_, k) => {
    if (k % 24 > 0) return []
    const hours = values
      .slice(k, k + 24)
      .map((value, n) => ({ at: showHour(n), aqi: null, by: 'aqi' as const, ...value }))
    const aqi = aqiOfHours(rules)(hours, TODAY)
    return [{ at: showDay(FIRST + k / 24), aqi, by: 'aqi' as const }]
  })

describe('an hourly forecast', () => {
  it('calls for what the same hours in a file call for, wherever 24 hours begin, and for what its whole days do', () => {
    const hour = fc.constantFrom(90, 120, 150, 151, 200, 201, 260, 300, 301, 420)
    const stretch = fc.tuple(fc.integer({ min: 1, max: 40 }), hour)
    const hours = fc
      .array(stretch, { minLength: 2, maxLength: 12 })
      .map((blocks) => blocks.flatMap(([count, aqi]) => Array.from({ length: count }, () => aqi)).slice(0, 96))
      // The days are whole: of a day with fewer than 20 hours nothing is known, and nothing is read.
      .map((values) => values.slice(0, Math.floor(values.length / 24) * 24))
      .filter((values) => values.length > 0)
    const books = fc.constantFrom('cn-2017-86', 'cn-2018-875', 'cn-2024-6', 'bj-2023')
    fc.assert(
      fc.property(hours, books, fc.boolean(), (values, id, asIndex) => {
        const given = values.map((value): Given => (asIndex ? { aqi: value } : pm25(value)))
        const found = judged(id, [issue('forecast', hoursFrom(FIRST * 24, given))], 4)
        const rows = given.map(({ aqi, concentrations }, k): Measured => ({
          at: FIRST * 24 + k,
          aqi: String(aqi ?? ''),
          concentrations: POLLUTANTS.map((name) => String(concentrations?.[name] ?? '')),
          cause: null,
        }))
        const book = bookOf(id)
        const file = judge(timelineOf('hour', rows, POLLUTANTS, book, rules), { first: FIRST, last: FIRST + 3 }, book)
        const days = judged(id, [issue('forecast', daysOf(given))], 4)
        const both = new Set([...file.clauses, ...days.clauses])
        expect(found.level).toBe(stricter(file.level, days.level))
        expect(found.clauses).toEqual(book.alternatives.flatMap((one) => (both.has(one.id) ? [one.id] : [])))
        if (file.first !== null && days.level !== found.level) expect(found.from).toBe(showDay(dayOfHour(file.first)))
      }),
      { numRuns: 300 },
    )
  })

  it('is explained by the hours at which its 24 hours begin, where no whole day says as much', () => {
    // From noon to noon 205: neither day comes to more than 200.
    const values = [...times(12, { aqi: 30 }), ...times(24, { aqi: 205 }), ...times(12, { aqi: 30 })]
    const { level, from, to, trace } = judged('cn-2024-6', [issue('forecast', hoursFrom(FIRST * 24, values))])
    expect([level, from, to]).toEqual(['yellow', '2019-12-21', '2019-12-22'])
    const [first] = trace.alternatives
    expect(first?.clauses[0]?.read.some(({ passed }) => passed)).toBe(false)
    expect(trace.hours?.alternatives[0]?.runs).toEqual([{ from: '2019-12-21T12:00', to: '2019-12-22T11:00' }])
    expect(trace.hours?.values.find(({ at }) => at === '2019-12-21T12:00')?.value).toBe('205')
  })

  it('does not speak beside the day of a provider whose word counts first', () => {
    const values = times(48, { aqi: 210 })
    const hours = issue('forecast', hoursFrom(FIRST * 24, values), {
      id: 'hours',
      issuedAt: '2019-12-20T05:00:00.000Z',
    })
    const days = issue('forecast', daysAhead({ aqi: 120, by: 'aqi' }, { aqi: 130, by: 'aqi' }), {
      provider: '另一中心',
    })
    expect(judged('cn-2024-6', [hours]).level).toBe('orange')
    expect(judged('cn-2024-6', [hours, days]).level).toBe('none')
  })

  it('is left out of orders for its cause, hour by hour', () => {
    const values = times(48, { aqi: 320, cause: 'dust' })
    expect(judged('cn-2024-6', [issue('forecast', hoursFrom(FIRST * 24, values))]).level).toBe('none')
  })
})

describe('what days of the index do not say', () => {
  it('is read from hours that were observed and a day that is forecast, side by side', () => {
    const observed = issue('observation', today([...times(10, pm25(20)), ...times(2, pm25(76)), ...times(5, pm25(20))]))
    const ahead = (value: number) => issue('forecast', daysAhead({ aqi: 80, ...pm25(value) }))
    const found = judged('korea-2019', [observed, ahead(51)])
    expect(found).toMatchObject({ level: 'blue', from: '2019-12-21', clauses: ['korea-2019/blue/2'] })
    expect(judged('korea-2019', [observed, ahead(50)]).level).toBe('none')
    const second = found.trace.alternatives.find(({ id }) => id === 'korea-2019/blue/2')
    expect(second?.clauses.map(({ needs, read }) => [needs, read[0]])).toEqual([
      [1, { at: '2019-12-20', value: '76', passed: true }],
      [1, { at: '2019-12-21', value: '51', passed: true }],
    ])
    expect(readsHours(bookOf('korea-2019')) && !readsHours(bookOf('cn-2024-6'))).toBe(true)
  })

  it('takes the mean of the hours of today that a condition names, as far as they were observed', () => {
    const ahead = issue('forecast', daysAhead({ aqi: 80, ...pm25(60) }))
    const observed = issue('observation', today([...times(16, pm25(51)), ...times(2, pm25(5))]))
    expect(judged('korea-2019', [observed, ahead]).clauses).toEqual(['korea-2019/blue/1'])
    const forecast = issue('forecast', today([...times(16, pm25(51)), ...times(8, pm25(5))]))
    expect(judged('korea-2019', [forecast, ahead]).level, 'a forecast of today is no observation').toBe('none')
  })

  it('takes the mean of a day from its hours, unrounded', () => {
    const hours = (one: number) => issue('forecast', hoursFrom(FIRST * 24, [...times(47, pm25(115)), pm25(one)]))
    expect(judged('chengdu-2017', [hours(115)]).clauses).toEqual([])
    // The mean of each day has to be above 115: of the first it is 115 exactly.
    expect(judged('chengdu-2017', [hours(116)]).clauses).toEqual([])
    const both = issue(
      'forecast',
      hoursFrom(
        FIRST * 24,
        [...times(47, pm25(115)), pm25(116)].map((one, k) => (k === 0 ? pm25(116) : one)),
      ),
    )
    expect(judged('chengdu-2017', [both]).clauses).toContain('chengdu-2017/yellow/2')
  })

  it('reads how probable a forecast is, and the ground that it covers', () => {
    const probable = (probability: number) =>
      issue('forecast', daysAhead({ aqi: 141, by: 'aqi', cause: 'o3', facts: { probability } }))
    expect(judged('mexico-2019', [probable(70)]).level).toBe('yellow')
    expect(judged('mexico-2019', [probable(69)]).level).toBe('none')
    const over = (km2: number) =>
      issue('forecast', daysAhead({ aqi: 80, concentrations: { pm10: 81 }, facts: { km2 } }))
    expect(judged('france-2016', [over(100)]).level).toBe('orange')
    expect(judged('france-2016', [over(99)]).level).toBe('none')
  })

  it('reads the days before and after', () => {
    const observed = issue('observation', [{ at: TODAY, aqi: 60, concentrations: { pm10: 51 }, facts: { km2: 200 } }])
    const ahead = issue('forecast', daysAhead({ aqi: 60, concentrations: { pm10: 60 }, facts: { km2: 200 } }))
    expect(judged('france-2016', [observed, ahead]).clauses).toContain('france-2016/orange/6')
    expect(judged('france-2016', [ahead]).clauses).not.toContain('france-2016/orange/6')
  })

  it('begins and ends by single hours', () => {
    const values = [...times(6, pm25(20)), ...times(2, pm25(80)), ...times(20, pm25(40)), ...times(20, pm25(30))]
    const found = judged('daegu-advisory', [issue('forecast', hoursFrom(FIRST * 24, values))])
    expect(found).toMatchObject({ level: 'yellow', from: '2019-12-21', to: '2019-12-22' })
  })
})
