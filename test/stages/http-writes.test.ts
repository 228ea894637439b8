import { createHash } from 'node:crypto'
import { get as request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SettableClock } from '../../src/clock.ts'
import { journal } from '../../src/db/journal.ts'
import { beginLife } from '../../src/db/lives.ts'
import type { Db } from '../../src/db/port.ts'
import type { App } from '../../src/http/app-type.ts'
import { followClock, restoreClock } from '../../src/http/clock.ts'
import { claimKey, keepClock } from '../../src/http/store.ts'
import { newId } from '../../src/model/id.ts'
import { addHours, type Instant } from '../../src/model/time.ts'
import { bearer, openTestApp, START, type TestApp } from '../help/app.ts'
import { eachDatabase } from '../help/databases.ts'

eachDatabase((name, open) => {
  describe(`writes on ${name}`, () => {
    let t: TestApp
    let db: Db
    let done = 0
    let fail = false
    const outside = new SettableClock(START)
    const routes = [
      (app: App) =>
        app.post('/count/:n', { config: { action: 'forecast.push' } }, async (_request, reply) => {
          await new Promise((resolve) => setTimeout(resolve, 60))
          if (fail) throw new Error('this time')
          return reply.code(202).send({ done: ++done })
        }),
    ]
    beforeAll(async () => {
      db = await open()
      t = await openTestApp({ db, routes, parts: { outside } })
    })
    afterAll(() => t.close())

    const post = (key: string, body: unknown = {}, { role = 'dutyOfficer', url = '/count/1' } = {}) =>
      t.app.inject({
        method: 'POST',
        url: `/api/v1${url}`,
        headers: { ...bearer(t.tokens.get(role)), 'idempotency-key': key, 'content-type': 'application/json' },
        payload: JSON.stringify(body),
      })

    it('happen once for a key, and the answer is the same', async () => {
      const [first, again] = [await post('once'), await post('once')]
      expect([first.statusCode, again.statusCode]).toEqual([202, 202])
      expect(again.body).toBe(first.body)
      expect(again.headers['content-type']).toBe(first.headers['content-type'])
    })

    it('are refused for the same key with another body', async () => {
      await post('body', { a: 1 })
      expect((await post('body', { a: 2 })).json()).toMatchObject({ status: 422, code: 'request.keyReused' })
    })

    it('are taken over at once from a process that has died, and never from one that lives', async () => {
      const begin = () => beginLife(db, ['api'], {}, START)
      const [ended, other] = [await begin(), await begin()]
      await ended.close()
      const claim = async (key: string, life: number) => {
        const officer = (
          await t.app.inject({ url: '/api/v1/sessions/me', headers: bearer(t.tokens.get('dutyOfficer')) })
        ).json<{ user: { id: string } }>().user.id
        const bodyHash = createHash('sha256').update('/api/v1/count/1\n{}').digest()
        const of = { caller: `user:${officer}`, route: 'POST /api/v1/count/1', key, area: '140800', bodyHash, life }
        const times = {
          now: START,
          before: addHours(START, -1),
          unansweredBefore: addHours(START, -1),
          takeDead: false,
        }
        expect(await claimKey(db, of, times)).toBe(true)
        return { again: () => claimKey(db, of, { ...times, takeDead: true }) }
      }
      await claim('of-the-dead', ended.id)
      // By time alone it would be 409 for two minutes: the clock of the people outside stands in this test.
      expect((await post('of-the-dead')).statusCode).toBe(202)
      const { again } = await claim('of-the-living', other.id)
      expect(await again()).toBe(false)
      await other.close()
      expect(await again()).toBe(true)
    })

    it('are apart for another caller and another route', async () => {
      const one = await post('apart')
      const others = [await post('apart', {}, { role: 'feed' }), await post('apart', {}, { url: '/count/2' })]
      expect(new Set([one, ...others].map(({ body }) => body)).size).toBe(3)
    })

    it('happen once however many come at the same time', async () => {
      const before = done
      const answers = await Promise.all(Array.from({ length: 20 }, () => post('crowd')))
      expect(done - before).toBe(1)
      expect(new Set(answers.map(({ statusCode, body }) => `${statusCode} ${body}`)).size).toBe(1)
    })

    it('may be tried again after a failure inside', async () => {
      fail = true
      expect((await post('again')).statusCode).toBe(500)
      fail = false
      expect((await post('again')).statusCode).toBe(202)
    })

    it('are taken over from a writer that was killed, by the same body only', async () => {
      await post('killed')
      await db.rows(`update idempotency set status = null, answer = null where key = 'killed'`)
      outside.set(addHours(outside.now(), 1))
      expect((await post('killed', { other: true })).statusCode).toBe(422)
      const before = done
      expect((await post('killed')).statusCode).toBe(202)
      expect(done - before).toBe(1)
    })

    it('are forgotten after seven days', async () => {
      await post('old', { a: 1 })
      outside.set(addHours(outside.now(), 7 * 24 - 1))
      expect((await post('old', { a: 2 })).statusCode).toBe(422)
      outside.set(addHours(outside.now(), 2))
      expect((await post('old', { a: 2 })).statusCode).toBe(202)
    })

    it('take no key that is no key', async () => {
      expect((await post('with space')).json()).toMatchObject({ code: 'request.invalid' })
      expect((await post('x'.repeat(300))).statusCode).toBe(400)
    })

    it('move the clock, which goes on from there after a restart', async () => {
      const headers = bearer(t.tokens.get('dutyOfficer'))
      const set = (payload: object) => t.app.inject({ method: 'POST', url: '/api/v1/clock', headers, payload })
      expect((await set({ set: '2020-12-20T18:00:00+08:00' })).json()).toEqual({
        now: '2020-12-20T18:00:00+08:00',
        outstanding: 0,
        nextDue: null,
      })
      expect((await set({ advance: 'PT90M' })).json()).toMatchObject({ now: '2020-12-20T19:30:00+08:00' })
      expect((await set({ advance: 30 })).json()).toMatchObject({ now: '2020-12-20T20:00:00+08:00' })
      for (const payload of [{}, { advance: -1 }, { advance: 'soon' }, { set: 'now' }, { set: START, advance: 1 }])
        expect((await set(payload)).statusCode).toBe(400)
      expect((await restoreClock(db, START)).now()).toBe('2020-12-20T12:00:00.000Z')
      const viewer = bearer(t.tokens.get('auditor'))
      expect((await t.app.inject({ url: '/api/v1/clock', headers: viewer })).statusCode).toBe(200)
      const refused = await t.app.inject({ method: 'POST', url: '/api/v1/clock', headers: viewer, payload: {} })
      expect(refused.statusCode).toBe(403)
    })

    it('reach those who watch, scoped by area, and go on after Last-Event-ID', async () => {
      const write = (area: string, event: string) =>
        db.transaction((tx) =>
          journal(tx, [{ area, kind: 'trial', subject: newId(START), event, body: { n: 1 } }], {
            now: START,
            by: 'engine',
          }),
        )
      await write('140802', 'BEFORE')
      const base = await t.app.listen({ port: 0, host: '127.0.0.1' })
      const county = watch(base, bearer(t.tokens.get('countyOfficer')))
      await county.until('retry')
      await write('140900', 'ELSEWHERE')
      await write('140802', 'HERE')
      await county.until('HERE')
      await write('140802', 'AFTER')
      await county.until('AFTER')
      county.stop()
      expect(county.text()).not.toMatch(/ELSEWHERE|BEFORE/)
      expect(county.text()).toContain('"at":"2020-12-18T08:00:00+08:00"')

      const [, place = ''] = /id: (\S+)\ndata: .*HERE/.exec(county.text()) ?? []
      const later = watch(base, { ...bearer(t.tokens.get('countyOfficer')), 'last-event-id': place })
      await later.until('AFTER')
      later.stop()
      expect(later.text()).not.toContain('HERE')

      const odd = { ...bearer(t.tokens.get('countyOfficer')), 'last-event-id': 'yesterday' }
      expect((await t.app.inject({ url: '/api/v1/events', headers: odd })).statusCode).toBe(400)
    })
  })
})

describe('the clock of a drill in another process', () => {
  it('is followed, and never set back by what was read while it was moved here', async () => {
    const t = await openTestApp({})
    const { db, clock } = t.world
    const headers = bearer(t.tokens.get('dutyOfficer'))
    const set = (to: Instant) => t.app.inject({ method: 'POST', url: '/api/v1/clock', headers, payload: { set: to } })
    const [first, second, third] = [addHours(START, 1), addHours(START, 2), addHours(START, 3)]
    // The first look reads the first instant, and hears of it only after the second was set.
    let looks = 0
    const rows: Db['rows'] = async (sql, params) => {
      const read = await db.rows<never>(sql, params)
      if (++looks === 1) expect((await set(second)).statusCode).toBe(200)
      return read
    }
    expect((await set(first)).statusCode).toBe(200)
    const seen: Instant[] = []
    const slow = { ...t.world, db: { ...db, rows } }
    const follower = followClock(slow, clock, () => seen.push(clock.now()))
    await expect.poll(() => looks).toBeGreaterThan(2)
    expect(clock.now()).toBe(second)
    expect(seen).not.toContain(first)
    await keepClock(db, third)
    await expect.poll(() => clock.now()).toBe(third)
    await follower.close()
    await t.close()
  })
})

describe('a live world', () => {
  it('has no clock that anybody could set, and ends its streams when it closes', async () => {
    const t = await openTestApp({ kind: 'live' })
    const headers = bearer(t.tokens.get('administrator'))
    expect(
      (await t.app.inject({ method: 'POST', url: '/api/v1/clock', headers, payload: { advance: 1 } })).statusCode,
    ).toBe(404)
    const stream = watch(await t.app.listen({ port: 0, host: '127.0.0.1' }), bearer(t.tokens.get('auditor')))
    await stream.until('retry')
    await t.close()
    await stream.ended
  })
})

/** Follows `/events` over a real connection. */
function watch(base: string, headers: Record<string, string>) {
  let text = ''
  let look = (): void => {}
  let finish = (): void => {}
  const ended = new Promise<void>((resolve) => (finish = resolve))
  const client = request(`${base}/api/v1/events`, { headers }, (answer) => {
    answer.on('data', (data: Buffer) => {
      text += data.toString()
      look()
    })
    answer.on('close', () => finish())
  })
  client.on('error', () => finish())
  return {
    text: () => text,
    ended,
    stop: () => client.destroy(),
    until: (word: string) =>
      new Promise<void>((resolve) => {
        look = () => {
          if (text.includes(word)) resolve()
        }
        look()
      }),
  }
}
