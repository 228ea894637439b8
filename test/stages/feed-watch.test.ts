import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { feedRoutes } from '../../src/feed/routes.ts'
import { stationRoutes } from '../../src/feed/stations/routes.ts'
import { isLive, silenceOf } from '../../src/feed/watch/decide.ts'
import { watchRoutes } from '../../src/feed/watch/routes.ts'
import { addDays, addHours, dayOf, startOfDay } from '../../src/model/time.ts'
import { outlookRoutes } from '../../src/outlook/routes.ts'
import { skillRoutes } from '../../src/outlook/skill/routes.ts'
import { fireDue } from '../../src/queue/clock.ts'
import { loadRulebooks } from '../../src/rulebook/books.ts'
import { bearer, openTestApp, START, type TestApp } from '../help/app.ts'
import { runs } from '../help/runs.ts'

/* Whether what comes in still does: START is 08:00 in the morning of 2020-12-18. */

const RULE = loadRulebooks().feeds('2020-12-18')

describe('a bulletin shows that its feed lives', () => {
  const silence = { late: 25, dead: 26 }
  const forecast = (issuedAt: string, ...days: string[]) =>
    isLive({ kind: 'forecast', issuedAt, values: days.map((at) => ({ at })) }, silence, START)

  test('a forecast that was issued lately and speaks of tomorrow does', () => {
    expect(forecast(START, '2020-12-18', '2020-12-19')).toBe(true)
    expect(forecast(addHours(START, -25.9), '2020-12-19')).toBe(true)
  })
  test('an old run that was held up, and a day that has come, do not', () => {
    expect(forecast(addHours(START, -26), '2020-12-19')).toBe(false)
    expect(forecast(START, '2020-12-18')).toBe(false)
    expect(forecast(START, '2020-12-18T23:00')).toBe(false)
  })
  test('an observation does for as long as its hour is not over for that long', () => {
    const observed = (at: string) => isLive({ kind: 'observation', issuedAt: START, values: [{ at }] }, silence, START)
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200 }), (back) => {
        const at = addHours(START, -back)
        const local = `${dayOf(at)}T${String((8 - back + 240) % 24).padStart(2, '0')}:00`
        expect(observed(local)).toBe(back <= 26)
      }),
      runs(200),
    )
    expect(observed(addDays('2020-12-18', -1))).toBe(startOfDay('2020-12-18') > addHours(START, -26))
    expect(observed('2020-12-01')).toBe(false)
  })
  test('each kind has its own patience', () => {
    expect(silenceOf(RULE, { kind: 'forecast', pace: 'hour' })).toEqual(RULE.silence.forecast)
    expect(silenceOf(RULE, { kind: 'observation', pace: 'hour' }).dead).toBeLessThan(
      silenceOf(RULE, { kind: 'observation', pace: 'day' }).dead,
    )
  })
})

describe('the feeds of a city', () => {
  let served: TestApp
  beforeAll(async () => {
    served = await openTestApp({ routes: [feedRoutes, watchRoutes, stationRoutes, outlookRoutes, skillRoutes] })
  })
  afterAll(() => served.close())

  interface Feed {
    id: string
    name: string
    state: string
    silentHours: number
    nextAt: string | null
    last: { revision: number; values: number } | null
  }
  const post = (path: string, payload: object, as = 'feed') =>
    served.app.inject({
      method: 'POST',
      url: `/api/v1/${path}`,
      headers: bearer(served.tokens.get(as)),
      payload,
    })
  const feeds = async (query = '', as = 'dutyOfficer') => {
    const answer = await served.app.inject({ url: `/api/v1/feeds${query}`, headers: bearer(served.tokens.get(as)) })
    return answer.json<{ items: Feed[] }>().items
  }
  const day = (n: number) => addDays('2020-12-18', n)
  const push = (kind: string, values: object[]) =>
    post(kind, { provider: 'test-centre', area: '140800', issuedAt: served.world.clock.now(), values })
  const forecast = () =>
    push(
      'forecasts',
      [1, 2].map((n) => ({ at: addDays(dayOf(served.world.clock.now()), n), aqi: 90 })),
    )
  const at = async (instant: string) => {
    served.world.clock.set(instant)
    await fireDue(served.world, instant, new Set())
  }
  const effects = async () => {
    const rows = await served.world.db.rows<{ kind: string }>(`select kind from effect where kind = 'tellFeed'`)
    return rows.length
  }

  test('begin with their first bulletin, however many come at once', async () => {
    const sent = await Promise.all(
      Array.from({ length: 6 }, (_, n) => push('forecasts', [{ at: day(1), aqi: 90 + n }])),
    )
    expect(sent.map(({ statusCode }) => statusCode)).toEqual(sent.map(() => 202))
    expect(await feeds()).toMatchObject([
      {
        name: '运城市 test-centre 日预报',
        state: 'alive',
        silentHours: 0,
        nextAt: '2020-12-19T09:00:00+08:00',
        last: { revision: 6, values: 1 },
      },
    ])
    expect(await feeds('?area=140800&state=dead')).toEqual([])
  })

  test('a season that is filled in begins none; what an hour says does', async () => {
    await push('observations', [{ at: '2020-11-01', aqi: 80 }])
    expect(await feeds()).toHaveLength(1)
    await push('observations', [{ at: '2020-12-18T07:00', aqi: 80 }])
    expect((await feeds()).map(({ name }) => name)).toEqual([
      '运城市 test-centre 日预报',
      '运城市 test-centre 小时实况',
    ])
  })

  test('are late, then dead, which is told of once; a bulletin brings them back', async () => {
    await at(addHours(START, 2))
    expect((await feeds()).map(({ state }) => state)).toEqual(['alive', 'late'])
    expect(await effects()).toBe(0)
    await at(addHours(START, 6))
    expect((await feeds()).map(({ state, nextAt }) => [state, nextAt])).toEqual([
      ['alive', '2020-12-19T09:00:00+08:00'],
      ['dead', null],
    ])
    await at(addHours(START, 20))
    expect(await effects()).toBe(1)
    await push('observations', [{ at: '2020-12-19T03:00', aqi: 80 }])
    expect((await feeds()).map(({ state }) => state)).toEqual(['alive', 'alive'])
    expect(await effects()).toBe(2)
  })

  test('one that speaks every minute writes no entry every minute', async () => {
    const entries = async () =>
      (await served.world.db.rows(`select from journal where event = 'BULLETIN_ARRIVED'`)).length
    await at(addHours(START, 24))
    await forecast()
    const before = await entries()
    await at(addHours(START, 24 + 4 / 60))
    await forecast()
    expect(await entries()).toBe(before)
    await at(addHours(START, 24 + 6 / 60))
    await forecast()
    expect(await entries()).toBe(before + 1)
  })

  test('the stations of a city make its observation, each with a feed of its own; skill is said by lead time', async () => {
    const station = { area: '140802', code: 'YH-01', name: '示例乡镇站', kind: 'township' }
    const enter = (more: object = {}, as = 'dutyOfficer') => post('stations', { ...station, ...more }, as)
    expect((await enter({ area: '140900' })).statusCode).toBe(404)
    expect((await enter({}, 'countyOfficer')).statusCode).toBe(403)
    const entered = await enter()
    expect(entered.statusCode).toBe(201)
    expect((await enter()).json()).toMatchObject({ status: 409, code: 'station.known' })
    const observe = (more: object) =>
      post('observations', {
        provider: 'test-centre',
        area: '盐湖区',
        issuedAt: served.world.clock.now(),
        values: [{ at: day(0), pm25: 75, pm10: 90 }],
        ...more,
      })
    const unknown = await observe({ station: 'YH-02' })
    expect(unknown.json()).toMatchObject({ status: 422, code: 'feed.rejected' })
    expect((await observe({ station: 'YH-01', area: '140800' })).statusCode).toBe(422)
    expect((await observe({ station: 'YH-01' })).statusCode).toBe(202)
    const get = (path: string) =>
      served.app.inject({ url: `/api/v1/${path}`, headers: bearer(served.tokens.get('dutyOfficer')) })
    const seen = await get(`areas/140800/outlook?from=${day(0)}&days=1`)
    expect(seen.json().days[0]).toMatchObject({ aqi: 100, from: { kind: 'observation', provider: '站点均值' } })
    expect((await get('stations')).json().items).toMatchObject([{ ...station, closedAt: null }])
    expect((await feeds('?area=140802')).map(({ name }) => name)).toEqual(['盐湖区 YH-01 test-centre 日实况'])

    const said = { provider: 'test-centre', area: '140800', issuedAt: '2020-12-17T18:00:00+08:00' }
    await post('forecasts', { ...said, values: [{ at: day(0), aqi: 120 }] })
    const skill = await get('areas/140800/skill')
    expect(skill.statusCode).toBe(200)
    expect(skill.json()).toMatchObject({
      rule: { status: 'design' },
      providers: [{ provider: 'test-centre', leads: [{ lead: 1, days: 1, hitShare: 1, bias: 20, meanError: 20 }] }],
    })
    expect((await get('areas/140900/skill')).statusCode).toBe(404)

    const { id } = entered.json<{ id: string }>()
    expect((await post(`stations/${id}/close`, {}, 'dutyOfficer')).json()).toMatchObject({ code: 'YH-01' })
    expect((await post(`stations/${id}/close`, {}, 'dutyOfficer')).json()).toMatchObject({ code: 'station.closed' })
    expect((await observe({ station: 'YH-01' })).statusCode).toBe(422)
  })

  test('are closed by an officer of the area, and begin anew when they speak again', async () => {
    const [one] = await feeds('?area=140800')
    const close = (as: string) => post(`feeds/${one?.id}/close`, {}, as)
    expect((await close('forecaster')).statusCode).toBe(403)
    expect((await close('dutyOfficer')).json()).toEqual({ state: 'closed' })
    expect((await close('dutyOfficer')).statusCode).toBe(409)
    expect((await post('feeds/0176752c-0000-7000-8000-00000000ffff/close', {}, 'owner')).statusCode).toBe(404)
    await at(addHours(START, 72))
    expect((await feeds('?area=140800')).map(({ state }) => state)).toEqual(['closed', 'dead'])
    await forecast()
    expect((await feeds('?state=alive')).map(({ name }) => name)).toEqual(['运城市 test-centre 日预报'])
    const elsewhere = await served.app.inject({
      url: '/api/v1/feeds?area=140900',
      headers: bearer(served.tokens.get('dutyOfficer')),
    })
    expect(elsewhere.statusCode).toBe(404)
  })
})
