import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Asked, Effect } from '../../src/db/effects.ts'
import { DatabaseError } from '../../src/db/port.ts'
import { Networks } from '../../src/dispatch/channels/networks.ts'
import { Webhook } from '../../src/dispatch/channels/webhook.ts'
import { Dispatch } from '../../src/dispatch/effects.ts'
import { together, TOGETHER } from '../../src/dispatch/together/decide.ts'
import { Turns } from '../../src/dispatch/together/turns.ts'
import { aheadOf } from '../../src/ops/backup/store.ts'
import { waiting } from '../../src/ops/store.ts'
import { ByHand, type Between } from '../help/byHand.ts'
import { brickworks, Desk } from '../help/desk.ts'
import { anyBackend, StoryEngine, type Answer, type Received } from '../help/engine.ts'
import { expectSound } from '../help/invariants.ts'

/* A flood of first messages is asked for some at a time (同批首发): nobody is told twice or not at all for it. */

const COUNT = 2 * TOGETHER + 10
const OK: Answer = { status: 200 }

let story: StoryEngine
let hands: ByHand
let desk: Desk
let between: Between = async () => undefined
let answering: (message: Received) => Answer = () => OK

beforeAll(async () => {
  story = await StoryEngine.open(anyBackend(), {
    list: brickworks(COUNT),
    clock: '2024-12-16T10:00:00.000Z',
    answering: (message) => answering(message),
    parts: ['api'],
  })
  hands = new ByHand(story.engine.world, () => between())
  desk = new Desk(story, () => hands.settle())
})
afterAll(async () => {
  await hands.close()
  await story.close()
})
beforeEach(async () => {
  await desk.episode()
  expect(await desk.sign()).toBe(200)
  await hands.run('planOrders')
  await hands.run('handOver')
  story.received.length = 0
  await expectSound(story.engine.world.db)
})
afterEach(async () => {
  between = async () => undefined
  answering = () => OK
  await hands.settle()
  await expectSound(story.engine.world.db)
  await desk.end()
  await expectSound(story.engine.world.db)
})

interface Channel {
  channel: string
  waiting: number
  waitingSince: string | null
  through: number
}
const webhooks = async (who = 'duty') => {
  const { status, body } = await story.ask<{ items: Channel[] }>(who, 'GET', '/channels')
  expect(status).toBe(200)
  return body.items.find(({ channel }) => channel === 'webhook')
}
const keys = () => story.received.map(({ headers }) => headers['idempotency-key'])
const due = async (kind: 'deliver' | 'deliverTogether') => (await hands.due(kind)).length

async function states(): Promise<Record<string, number>> {
  const rows = await story.engine.world.db.rows<{ state: string; count: number }>(
    `select d.state, count(*)::int as count from delivery d join enterprise_order o on o.id = d.order_row
     where d.purpose = 'order' and o.warning_id = $1 group by 1`,
    [(await desk.living()).id],
  )
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]))
}

test('each hears it once, and who can not take it is tried again by itself', async () => {
  expect([await due('deliverTogether'), await due('deliver')]).toEqual([3, 0])
  const { db, clock } = story.engine.world
  const waits = async () => [
    (await aheadOf(db, clock.now())).messages,
    (await waiting(db, clock.now())).unsent !== null,
  ]
  expect(await waits()).toEqual([COUNT, true])
  const before = await webhooks()
  let refused = 0
  answering = () => ({ status: ++refused <= 4 ? 503 : 200 })
  await hands.run('deliverTogether')
  expect(new Set(keys()).size).toBe(COUNT)
  expect(story.received).toHaveLength(COUNT)
  expect(await states()).toEqual({ delivered: COUNT - 4, retrying: 4 })
  expect(await waits()).toEqual([4, false])
  expect(await due('deliverTogether')).toBe(0)
  // Those that wait for their second attempt have one effect each.
  await expectSound(story.engine.world.db)
  await story.ask('duty', 'POST', '/clock', { advance: 1 })
  await hands.run('deliver')
  expect(await states()).toEqual({ delivered: COUNT })
  expect(await webhooks()).toMatchObject({ open: true, waiting: 0, waitingSince: null, givenUp: 0 })
  expect(before).toMatchObject({ waiting: COUNT, waitingSince: expect.any(String) })
  expect((await webhooks())?.through).toBe((before?.through ?? 0) + COUNT)
  // The neighbour sees of this city nothing but which ways there are.
  expect(await webhooks('elsewhere')).toMatchObject({ open: true, waiting: 0, through: 0, lastWhy: null })
})

test('two workers at the same ones, and again after a crash: nobody gets another message', async () => {
  const effects = await hands.due('deliverTogether')
  await Promise.all([...effects, ...effects].map((effect) => hands.carryOut(effect)))
  expect(await states()).toEqual({ delivered: COUNT })
  story.received.length = 0
  await Promise.all(effects.map((effect) => hands.carryOut(effect)))
  expect(story.received).toEqual([])
})

test('outcomes that can not be written are asked for one by one; where the database is away, all of them again', async () => {
  const [first, second] = await hands.due('deliverTogether')
  if (!first || !second) throw new Error('nothing was asked for')
  const failing = (error: Error) => {
    between = async () => {
      between = async () => undefined
      throw error
    }
  }
  failing(new Error('it is on fire'))
  await hands.carryOut(first)
  // They may have gone out: whoever recalls them counts them among those to be told.
  expect(
    await story.engine.world.db.rows(`select failed, last_error as why from effect where kind = 'deliver' limit 1`),
  ).toEqual([{ failed: 1, why: 'it is on fire' }])
  expect(await due('deliverTogether')).toBe(2)
  failing(new DatabaseError('gone', '08006', undefined))
  await expect(hands.carryOut(second)).rejects.toThrow('gone')
  expect(await due('deliverTogether')).toBe(2)
  await expectSound(story.engine.world.db)
  await story.ask('duty', 'POST', '/clock', { advance: 1 })
  // Those of the one transaction that failed: on a slow machine the outcomes of some came later.
  const again = await due('deliver')
  expect(again).toBeGreaterThan(0)
  expect(again).toBeLessThanOrEqual(TOGETHER)
  await hands.settle()
  expect(await states()).toEqual({ delivered: COUNT })
  expect(new Set(keys()).size).toBe(COUNT)
})

test('a process that is told to stop gives back what it has not begun', async () => {
  const { world } = story.engine
  const dispatch = new Dispatch(world, [new Webhook(Networks.loopback())])
  dispatch.rest()
  for (const effect of await hands.due('deliverTogether'))
    await dispatch.deliverTogether(world, effect as Effect<'deliverTogether'>)
  await dispatch.close()
  expect(story.received).toEqual([])
  await expectSound(world.db)
  expect(await due('deliverTogether')).toBe(3)
  await hands.settle()
  expect(story.received).toHaveLength(COUNT)
})

test('an order that is taken back is not sent from among the others, and who may have it is told', async () => {
  const { db, clock } = story.engine.world
  const [effect] = await hands.due('deliverTogether')
  await db.rows('update effect set queued_at = $2 where id = $1', [effect?.id, clock.now()])
  const { id } = await desk.living()
  const proposed = await story.ask('duty', 'POST', `/warnings/${id}/recall`, { follow: 'nothing', reason: '误选清单' })
  const decided = { decision: 'confirm', reason: '属实' }
  expect((await story.ask('mayor', 'POST', `/recalls/${String(proposed.body['id'])}/decision`, decided)).status).toBe(
    200,
  )
  await hands.run('recallOrders')
  await hands.settle()
  // What a worker has taken up may have gone out.
  expect(story.received.map(({ body }) => body.kind)).toEqual(Array.from({ length: TOGETHER }, () => 'recall'))
})

test('every message is asked for once, and only those share an effect whose receivers know them by their key', () => {
  const messages = fc.uniqueArray(
    fc.record({ subject: fc.uuid(), keyed: fc.integer({ min: 0, max: 9 }).map((n) => n !== 0) }),
    {
      selector: ({ subject }) => subject,
      maxLength: 4 * TOGETHER,
    },
  )
  fc.assert(
    fc.property(messages, fc.option(fc.nat(), { nil: undefined }), (all, priority) => {
      const deliver = all.map(({ subject }): Asked => ({ kind: 'deliver', subject, area: 'a', params: { attempt: 1 } }))
      const keyed = new Set(all.flatMap((one) => (one.keyed ? [one.subject] : [])))
      const stored = together(deliver, keyed, priority)
      const shares = stored.flatMap(({ kind, params }) =>
        kind === 'deliverTogether' ? [(params as { deliveries: string[] }).deliveries] : [],
      )
      const alone = stored.flatMap(({ kind, subject }) => (kind === 'deliver' ? [subject] : []))
      expect([...shares.flat(), ...alone].sort()).toEqual(all.map(({ subject }) => subject).sort())
      expect(shares.flat().every((id) => keyed.has(id))).toBe(true)
      expect(shares.every(({ length }) => length > 0 && length <= TOGETHER)).toBe(true)
      expect(stored.every((one) => one.priority === priority)).toBe(true)
      expect(shares.length).toBe(keyed.size > TOGETHER ? Math.ceil(keyed.size / TOGETHER) : 0)
    }),
  )
})

test('no more than allowed run at once, all get their turn, whatever some of them throw', async () => {
  const turns = new Turns(3)
  let running = 0
  let most = 0
  const begun: number[] = []
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, (_, n) =>
      turns.run(async () => {
        most = Math.max(most, ++running)
        begun.push(n)
        await new Promise(setImmediate)
        running -= 1
        if (n % 4 === 0) throw new Error('it fails')
      }),
    ),
  )
  expect(most).toBe(3)
  expect(begun).toEqual(Array.from({ length: 20 }, (_, n) => n))
  expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(5)
})
