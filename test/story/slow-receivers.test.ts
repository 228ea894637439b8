import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { monotonicMs } from '../../src/clock.ts'
import { EngineProcess } from '../../src/drill/engineProcess.ts'
import { brickworks, Desk } from '../help/desk.ts'
import { StoryEngine, type Answer } from '../help/engine.ts'
import { expectSound } from '../help/invariants.ts'
import { until } from '../help/until.ts'

/*
 * Receivers that take a message and never answer, and a process that is told to end (SIGTERM) while it waits for them:
 * it hands back what is under way within its ten seconds, and whoever comes next delivers all of it. The worker is a
 * process of its own, as a supervisor would have it; desk and clock stay.
 */

const databaseUrl = inject('postgresUrl')
const COUNT = 40
const CLOCK = '2024-12-16T10:00:00.000Z'
/** What a supervisor waits for before it kills. */
const GRACE_MS = 10_000

let story: StoryEngine
let answer: Answer = 'hang'
const workers: EngineProcess[] = []

beforeAll(async () => {
  if (databaseUrl === null) return
  story = await StoryEngine.open(
    { databaseUrl, redisUrl: null },
    { list: brickworks(COUNT), clock: CLOCK, answering: () => answer, parts: ['api', 'clock'] },
  )
}, 120_000)
afterAll(async () => {
  if (databaseUrl === null) return
  await Promise.all(workers.map((worker) => worker.kill()))
  await story.close()
})

async function startWorker(): Promise<EngineProcess> {
  const { databaseUrl, directory, schema, receivers } = story
  const worker = await EngineProcess.start({
    directory,
    databaseUrl,
    redisUrl: null,
    schema,
    port: 0,
    city: '140800',
    list: '',
    rulebook: 'cn-2024-6',
    start: CLOCK,
    receivers,
    parts: ['worker'],
  })
  workers.push(worker)
  return worker
}

test.skipIf(databaseUrl === null)(
  'a process that is told to end while its receivers are silent hands back in time, and nothing is lost or ordered twice',
  { timeout: 120_000 },
  async () => {
    const desk = new Desk(story)
    const first = await startWorker()
    await desk.episode()
    expect(await desk.sign()).toBe(200)
    // Some have been written to, and wait for an answer that does not come.
    await until(() => story.received.length > 0)
    const begun = monotonicMs()
    expect(await first.terminate()).toBe(0)
    expect(monotonicMs() - begun).toBeLessThan(GRACE_MS)
    const before = story.received.length
    expect(before).toBeGreaterThan(0)

    answer = { status: 200 }
    await startWorker()
    await story.settle()
    // What broke off with the process is tried again by its schedule, within the hour.
    await story.ask('duty', 'POST', '/clock', { advance: 60 })
    await story.settle()
    const keys = story.received.map(({ headers }) => String(headers['idempotency-key']))
    // Whoever was written to before may be again, with the same key; each has one order.
    expect(new Set(keys.filter((key) => key.endsWith('.1'))).size).toBe(COUNT)
    const orders = await story.engine.world.db.rows<{ state: string; n: number }>(
      `select state, count(*)::int as n from enterprise_order group by state`,
    )
    expect(orders).toEqual([{ state: 'live', n: COUNT }])
    await expectSound(story.engine.world.db)
  },
)
