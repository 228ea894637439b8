import { afterAll, beforeAll, expect, test } from 'vitest'
import { monotonicMs } from '../../src/clock.ts'
import { brickworks, Desk } from '../help/desk.ts'
import { anyBackend, StoryEngine, type Answer } from '../help/engine.ts'
import { expectSound } from '../help/invariants.ts'

/*
 * Receivers that take a message and never answer, and a process that is told to end (SIGTERM) while it waits for them:
 * it hands back what is under way within its ten seconds, and whoever comes next delivers all of it.
 */

const COUNT = 40
/** What a supervisor waits for before it kills. */
const GRACE_MS = 10_000

let story: StoryEngine
let desk: Desk
let answer: Answer = 'hang'

beforeAll(async () => {
  story = await StoryEngine.open(anyBackend(), {
    list: brickworks(COUNT),
    clock: '2024-12-16T10:00:00.000Z',
    answering: () => answer,
  })
  desk = new Desk(story)
}, 120_000)
afterAll(() => story.close())

test('a process that ends while its receivers are silent hands back in time, and nothing is lost or ordered twice', async () => {
  await desk.episode()
  expect(await desk.sign()).toBe(200)
  // Some have been written to, and wait for an answer that does not come.
  while (story.received.length === 0) await new Promise((resolve) => setTimeout(resolve, 20))
  const begun = monotonicMs()
  await story.engine.close()
  expect(monotonicMs() - begun).toBeLessThan(GRACE_MS)
  const before = story.received.length
  expect(before).toBeGreaterThan(0)

  answer = { status: 200 }
  await story.reopen()
  await story.settle()
  // What broke off with the process is tried again by its schedule, within the hour.
  await story.ask('duty', 'POST', '/clock', { advance: 60 })
  await story.settle()
  const keys = story.received.map(({ headers }) => headers['idempotency-key'])
  // Whoever was written to before may be again, with the same key; each has one order.
  expect(new Set(keys.filter((key) => String(key).endsWith('.1'))).size).toBe(COUNT)
  const orders = await story.engine.world.db.rows<{ state: string; n: number }>(
    `select state, count(*)::int as n from enterprise_order group by state`,
  )
  expect(orders).toEqual([{ state: 'live', n: COUNT }])
  await expectSound(story.engine.world.db)
}, 120_000)
