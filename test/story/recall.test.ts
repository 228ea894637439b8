import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { recallKeys } from '../../src/dispatch/recall/decide.ts'
import { ByHand } from '../help/byHand.ts'
import { brickworks, Desk, inventedCode } from '../help/desk.ts'
import { anyBackend, StoryEngine, type Answer } from '../help/engine.ts'
import { expectSound } from '../help/invariants.ts'

/*
 * A wrong send (误发): orders went out that should not have. Whoever has one or may have is told, nobody else; what still
 * waits is never sent.
 */

const FATES = ['delivered', 'brokenOff', 'refused', 'waiting', 'telephoned', 'underWay'] as const
type Fate = (typeof FATES)[number]
const COUNT = 12
const fateOf = new Map<string, Fate>()
for (let n = 0; n < COUNT; n++) fateOf.set(inventedCode(n), FATES[n % FATES.length] ?? 'waiting')

let story: StoryEngine
let hands: ByHand
let desk: Desk
let warning = ''
/** Before the recall receivers answer by their fate, after it everybody answers. */
let wrongSend = true

function answering(code: string): Answer {
  if (!wrongSend) return { status: 200 }
  const fate = fateOf.get(code)
  return fate === 'brokenOff' ? 'breakOff' : { status: fate === 'refused' ? 503 : 200 }
}

beforeAll(async () => {
  story = await StoryEngine.open(anyBackend(), {
    list: brickworks(COUNT),
    clock: '2024-12-16T10:00:00.000Z',
    answering: ({ body }) => answering(body.enterprise.creditCode),
    parts: ['api'],
  })
  hands = new ByHand(story.engine.world)
  desk = new Desk(story, () => hands.settle())
  await desk.episode()
  expect(await desk.sign()).toBe(200)
  warning = (await desk.living()).id
  await hands.run('planOrders')
  await hands.run('handOver')
})
afterAll(async () => {
  await hands.close()
  await story.close()
})

const codesOf = (kind: string) =>
  story.received.filter(({ body }) => body.kind === kind).map(({ body }) => body.enterprise.creditCode)
const sorted = (codes: Iterable<string>) => [...new Set(codes)].sort()
const withFate = (...fates: Fate[]) =>
  sorted([...fateOf].filter(([, fate]) => fates.includes(fate)).map(([code]) => code))

async function orders(): Promise<{ id: string; code: string; state: string; revision: number; delivery: string }[]> {
  return await story.engine.world.db.rows(
    `select distinct on (o.credit_code) o.order_id as id, o.credit_code as code, o.state, o.revision, d.id as delivery
     from enterprise_order o left join delivery d on d.order_row = o.id and d.purpose = 'order'
     order by o.credit_code, o.revision desc`,
  )
}

const propose = (body: object, who = 'duty') =>
  story.ask(who, 'POST', `/warnings/${warning}/recall`, { follow: 'nothing', reason: '误选清单', ...body })
const decide = (recall: unknown, who: string, decision = 'confirm') =>
  story.ask(who, 'POST', `/recalls/${String(recall)}/decision`, { decision, reason: '属实' })

test('some have the wrong order, some may have it, some never will', async () => {
  const { db } = story.engine.world
  const known = await orders()
  const attempted = new Set(known.filter(({ code }) => withFate('delivered', 'brokenOff', 'refused').includes(code)))
  const messages = new Set([...attempted].map(({ delivery }) => delivery))
  for (const effect of await hands.due('deliver')) if (messages.has(effect.subject)) await hands.carryOut(effect)
  for (const { id, code } of known) {
    if (fateOf.get(code) === 'telephoned')
      expect((await story.ask('duty', 'POST', `/orders/${id}/receipts`, { kind: 'acknowledged' })).status).toBe(200)
  }
  // A worker has taken these up, and nobody knows how far it has come.
  const underWay = known.filter(({ code }) => fateOf.get(code) === 'underWay').map(({ delivery }) => delivery)
  await db.rows(`update effect set queued_at = $2 where subject = any($1::uuid[])`, [
    underWay,
    story.engine.world.clock.now(),
  ])
  expect(sorted(codesOf('order'))).toEqual(withFate('delivered', 'brokenOff', 'refused'))
})

test('it is taken back by two officers, and only where there is something to take back', async () => {
  const [one] = await orders()
  expect((await propose({}, 'county')).status).toBe(403)
  expect((await propose({}, 'elsewhere')).status).toBe(404)
  expect((await propose({ counties: ['140882'] })).body['code']).toBe('recall.nothing')
  expect((await propose({ orders: [one?.id, warning] })).body['code']).toBe('recall.nothing')
  const proposed = await propose({})
  expect(proposed).toMatchObject({ status: 201, body: { orders: COUNT, recalled: 0, decision: null } })
  expect((await propose({})).body['code']).toBe('recall.open')
  const { id } = proposed.body
  expect((await decide(id, 'duty')).body['code']).toBe('recall.samePerson')
  expect((await decide(id, 'elsewhere')).status).toBe(404)
  expect((await decide(id, 'mayor', 'refuse')).body).toMatchObject({ decision: 'refuse', recalled: 0 })
  expect((await decide(id, 'mayor')).body['code']).toBe('recall.decided')
  expect((await orders()).every(({ state }) => state !== 'recalled')).toBe(true)
})

test('exactly those are told who have it or may have it; what waits is never sent', async () => {
  story.received.length = 0
  const recall = (await propose({})).body['id']
  expect((await decide(recall, 'mayor')).status).toBe(200)
  wrongSend = false
  await hands.run('recallOrders')
  await hands.settle()
  // The hour of every retry passes.
  await story.ask('duty', 'POST', '/clock', { advance: 'PT2H' })
  await hands.settle()
  const told = withFate('delivered', 'brokenOff', 'refused', 'telephoned', 'underWay')
  expect(sorted(codesOf('recall'))).toEqual(told)
  expect(codesOf('recall')).toHaveLength(told.length)
  expect(codesOf('order'), 'the wrong order goes out no more').toEqual([])
  for (const { body, text } of story.received) {
    expect(body).toMatchObject({ revision: 2, replaces: 1, exercise: true })
    expect(text).toContain('误发，现予作废')
    expect(text).toContain('误选清单')
  }
  expect((await orders()).map(({ state }) => state)).toEqual(Array.from({ length: COUNT }, () => 'recalled'))
  const { body } = await story.ask('auditor', 'GET', `/recalls/${String(recall)}`)
  const messages = { planned: told.length, delivered: told.length, givenUp: 0, waiting: 0 }
  expect(body).toMatchObject({ orders: COUNT, recalled: COUNT, messages })
  const board = await story.ask('duty', 'GET', `/warnings/${warning}/board`)
  expect(board.body).toMatchObject({ planned: COUNT, recalled: COUNT, released: 0, waiting: 0, recalls: messages })
  await expectSound(story.engine.world.db)
})

test('nothing is ordered of them under this warning any more, not even when the level rises', async () => {
  story.received.length = 0
  expect(await desk.change('raise', { level: 'red' })).toBe(200)
  await hands.settle()
  expect(story.received).toEqual([])
  await expectSound(story.engine.world.db)
  await desk.end()
  await hands.settle()
  expect(story.received, 'nobody is released from what was taken back').toEqual([])
})

test('or they are ordered anew, and the right order names what it takes the place of', async () => {
  await desk.episode()
  expect(await desk.sign()).toBe(200)
  await hands.settle()
  warning = (await desk.living()).id
  story.received.length = 0
  const code = inventedCode(3)
  const chosen = (
    await story.engine.world.db.rows<{ id: string }>(
      'select order_id as id from enterprise_order where warning_id = $1 and credit_code = $2',
      [warning, code],
    )
  )[0]
  const proposed = await propose({ orders: [chosen?.id], follow: 'anew' })
  await decide(proposed.body['id'], 'mayor')
  await hands.run('recallOrders')
  await hands.settle()
  expect(
    story.received.map(({ body }) => [body.kind, body.enterprise.creditCode, body.revision, body.replaces]),
  ).toEqual([
    ['recall', code, 2, 1],
    ['order', code, 3, 2],
  ])
  // What was replaced since it was named is another order by now.
  const late = await propose({ orders: [chosen?.id] })
  expect(await desk.change('raise', { level: 'red' })).toBe(200)
  await hands.settle()
  expect((await decide(late.body['id'], 'mayor')).body).toMatchObject({ code: 'recall.overtaken' })
  await decide(late.body['id'], 'mayor', 'refuse')
  expect((await story.ask('auditor', 'GET', '/recalls')).body['items']).toHaveLength(4)
  await expectSound(story.engine.world.db)
})

describe('the keys of a recall', () => {
  test('are one for each address, none that the order itself or its reminders bore', () => {
    fc.assert(
      fc.property(
        fc.uuid(),
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 0, max: 9 }),
        (orderId, revision, n) => {
          const to = Array.from({ length: n }, (_, k) => ({
            contactId: null,
            channel: 'webhook' as const,
            address: `/${k}`,
          }))
          const keys = recallKeys({ orderId, revision }, to)
          expect(new Set(keys).size).toBe(n)
          for (const key of keys) expect(key.startsWith(`${orderId}.${revision + 1}`)).toBe(true)
        },
      ),
    )
  })
})
