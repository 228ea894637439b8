import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { sweep } from '../../src/app/sweeper.ts'
import { Providers } from '../../src/drill/providers/providers.ts'
import { addHours } from '../../src/model/time.ts'
import { toldBy } from '../../src/receipts/callbacks/store.ts'
import { ByHand } from '../help/byHand.ts'
import { brickworks, Desk } from '../help/desk.ts'
import { anyBackend, StoryEngine } from '../help/engine.ts'
import { expectSound } from '../help/invariants.ts'

/*
 * Enterprises that have a telephone and no server. A provider that lets four parts a minute through, two of these SMS; the plants 0 and 1
 * have one control room and one number.
 */

const COUNT = 4
const CLOCK = '2024-12-16T10:00:00.000Z'

let story: StoryEngine
let hands: ByHand
let desk: Desk
let providers: Providers
let described: ReturnType<Providers['describe']>

beforeAll(async () => {
  providers = await Providers.open({
    seed: 1,
    now: CLOCK,
    rate: { count: 4, seconds: 60, burst: 4 },
    channels: ['sms'],
    faults: { unreported: 1 },
  })
  const list = brickworks(COUNT)
  list.联系人[1] = { ...list.联系人[1], 电话: list.联系人[0]?.['电话'] }
  described = providers.describe()
  story = await StoryEngine.open(anyBackend(), {
    list,
    clock: CLOCK,
    answering: () => ({ status: 200 }),
    parts: ['api'],
    providers: described,
  })
  await story.engine.world.db.rows('update contact set url = null, sms = true')
  providers.callBack(story.engine.url)
  hands = new ByHand(story.engine.world, undefined, described)
  desk = new Desk(story, () => hands.settle())
})
afterAll(async () => {
  await hands.close()
  await providers.close()
  await story.close()
})
beforeEach(async () => {
  await desk.episode()
  providers.taken.length = 0
  expect(await desk.sign()).toBe(200)
  await hands.settle()
})
afterEach(async () => {
  providers.misbehave({ unreported: 1 })
  await expectSound(story.engine.world.db)
  await desk.end()
  for (const minutes of [2, 2, 12]) await advance(minutes)
  await expectSound(story.engine.world.db)
})

async function advance(minutes: number): Promise<void> {
  await story.ask('duty', 'POST', '/clock', { advance: minutes })
  providers.tell(story.engine.world.clock.now())
  await hands.settle()
}

/** Until the line is empty. */
async function everybody(): Promise<void> {
  for (let minute = 0; minute < 3; minute++) await advance(1)
}

interface Board {
  waiting: number
  delivered: number
  givenUp: number
  acknowledged: number
  finishing: { channel: string; provider: string; waiting: number; doneBy: string }[]
}

async function board(): Promise<Board> {
  const { id } = await desk.living()
  return (await story.ask<Board>('duty', 'GET', `/warnings/${id}/board`)).body
}

interface Seen {
  number: string
  state: string
  evidence: { rung: string; channel: string; by: string; detail: { text?: string } | null }[]
}

async function order(number: string): Promise<Seen> {
  const { body } = await story.ask<{ items: { id: string; number: string }[] }>('duty', 'GET', '/orders?limit=100')
  const id = body.items.find((one) => one.number === number)?.id ?? expect.fail(`no order ${number}`)
  return (await story.ask<Seen>('duty', 'GET', `/orders/${id}`)).body
}

const numberIn = (text: string) => /编号(.+)$/.exec(text)?.[1] ?? expect.fail(text)
const sent = (n: number) => providers.taken[n] ?? expect.fail(`message ${n} was not sent`)

async function called(provider: string, body: object, headers: Record<string, string> = {}) {
  return await story.ask<{ code?: string }>(null, 'POST', `/callbacks/${provider}`, body, headers)
}

/** What the engine says to a callback that proves who it comes from. */
async function callback(body: { id: string; [field: string]: string }): Promise<void> {
  const before = providers.answers.length
  if ('text' in body) providers.reply(body['from'] ?? '', body['text'] ?? '', body.id)
  else providers.report(body.id, body['state'] ?? '')
  await providers.settled()
  expect(providers.answers.slice(before)).toEqual([200])
  await hands.settle()
}

test('two go at once, the others wait for their minute and are not tried meanwhile; the board says until when', async () => {
  expect(providers.taken).toHaveLength(2)
  const { finishing, waiting } = await board()
  expect(waiting).toBe(COUNT)
  expect(finishing).toEqual([{ channel: 'sms', provider: 'sim-sms', waiting: 2, doneBy: expect.any(String) }])
  const minutes = (Date.parse(finishing[0]?.doneBy ?? '') - Date.parse(story.engine.world.clock.now())) / 60_000
  // An SMS of several parts counts as several.
  expect(minutes).toBeGreaterThan(0.5)
  expect(minutes).toBeLessThan(10)
  await everybody()
  expect(providers.taken).toHaveLength(COUNT)
  expect((await board()).finishing).toEqual([])
  const rows = await story.engine.world.db.rows<{ attempts: number }>(
    `select (context->>'attempts')::int as attempts from delivery where purpose = 'order' and state = 'accepted'`,
  )
  expect(rows.every(({ attempts }) => attempts === 1)).toBe(true)
})

test('sent is not delivered: the report says so, each rung with its channel, and twice is once', async () => {
  const { id, text } = sent(0)
  const number = numberIn(text)
  expect((await order(number)).state).toBe('planned')
  await callback({ id, state: 'DELIVERED' })
  await callback({ id, state: 'DELIVERED' })
  // The first word of a provider counts.
  await callback({ id, state: 'UNDELIVERED' })
  const { state, evidence } = await order(number)
  expect(state).toBe('live')
  expect(evidence.map(({ rung, channel }) => `${rung} ${channel}`)).toEqual([
    'queued sms',
    'handedOver sms',
    'accepted sms',
    'delivered sms',
  ])
})

test('who never reports puts the order on the county’s list, and a late report takes it off again', async () => {
  const { id, text } = sent(0)
  await advance(11)
  expect((await order(numberIn(text))).state).toBe('unreached')
  expect((await board()).givenUp).toBeGreaterThan(0)
  await callback({ id, state: 'DELIVERED' })
  const { state, evidence } = await order(numberIn(text))
  expect(state).toBe('live')
  expect(evidence.map(({ rung }) => rung)).toContain('givenUp')
})

test('a plain 收到 of a room with two plants names neither; with the code each is answered alone', async () => {
  await everybody()
  const shared = providers.taken.filter(
    ({ to }) =>
      to === providers.taken.find((one, n) => providers.taken.some((other, m) => m !== n && other.to === one.to))?.to,
  )
  expect(shared).toHaveLength(2)
  const [one, other] = shared.map(({ text }) => numberIn(text)) as [string, string]
  const from = `+86${shared[0]?.to}`
  await callback({ id: 'mo-1', from, text: '收到' })
  expect([(await order(one)).state, (await order(other)).state]).not.toContain('acknowledged')
  await callback({ id: 'mo-2', from, text: `1 ${one.slice(-6)}` })
  expect((await order(one)).state).toBe('acknowledged')
  expect((await order(other)).state).not.toBe('acknowledged')
  await callback({ id: 'mo-3', from, text: `收到，${other}` })
  const { state, evidence } = await order(other)
  expect(state).toBe('acknowledged')
  expect(evidence.find(({ rung }) => rung === 'acknowledged')).toMatchObject({
    channel: 'sms',
    by: expect.stringMatching(/^contact:/),
  })
})

/** A new revision for everybody, and time enough for all of it to go out and to be asked after. */
async function raised(): Promise<Map<string, string[]>> {
  providers.taken.length = 0
  expect(await desk.change('raise', { level: 'orange' })).toBe(200)
  await hands.settle()
  for (let minute = 0; minute < 9; minute++) await advance(1)
  const second = providers.taken.filter(({ key }) => key.endsWith('.2'))
  return new Map([...Map.groupBy(second, ({ key }) => key)].map(([key, taken]) => [key, taken.map(({ text }) => text)]))
}

test('of a message whose fate nobody knows the provider is asked, and it is not sent again', async () => {
  providers.misbehave({ takenThenSilent: 1 })
  const texts = [...(await raised()).values()]
  expect(texts).toHaveLength(COUNT)
  for (const each of texts) expect(each).toEqual([expect.not.stringContaining('重发')])
  expect((await board()).delivered).toBeGreaterThanOrEqual(COUNT)
})

test('where the provider can not tell it is sent once more, marked, with the same number', async () => {
  providers.misbehave({ takenThenSilent: 1, unreported: 1 })
  const texts = [...(await raised()).values()]
  expect(texts).toHaveLength(COUNT)
  for (const each of texts) {
    expect(each).toEqual([expect.not.stringContaining('重发'), expect.stringContaining('重发')])
    expect(new Set(each.map(numberIn)).size).toBe(1)
  }
})

/** A worker that dies after it has handed a message over and before it could write that down. */
async function raisedAndKilled(): Promise<string[]> {
  const die = () => Promise.reject(new Error('killed'))
  const dying = new ByHand(story.engine.world, die, described)
  await everybody()
  providers.taken.length = 0
  expect(await desk.change('raise', { level: 'orange' })).toBe(200)
  let killed = 0
  for (let effects = await hands.due(); effects.length > 0 && killed === 0; effects = await hands.due())
    for (const effect of effects)
      if (effect.kind === 'deliver' && 'granted' in effect.params) {
        await expect(dying.carryOut(effect)).rejects.toThrow('killed')
        killed++
      } else await hands.carryOut(effect)
  expect(killed).toBeGreaterThan(0)
  expect(providers.taken).toHaveLength(killed)
  await dying.close()
  const keys = providers.taken.map(({ key }) => key)
  for (let minute = 0; minute < 9; minute++) await advance(1)
  return keys
}

const textsOf = (key: string) => providers.taken.filter((one) => one.key === key).map(({ text }) => text)

test('a worker is killed while a message goes out: the provider is asked, and it is not sent again', async () => {
  providers.misbehave({})
  for (const key of await raisedAndKilled()) expect(textsOf(key)).toEqual([expect.not.stringContaining('重发')])
  expect((await board()).delivered).toBeGreaterThanOrEqual(COUNT)
})

test('a worker is killed while a message goes out, and the provider can not tell: once more, marked', async () => {
  for (const key of await raisedAndKilled()) {
    expect(textsOf(key)).toEqual([expect.not.stringContaining('重发'), expect.stringContaining('重发')])
    expect(new Set(textsOf(key).map(numberIn)).size).toBe(1)
  }
})

test('a contact who reads English is told in English, by whom the Chinese binds, and answers by the same 1', async () => {
  const { db } = story.engine.world
  await db.rows(`update contact set language = 'en'`)
  await everybody()
  await db.rows(`update contact set language = 'zh'`)
  expect(sent(0).text).toMatch(/减排指令，/)
  const english = sent(2)
  expect(english.text).toMatch(/ warning, order, .+ The Chinese text binds\. Code \w+\. No\. /)
  await callback({ id: 'english', from: english.to, text: '1' })
  expect((await board()).acknowledged).toBeGreaterThan(0)
})

test('what went out and what was called back is forgotten after a month, but not of an order that lives', async () => {
  const { db, clock } = story.engine.world
  await callback({ id: sent(0).id, state: 'DELIVERED' })
  const kept = async () =>
    await db.rows<{ living: boolean }>(
      `select exists (select 1 from enterprise_order n where n.order_id = o.order_id
         and n.state not in ('superseded', 'released', 'recalled')) as living
       from handed h join delivery d on d.id = h.delivery_id join enterprise_order o on o.id = d.order_row`,
    )
  const living = (await kept()).filter((one) => one.living).length
  expect(living).toBeGreaterThan(0)
  expect((await kept()).length).toBeGreaterThan(living)
  await sweep(db, addHours(clock.now(), 29 * 24), 30)
  expect(await db.rows('select 1 as one from callback where at > $1', [addHours(clock.now(), -1)])).toHaveLength(1)
  await sweep(db, addHours(clock.now(), 31 * 24), 30)
  const left = await kept()
  expect(left).toHaveLength(living)
  expect(left.every((one) => one.living)).toBe(true)
  expect(await db.rows('select 1 as one from callback')).toEqual([])
})

test('a reply means the revision that came, not the one that failed; where nothing else came, what failed', async () => {
  await everybody()
  const alone = providers.taken.find(({ to }) => !to.endsWith('0')) ?? expect.fail('nobody is alone')
  const number = numberIn(alone.text)
  await callback({ id: alone.id, state: 'DELIVERED' })
  const other = providers.taken.find(({ to }) => !to.endsWith('0') && to !== alone.to) ?? expect.fail('nobody else')
  await callback({ id: other.id, state: 'UNDELIVERED' })
  await callback({ id: 'mo-8', from: other.to, text: '1' })
  expect((await order(numberIn(other.text))).state).toBe('acknowledged')
  await raised()
  const newer =
    providers.taken.find(({ to, key }) => to === alone.to && key.endsWith('.2')) ?? expect.fail('no revision')
  await callback({ id: newer.id, state: 'UNDELIVERED' })
  await callback({ id: 'mo-7', from: alone.to, text: '1' })
  expect((await order(number)).state).not.toBe('acknowledged')
})

test('the end is told by a way that the order did not prove to lead nowhere: a plant must not stand still for nothing', async () => {
  const { db } = story.engine.world
  await everybody()
  const alone = providers.taken.find(({ to }) => !to.endsWith('0')) ?? expect.fail('nobody is alone')
  const { number } = await order(numberIn(alone.text))
  await callback({ id: alone.id, state: 'DELIVERED' })
  // Its server comes first in the list and is gone: it said 410 to the order, which went by SMS then.
  await db.rows(
    `update contact set url = 'http://127.0.0.1:9/gone' where enterprise_id =
    (select enterprise_id from enterprise_order where number = $1 order by revision desc limit 1)`,
    [number],
  )
  await db.rows(
    `insert into delivery (id, area, state, context, machine_version, created_at, updated_at, order_row, contact_id, channel,
       address, purpose, key)
     select gen_random_uuid(), d.area, 'givenUp', d.context, d.machine_version, d.created_at, d.updated_at, d.order_row,
       d.contact_id, 'webhook', 'http://127.0.0.1:9/gone', 'order', d.key || '.gone'
     from delivery d join enterprise_order o on o.id = d.order_row where o.number = $1`,
    [number],
  )
  await desk.end()
  await everybody()
  const releases = await db.rows<{ channel: string; told: string }>(
    `select d.channel, d.provider_message as told from delivery d join enterprise_order o on o.id = d.order_row
     where o.number = $1 and d.purpose in ('ending', 'release')`,
    [number],
  )
  expect(releases.map(({ channel }) => channel)).toEqual(['sms'])
  // Who answers the news of the end has not answered the order.
  expect(await toldBy(db, 'sms', alone.id)).toMatchObject({ number })
  expect(await toldBy(db, 'sms', releases[0]?.told ?? '')).toBeNull()
  await db.rows('update contact set url = null')
})

test('what else somebody writes is kept for the officer, and a number that nobody was sent to changes nothing', async () => {
  await everybody()
  const alone = providers.taken.find(({ to }) => !to.endsWith('0')) ?? expect.fail('nobody is alone')
  await callback({ id: 'mo-4', from: alone.to, text: '没收到电话' })
  await callback({ id: 'mo-5', from: '15499999999', text: '收到' })
  await callback({ id: 'mo-6', from: alone.to, text: '1' })
  await callback({ id: 'mo-6', from: alone.to, text: '1' })
  const seen = await order(numberIn(alone.text))
  expect(seen.state).toBe('acknowledged')
  expect(seen.evidence.find(({ rung }) => rung === 'replied')?.detail).toEqual({ text: '没收到电话' })
})

test('a callback that proves nothing, or says nothing, is refused', async () => {
  expect(await called('sim-sms', { id: 'x', state: 'DELIVERED' })).toMatchObject({
    status: 401,
    body: { code: 'callback.forged' },
  })
  expect((await called('nobody', { id: 'x' })).status).toBe(401)
  const signature = { 'x-sim-signature': `t=1,v1=${'0'.repeat(64)}` }
  expect((await called('sim-sms', { id: 'x', state: 'DELIVERED' }, signature)).status).toBe(401)
  const before = providers.answers.length
  providers.report('', '')
  await providers.settled()
  expect(providers.answers.slice(before)).toEqual([400])
})

test('no number stands in clear where messages, effects and the journal are kept', async () => {
  const { db } = story.engine.world
  const rows = await db.rows<{ text: string }>(
    `select d::text as text from delivery d union all select l::text from in_line l union all select h::text from handed h
     union all select c::text from callback c union all select e::text from effect e union all select body from journal`,
  )
  expect(rows.length).toBeGreaterThan(10)
  const numbers = [...new Set(providers.taken.map(({ to }) => to))]
  for (const { text } of rows) for (const number of numbers) expect(text).not.toContain(number)
})
