import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { KnownHour } from '../../src/assessment/days.ts'
import { lateNow } from '../../src/assessment/late.ts'
import { goOn, startingLate } from '../../src/episode/decide.ts'
import { showHour, numberOfDay } from '../../src/feed/calendar.ts'
import type { FeedKind } from '../../src/feed/decide.ts'
import { isAbove, LEVELS } from '../../src/model/level.ts'
import { loadRulebooks } from '../../src/rulebook/books.ts'

/* 滞后启动: heavy as observed, and no clear improvement ahead. */

const rules = loadRulebooks()
const book = rules.get('cn-2024-6') ?? expect.fail('no book')
const NOW = '2024-12-20T02:00:00.000Z'
/** 10:00 in Yuncheng. */
const HOUR = numberOfDay('2024-12-20') * 24 + 10

type Value = KnownHour['value']
const hours = (kind: FeedKind, from: number, values: readonly (Value | null)[]): KnownHour[] =>
  values.flatMap((value, k) => (value === null ? [] : [{ at: showHour(from + k), kind, bulletin: kind, value }]))
const times = (count: number, value: Value | null) => Array.from({ length: count }, () => value)
const look = (known: readonly KnownHour[], days: Parameters<typeof lateNow>[2] = [], of = book) =>
  lateNow(of, { hours: known, standards: rules }, days, NOW)
const observed = (values: readonly (Value | null)[]) => hours('observation', HOUR - 24, values)
const ahead = (values: readonly (Value | null)[]) => hours('forecast', HOUR, values)
const aqi = (value: number): Value => ({ aqi: value })

describe('the air is heavy already', () => {
  it('and stays so: the warning starts at once, and says by which figures', () => {
    expect(look([...observed(times(24, aqi(210))), ...ahead(times(12, aqi(205)))])).toEqual({
      observed: '210',
      ahead: '205',
      aheadHours: 12,
      says: '> 200',
      source: book.lateStart?.source,
      borrowedFrom: '聊城 2019',
    })
  })

  it('by concentrations as by the index', () => {
    const pm25 = (value: number): Value => ({ aqi: null, concentrations: { pm25: value } })
    const found = look([...observed(times(24, pm25(151))), ...ahead(times(12, pm25(160)))])
    expect([found?.observed, found?.ahead]).toEqual(['201', '210'])
    expect(look([...observed(times(24, pm25(150))), ...ahead(times(12, pm25(160)))])).toBeNull()
  })

  it('but what was only forecast of the hours that have passed is no observation', () => {
    const past = hours('forecast', HOUR - 24, times(24, aqi(300)))
    expect(look([...past, ...ahead(times(12, aqi(300)))])).toBeNull()
  })

  it('but nobody has said what the hours ahead will be', () => {
    expect(look(observed(times(24, aqi(300))))).toBeNull()
    const few = ahead([...times(9, aqi(300)), ...times(3, null)])
    expect(look([...observed(times(24, aqi(300))), ...few])).toBeNull()
  })

  it('and a forecast of whole days says it as well, by the day in which those hours end', () => {
    const known = observed(times(24, aqi(300)))
    const day = (value: number) => [{ day: '2024-12-20', aqi: value, cause: null }]
    expect(look(known, day(201))?.ahead).toBe('201')
    expect(look(known, day(200))).toBeNull()
    expect(look(known, [{ day: '2024-12-20', aqi: 300, cause: 'dust' }])).toBeNull()
  })

  it('by sand or ozone calls for no orders', () => {
    const dust = (value: number): Value => ({ aqi: value, cause: 'dust' })
    expect(look([...observed(times(24, dust(400))), ...ahead(times(12, aqi(300)))])).toBeNull()
    expect(look([...observed(times(24, aqi(400))), ...ahead(times(12, dust(300)))])).toBeNull()
  })

  it('and a book without the rule does not start late', () => {
    const without = rules.get('cn-2017-86') ?? expect.fail('no book')
    expect(look([...observed(times(24, aqi(300))), ...ahead(times(12, aqi(300)))], [], without)).toBeNull()
  })

  it('holds exactly where both means lie above the threshold', () => {
    const value = fc.option(fc.integer({ min: 150, max: 260 }), { freq: 8 })
    const series = (length: number) => fc.array(value, { minLength: length, maxLength: length })
    const mean = (values: readonly (number | null)[], least: number) => {
      const given = values.filter((one) => one !== null)
      return given.length < least ? Number.NaN : given.reduce((sum, one) => sum + one, 0) / given.length
    }
    fc.assert(
      fc.property(series(24), series(12), (past, next) => {
        const given = (values: readonly (number | null)[]) => values.map((one) => (one === null ? null : aqi(one)))
        const found = look([...observed(given(past)), ...ahead(given(next))])
        expect(found !== null).toBe(mean(past, 20) > 200 && mean(next, 10) > 200)
      }),
    )
  })
})

describe('what a late start calls for', () => {
  it('begins today, at no less than what the days ahead call for and the lowest level of the book', () => {
    const week = fc.array(fc.integer({ min: 80, max: 340 }), { minLength: 7, maxLength: 7 })
    fc.assert(
      fc.property(week, fc.constantFrom(...LEVELS), (_, level) => {
        const called = goOn(book, [], '2024-12-20', 7, null)
        const late = startingLate(book, called, level, '2024-12-20', '2024-12-20')
        expect([late.first, late.last]).toEqual(['2024-12-20', '2024-12-20'])
        expect(isAbove(level, late.level) || late.level === 'none').toBe(false)
      }),
    )
  })
})
