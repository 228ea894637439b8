import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FeedValue } from '../../src/feed/value.ts'
import { addDays } from '../../src/model/time.ts'
import { compare } from '../../src/outlook/compare.ts'
import { outlook, type Issue, type OutlookInput } from '../../src/outlook/decide.ts'

/* What each provider says of a day, and what was said before, of any bulletins there may be. */

const NOW = '2020-12-18T10:00:00.000Z'
const FROM = '2020-12-17'
const DISAGREE = 50

const issue = fc
  .record({
    provider: fc.constantFrom('甲', '乙', '丙'),
    kind: fc.constantFrom('forecast', 'forecast', 'forecast', 'observation'),
    // Some are older than what is still believed.
    hours: fc.constantFrom(0, 6, 20, 30),
    revision: fc.integer({ min: 1, max: 2 }),
    aqi: fc.array(fc.option(fc.integer({ min: 0, max: 500 }), { freq: 4 }), { minLength: 1, maxLength: 4 }),
  })
  .map(({ provider, kind, hours, revision, aqi }): Issue => {
    const values = aqi.flatMap((value, n): FeedValue[] =>
      value === null ? [] : [{ at: addDays(FROM, n), aqi: value, by: 'aqi' }],
    )
    const issuedAt = new Date(Date.parse(NOW) - hours * 3_600_000).toISOString()
    const id = `${kind} ${provider} ${hours} ${revision}`
    return { id, kind, provider, issuedAt, revision, pace: 'day', values, word: null }
  })
const bulletins = fc.uniqueArray(issue, { selector: ({ id }) => id, maxLength: 10 })
const ranked = fc.subarray(['甲', '乙', '丙'])

/** Of each issue the last revision is read; the others are what was said before. */
function inputOf(all: readonly Issue[], providers: readonly string[]): { input: OutlookInput; earlier: Issue[] } {
  const isLast = (one: Issue) =>
    !all.some(
      (other) =>
        other.provider === one.provider &&
        other.kind === one.kind &&
        other.issuedAt === one.issuedAt &&
        other.revision > one.revision,
    )
  const input = { now: NOW, from: FROM, to: addDays(FROM, 4), providers, freshHours: 25, aqiOfHours: () => null }
  return { input: { ...input, issues: all.filter(isLast) }, earlier: all.filter((one) => !isLast(one)) }
}

test('the day is that of the outlook; each provider stands once beside it, with its own newest word', () => {
  fc.assert(
    fc.property(bulletins, ranked, (all, providers) => {
      const { input, earlier } = inputOf(all, providers)
      const days = outlook(input)
      const compared = compare(input, earlier, DISAGREE)
      expect(compared.map(({ day }) => day)).toEqual(days)
      for (const { day, sayings } of compared)
        for (const provider of ['甲', '乙', '丙']) {
          const own = input.issues
            .filter((one) => one.kind === 'forecast' && one.provider === provider)
            .filter(({ values }) => values.some(({ at }) => at === day.day))
            .toSorted((a, b) => (a.issuedAt < b.issuedAt ? 1 : -1))
          const fresh = own.filter(({ issuedAt }) => Date.parse(NOW) - Date.parse(issuedAt) <= 25 * 3_600_000)
          const [counts = own[0]] = fresh
          const said = sayings.filter(({ from }) => from.provider === provider)
          expect(said.map(({ aqi, stale }) => [aqi, stale])).toEqual(
            counts === undefined ? [] : [[counts.values.find(({ at }) => at === day.day)?.aqi, fresh.length === 0]],
          )
        }
    }),
  )
})

test('they lie apart as far as what is not too old does, and disagree from the given distance on', () => {
  fc.assert(
    fc.property(bulletins, ranked, (all, providers) => {
      const { input, earlier } = inputOf(all, providers)
      for (const { sayings, spread } of compare(input, earlier, DISAGREE)) {
        const fresh = sayings.flatMap(({ stale, aqi }) => (stale ? [] : [aqi])).toSorted((a, b) => a - b)
        const [low = 0, high = 0] = [fresh[0], fresh.at(-1)]
        expect(spread).toEqual(fresh.length < 2 ? null : { low, high, disagree: high - low >= DISAGREE })
      }
    }),
  )
})

test('what was said before is an older word of the same provider, the newest of those; the order changes nothing', () => {
  fc.assert(
    fc.property(bulletins, ranked, (all, providers) => {
      const { input, earlier } = inputOf(all, providers)
      const compared = compare(input, earlier, DISAGREE)
      expect(compare({ ...input, issues: input.issues.toReversed() }, earlier.toReversed(), DISAGREE)).toEqual(compared)
      for (const { day, previous } of compared) {
        const counts = day.from
        const older = (one: Issue) =>
          counts !== null &&
          (one.issuedAt < counts.issuedAt || (one.issuedAt === counts.issuedAt && one.revision < counts.revision))
        const before = all
          .filter((one) => one.kind === 'forecast' && one.provider === counts?.provider && older(one))
          .filter(({ values }) => values.some(({ at }) => at === day.day))
        if (counts?.kind !== 'forecast' || before.length === 0) expect(previous).toBeNull()
        else {
          const was = before.find(({ id }) => id === previous?.bulletin)
          expect(was?.values.find(({ at }) => at === day.day)?.aqi).toBe(previous?.aqi)
          expect(previous?.change).toBeCloseTo((day.aqi ?? 0) - (previous?.aqi ?? 0), 1)
        }
      }
    }),
  )
})
