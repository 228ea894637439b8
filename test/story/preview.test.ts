import { afterAll, beforeAll, expect, test } from 'vitest'
import { ByHand } from '../help/byHand.ts'
import { brickworks, Desk, inventedCode } from '../help/desk.ts'
import { anyBackend, StoryEngine } from '../help/engine.ts'

/* What is previewed before a signature is what the signature then orders, word for word, and the look leaves no trace. */

interface Message {
  enterprise: { id: string; name: string }
  purpose: string
  number: string
  revision: number
  replaces: number | null
  content: object
  texts: { short: string; long: string }
}
interface Seen {
  asks: string
  level: string
  tally: {
    total: { enterprises: number; linesStopped: number; noticeShort: number; promisedTonnes: Record<string, string> }
    comes: Record<string, number>
    counties: { county: string; enterprises: number }[]
    channels: { channel: string; messages: number }[]
    unreachable: { enterprises: number; first: { name: string }[] }
  } | null
  items: Message[]
  next: string | null
}

const MANY = 25
let story: StoryEngine
let hands: ByHand
let desk: Desk

function list() {
  const sheets = brickworks(MANY)
  // One that chooses for itself, and one protected.
  Object.assign(sheets.企业[0] ?? {}, { 绩效等级: 'A' })
  Object.assign(sheets.企业[1] ?? {}, { 企业类型: '保障', 保障依据: '民生保障', 保障任务上限: '日产不超过 10 吨' })
  return sheets
}

beforeAll(async () => {
  story = await StoryEngine.open(anyBackend(), {
    list: list(),
    clock: '2024-12-16T10:00:00.000Z',
    answering: () => ({ status: 200 }),
    parts: ['api'],
  })
  // One that no channel leads to.
  await story.engine.world.db.rows(
    `update contact set url = null where enterprise_id = (select id from enterprise where credit_code = $1)`,
    [inventedCode(2)],
  )
  hands = new ByHand(story.engine.world)
  desk = new Desk(story, () => hands.settle())
  await desk.episode()
})
afterAll(async () => {
  await hands.close()
  await story.close()
})

async function path(): Promise<string> {
  return `/warnings/${(await desk.living()).id}/preview`
}

/** Every message, page by page. */
async function previewed(who = 'mayor'): Promise<{ first: Seen; messages: Message[] }> {
  const base = await path()
  const { status, body: first } = await story.ask<Seen>(who, 'GET', `${base}?limit=10`)
  expect(status).toBe(200)
  const messages = [...first.items]
  for (let next = first.next; next !== null;) {
    const { body } = await story.ask<Seen>(who, 'GET', `${base}?limit=10&cursor=${next}`)
    expect(body.tally).toBeNull()
    messages.push(...body.items)
    next = body.next
  }
  return { first, messages }
}

async function ordered(): Promise<{ enterprise: string; number: string; revision: number; content: object }[]> {
  return await story.engine.world.db.rows(
    `select enterprise_id as enterprise, number, revision, content from enterprise_order
     where state not in ('superseded', 'released') order by enterprise_id`,
  )
}

async function traces(): Promise<object[]> {
  return await story.engine.world.db.rows(
    `select (select count(*) from enterprise_order) as orders, (select count(*) from effect) as effects,
       (select count(*) from delivery) as deliveries, (select count(*) from journal) as entries,
       (select list_id from warning order by id desc limit 1) as list`,
  )
}

const shown = (messages: readonly Message[]) =>
  messages.map(({ enterprise: { id }, number, revision, content }) => ({ enterprise: id, number, revision, content }))

test('before the first signature: everything that it would order, and nothing is left behind by looking', async () => {
  // Logging in leaves an entry of its own.
  await story.ask('mayor', 'GET', '/warnings')
  const before = await traces()
  const { first, messages } = await previewed()
  expect(await traces()).toEqual(before)
  expect(messages).toHaveLength(MANY)
  expect(first.tally).toMatchObject({
    total: { enterprises: MANY, noticeShort: 0, promisedTonnes: { so2: expect.stringMatching(/^\d+(\.\d+)?$/) } },
    comes: { first: MANY, revised: 0, unchanged: 0, released: 0 },
    counties: [{ county: '140802', enterprises: MANY }],
    channels: [{ channel: 'webhook', messages: MANY - 1, doneBy: null }],
    unreachable: { enterprises: 1, first: [{ name: '盐湖区示例砖瓦2厂' }] },
  })
  const [message] = messages
  expect(message?.texts.short).toMatch(/^〔演练〕运城市.色预警减排指令，盐湖区示例砖瓦\d+厂：/)
})

test('send to myself first: the very message, marked, by the officer’s own ways, and in no count', async () => {
  const [enterprise] = (await previewed()).messages
  const mine = `${await path()}/${enterprise?.enterprise.id ?? ''}/send-to-me`
  expect((await story.ask('mayor', 'POST', mine)).body['code']).toBe('preview.noWay')
  // The story's own receiver plays the officer's server, too.
  const [contact] = await story.engine.world.db.rows<{ url: string }>(
    'select url from contact where url is not null limit 1',
  )
  const url = new URL(contact?.url ?? '').origin
  const ways = [{ channel: 'webhook', url: `${url}/mayor` }, { channel: 'sms' }]
  expect((await story.ask('mayor', 'POST', '/rosters/ways', { phone: '15400000099', ways })).status).toBe(200)
  // What was due before has to do with the calls for a signature.
  await hands.settle()
  const before = await traces()
  story.received.length = 0
  const asked = await story.ask<{ trials: { channel: string; outcome: null }[] }>('mayor', 'POST', mine)
  expect(asked.status).toBe(202)
  expect(asked.body.trials.map(({ channel }) => channel)).toEqual(['webhook', 'sms'])
  await hands.settle()
  expect(story.received.map((message) => [message.path, message.body.kind])).toEqual([['/mayor', 'trial']])
  const [got] = story.received
  expect(got?.body).toMatchObject({ trial: true, exercise: true, content: enterprise?.content })
  expect(got?.body).not.toHaveProperty('answer')
  // The one that no channel leads to failed by name, and nothing of the warning has moved.
  const { body } = await story.ask<{ items: { channel: string; outcome: string; why: string | null }[] }>(
    'duty',
    'GET',
    `/warnings/${(await desk.living()).id}/trials`,
  )
  expect(new Map(body.items.map(({ channel, outcome, why }) => [channel, `${outcome} ${why ?? ''}`]))).toEqual(
    new Map([
      ['webhook', 'delivered '],
      ['sms', 'failed no channel sms'],
    ]),
  )
  const [was, is] = [before, await traces()].map(([row]) => ({ ...row, entries: 0 }))
  expect(is).toEqual(was)
  expect((await story.ask('county', 'POST', mine)).status).toBe(403)
  expect((await story.ask('elsewhere', 'POST', mine)).status).toBe(404)
})

test('what is signed then is what was previewed', async () => {
  const { messages } = await previewed()
  expect(await desk.sign()).toBe(200)
  await hands.settle()
  expect(shown(messages)).toEqual(await ordered())
  expect((await story.ask('mayor', 'GET', await path())).body['code']).toBe('preview.nothingProposed')
})

test('before a raise: who hears of it, with what is replaced, and who keeps what it holds', async () => {
  // Not conferred on yet: the look takes it as proposed.
  expect(await desk.propose('raise', { level: 'red' })).toBe(202)
  const { first, messages } = await previewed('duty')
  expect(first).toMatchObject({ asks: 'orders', level: 'red', tally: { comes: { first: 0, revised: MANY } } })
  for (const { revision, replaces } of messages) expect([revision, replaces]).toEqual([2, 1])
  const [some] = messages
  const one = await story.ask<{ unchanged: boolean; message: Message }>(
    'mayor',
    'GET',
    `${await path()}/${some?.enterprise.id ?? ''}`,
  )
  expect(one.body).toEqual({ unchanged: false, message: some })
  await desk.confer()
  expect(shown((await previewed()).messages)).toEqual(shown(messages))
  expect(await desk.sign()).toBe(200)
  await hands.settle()
  expect(shown(messages)).toEqual(await ordered())
})

test('before a lift: everybody who would be released, and what they would be told', async () => {
  expect(await desk.propose('lift', {})).toBe(202)
  const { first, messages } = await previewed()
  expect(first).toMatchObject({ asks: 'release', tally: { comes: { released: MANY }, total: { enterprises: 0 } } })
  expect(new Set(messages.map(({ purpose }) => purpose))).toEqual(new Set(['release']))
  expect(messages).toHaveLength(MANY)
  story.received.length = 0
  await desk.confer()
  expect(await desk.sign()).toBe(200)
  await hands.settle()
  const told = story.received.map(({ body }) => [body.kind, body.revision, body.replaces])
  expect(told).toHaveLength(MANY - 1)
  for (const [kind, revision, replaces] of told)
    expect([kind, revision, replaces]).toEqual(['release', messages[0]?.revision, messages[0]?.replaces])
})

test('is for those who propose and sign, in their own city, about what exists', async () => {
  const id = (await desk.warning())?.id ?? ''
  expect((await story.ask('county', 'GET', `/warnings/${id}/preview`)).status).toBe(403)
  expect((await story.ask('elsewhere', 'GET', `/warnings/${id}/preview`)).status).toBe(404)
  const none = '0176752c-0000-7000-8000-00000000e001'
  expect((await story.ask('duty', 'GET', `/warnings/${none}/preview`)).status).toBe(404)
  expect((await story.ask('duty', 'GET', `/warnings/${id}/preview?limit=0`)).status).toBe(400)
  expect((await story.ask('duty', 'GET', `/warnings/${id}/preview?cursor=x`)).status).toBe(400)
})
