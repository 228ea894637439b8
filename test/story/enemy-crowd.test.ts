import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Engine } from '../../src/app.ts'
import { brickworks, Desk } from '../help/desk.ts'
import { StoryEngine, type Answer, type Received } from '../help/engine.ts'
import { expectSound } from '../help/invariants.ts'
import { until } from '../help/until.ts'

const COUNT = 120
/** Still more than one chunk of the embedded database. */
const FEWER = 210
const databaseUrl = inject('postgresUrl')
const redisUrl = inject('redisUrl')

/** Two processes on one world, a crowd of enterprises, receivers that fail one time in five. */
describe.runIf(databaseUrl !== null && redisUrl !== null)('two engines on one PostgreSQL and one Redis', () => {
  let story: StoryEngine
  let second: Engine
  let desk: Desk
  const seen = new Map<string, number>()
  let failing = true
  /** Takes every message and answers none. */
  let hanging = false

  /** A receiver acts once on each key; now and then its answer is lost. */
  function answering({ headers }: Received): Answer {
    const key = String(headers['idempotency-key'])
    const times = (seen.get(key) ?? 0) + 1
    seen.set(key, times)
    if (hanging) return 'hang'
    return failing && times === 1 && seen.size % 5 === 0 ? 'breakOff' : { status: 200 }
  }

  beforeAll(async () => {
    const backend = { databaseUrl, redisUrl }
    story = await StoryEngine.open(backend, { list: brickworks(COUNT), clock: '2024-12-16T10:00:00.000Z', answering })
    second = await story.second()
    desk = new Desk(story)
  })
  afterAll(async () => {
    await second.close()
    await story.close()
  })

  /** Both processes' clocks: each world keeps its own. */
  async function at(day: string, hour: number): Promise<void> {
    await desk.at(day, hour)
    const set = story.engine.world.clock.now()
    const { body } = await story.ask<{ token: string }>(null, 'POST', '/sessions', {
      login: 'duty',
      password: 'a-story-told',
    })
    await story.ask(body.token, 'POST', `${second.url}/api/v1/clock`, { set })
    await story.settle()
  }

  const live = async () =>
    await story.engine.world.db.rows<{ level: string; n: number }>(
      `select content->>'level' as level, count(*) as n from enterprise_order
       where state not in ('superseded', 'released', 'recalled') group by 1`,
    )

  async function sound(): Promise<void> {
    await story.settle()
    await expectSound(story.engine.world.db)
  }

  test('everybody is ordered once, raised once while the first orders are on their way, and freed once', async () => {
    await at(desk.day(0, 10), -6)
    await desk.forecast(desk.day(0), [160, 165, 90, 80, 80, 80, 80])
    await desk.confer()
    expect(await desk.sign()).toBe(200)
    await sleep(30)
    expect(await desk.change('raise', { level: 'orange' })).toBe(200)
    await sound()
    await at(desk.day(0), 1)
    await sound()
    expect(await live()).toEqual([{ level: 'orange', n: COUNT }])
    failing = false
    expect(await desk.change('extend', { endsAt: `${desk.day(4)}T00:00:00+08:00` })).toBe(200)
    await sleep(50)
    expect(await desk.change('lift', {})).toBe(200)
    await sound()
    expect(await live()).toEqual([])
    // One message at a time for each key, however many processes: what came twice was asked for twice.
    const times = [...seen.values()]
    expect(Math.max(...times)).toBeLessThanOrEqual(2)
    const releases = story.received.filter(({ body }) => body.kind === 'release')
    expect(new Set(releases.map(({ headers }) => headers['idempotency-key'])).size).toBe(COUNT)
  })

  test('two who sign at once over two processes: one signature', async () => {
    await at(desk.day(0, 10), -6)
    await desk.forecast(desk.day(0), [160, 165, 90, 80, 80, 80, 80])
    await desk.confer()
    const { id } = await desk.living()
    const login = async (name: string) =>
      (
        await story.ask<{ token: string }>(null, 'POST', `${second.url}/api/v1/sessions`, {
          login: name,
          password: 'a-story-told',
        })
      ).body.token
    const [mayor, vice] = [await login('mayor'), await login('vicemayor')]
    const sign = (token: string, url: string) =>
      story.ask<{ code?: string }>(token, 'POST', `${url}/api/v1/warnings/${id}/signatures`, { decision: 'sign' })
    const answers = await Promise.all([sign(mayor, story.engine.url), sign(vice, second.url)])
    expect(new Set(answers.map(({ status, body }) => body.code ?? status))).toEqual(
      new Set([200, 'warning.alreadySigned']),
    )
    await sound()
    expect(await live()).toEqual([{ level: 'yellow', n: COUNT }])
    await at(desk.day(0), 1)
    expect(await desk.change('lift', {})).toBe(200)
    await sound()
  })

  test('told to stop in the midst of messages that nobody answers, both end and hand them back', async () => {
    await at(desk.day(0, 10), -6)
    await desk.forecast(desk.day(0), [160, 165, 90, 80, 80, 80, 80])
    await desk.confer()
    story.received.length = 0
    hanging = true
    expect(await desk.sign()).toBe(200)
    await until(() => story.received.length === COUNT)
    await Promise.all([second.close(), story.engine.close()])
    hanging = false
    await story.restart()
    // Whose patience was over before the stop is tried again by the schedule, the others at once.
    await desk.at(desk.day(0), -4)
    await sound()
    expect(await live()).toEqual([{ level: 'yellow', n: COUNT }])
    // Each again, under the key by which its receiver knows it; a reminder has a key of its own.
    const keys = story.received.map(({ headers }) => String(headers['idempotency-key']))
    const times = [...Map.groupBy(keys, (key) => key)].filter(([key]) => !/\.r\d$/.test(key))
    expect(times).toHaveLength(COUNT)
    expect(Math.min(...times.map(([, all]) => all.length))).toBeGreaterThanOrEqual(2)
  })
})

describe('an engine that is closed in the middle', () => {
  let story: StoryEngine
  const keys = new Map<string, number>()

  beforeAll(async () => {
    story = await StoryEngine.open(
      { databaseUrl: null, redisUrl: null },
      {
        list: brickworks(FEWER),
        clock: '2024-12-16T10:00:00.000Z',
        answering: ({ headers }) => {
          const key = String(headers['idempotency-key'])
          keys.set(key, (keys.get(key) ?? 0) + 1)
          return { status: 200 }
        },
      },
    )
  })
  afterAll(() => story.close())

  test('goes on where it was: nothing is lost, nobody is told twice', async () => {
    const desk = new Desk(story)
    await desk.episode()
    expect(await desk.sign()).toBe(200)
    await sleep(100)
    await story.restart()
    await story.settle()
    await expectSound(story.engine.world.db)
    expect(new Set(story.received.map(({ body }) => body.enterprise.creditCode)).size).toBe(FEWER)
    await desk.at(desk.day(0), 1)
    await story.settle()
    expect(await desk.change('lift', {})).toBe(200)
    await sleep(150)
    await story.restart()
    await story.settle()
    await expectSound(story.engine.world.db)
    const releases = story.received.filter(({ body }) => body.kind === 'release')
    expect(new Set(releases.map(({ body }) => body.enterprise.creditCode)).size).toBe(FEWER)
    expect([...keys.values()].filter((times) => times > 1)).toEqual([])
  })
})
