import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FeedValue } from '../../src/feed/value.ts'
import { compare } from '../../src/outlook/compare.ts'
import { outlook, outlookHours, type Issue, type OutlookInput } from '../../src/outlook/decide.ts'
import type { Instant } from '../../src/model/time.ts'

const NOW = '2020-12-25T10:00:00.000Z'

/** A bulletin of days from `first` on; null leaves the day out. */
function days(first: number, values: (number | null)[], more: Partial<Issue> = {}): Issue {
  return issue(
    values.flatMap((aqi, n) => (aqi === null ? [] : [{ at: `2020-12-${String(first + n)}`, aqi, by: 'aqi' as const }])),
    { pace: 'day', ...more },
  )
}

/** A bulletin of hours of one day. */
function hours(day: string, values: number[], more: Partial<Issue> = {}): Issue {
  const at = (hour: number) => `${day}T${String(hour).padStart(2, '0')}:00`
  return issue(
    values.map((aqi, hour) => ({ at: at(hour), aqi, by: 'aqi' as const })),
    { pace: 'hour', ...more },
  )
}

function issue(values: FeedValue[], more: Partial<Issue>): Issue {
  const issuedAt = more.issuedAt ?? '2020-12-25T09:00:00.000Z'
  return {
    id: [more.kind, more.provider, issuedAt, more.revision, more.pace].join(' '),
    kind: 'forecast',
    provider: 'a',
    issuedAt,
    revision: 1,
    pace: 'day',
    values,
    word: null,
    ...more,
  }
}

const input = (issues: Issue[], more: Partial<OutlookInput> = {}): OutlookInput => ({
  now: NOW,
  from: '2020-12-26',
  to: '2020-12-28',
  issues,
  providers: [],
  freshHours: 25,
  aqiOfHours: (values) =>
    values.length < 20 ? null : values.reduce((sum, { aqi }) => sum + (aqi ?? 0), 0) / values.length,
  ...more,
})
const aqi = (issues: Issue[], more?: Partial<OutlookInput>) => outlook(input(issues, more)).map((day) => day.aqi)

describe('which provider counts', () => {
  const old = (provider: string, aqi: number) => days(26, [aqi], { provider, issuedAt: '2020-12-24T08:59:59.000Z' })
  const fresh = (provider: string, aqi: number) => days(26, [aqi], { provider, issuedAt: '2020-12-24T09:00:00.000Z' })
  const byHand = (aqi: number, more: Partial<Issue> = {}) =>
    days(26, [aqi], { provider: 'hand', word: { origin: 'hand', reason: 'silent', by: 'user:x' }, ...more })

  test('one that is too old counts after every younger one, whatever its rank', () => {
    expect(aqi([old('a', 201), fresh('b', 90)], { providers: ['a'] })[0]).toBe(90)
    expect(aqi([fresh('a', 201), days(26, [90], { provider: 'b' })], { providers: ['a'] })[0]).toBe(201)
    // Where all are too old, the newest is the best that there is.
    const older = days(26, [150], { provider: 'a', issuedAt: '2020-12-23T00:00:00.000Z' })
    expect(aqi([old('b', 90), older], { providers: ['a'] })[0]).toBe(90)
  })
  test('a forecast by hand stands until a feed speaks again, whenever that was issued', () => {
    expect(aqi([old('a', 90), byHand(210)], { providers: ['a'] })[0]).toBe(210)
    expect(aqi([fresh('a', 90), byHand(210)])[0]).toBe(90)
    expect(aqi([old('a', 90), byHand(210, { issuedAt: '2020-12-23T00:00:00.000Z' })])[0]).toBe(90)
  })
  test('what an officer put in is marked, of hours too; what came from a feed is not', () => {
    const corrected = { origin: 'correction', reason: 'stuck', by: 'user:x' } as const
    const [day] = outlook(input([byHand(210)]))
    expect(day?.from?.mark).toEqual({ origin: 'hand', reason: 'silent', by: 'user:x' })
    expect(outlook(input([fresh('a', 90)]))[0]?.from).not.toHaveProperty('mark')
    const whole = hours(
      '2020-12-26',
      Array.from({ length: 24 }, () => 200),
    )
    const one = hours('2020-12-26', [80], { issuedAt: '2020-12-25T09:30:00.000Z', word: corrected })
    const [mixed] = outlook(input([whole, one]))
    expect(mixed).toMatchObject({ aqi: 195, from: { mark: corrected, hours: 24, others: [whole.id] } })
  })
})

describe('a day beside what else is said', () => {
  const at = (hour: number) => `2020-12-25T0${hour}:00:00.000Z`
  test('says what its provider said before, by its run before or by the revision that was replaced', () => {
    const run = (issuedAt: string, value: number, more: Partial<Issue> = {}) => days(26, [value], { issuedAt, ...more })
    const [first] = compare(input([run(at(1), 180), run(at(5), 212.5)]), [], 50)
    expect(first?.previous).toMatchObject({ aqi: 180, change: 32.5, revision: 1, issuedAt: at(1) })
    const replaced = run(at(5), 200)
    const [second] = compare(input([run(at(1), 180), run(at(5), 212, { revision: 2 })]), [replaced], 50)
    expect(second?.previous).toMatchObject({ aqi: 200, change: 12, revision: 1, issuedAt: at(5) })
    const [alone] = compare(input([run(at(1), 180), run(at(5), 90, { provider: 'b' })]), [], 50)
    expect(alone?.previous).toBeNull()
  })
  test('says what each provider forecasts, and whether those that are not too old disagree', () => {
    const issues = [
      days(26, [201, 100], { provider: 'a' }),
      days(26, [151], { provider: 'b' }),
      days(26, [20], { provider: 'c', issuedAt: '2020-12-23T00:00:00.000Z' }),
    ]
    const [first, second, third] = compare(input(issues), [], 50)
    expect(first?.sayings.map(({ from, aqi: value, stale }) => [from.provider, value, stale])).toEqual([
      ['a', 201, false],
      ['b', 151, false],
      ['c', 20, true],
    ])
    expect(first?.spread).toEqual({ low: 151, high: 201, disagree: true })
    expect(compare(input(issues), [], 51)[0]?.spread?.disagree).toBe(false)
    expect(second).toMatchObject({ spread: null, sayings: [{ aqi: 100 }] })
    expect(third).toMatchObject({ spread: null, sayings: [], previous: null, day: { aqi: null } })
  })
})

describe('the days ahead', () => {
  test('say of each value who said it, when, and how old it is', () => {
    const [day] = outlook(input([days(26, [201], { id: 'b1', revision: 2 })]))
    expect(day).toEqual({
      day: '2020-12-26',
      aqi: 201,
      low: null,
      high: null,
      cause: null,
      from: {
        kind: 'forecast',
        bulletin: 'b1',
        others: [],
        provider: 'a',
        revision: 2,
        issuedAt: '2020-12-25T09:00:00.000Z',
        ageHours: 1,
        by: 'aqi',
        hours: null,
      },
    })
  })
  test('leave a day out that nobody spoke of', () => {
    expect(aqi([days(26, [201, null, 205])])).toEqual([201, null, 205])
    expect(aqi([])).toEqual([null, null, null])
  })
  test('follow the newest issue, and an older one where the newest is silent', () => {
    const older = days(26, [100, 100, 100], { issuedAt: '2020-12-24T09:00:00.000Z' })
    expect(aqi([older, days(26, [201, null, 205])])).toEqual([201, 100, 205])
  })
  test('follow the first provider, though the second is newer, and the second where the first is silent', () => {
    const second = days(26, [300, 300, 300], { provider: 'b', issuedAt: '2020-12-25T09:30:00.000Z' })
    expect(aqi([second, days(26, [201, 202])], { providers: ['a', 'b'] })).toEqual([201, 202, 300])
  })
  test('follow the newest among providers that nobody ranked, and the first by name at a tie', () => {
    const b = (issuedAt: Instant) => days(26, [300], { provider: 'b', issuedAt })
    expect(aqi([days(26, [201]), b('2020-12-25T09:30:00.000Z')])[0]).toBe(300)
    expect(aqi([b('2020-12-25T09:00:00.000Z'), days(26, [201])])[0]).toBe(201)
    expect(aqi([b('2020-12-25T09:30:00.000Z'), days(26, [201])], { providers: ['a'] })[0]).toBe(201)
  })
})

describe('the days behind', () => {
  const behind = { from: '2020-12-23', to: '2020-12-26' }
  test('are what was observed, and where nothing was, what was last forecast', () => {
    const observed = days(23, [150, null, 180], { kind: 'observation', provider: 'stations' })
    const forecast = days(23, [100, 110, 120, 130], { issuedAt: '2020-12-22T09:00:00.000Z' })
    expect(aqi([forecast, observed], behind)).toEqual([150, 110, 180, 130])
    expect(outlook(input([forecast, observed], behind)).map((day) => day.from?.kind)).toEqual([
      'observation',
      'forecast',
      'observation',
      'forecast',
    ])
  })
  test('take an observation that was filled in later', () => {
    const first = days(23, [150], { kind: 'observation', issuedAt: '2020-12-23T17:00:00.000Z' })
    const later = days(23, [162], { kind: 'observation', issuedAt: '2020-12-25T01:00:00.000Z' })
    expect(aqi([later, first], behind)[0]).toBe(162)
  })
})

describe('hours', () => {
  const whole = (value: number, count = 24) => Array.from({ length: count }, () => value)
  test('make a day from 20 of them on', () => {
    expect(aqi([hours('2020-12-26', whole(200, 20))])[0]).toBe(200)
    expect(aqi([hours('2020-12-26', whole(200, 19))])[0]).toBeNull()
  })
  test('of several issues of a provider make one day, each hour from the newest that has it', () => {
    const older = hours('2020-12-26', whole(100), { issuedAt: '2020-12-24T09:00:00.000Z' })
    const [day] = outlook(input([older, hours('2020-12-26', whole(220, 12))]))
    expect(day).toMatchObject({
      aqi: 160,
      from: { issuedAt: '2020-12-25T09:00:00.000Z', hours: 24, others: [older.id] },
    })
  })
  test('that are too few leave the day to an older issue of whole days', () => {
    const older = days(26, [170], { issuedAt: '2020-12-24T09:00:00.000Z' })
    expect(aqi([older, hours('2020-12-26', whole(220, 12))])[0]).toBe(170)
  })
  test('are known one by one, observed where they have passed', () => {
    const observed = hours('2020-12-25', whole(90), { kind: 'observation', provider: 'stations' })
    const forecast = hours('2020-12-25', whole(150))
    const known = outlookHours(input([forecast, observed], { from: '2020-12-25' }))
    expect(known.map(({ value }) => value.aqi)).toEqual([...whole(90, 19), ...whole(150, 5)])
  })
})

test('in which order the bulletins came does not show', () => {
  const bulletin = fc
    .record({
      kind: fc.constantFrom('forecast' as const, 'observation' as const),
      provider: fc.constantFrom('a', 'b', 'c'),
      issuedAt: fc.constantFrom('2020-12-24T09:00:00.000Z', '2020-12-25T09:00:00.000Z', '2020-12-25T09:30:00.000Z'),
      pace: fc.constantFrom('day' as const, 'hour' as const),
      values: fc.array(fc.option(fc.nat(500)), { minLength: 1, maxLength: 24 }),
    })
    .map(({ values, ...more }) =>
      more.pace === 'day'
        ? days(24, values.slice(0, 7), more)
        : hours(
            '2020-12-25',
            values.map((value) => value ?? 0),
            more,
          ),
    )
  const bulletins = fc.uniqueArray(bulletin, { selector: ({ id }) => id, maxLength: 12 })
  fc.assert(
    fc.property(
      bulletins.chain((issues) =>
        fc.tuple(fc.constant(issues), fc.shuffledSubarray(issues, { minLength: issues.length })),
      ),
      fc.constantFrom([], ['b'], ['c', 'a']),
      ([issues, shuffled], providers) => {
        const more = { from: '2020-12-23', to: '2020-12-29', providers }
        expect(outlook(input(shuffled, more))).toEqual(outlook(input(issues, more)))
        expect(outlookHours(input(shuffled, more))).toEqual(outlookHours(input(issues, more)))
      },
    ),
  )
})
