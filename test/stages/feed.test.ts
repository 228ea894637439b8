import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decide, type DecideContext, type FeedKind } from '../../src/feed/decide.ts'
import { sayFault, type Fault } from '../../src/feed/fault.ts'
import { shown } from '../../src/model/shown.ts'
import { Areas } from '../../src/model/area.ts'

const areas = new Areas([
  { code: '140000', name: '山西省', kind: 'province', parent: null },
  { code: '140800', name: '运城市', kind: 'city', parent: '140000' },
  { code: '140802', name: '盐湖区', kind: 'county', parent: '140800' },
  { code: '140900', name: '忻州市', kind: 'city', parent: '140000' },
])

/** Nothing but PM2.5, doubled: which edition computes it is tested with the rulebook. */
const context = (kind: FeedKind = 'forecast'): DecideContext => ({
  kind,
  now: '2020-12-25T10:00:00.000Z',
  areas,
  scope: { areas: ['140800'], provider: 'model-a' },
  station: null,
  aqiOfDay: ({ pm25 }) => (pm25 === undefined ? null : pm25 * 2),
})

const head = { provider: 'model-a', area: '140800', issuedAt: '2020-12-25T18:00:00+08:00' }
const body = (...values: unknown[]) => ({ ...head, values })

function accepted(given: unknown, kind: FeedKind = 'forecast') {
  const decision = decide(given, context(kind))
  if (!decision.accepted) throw new Error(sayFault(decision.rejected.fault, 'en'))
  return decision.bulletin
}

function rejected(given: unknown, kind: FeedKind = 'forecast') {
  const decision = decide(given, context(kind))
  if (decision.accepted) throw new Error('it was accepted')
  return decision.rejected
}

const onlyValue = (value: object) => accepted(body(value)).values[0]
const onlyFault = (value: unknown) => accepted(body({ at: '2020-12-31', aqi: 50 }, value)).quarantined[0]?.fault.code

describe('what a value is judged by', () => {
  test('the index, where it is given, whatever else is', () => {
    expect(onlyValue({ at: '2020-12-26', aqi: 201.5, pm25: 10, aqiLow: 180, aqiHigh: 230 })).toEqual({
      at: '2020-12-26',
      aqi: 201.5,
      by: 'aqi',
      low: 180,
      high: 230,
      concentrations: { pm25: 10 },
    })
  })
  test('else the concentrations of the day', () => {
    expect(onlyValue({ at: '2020-12-26', pm25: 115, co: 1.2, aqiLow: 10, aqiHigh: 20 })).toMatchObject({
      aqi: 230,
      by: 'concentrations',
      low: 10,
      high: 20,
    })
  })
  test('else the middle of low and high, rounded up', () => {
    expect(onlyValue({ at: '2020-12-26', aqiLow: 150, aqiHigh: 251 })).toMatchObject({ aqi: 201, by: 'range' })
  })
  test('null is the same as left out', () => {
    expect(onlyValue({ at: '2020-12-26', aqi: null, pm25: 50, cause: null })).toMatchObject({ aqi: 100 })
  })
  test('an hour with concentrations waits for its day', () => {
    expect(onlyValue({ at: '2020-12-26T07:00', pm25: 115, o3_1h: 20 })).toMatchObject({
      at: '2020-12-26T07:00',
      aqi: null,
      by: 'concentrations',
    })
  })
  test('the cause is kept', () => {
    expect(onlyValue({ at: '2020-12-26', aqi: 201, cause: 'dust' })?.cause).toBe('dust')
  })
})

describe('when a value is', () => {
  test.each([
    ['2020-12-26', '2020-12-26'],
    ['2020-12-26T07:00', '2020-12-26T07:00'],
    ['2020-12-26 07:00:00', '2020-12-26T07:00'],
    ['2020-12-26T07:00:00.000+08:00', '2020-12-26T07:00'],
    ['2020-12-25T23:00Z', '2020-12-26T07:00'],
    ['2020-12-26T08:00+09:00', '2020-12-26T07:00'],
    ['2020-12-31T24:00', '2021-01-01T00:00'],
    ['2020-12-31T24:00+08:00', '2021-01-01T00:00'],
    ['2020-12-31T15:00-01:00', '2021-01-01T00:00'],
    ['2020-02-29', '2020-02-29'],
  ])('%s is %s', (written, at) => {
    expect(onlyValue({ at: written, aqi: 50 })?.at).toBe(at)
  })
  test.each([
    '2021-02-29',
    '2020-13-01',
    '2020-12-26T07:30',
    '2020-12-26T25:00',
    '2020-12-26T07:00+05:30',
    '07:00',
    '',
  ])('%j is no time', (written) => {
    expect(onlyFault({ at: written, aqi: 50 })).toBe('at.unreadable')
  })
})

describe('what is quarantined, and why', () => {
  test.each([
    ['value.form', 7],
    ['value.form', null],
    ['at.unreadable', { aqi: 50 }],
    ['number.form', { at: '2020-12-26', aqi: '50' }],
    ['number.limit', { at: '2020-12-26', aqi: 500.1 }],
    ['number.limit', { at: '2020-12-26', aqi: -1 }],
    ['number.limit', { at: '2020-12-26', pm25: -0.1 }],
    ['number.limit', { at: '2020-12-26', aqi: 50, co: 1200 }],
    ['range.half', { at: '2020-12-26', aqiLow: 100 }],
    ['range.reversed', { at: '2020-12-26', aqiLow: 200, aqiHigh: 100 }],
    ['range.left', { at: '2020-12-26', aqi: 300, aqiLow: 100, aqiHigh: 200 }],
    ['cause.unknown', { at: '2020-12-26', aqi: 201, cause: 'smoke' }],
    ['value.empty', { at: '2020-12-26' }],
    ['value.empty', { at: '2020-12-26', so2: 10 }],
    ['at.repeated', { at: '2020-12-31', aqi: 400 }],
  ])('%s: %j', (code, value) => {
    expect(onlyFault(value)).toBe(code)
  })
  test('a number that JSON can write and no sensor can send', () => {
    expect(rejected(body(JSON.parse('{ "at": "2020-12-26", "aqi": 1e999 }'))).fault.first?.code).toBe('number.form')
  })
  test('an observation of tomorrow', () => {
    expect(rejected(body({ at: '2020-12-26', aqi: 50 }), 'observation').fault.first?.code).toBe('at.ahead')
    expect(accepted(body({ at: '2020-12-25', aqi: 50 }), 'observation').values).toHaveLength(1)
    expect(accepted(body({ at: '2020-12-25T18:00', aqi: 50 }), 'observation').values).toHaveLength(1)
  })
})

describe('what is rejected as a whole', () => {
  const first = { at: '2020-12-26', aqi: 50 }
  test.each([
    ['body.form', undefined],
    ['body.form', []],
    ['body.form', { ...head, provider: ' ', values: [first] }],
    ['body.form', { ...head }],
    ['body.form', { ...head, values: [] }],
    ['body.form', { ...head, provider: 'a\u0000b', values: [first] }],
    ['body.form', { ...head, provider: '\ud800', values: [first] }],
    ['body.mixed', { ...head, values: [first, { at: '2020-12-26T07:00', aqi: 50 }] }],
    ['body.nothing', { ...head, values: [{ at: 'tomorrow', aqi: 50 }] }],
    ['issue.unreadable', { ...head, issuedAt: 'yesterday', values: [first] }],
    ['issue.unreadable', { ...head, issuedAt: '18:00', values: [first] }],
    ['issue.ahead', { ...head, issuedAt: '2020-12-25T18:11:00+08:00', values: [first] }],
    ['area.unknown', { ...head, area: 'Atlantis', values: [first] }],
    ['area.unknown', { ...head, area: '140900', values: [first] }],
    ['provider.outside', { ...head, provider: 'model-b', values: [first] }],
  ])('%s: %j', (code, given) => {
    expect(rejected(given).fault.code).toBe(code)
  })
  test('more values than one body may hold', () => {
    expect(rejected(body(...Array.from({ length: 10_001 }, () => first))).fault.code).toBe('body.long')
  })
})

test('an area is known by its code or its name, inside what the key covers', () => {
  expect(accepted({ ...head, area: '盐湖区', values: [{ at: '2020-12-26', aqi: 1 }] }).area).toBe('140802')
})

test('a bulletin that is issued within a sloppy clock of now is taken', () => {
  const given = { ...head, issuedAt: '2020-12-25T18:09', values: [{ at: '2020-12-26', aqi: 1 }] }
  expect(accepted(given).issuedAt).toBe('2020-12-25T10:09:00.000Z')
})

test('values come out in order of time', () => {
  const bulletin = accepted(
    body({ at: '2020-12-28', aqi: 1 }, { at: '2020-12-26', aqi: 2 }, { at: '2020-12-27', aqi: 3 }),
  )
  expect(bulletin.values.map((value) => value.aqi)).toEqual([2, 3, 1])
})

const anything = fc.jsonValue()
const almostValue = fc.record(
  {
    at: fc.oneof(fc.constantFrom('2020-12-26', '2020-12-27', '2020-12-26T24:00', '2020-12-26T07:00Z'), anything),
    aqi: fc.oneof(fc.double(), fc.nat(600), anything),
    aqiLow: fc.oneof(fc.nat(500), anything),
    aqiHigh: fc.oneof(fc.nat(500), anything),
    pm25: fc.oneof(fc.double(), fc.nat(900)),
    co: fc.double(),
    cause: fc.oneof(fc.constantFrom('pm', 'dust'), fc.string()),
  },
  { requiredKeys: [] },
)
const almostBody = fc.record(
  {
    provider: fc.oneof(fc.constant('model-a'), anything),
    area: fc.oneof(fc.constant('140800'), anything),
    issuedAt: fc.oneof(fc.constant(head.issuedAt), fc.string(), anything),
    values: fc.oneof(fc.array(fc.oneof(almostValue, anything)), anything),
  },
  { requiredKeys: [] },
)
/** What a body looks like when it comes out of JSON: NaN is null, undefined is gone. */
const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe('whatever is sent', () => {
  test('JSON of no form never makes it throw', () => {
    fc.assert(fc.property(fc.jsonValue(), (given) => !decide(given, context()).accepted))
  })
  test('no body makes it throw, and what it keeps can be stored', () => {
    fc.assert(
      fc.property(almostBody, fc.constantFrom<FeedKind>('forecast', 'observation'), (given, kind) => {
        const kept = JSON.stringify(decide(json(given), context(kind)))
        return kept.isWellFormed() && !/\\u0000|\\ud[89a-f]/.test(kept)
      }),
    )
  })
  test('accepted and quarantined values together are the given ones', () => {
    fc.assert(
      fc.property(fc.array(almostValue, { minLength: 1, maxLength: 20 }), (values) => {
        const decision = decide(json({ ...head, values }), context())
        if (decision.accepted) {
          const { values: taken, quarantined } = decision.bulletin
          expect(taken.length + quarantined.length).toBe(values.length)
          expect(new Set(taken.map((value) => value.at)).size).toBe(taken.length)
        } else if (decision.rejected.fault.code === 'body.nothing')
          expect(decision.rejected.quarantined).toHaveLength(values.length)
      }),
    )
  })
  test('every fault has its sentence in both languages, with nothing left to fill', () => {
    fc.assert(
      fc.property(almostBody, (given) => {
        const decision = decide(json(given), context())
        const faults = decision.accepted
          ? decision.bulletin.quarantined.map((one) => one.fault)
          : [decision.rejected.fault, ...decision.rejected.quarantined.map((one) => one.fault)]
        for (const fault of faults)
          for (const language of ['zh', 'en'] as const) expect(sayFault(mask(fault), language)).not.toMatch(/[{}]/)
      }),
    )
  })
})

/** What was sent may hold braces of its own. */
const mask = (fault: Fault): Fault => ({
  code: fault.code,
  params: Object.fromEntries(Object.keys(fault.params).map((name) => [name, 'x'])),
  ...(fault.first && { first: mask(fault.first) }),
})

test('whatever was sent can be kept once it is cut to be shown', () => {
  const unit = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    fc.constantFrom('\0', '\ud83d', '😷'),
  )
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 80 }), (units) => {
      const text = shown(units.join(''))
      expect(text.length).toBeLessThanOrEqual(60)
      expect(text.isWellFormed()).toBe(true)
      expect(text).not.toMatch(/\p{Cc}/u)
    }),
  )
})
