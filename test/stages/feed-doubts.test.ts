import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aqiOfDay } from '../../src/feed/judge.ts'
import { believe } from '../../src/feed/quarantine/decide.ts'
import { bodyRoutes } from '../../src/feed/quarantine/bodies/routes.ts'
import { doubtRoutes } from '../../src/feed/quarantine/routes.ts'
import { feedRoutes } from '../../src/feed/routes.ts'
import { readSeries } from '../../src/feed/series.ts'
import type { FeedValue } from '../../src/feed/value.ts'
import { addHours, type Instant } from '../../src/model/time.ts'
import { outlookRoutes } from '../../src/outlook/routes.ts'
import { loadRulebooks } from '../../src/rulebook/books.ts'
import { bearer, openTestApp, START, type TestApp } from '../help/app.ts'
import { runs } from '../help/runs.ts'

/* What can be read and is hard to believe: held against real winters, and against slips that are put into them. */

const rulebooks = loadRulebooks()
const RULE = rulebooks.feeds('2020-12-18').plausible
const ofDay = aqiOfDay(rulebooks)
const FILE = 'fixtures/air/shanxi3_winters.csv'
const winters = [...readSeries(readFileSync(FILE), FILE).areas.values()].map((rows) =>
  rows.map((row): FeedValue & { concentrations: Record<string, number> } => {
    const [pm25, pm10, so2, no2, co] = row.concentrations.map(Number)
    const concentrations = { pm25: pm25 ?? 0, pm10: pm10 ?? 0, so2: so2 ?? 0, no2: no2 ?? 0, co: co ?? 0 }
    return { at: row.date, aqi: Number(row.aqi), by: 'aqi', concentrations }
  }),
)
const all = winters.flat()
const held = (values: readonly FeedValue[], before: readonly FeedValue[] = []) =>
  believe(values, before, RULE, ofDay).doubted.map(({ value, fault }) => `${value.at} ${fault.code}`)
/** The share of all days on which a slip in that day alone is noticed. */
function caught(slip: (day: (typeof all)[number]) => Record<string, number>): number {
  const noticed = all.filter((day) => held([{ ...day, concentrations: slip(day) }]).length > 0)
  return noticed.length / all.length
}

test('of 514 real days of three winters none is held back', () => {
  expect(all).toHaveLength(514)
  expect(winters.flatMap((days) => held(days))).toEqual([])
})

test('slips that are put into those days are noticed', () => {
  const thousandth = (x: number) => x / 1000
  expect(caught(({ concentrations: c }) => ({ ...c, pm25: thousandth(c['pm25'] ?? 0) }))).toBe(1)
  expect(caught(({ concentrations: c }) => ({ ...c, pm25: c['pm10'] ?? 0, pm10: c['pm25'] ?? 0 }))).toBeGreaterThan(0.7)
  expect(caught(({ concentrations: c }) => ({ ...c, pm25: (c['pm25'] ?? 0) * 10 }))).toBeGreaterThan(0.99)
  // The columns of SO2 and PM10 in the place of each other.
  expect(caught(({ concentrations: c }) => ({ ...c, so2: c['pm10'] ?? 0, pm10: c['so2'] ?? 0 }))).toBeGreaterThan(0.9)
})

test('what stands still is held back from its fifth day on, and what moves again is not', () => {
  const [days = []] = winters
  const still = days.slice(0, 7).map(({ at }, n) => ({ ...days[n < 6 ? 0 : 6], at }) as FeedValue)
  expect(held(still)).toEqual([`${days[4]?.at} doubt.stuck`, `${days[5]?.at} doubt.stuck`])
  // The same, one day at a time.
  expect(held(still.slice(4, 5), still.slice(0, 4))).toEqual([`${days[4]?.at} doubt.stuck`])
  expect(held(still.slice(4, 5), still.slice(1, 4))).toEqual([])
})

test('an hour that has concentrations alone leaps by its particles, and falls as fast as the wind of a red alert', () => {
  const hour = (n: number, pm25: number, more = {}): FeedValue => ({
    at: `2015-12-02T0${n}:00`,
    aqi: null,
    by: 'concentrations',
    concentrations: { pm25, so2: 20, ...more },
  })
  // 194 points within an hour were observed; a digit too many is more.
  expect(held([hour(0, 300), hour(1, 110)])).toEqual([])
  expect(held([hour(0, 60), hour(1, 600), hour(2, 62)])).toEqual([
    '2015-12-02T01:00 doubt.jump',
    '2015-12-02T02:00 doubt.jump',
  ])
  const without = (n: number, so2: number): FeedValue => ({ ...hour(n, 0), concentrations: { so2 } })
  expect(held([without(0, 20), without(1, 800)])).toEqual([])
})

test('a leap is held back, but for dust; after a front the second hour is like the first', () => {
  const hour = (n: number, aqi: number, more = {}): FeedValue => ({
    at: `2021-03-15T0${n}:00`,
    aqi,
    by: 'aqi',
    ...more,
  })
  expect(held([hour(1, 40), hour(2, 500), hour(3, 500)])).toEqual(['2021-03-15T02:00 doubt.jump'])
  expect(held([hour(1, 40), hour(2, 500, { cause: 'dust' })])).toEqual([])
  // What was not said can not be compared.
  expect(held([hour(1, 40), hour(3, 500)])).toEqual([])
  expect(held([hour(2, 500)], [hour(1, 40)])).toEqual(['2021-03-15T02:00 doubt.jump'])
  // Beside a slip nothing is a leap: a heavy day must not wait for an officer because the day before it was mistyped.
  const slip: FeedValue = { ...hour(1, 1), concentrations: { pm25: 0.12 } }
  expect(held([slip, hour(2, 500)])).toEqual(['2021-03-15T01:00 doubt.unit'])
  expect(held([hour(2, 500)], [slip])).toEqual([])
})

test('believed and doubted together are what was given, and what is believed of one body is believed whatever came long before', () => {
  const days = fc.subarray(all.slice(0, 60), { minLength: 1 })
  const strange = fc.double({ min: 0, max: 500, noNaN: true })
  fc.assert(
    fc.property(days, strange, fc.nat(), (given, aqi, place) => {
      const values = given.map((day, n) => (n === place % given.length ? { ...day, aqi } : day))
      const { values: kept, doubted } = believe(values, [], RULE, ofDay)
      const together = [...kept, ...doubted.map(({ value }) => value)].toSorted((a, b) => (a.at < b.at ? -1 : 1))
      expect(together).toEqual(values)
      const longAgo = all.slice(0, 3).map((day, n) => ({ ...day, at: `2001-01-0${n + 1}` }))
      expect(believe(values, longAgo, RULE, ofDay).values).toEqual(kept)
    }),
    runs(100),
  )
})

describe('at the desk', () => {
  let served: TestApp
  beforeAll(async () => {
    served = await openTestApp({ routes: [feedRoutes, doubtRoutes, bodyRoutes, outlookRoutes] })
  })
  afterAll(() => served.close())

  interface Held {
    id: string
    state: string
    code: string
    reason: string
    value: { at: string; aqi: number }
    decided: { reason: string } | null
  }
  const ask = (method: 'GET' | 'POST', path: string, payload: object | null = null, as = 'dutyOfficer') =>
    served.app.inject({
      method,
      url: `/api/v1/${path}`,
      headers: { ...bearer(served.tokens.get(as)), 'accept-language': 'zh' },
      ...(payload && { payload }),
    })
  const push = (issuedAt: Instant, ...aqi: number[]) => {
    const values = aqi.map((value, n) => ({ at: `2020-12-${19 + n}`, aqi: value }))
    return ask('POST', 'forecasts', { provider: 'test-centre', area: '140800', issuedAt, values }, 'feed')
  }
  const doubts = async (query = '') => (await ask('GET', `quarantine/values${query}`)).json<{ items: Held[] }>().items
  const decide = (one: Held | undefined, what: string, more: object = {}, as = 'forecaster') =>
    ask('POST', `quarantine/values/${one?.id}/${what}`, { reason: '电话核实：沙尘', ...more }, as)
  const outlook = async () => {
    type Day = { aqi: number | null; cause: string | null; from: { mark?: { origin: string; reason: string } } | null }
    return (await ask('GET', 'areas/140800/outlook')).json<{ days: Day[] }>().days.slice(1, 4)
  }

  test('a leap is answered with why, does not count, and wakes whoever is on duty', async () => {
    const answer = await push(START, 90, 480, 100)
    expect(answer.statusCode).toBe(202)
    expect(answer.json()).toMatchObject({
      accepted: 1,
      quarantined: [
        { index: 1, at: '2020-12-20', code: 'doubt.jump', reason: '与前一时次 90 相差过大：480' },
        { index: 2, at: '2020-12-21', code: 'doubt.jump' },
      ],
    })
    expect((await outlook()).map(({ aqi }) => aqi)).toEqual([90, null, null])
    expect(await doubts('?open=true')).toMatchObject([{ state: 'open' }, { code: 'doubt.jump', decided: null }])
    const woken = await served.world.db.rows<{ params: object }>(`select params from effect where kind = 'wake'`)
    expect(woken).toMatchObject([{ params: { cause: 'valueDoubted' } }])
    const trial = await ask(
      'POST',
      'forecasts/test',
      { provider: 'test-centre', area: '140800', issuedAt: START, values: [{ at: '2020-12-19', pm25: 90, pm10: 20 }] },
      'feed',
    )
    expect(trial.json()).toMatchObject({ would: 'revise', accepted: 0, quarantined: [{ code: 'doubt.inverted' }] })
  })

  test('an officer lets it count, with a reason that stands beside it, or throws it away, once', async () => {
    const [next, leap] = await doubts()
    expect((await decide(leap, 'accept', {}, 'approver')).statusCode).toBe(403)
    expect((await decide(leap, 'accept', { reason: '' })).statusCode).toBe(400)
    expect((await decide(leap, 'accept', { cause: 'dust' })).json()).toMatchObject({ state: 'accepted' })
    expect((await decide(leap, 'reject')).json()).toMatchObject({ status: 409, code: 'quarantine.decided' })
    expect((await decide(next, 'reject')).json()).toMatchObject({ state: 'rejected' })
    const [first, second, third] = await outlook()
    expect(second).toMatchObject({
      aqi: 480,
      cause: 'dust',
      from: { mark: { origin: 'accepted', reason: '电话核实：沙尘' } },
    })
    // What was believed beside it is not an officer's word.
    expect(first).toMatchObject({ aqi: 90 })
    expect(first?.from).not.toHaveProperty('mark')
    expect(third?.aqi).toBeNull()
    expect(await doubts('?open=true')).toEqual([])
  })

  test('a body of which nothing is believed is kept whole, and one that was said anew meanwhile is not thrown over', async () => {
    const later = addHours(START, 1)
    served.world.clock.set(later)
    const observed = (aqi: number, minutes: number) =>
      ask(
        'POST',
        'observations',
        {
          provider: 'test-centre',
          area: '140800',
          issuedAt: later,
          values: [{ at: '2020-12-18T08:00', aqi, pm25: 0.2 * minutes }],
        },
        'feed',
      )
    expect((await observed(60, 1)).json()).toMatchObject({ accepted: 0, quarantined: [{ code: 'doubt.unit' }] })
    expect((await observed(61, 200)).json()).toMatchObject({ revision: 2, accepted: 1, quarantined: [] })
    const [one] = await doubts('?open=true')
    expect((await decide(one, 'accept')).json()).toMatchObject({ status: 409, code: 'quarantine.overtaken' })
    expect((await doubts('?open=true'))[0]?.id).toBe(one?.id)
    expect((await decide(one, 'reject')).statusCode).toBe(200)
  })

  interface Body {
    id: string
    state: string
    code: string
    bulletin: string | null
    decidedFor: string | null
  }
  const bodies = async () => (await ask('GET', 'quarantine')).json<{ items: Body[] }>().items
  const settle = (one: Body | undefined, what: string, more: object = {}, as = 'forecaster') =>
    ask('POST', `quarantine/${one?.id}/${what}`, { reason: '已电话核实', ...more }, as)
  const late = (issuedAt: string, ...aqi: number[]) => ({
    provider: 'test-centre',
    area: '140800',
    issuedAt,
    values: aqi.map((value, n) => ({ at: `2020-12-${20 + n}`, aqi: value })),
  })

  test('a body that was turned away counts when an officer puts its head right, with the reason, once', async () => {
    const ahead = addHours(served.world.clock.now(), 30)
    expect((await ask('POST', 'forecasts', late(ahead, 222, 111), 'feed')).statusCode).toBe(422)
    const [one] = await bodies()
    expect(one).toMatchObject({ state: 'open', code: 'issue.ahead', bulletin: null })
    expect((await settle(one, 'accept')).json()).toMatchObject({ status: 409, code: 'quarantine.stillWrong' })
    expect((await settle(one, 'accept', { issuedAt: START }, 'approver')).statusCode).toBe(403)
    const issuedAt = served.world.clock.now()
    expect((await settle(one, 'accept', { issuedAt, area: '110000' })).json()).toMatchObject({
      code: 'quarantine.stillWrong',
    })
    const both = await Promise.all([1, 2].map(() => settle(one, 'accept', { issuedAt })))
    expect(both.map(({ statusCode }) => statusCode).toSorted((a, b) => a - b)).toEqual([200, 409])
    expect(both.find(({ statusCode }) => statusCode === 200)?.json()).toMatchObject({ accepted: 2, doubted: 0 })
    const [, second] = await outlook()
    expect(second).toMatchObject({ aqi: 222, from: { mark: { origin: 'accepted', reason: '已电话核实' } } })
    const [after] = await bodies()
    expect(after).toMatchObject({ state: 'accepted', decidedFor: '已电话核实' })
    expect(after?.bulletin).not.toBeNull()
    expect((await settle(one, 'reject')).json()).toMatchObject({ code: 'quarantine.bodyDecided' })
  })

  test('what is hard to believe in it waits all the same; what was sent anew is not thrown over; text is no body', async () => {
    const ahead = addHours(served.world.clock.now(), 31)
    const issuedAt = addHours(served.world.clock.now(), -1)
    await ask('POST', 'forecasts', late(ahead, 80, 490), 'feed')
    expect((await settle((await bodies())[0], 'accept', { issuedAt })).json()).toMatchObject({
      accepted: 1,
      doubted: 1,
    })
    await ask('POST', 'forecasts', late(ahead, 81), 'feed')
    const [one] = await bodies()
    served.world.clock.set(addHours(served.world.clock.now(), 1))
    expect((await ask('POST', 'forecasts', late(issuedAt, 82), 'feed')).statusCode).toBe(202)
    expect((await settle(one, 'accept', { issuedAt })).json()).toMatchObject({ code: 'quarantine.bodyOvertaken' })
    expect((await settle(one, 'reject')).json()).toMatchObject({ state: 'rejected', bulletin: null })
    const text = await served.app.inject({
      method: 'POST',
      url: '/api/v1/forecasts',
      headers: { ...bearer(served.tokens.get('feed')), 'content-type': 'application/json' },
      payload: '{"provider": ',
    })
    expect(text.statusCode).toBe(400)
    const [torn] = await bodies()
    expect((await settle(torn, 'accept', { issuedAt })).json()).toMatchObject({ code: 'quarantine.stillWrong' })
    expect((await settle(torn, 'reject', {}, 'countyOfficer')).statusCode).toBe(403)
    expect((await settle({ ...(torn as Body), id: '0176752c-0000-7000-8000-00000000e001' }, 'reject')).statusCode).toBe(
      404,
    )
  })

  test('a neighbour sees nothing of it', async () => {
    expect((await doubts()).length).toBe(4)
    expect((await ask('GET', 'quarantine/values', null, 'countyOfficer')).statusCode).toBe(403)
    expect(
      (await ask('POST', 'quarantine/values/0176752c-0000-7000-8000-00000000e001/accept', { reason: '核实' }))
        .statusCode,
    ).toBe(404)
  })
})
