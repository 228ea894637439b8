import { describe, expect, test } from 'vitest'
import { aqiOfDay } from '../../src/feed/judge.ts'
import type { Concentrations, FeedValue } from '../../src/feed/value.ts'
import { aqiOfHours } from '../../src/outlook/judge.ts'
import { loadRulebooks } from '../../src/rulebook/books.ts'

const rulebooks = loadRulebooks()
const ofDay = aqiOfDay(rulebooks)
const ofHours = aqiOfHours(rulebooks)

const WINTER = '2020-12-26'
const hour = (n: number, more: Partial<FeedValue>): FeedValue => ({
  at: `${WINTER}T${String(n).padStart(2, '0')}:00`,
  aqi: null,
  by: 'concentrations',
  ...more,
})
const day = (count: number, of: (n: number) => Concentrations) =>
  Array.from({ length: count }, (_, n) => hour(n, { concentrations: of(n) }))

describe('a day is judged by the edition of HJ 633 of its own day', () => {
  test.each([
    ['2026-02-28', { pm25: 115 }, 150],
    ['2026-03-01', { pm25: 115 }, 150],
    ['2026-02-28', { o3_8h: 900 }, null],
    ['2026-03-01', { o3_8h: 900 }, 300],
    [WINTER, { pm25: 150, co: 2.05 }, 200],
    [WINTER, { o3_1h: 300 }, null],
  ])('%s %j', (on, concentrations, aqi) => {
    expect(ofDay(concentrations, on)).toBe(aqi)
  })
})

describe('a day from its hours', () => {
  test('is the index of the mean concentration', () => {
    const hours = day(24, (n) => ({ pm25: n % 2 === 0 ? 100 : 200 }))
    expect(ofHours(hours, WINTER)).toBe(ofDay({ pm25: 150 }, WINTER))
  })
  test('rounds an exact half to the even number, as a day does', () => {
    const hours = day(24, (n) => ({ pm25: n % 2 === 0 ? 150 : 151 }))
    expect(ofHours(hours, WINTER)).toBe(200)
  })
  test('leaves a pollutant out of which fewer than 20 hours are there', () => {
    const hours = day(24, (n) => ({ so2: 20, ...(n < 19 && { pm25: 300 }) }))
    expect(ofHours(hours, WINTER)).toBe(ofDay({ so2: 20 }, WINTER))
  })
  test('takes ozone by its largest 8 hours', () => {
    const hours = day(24, (n) => ({ o3_1h: n >= 10 && n < 18 ? 160 : 20 }))
    expect(ofHours(hours, WINTER)).toBe(100)
  })
  test('is the mean index, unrounded, where the hours give no more', () => {
    const hours = Array.from({ length: 24 }, (_, n) => hour(n, { aqi: n === 0 ? 201 : 200, by: 'aqi' }))
    const mean = ofHours(hours, WINTER) ?? 0
    expect(mean).toBeGreaterThan(200)
    expect(mean).toBeLessThan(200.05)
    expect(ofHours(hours.slice(1), WINTER)).toBe(200)
    expect(ofHours(hours.slice(5), WINTER)).toBeNull()
  })
})
