import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { byHandRoutes } from '../../src/feed/byHand/routes.ts'
import { feedRoutes } from '../../src/feed/routes.ts'
import { addMinutes } from '../../src/model/time.ts'
import { outlookRoutes } from '../../src/outlook/routes.ts'
import { bearer, openTestApp, START, type TestApp } from '../help/app.ts'
import { eachDatabase } from '../help/databases.ts'
import { runs } from '../help/runs.ts'

const body = {
  provider: 'test-centre',
  area: '运城市',
  issuedAt: '2020-12-18T08:00:00+08:00',
  values: [
    { at: '2020-12-18', aqi: 120 },
    { at: '2020-12-19', aqi: 201.5, aqiLow: 180, aqiHigh: 230, cause: 'pm' },
    { at: '2020-12-20', pm25: 150 },
    { at: '2020-12-21', aqiLow: 150, aqiHigh: 251 },
    { at: '2020-12-22', aqi: 999 },
  ],
}

eachDatabase((_name, open) => {
  let served: TestApp
  beforeAll(async () => {
    served = await openTestApp({ db: await open(), routes: [feedRoutes, byHandRoutes, outlookRoutes] })
  })
  afterAll(() => served.close())
  beforeEach(async () => {
    served.world.clock.set(START)
    await served.world.db.transaction((tx) =>
      tx.script('truncate bulletin, doubted_value, feed, quarantine, provider_rank, effect'),
    )
  })

  const post = (path: string, payload: unknown, { as = 'feed', ...headers }: Record<string, string> = {}) =>
    served.app.inject({
      method: 'POST',
      url: `/api/v1/${path}`,
      headers: { 'content-type': 'application/json', ...bearer(served.tokens.get(as)), ...headers },
      payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
    })
  const get = (path: string, as = 'dutyOfficer') =>
    served.app.inject({
      url: `/api/v1/${path}`,
      headers: { ...bearer(served.tokens.get(as)), 'accept-language': 'en' },
    })
  const count = async (table: string) => (await served.world.db.rows(`select from ${table}`)).length

  describe('a forecast', () => {
    test('is answered with what was accepted, and what was quarantined and why', async () => {
      const answer = await post('forecasts', body, { 'accept-language': 'en' })
      expect(answer.statusCode).toBe(202)
      expect(answer.json()).toEqual({
        bulletin: expect.stringMatching(/^[0-9a-f-]{36}$/),
        provider: 'test-centre',
        area: '140800',
        issuedAt: '2020-12-18T08:00:00+08:00',
        revision: 1,
        accepted: 4,
        quarantined: [
          { index: 4, at: '2020-12-22', code: 'number.limit', reason: 'aqi must lie between 0 and 500: 999' },
        ],
      })
      expect(await count('effect')).toBe(1)
    })

    test('that comes again is 200 with the same answer and changes nothing; another body is a revision', async () => {
      const [first, again] = [await post('forecasts', body), await post('forecasts', body)]
      expect([first.statusCode, again.statusCode]).toEqual([202, 200])
      expect(again.json()).toEqual(first.json())
      const other = await post('forecasts', { ...body, values: body.values.slice(0, 1) })
      expect(other.statusCode).toBe(202)
      expect(other.json()).toMatchObject({ revision: 2, accepted: 1 })
      expect(await count('bulletin')).toBe(2)
      expect(await count('effect')).toBe(2)
    })

    test('that is sent by many hands at once is one bulletin', async () => {
      const answers = await Promise.all(Array.from({ length: 8 }, () => post('forecasts', body)))
      expect(answers.map(({ statusCode }) => statusCode).toSorted((a, b) => a - b)).toEqual([
        ...Array.from({ length: 7 }, () => 200),
        202,
      ])
      expect(new Set(answers.map((answer) => answer.json<{ bulletin: string }>().bulletin)).size).toBe(1)
      expect(await count('bulletin')).toBe(1)
    })

    test('may come from an officer by hand, in the name of a provider', async () => {
      const answer = await post('forecasts', { ...body, provider: 'by telephone' }, { as: 'forecaster' })
      expect(answer.statusCode).toBe(202)
    })

    test('is tried without a trace', async () => {
      const trial = await post('forecasts/test', body)
      expect(trial.statusCode).toBe(200)
      expect(trial.json()).toMatchObject({ would: 'accept', revision: 1, accepted: 4, reason: null })
      expect(trial.json().values).toEqual([
        { at: '2020-12-18', aqi: 120, by: 'aqi', low: null, high: null },
        { at: '2020-12-19', aqi: 201.5, by: 'aqi', low: 180, high: 230 },
        { at: '2020-12-20', aqi: 200, by: 'concentrations', low: null, high: null },
        { at: '2020-12-21', aqi: 201, by: 'range', low: 150, high: 251 },
      ])
      expect((await post('forecasts/test', '{')).json()).toMatchObject({ would: 'reject', code: 'body.unreadable' })
      await post('forecasts', body)
      expect((await post('forecasts/test', body)).json()).toMatchObject({ would: 'changeNothing', revision: 1 })
      expect((await post('forecasts/test', { ...body, values: body.values.slice(1) })).json()).toMatchObject({
        would: 'revise',
        revision: 2,
      })
      expect([await count('bulletin'), await count('quarantine')]).toEqual([1, 0])
    })
  })

  describe('a body that is refused', () => {
    const day = { at: '2020-12-19', aqi: 50 }
    test.each([
      ['broken JSON', '{"provider": ', 400, 'request.unreadable'],
      ['nothing', '', 400, 'request.invalid'],
      ['not an object', '[1]', 400, 'request.invalid'],
      ['no values', { ...body, values: [] }, 400, 'request.invalid'],
      ['only bad values', { ...body, values: [{ at: '2020-12-19', aqi: -1 }] }, 422, 'feed.rejected'],
      ['days and hours', { ...body, values: [day, { at: '2020-12-19T07:00', aqi: 1 }] }, 422, 'feed.rejected'],
      ['a time to come', { ...body, issuedAt: '2020-12-19' }, 422, 'feed.rejected'],
      ['another city', { ...body, area: '140900' }, 404, 'thing.unknown'],
      ['another name', { ...body, provider: 'someone-else' }, 403, 'feed.foreign'],
      ['a NUL', JSON.stringify(body).replace('test-centre', 'test\\u0000'), 400, 'request.unreadable'],
    ])('%s: is kept with its reason', async (_what, payload, status, code) => {
      const answer = await post('forecasts', payload, { 'accept-language': 'en' })
      expect(answer.statusCode).toBe(status)
      expect(answer.headers['content-type']).toContain('application/problem+json')
      expect(answer.json()).toMatchObject({ status, code })
      expect([await count('bulletin'), await count('effect'), await count('quarantine')]).toEqual([0, 0, 1])
      const [kept] = (await get('quarantine')).json<{ items: { raw: string; reason: string; area: string }[] }>().items
      expect(kept?.raw).toBe(typeof payload === 'string' ? payload : JSON.stringify(payload))
      expect(kept?.reason).toMatch(/\w/)
      expect(kept?.area).toBe('140800')
    })

    test('as text of another type is kept too', async () => {
      const answer = await post('observations', 'date,aqi\n2020-12-18,50', { 'content-type': 'text/csv' })
      expect(answer.statusCode).toBe(415)
      expect(await count('quarantine')).toBe(1)
    })

    test('is not for a neighbour to look at, page by page', async () => {
      for (const broken of ['{', '[', '"']) {
        await post('forecasts', broken)
        served.world.clock.set(addMinutes(served.world.clock.now(), 1))
      }
      const first = (await get('quarantine?limit=2')).json<{ items: unknown[]; next: string }>()
      expect(first.items).toHaveLength(2)
      const second = (await get(`quarantine?limit=2&cursor=${first.next}`)).json<{ items: unknown[]; next: null }>()
      expect(second).toMatchObject({ items: [{ raw: '{' }], next: null })
      expect((await get('quarantine', 'enterprise')).statusCode).toBe(403)
    })

    test('of whatever kind is never our fault, and nothing of it is half there', async () => {
      const values = fc.array(
        fc.oneof(fc.jsonValue(), fc.record({ at: fc.constant('2020-12-19'), aqi: fc.jsonValue() })),
      )
      const given = fc.oneof(
        fc.string(),
        fc.json(),
        fc
          .record({ issuedAt: fc.oneof(fc.string(), fc.constant(body.issuedAt)), values })
          .map((more) => ({ ...body, ...more })),
      )
      await fc.assert(
        fc.asyncProperty(
          given,
          fc.constantFrom('forecasts', 'observations', 'forecasts/test'),
          async (payload, path) => {
            expect((await post(path, payload)).statusCode).toBeLessThan(500)
            expect(await count('effect')).toBe(await count('bulletin'))
          },
        ),
        runs(60),
      )
    })
  })

  describe('what an officer puts in', () => {
    interface Day {
      aqi: number | null
      from: { provider: string; mark?: { origin: string; reason: string; by: string } } | null
      previous: { aqi: number; change: number } | null
    }
    const days = async () => (await get('areas/140800/outlook')).json<{ days: Day[] }>().days
    const values = [{ at: '2020-12-19', aqi: 320 }]
    const reason = '接口中断，电话询问省中心'
    const byHand = (more: object = {}, as = 'dutyOfficer') =>
      post('forecasts/by-hand', { area: '140800', values, reason, ...more }, { as, 'accept-language': 'en' })

    test('by hand counts, and is marked, until a feed speaks; a correction until its provider does', async () => {
      expect((await byHand()).json()).toMatchObject({ provider: '人工录入', revision: 1, accepted: 1 })
      const [, day] = await days()
      expect(day).toMatchObject({
        aqi: 320,
        from: { mark: { origin: 'hand', reason, by: expect.stringMatching('^user:') } },
      })
      await post('forecasts', body)
      expect((await days())[1]).toMatchObject({ aqi: 201.5, from: { provider: 'test-centre' } })
      expect((await byHand()).json()).toMatchObject({ status: 409, code: 'feed.alive' })

      served.world.clock.set(addMinutes(START, 30))
      const correct = (more: object) =>
        post(
          'forecasts/corrections',
          { area: '140800', provider: 'test-centre', values, reason, ...more },
          { as: 'forecaster' },
        )
      expect((await correct({})).statusCode).toBe(202)
      expect((await days())[1]).toMatchObject({
        aqi: 320,
        from: { provider: 'test-centre', mark: { origin: 'correction' } },
        previous: { aqi: 201.5, change: 118.5 },
      })
      // What it does not speak of stays as it was.
      expect((await days())[2]?.aqi).toBe(200)
      expect((await correct({ provider: 'nobody' })).statusCode).toBe(404)
      served.world.clock.set(addMinutes(START, 60))
      await post('forecasts', { ...body, issuedAt: '2020-12-18T09:00:00+08:00' })
      expect((await days())[1]?.from).not.toHaveProperty('mark')
    })

    test('of what was observed is a bulletin of its own: what was known before stays known', async () => {
      const observed = { ...body, values: [{ at: '2020-12-17', aqi: 333 }] }
      await post('observations', observed)
      const before = await served.world.db.rows('select readings, raw from bulletin')
      served.world.clock.set(addMinutes(START, 30))
      const given = {
        area: '140800',
        provider: 'test-centre',
        values: [{ at: '2020-12-17', aqi: 133 }],
        reason: '仪器校准',
      }
      expect((await post('observations/corrections', given, { as: 'dutyOfficer' })).statusCode).toBe(202)
      const path = 'areas/140800/outlook?from=2020-12-17&days=1'
      expect((await get(path)).json<{ days: Day[] }>().days[0]).toMatchObject({
        aqi: 133,
        from: { mark: { origin: 'correction', reason: '仪器校准' } },
      })
      expect(await served.world.db.rows(`select readings, raw from bulletin where origin = 'feed'`)).toEqual(before)
      served.world.clock.set(START)
      expect((await get(path)).json<{ days: Day[] }>().days[0]?.aqi).toBe(333)
    })

    test('is taken whole or not at all, with a reason, and in one’s own area', async () => {
      const wrong = await byHand({ values: [...values, { at: '2020-12-20', aqiLow: 90, aqiHigh: 80 }] })
      expect(wrong.statusCode).toBe(400)
      expect(wrong.json<{ detail: string }>().detail).toContain('values.1')
      expect((await byHand({ reason: '' })).statusCode).toBe(400)
      expect((await byHand({ area: '140900' })).statusCode).toBe(404)
      expect((await byHand({}, 'approver')).statusCode).toBe(403)
      expect(
        (
          await byHand({
            values: [
              { at: '2020-12-19', aqi: 1 },
              { at: '2020-12-19T07:00', aqi: 1 },
            ],
          })
        ).statusCode,
      ).toBe(400)
      expect([await count('bulletin'), await count('quarantine')]).toEqual([0, 0])
    })
  })

  describe('the outlook', () => {
    type Outlook = { providers: string[]; days: { day: string; aqi: number | null; from: { kind: string } | null }[] }
    const outlook = async (path = 'areas/140800/outlook') => (await get(path)).json<Outlook>()

    test('is the days ahead as now known', async () => {
      await post('forecasts', body)
      await post('observations', { ...body, values: [{ at: '2020-12-18', aqi: 133 }] })
      served.world.clock.set('2020-12-18T02:30:00.000Z')
      const answer = await get('areas/140800/outlook')
      expect(answer.statusCode).toBe(200)
      expect(answer.json()).toMatchObject({ area: { code: '140800', name: '运城市' }, at: '2020-12-18T10:30:00+08:00' })
      const { days } = answer.json<Outlook>()
      expect(days.map(({ aqi }) => aqi)).toEqual([133, 201.5, 200, 201, null, null, null, null])
      expect(days.map(({ from }) => from?.kind ?? null).slice(0, 2)).toEqual(['observation', 'forecast'])
      expect(days[1]).toMatchObject({
        low: 180,
        high: 230,
        cause: 'pm',
        from: { provider: 'test-centre', revision: 1, ageHours: 2.5, by: 'aqi', issuedAt: '2020-12-18T08:00:00+08:00' },
      })
    })

    test('of a county is its own; of a neighbour it does not exist', async () => {
      await post('forecasts', body)
      expect((await outlook('areas/140802/outlook?days=1')).days.map(({ aqi }) => aqi)).toEqual([null, null])
      expect((await get('areas/140900/outlook')).statusCode).toBe(404)
      expect((await get('areas/999999/outlook')).statusCode).toBe(404)
      expect((await get('areas/140800/outlook', 'public')).statusCode).toBe(401)
    })

    test('follows whom the forecaster puts first', async () => {
      await post('forecasts', body)
      const other = {
        ...body,
        provider: 'weather-service',
        issuedAt: '2020-12-18T07:00',
        values: [{ at: '2020-12-19', aqi: 90 }],
      }
      await post('forecasts', other, { as: 'forecaster' })
      expect((await outlook()).days[1]?.aqi).toBe(201.5)
      const put = await served.app.inject({
        method: 'PUT',
        url: '/api/v1/areas/140800/providers',
        headers: bearer(served.tokens.get('forecaster')),
        payload: { providers: ['weather-service'] },
      })
      expect(put.statusCode).toBe(200)
      const { providers, days } = await outlook()
      expect(providers).toEqual(['weather-service'])
      expect(days.slice(0, 3).map(({ aqi }) => aqi)).toEqual([120, 90, 200])
    })
  })
})
