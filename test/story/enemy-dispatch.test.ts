import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { ByHand, type Between } from '../help/byHand.ts'
import { brickworks, Desk } from '../help/desk.ts'
import { type Answer, anyBackend, type Received, StoryEngine } from '../help/engine.ts'
import { expectSound } from '../help/invariants.ts'

const COUNT = 3
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
})
afterEach(async () => {
  between = async () => undefined
  answering = () => OK
  await hands.settle()
  await expectSound(story.engine.world.db)
  await desk.end()
  await expectSound(story.engine.world.db)
})

/** Something that happens once, before the next transaction of a handler. */
function meanwhile(happens: () => Promise<void>): void {
  between = async () => {
    between = async () => undefined
    await happens()
  }
}

const one = (): Received => story.received[0] ?? expect.fail('nothing was received')
const keysOf = (messages: Received[]) => messages.map(({ headers }) => headers['idempotency-key'])
const kindsOf = (messages: Received[]) => messages.map(({ body }) => body.kind)

function say({ body: { answer } }: Received, kind: string, more: object = {}) {
  return story.ask<{ code?: string; order?: { revision: number; state: string } }>(answer.token, 'POST', answer.url, {
    kind,
    ...more,
  })
}

async function listed(only: string): Promise<string[]> {
  const path = `/orders?only=${only}`
  const { body } = await story.ask<{ items: { enterprise: { creditCode: string } }[] }>('duty', 'GET', path)
  return body.items.map(({ enterprise }) => enterprise.creditCode)
}

async function advance(minutes: number): Promise<void> {
  await story.ask('duty', 'POST', '/clock', { advance: minutes })
}

test('who answers between the deadline and the reminder is not reminded', async () => {
  await hands.settle()
  await advance(130)
  await hands.tick()
  const [first, second, third] = story.received.splice(0)
  if (!first || !second || !third) throw new Error('somebody has no order')
  expect((await say(first, 'acknowledged')).status).toBe(200)
  await hands.run('escalate')
  // Written, and answered before it goes out.
  expect((await say(second, 'committed')).status).toBe(200)
  await hands.settle()
  expect(story.received.map(({ body }) => `${body.kind} ${body.orderId}`)).toEqual([`reminder ${third.body.orderId}`])
})

test('who gets a new revision is not reminded of the old one', async () => {
  await hands.settle()
  await advance(130)
  await hands.tick()
  await hands.run('escalate')
  story.received.length = 0
  expect(await desk.change('raise', { level: 'orange' })).toBe(200)
  await hands.run('planOrders')
  await hands.settle()
  expect(kindsOf(story.received)).toEqual(['order', 'order', 'order'])
  expect(story.received.every(({ body }) => body.revision === 2)).toBe(true)
})

test('a deadline that passes at the hour of the lift reminds nobody, even before the orders are released', async () => {
  await hands.settle()
  await advance(130)
  const { id } = await desk.living()
  expect((await story.ask('mayor', 'POST', `/warnings/${id}/withdraw`, { reason: '误报' })).status).toBe(200)
  await hands.tick()
  await hands.run('escalate')
  await hands.settle()
  expect(new Set(kindsOf(story.received))).toEqual(new Set(['order', 'release']))
})

test('a receiver that fails, breaks off after acting or asks for patience gets the same message each time', async () => {
  const answers: Answer[] = [{ status: 500 }, 'breakOff', { status: 429, headers: { 'retry-after': '600' } }, OK]
  answering = () => answers[Math.floor((story.received.length - 1) / COUNT)] ?? OK
  await hands.settle()
  await advance(1)
  // A signature comes between two attempts: the message goes on saying what it said.
  expect(await desk.change('extend', { endsAt: `${desk.day(4)}T00:00:00+08:00` })).toBe(200)
  await hands.run('deliver')
  expect(story.received).toHaveLength(2 * COUNT)
  await advance(3)
  await hands.run('deliver')
  expect(story.received).toHaveLength(3 * COUNT)
  await advance(8)
  await hands.run('deliver')
  expect(story.received).toHaveLength(3 * COUNT)
  await advance(8)
  await hands.run('deliver')
  expect(story.received).toHaveLength(4 * COUNT)
  for (const key of new Set(keysOf(story.received))) {
    const same = story.received.filter(({ headers }) => headers['idempotency-key'] === key)
    expect(new Set(same.map(({ text }) => text)).size).toBe(1)
    expect(same).toHaveLength(4)
  }
  expect(await listed('unreached')).toEqual([])
})

test('the same attempt made by two workers is one chain of attempts, not two', async () => {
  answering = () => ({ status: 503 })
  const effects = await hands.due('deliver')
  await Promise.all([...effects, ...effects].map((effect) => hands.carryOut(effect)))
  story.received.length = 0
  for (let n = 0; n < 7; n++) {
    story.received.length = 0
    await advance(60)
    await hands.run('deliver')
    expect(story.received.length).toBeLessThanOrEqual(COUNT)
  }
})

test('when every attempt has failed, or the receiver says never again, it is on the county’s list', async () => {
  answering = ({ path }) => (path === '/e/gone' ? { status: 410 } : { status: 500 })
  const [gone] = await story.engine.world.db.rows<{ credit_code: string }>(
    `update delivery d set address = regexp_replace(address, '/e/.*', '/e/gone') from enterprise_order o
     where o.id = d.order_row and d.id = (select id from delivery where state = 'queued' order by id limit 1)
     returning o.credit_code`,
  )
  await hands.settle()
  expect(await listed('county')).toEqual([gone?.credit_code])
  for (let n = 0; n < 5; n++) {
    await advance(60)
    await hands.settle()
  }
  expect((await listed('county')).toSorted()).toHaveLength(COUNT)
  const attempts = Map.groupBy(story.received, ({ path }) => path === '/e/gone')
  expect(attempts.get(true)).toHaveLength(1)
  // The list names another address for it: that is tried as well, and nothing twice.
  expect(attempts.get(false)).toHaveLength(COUNT * 6)
  expect(new Set(keysOf(story.received)).size).toBe(COUNT + 1)
})

test('what leads nowhere is tried by every other way at once, and whoever is reached there is reached', async () => {
  answering = ({ path }) => (path === '/e/gone' ? { status: 410 } : OK)
  const [gone] = await story.engine.world.db.rows<{ order_row: string }>(
    `update delivery set address = regexp_replace(address, '/e/.*', '/e/gone')
     where id = (select id from delivery where state = 'queued' order by id limit 1) returning order_row`,
  )
  await hands.settle()
  const [order] = await story.engine.world.db.rows<{ state: string; rungs: string[] }>(
    `select o.state, array_agg(e.rung order by e.rung) as rungs from enterprise_order o
     join evidence e on e.order_row = o.id where o.id = $1 group by o.state`,
    [gone?.order_row],
  )
  expect(order).toEqual({ state: 'live', rungs: ['givenUp', 'listedForCounty', 'otherChannelTold'] })
})

test('an enterprise without an address is on the county’s list at once, and its next order too', async () => {
  await hands.settle()
  const { db } = story.engine.world
  const [{ id, url } = { id: '', url: '' }] = await db.rows<{ id: string; url: string }>(
    'select id, url from contact order by id limit 1',
  )
  await db.rows('update contact set url = null where id = $1', [id])
  expect(await desk.change('raise', { level: 'orange' })).toBe(200)
  await hands.settle()
  expect(await listed('county')).toHaveLength(1)
  await db.rows('update contact set url = $2 where id = $1', [id, url])
})

test('an outcome that comes after the release changes nothing but what is known', async () => {
  meanwhile(async () => {
    const { id } = await desk.living()
    expect((await story.ask('mayor', 'POST', `/warnings/${id}/withdraw`, { reason: '误报' })).status).toBe(200)
    await hands.run('releaseOrders')
  })
  await hands.run('deliver')
  await hands.settle()
  expect(new Set(kindsOf(story.received))).toEqual(new Set(['order', 'release']))
  const { db } = story.engine.world
  expect(
    await db.rows(`select 1 as one from enterprise_order where state not in ('superseded', 'released', 'recalled')`),
  ).toEqual([])
})

test('of whom no release reached, the county hears', async () => {
  await hands.settle()
  answering = () => ({ status: 410 })
  await desk.end()
  expect(await listed('county')).toHaveLength(COUNT)
})

test('an answer to the message of one revision is none to the next, which nobody has seen yet', async () => {
  await hands.settle()
  const before = one()
  expect(await desk.change('raise', { level: 'orange' })).toBe(200)
  await hands.run('planOrders')
  const late = await say(before, 'acknowledged')
  expect(late).toMatchObject({ status: 409, body: { code: 'order.replaced' } })
  expect((await say(before, 'acknowledged', { revision: 2 })).status).toBe(200)
})

test('answers while the order is being replaced or released are told so by name', async () => {
  await hands.settle()
  const [first, second] = story.received
  if (!first || !second) throw new Error('somebody has no order')
  expect(await desk.change('raise', { level: 'orange' })).toBe(200)
  const answered = Promise.all([say(first, 'acknowledged'), say(second, 'committed')])
  await hands.run('planOrders')
  for (const { status, body } of await answered)
    if (status !== 200) expect(body).toMatchObject({ code: 'order.replaced' })
  await hands.settle()
})

test('the clock jumps forth and back and nothing is sent twice', async () => {
  await hands.settle()
  await advance(60 * 24 * 3)
  await hands.settle()
  await desk.at(desk.day(0), -6)
  await hands.settle()
  await advance(60 * 24 * 3)
  await hands.settle()
  const keys = keysOf(story.received)
  expect(new Set(keys).size).toBe(keys.length)
  expect(await listed('county')).toHaveLength(COUNT)
})

async function live(): Promise<{ level: string; n: number }[]> {
  return await story.engine.world.db.rows(
    `select content->>'level' as level, count(*) as n from enterprise_order
     where state not in ('superseded', 'released', 'recalled') group by 1 order by 1`,
  )
}

/** The second day at nine, with every order handed over. */
async function inForce(): Promise<void> {
  await hands.settle()
  await desk.at(desk.day(1), 9)
  await hands.settle()
  story.received.length = 0
}

test('lowering to blue ends every order, since blue asks nothing of a list; raising again orders anew', async () => {
  await inForce()
  expect(await desk.change('lower', { level: 'blue' })).toBe(200)
  await hands.settle()
  expect(await live()).toEqual([])
  const told = story.received.map(({ body }) => `${body.kind} ${body.revision} ${body.replaces}`)
  expect(told).toEqual(Array.from({ length: COUNT }, () => 'release 2 1'))
  await expectSound(story.engine.world.db)

  story.received.length = 0
  expect(await desk.change('raise', { level: 'orange' })).toBe(200)
  await hands.settle()
  expect(await live()).toEqual([{ level: 'orange', n: COUNT }])
  const raised = story.received.map(({ body }) => `${body.kind} ${body.revision} ${body.replaces}`)
  expect(raised).toEqual(Array.from({ length: COUNT }, () => 'order 3 2'))
})

test('raised again before anybody was told of the release: the release is not told any more', async () => {
  await inForce()
  expect(await desk.change('lower', { level: 'blue' })).toBe(200)
  await hands.run('planOrders')
  expect(await desk.change('raise', { level: 'orange' })).toBe(200)
  await hands.settle()
  expect(story.received.map(({ body }) => body.kind)).toEqual(Array.from({ length: COUNT }, () => 'order'))
})

test('who goes on doing the same is told of the new end alone, whenever it is extended', async () => {
  await inForce()
  expect(await desk.change('extend', { endsAt: `${desk.day(4)}T00:00:00+08:00` })).toBe(200)
  await hands.settle()
  const kinds = story.received.map(({ body }) => body.content.changes?.map(({ kind }) => kind).join())
  expect(new Set(kinds)).toEqual(new Set(['ends']))
})
