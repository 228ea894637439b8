import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Issue, OutlookInput } from '../../src/outlook/decide.ts'
import { daysCompared, pairsOf, skillOf } from '../../src/outlook/skill/decide.ts'
import { addDays, startOfDay } from '../../src/model/time.ts'
import { loadRulebooks } from '../../src/rulebook/books.ts'
import { runs } from '../help/runs.ts'

/* How good a provider is, against what was observed. */

const { skill: RULE } = loadRulebooks().feeds('2020-12-18')
const TODAY = '2020-12-25'
const FIRST = '2020-12-01'

function issue(kind: Issue['kind'], issuedAt: string, from: string, aqi: number[], more: Partial<Issue> = {}): Issue {
  const values = aqi.map((value, n) => ({ at: addDays(from, n), aqi: value, by: 'aqi' as const }))
  const id = `${kind} ${issuedAt} ${more.provider ?? 'a'}`
  return { id, kind, provider: 'a', issuedAt, revision: 1, pace: 'day', values, word: null, ...more }
}
const input = (issues: Issue[]): OutlookInput => ({
  now: startOfDay(TODAY, 10),
  from: FIRST,
  to: addDays(TODAY, -1),
  issues,
  providers: [],
  freshHours: 25,
  aqiOfHours: () => null,
})
const observed = (...aqi: number[]) => issue('observation', startOfDay(TODAY, 8), FIRST, aqi, { provider: 'o' })
const forecast = (day: number, aqi: number[], more: Partial<Issue> = {}) =>
  issue('forecast', startOfDay(addDays(FIRST, day), 18), addDays(FIRST, day + 1), aqi, more)

describe('what is compared', () => {
  test('is each day with each lead, by the newest issue of that day, and only what has been observed', () => {
    const late = forecast(0, [120], { issuedAt: startOfDay(FIRST, 20) })
    const pairs = pairsOf(
      input([observed(90, 100, 210), forecast(0, [110, 150, 80]), forecast(1, [190, 70]), late]),
      'a',
    )
    expect(pairs).toEqual([
      { lead: 1, day: '2020-12-02', forecast: 120, observed: 100 },
      { lead: 1, day: '2020-12-03', forecast: 190, observed: 210 },
      { lead: 2, day: '2020-12-03', forecast: 150, observed: 210 },
    ])
  })
  test('is the provider’s own: neither a correction nor a forecast by hand, nor another provider', () => {
    const word = { reason: 'r', by: 'user:x' }
    const given = [
      observed(90, 100),
      forecast(0, [300], { word: { ...word, origin: 'correction' }, issuedAt: startOfDay(FIRST, 19) }),
      forecast(0, [300], { provider: 'b' }),
    ]
    expect(pairsOf(input(given), 'a')).toEqual([])
    expect(pairsOf(input([...given, forecast(0, [110])]), 'a')).toMatchObject([{ forecast: 110 }])
  })
  test('a corrected observation is what it is compared with', () => {
    const word = { origin: 'correction', reason: 'r', by: 'user:x' } as const
    const right = issue('observation', startOfDay(TODAY, 9), '2020-12-02', [105], { provider: 'o', word })
    expect(pairsOf(input([observed(90, 400), right, forecast(0, [110])]), 'a')).toMatchObject([{ observed: 105 }])
  })
  test('ends with yesterday', () => {
    expect(daysCompared(TODAY, RULE)).toEqual({ from: addDays(TODAY, -RULE.days), to: '2020-12-24' })
  })
})

describe('the skill at a lead time', () => {
  const pair = (forecastAqi: number, came: number) => ({ lead: 2, day: FIRST, forecast: forecastAqi, observed: came })
  test('says how often it was near enough, how far off, and what became of heavy days', () => {
    const pairs = [pair(100, 125), pair(70, 96), pair(250, 200), pair(151, 201), pair(230, 300)]
    expect(skillOf(pairs, RULE)).toEqual([
      {
        lead: 2,
        days: 5,
        hitShare: 0.8,
        bias: -24.2,
        meanError: 44.2,
        heavy: { hits: 1, misses: 1, falseAlarms: 1 },
      },
    ])
    expect(skillOf([], RULE)).toEqual([])
  })
  test('of a provider that says what comes is whole, and every day is counted once', () => {
    const air = fc.array(fc.integer({ min: 20, max: 480 }), { minLength: 3, maxLength: 20 })
    fc.assert(
      fc.property(air, fc.integer({ min: 0, max: 60 }), (came, off) => {
        const issues = came.slice(1).map((_, n) =>
          forecast(
            n,
            came.slice(n + 1, n + 8).map((aqi) => aqi + off),
          ),
        )
        const pairs = pairsOf(input([observed(...came), ...issues]), 'a')
        const bySkill = skillOf(pairs, RULE)
        expect(bySkill.reduce((sum, { days }) => sum + days, 0)).toBe(pairs.length)
        for (const { lead, days, bias, meanError, hitShare, heavy } of bySkill) {
          expect(days).toBe(came.length - lead)
          expect([bias, meanError]).toEqual([off, off])
          if (off <= RULE.hit.within) expect(hitShare).toBe(1)
          expect(heavy.hits + heavy.misses).toBe(came.slice(lead).filter((aqi) => aqi > RULE.heavy).length)
        }
      }),
      runs(60),
    )
  })
})
