import { afterAll, beforeAll, expect, test } from 'vitest'
import { Providers } from '../../src/drill/providers/providers.ts'
import { addMinutes } from '../../src/model/time.ts'
import { ByHand } from '../help/byHand.ts'
import { brickworks, Desk } from '../help/desk.ts'
import { anyBackend, StoryEngine } from '../help/engine.ts'
import { expectSound } from '../help/invariants.ts'

/*
 * A season opener of a city of six plants: 0 and 1 have one control room and one number, 5 has a server beside its
 * telephone, 4 has neither. A provider of SMS that lets two parts a minute through, and one of calls.
 */

const COUNT = 6
const CLOCK = '2024-09-20T01:00:00.000Z'

let story: StoryEngine
let hands: ByHand
let desk: Desk
let providers: Providers

beforeAll(async () => {
  providers = await Providers.open({ seed: 1, now: CLOCK, rate: { count: 2, seconds: 60, burst: 2 } })
  const list = brickworks(COUNT)
  list.联系人[1] = { ...list.联系人[1], 电话: list.联系人[0]?.['电话'] }
  const described = providers.describe()
  story = await StoryEngine.open(anyBackend(), {
    list,
    clock: CLOCK,
    answering: () => ({ status: 200 }),
    parts: ['api'],
    providers: described,
  })
  await story.engine.world.db.rows(
    `update contact set sms = true, url = case when enterprise_id in (
       select enterprise_id from listing where name like '%砖瓦5厂') then url end`,
  )
  providers.callBack(story.engine.url)
  hands = new ByHand(story.engine.world, undefined, described)
  desk = new Desk(story, () => hands.settle())
})
afterAll(async () => {
  await hands.close()
  await providers.close()
  await story.close()
})

const now = () => story.engine.world.clock.now()

async function advance(minutes: number): Promise<void> {
  await story.ask('duty', 'POST', '/clock', { advance: minutes })
  providers.tell(now())
  await providers.settled()
  await hands.settle()
}

interface Counts {
  tested: number
  answered: number
  waiting: number
  silent: number
  unreached: number
  calledOff: number
}
interface Report {
  state: string
  contacts: Counts
  ways: (Counts & { channel: string })[]
  counties: { county: string; contacts: Counts; ways: (Counts & { channel: string })[] }[]
}
interface Tried {
  contactId: string
  enterprise: { id: string; name: string }
  phone: string
  outcome: string
  answeredAt: string | null
  ways: { channel: string; outcome: string; answeredBy: string | null }[]
}
interface Preview {
  contacts: number
  wayless: number
  channels: { channel: string; messages: number; parts: number; doneBy: string | null }[]
  doneBy: string
  example: { short: string }
}

async function start(answerMinutes: number, area = '140800', who = 'duty') {
  const answerBy = addMinutes(now(), answerMinutes)
  const { status, body } = await story.ask<{ id: string; code?: string }>(who, 'POST', '/openers', { area, answerBy })
  return { status, id: body.id, code: body.code }
}

async function report(id: string, who = 'duty'): Promise<Report> {
  return (await story.ask<Report>(who, 'GET', `/openers/${id}`)).body
}

async function tried(id: string, only = '', who = 'duty'): Promise<Tried[]> {
  const query = only === '' ? '' : `?only=${only}`
  return (await story.ask<{ items: Tried[] }>(who, 'GET', `/openers/${id}/contacts${query}`)).body.items
}

async function callOff(id: string, who = 'duty') {
  return await story.ask<{ state: string; code?: string }>(who, 'POST', `/openers/${id}/call-off`, {})
}

/** What was sent since the last look, by channel. */
function sent(): Map<string, { to: string; text: string; id: string; key: string }[]> {
  return Map.groupBy(providers.taken.splice(0), ({ channel }) => channel)
}

/** The telephone of a plant, as the list has it. */
const numberOf = (plant: number) => `154${String(plant).padStart(8, '0')}`
const sum = (counts: Counts) => counts.answered + counts.waiting + counts.silent + counts.unreached + counts.calledOff

function expectSums({ contacts, ways, counties }: Report): void {
  for (const counts of [contacts, ...ways, ...counties.flatMap((one) => [one.contacts, ...one.ways])])
    expect(sum(counts)).toBe(counts.tested)
  const total = counties.reduce((all, one) => all + one.contacts.answered, 0)
  expect(total).toBe(contacts.answered)
}

test('the preview says what goes out and until when, and leaves no trace', async () => {
  const { status, body } = await story.ask<Preview>('duty', 'GET', '/openers/preview?area=140800')
  expect(status).toBe(200)
  expect(body).toMatchObject({ contacts: COUNT, wayless: 0 })
  // Of a number that two plants share there is one SMS and one call.
  expect(body.channels.map(({ channel, messages }) => [channel, messages])).toEqual([
    ['sms', COUNT - 1],
    ['voice', COUNT - 1],
    ['webhook', 1],
  ])
  const [sms, , webhook] = body.channels
  expect(webhook?.doneBy).toBeNull()
  // Two parts go at once, the others two a minute.
  const minutes = (Date.parse(sms?.doneBy ?? '') - Date.parse(now())) / 60_000
  expect(minutes).toBeCloseTo(((sms?.parts ?? 0) - 2) / 2, 1)
  expect(body.doneBy).toBe(sms?.doneBy)
  expect(body.example.short).toContain('联络测试，不是指令')
  const { db } = story.engine.world
  expect(await db.rows('select 1 as one from delivery union all select 1 from opener')).toEqual([])
})

test('whoever may not, or asks for the impossible, is refused, and nothing is begun', async () => {
  expect(await start(0.2)).toMatchObject({ status: 422, code: 'opener.tooSoon' })
  expect((await start(600, '140800', 'elsewhere')).status).toBe(404)
  expect((await start(600, '140800', 'county')).status).toBe(404)
  expect((await start(600, '140800', 'auditor')).status).toBe(403)
  expect(await start(600, '140900', 'elsewhere')).toMatchObject({ status: 409, code: 'opener.noList' })
  expect((await story.ask(null, 'POST', '/openers/answers', { token: 'x'.repeat(38) })).status).toBe(404)
})

test('each way is tried and answered by itself; opened is not answered; a shared telephone answers for both', async () => {
  const { id } = await start(600)
  expect(await start(600)).toMatchObject({ status: 409, code: 'opener.running' })
  expect(await start(600, '140802')).toMatchObject({ status: 409, code: 'opener.running' })
  await hands.settle()
  for (let minute = 0; minute < 5; minute++) await advance(1)
  const gone = sent()
  const [sms, voice] = [gone.get('sms') ?? [], gone.get('voice') ?? []]
  expect([sms.length, voice.length]).toEqual([COUNT - 1, COUNT - 1])
  for (const { text } of [...sms, ...voice]) expect(text).toMatch(/演练.*联络测试，不是(减排)?指令/)
  const before = await report(id)
  expectSums(before)
  expect(before.contacts).toMatchObject({ tested: COUNT, silent: COUNT })

  const shared = sms.find(({ text }) => text.includes('等2家企业')) ?? expect.fail('nobody shares a telephone')
  providers.reply(shared.to, '8')
  const called = voice.find(({ to }) => to === numberOf(2)) ?? expect.fail('plant 2 was not called')
  providers.press(called.id, '1')
  providers.press(called.id, '1')
  // Nobody holds an order: a plain 收到 can only mean the test.
  providers.reply(numberOf(3), '收到')
  await providers.settled()
  const letter = story.received.at(-1) ?? expect.fail('the server got nothing')
  expect(letter.body).toMatchObject({ kind: 'letter', about: 'lineTest', exercise: true })
  const { url, token, page } = letter.body.answer as { url: string; token: string; page: string }
  const opened = await fetch(page)
  expect(await opened.text()).toContain('不是指令')
  expect((await report(id)).contacts.answered).toBe(4)
  expect((await fetch(page, { method: 'POST', redirect: 'manual' })).status).toBe(303)
  expect(await (await fetch(page)).text()).toContain('已确认收到')
  expect((await story.ask(null, 'POST', url, { token })).body).toEqual({ answered: true })

  const after = await report(id)
  expectSums(after)
  expect(after.contacts).toMatchObject({ tested: COUNT, answered: 5, silent: 1 })
  const byWay = Object.fromEntries(after.ways.map(({ channel, answered }) => [channel, answered]))
  expect(byWay).toEqual({ sms: 3, voice: 1, webhook: 1 })
  // The county's own list: nobody before the time has passed, then whoever has not answered.
  expect(await tried(id, 'stale')).toEqual([])
  expect((await report(id, 'county')).contacts.tested).toBe(0)
  expect(await tried(id, '', 'county')).toEqual([])
  await advance(600)
  expect((await report(id)).state).toBe('over')
  expect((await tried(id, 'stale')).map(({ enterprise }) => enterprise.name)).toEqual(['盐湖区示例砖瓦4厂'])
  expect((await callOff(id)).status).toBe(409)
  await expectSound(story.engine.world.db)
})

test('a corrected contact is tried anew, and nobody else; its last answer stands with it', async () => {
  const [{ id }] = (await story.ask<{ items: [{ id: string }] }>('duty', 'GET', '/openers')).body.items
  const [stale] = await tried(id, 'stale')
  if (!stale) return expect.fail('nobody is stale')
  const path = `/enterprises/${stale.enterprise.id}/contacts/${stale.contactId}`
  const person = { name: '示例新联系人', phone: '15477777777' }
  expect((await story.ask('county', 'POST', path, person)).status).toBe(404)
  expect((await story.ask('duty', 'POST', path, { ...person, phone: '12x' })).status).toBe(400)
  const corrected = await story.ask<{ items: { phone: string; answeredAt: string | null }[] }>(
    'duty',
    'POST',
    path,
    person,
  )
  // Whoever has just written it knows the number; screens show it masked.
  expect(corrected.body.items).toMatchObject([{ phone: '154****7777', answeredAt: null }])
  await hands.settle()
  for (let minute = 0; minute < 2; minute++) await advance(1)
  const gone = sent()
  expect([...gone.values()].flat().map(({ to }) => to)).toEqual([person.phone, person.phone])
  expectSums(await report(id))
  expect((await report(id)).contacts.tested).toBe(COUNT)
  providers.reply(person.phone, '8')
  await providers.settled()
  expect(await tried(id, 'stale')).toEqual([])
  const again = (await tried(id, 'answered')).find(({ contactId }) => contactId === stale.contactId)
  expect(again).toMatchObject({ phone: '154****7777', answeredAt: expect.any(String) })
  const marks = await story.engine.world.db.rows<{ mark: string }>(
    'select distinct phone_mark as mark from contact where id = $1 or phone_mark is null',
    [stale.contactId],
  )
  expect(marks).toHaveLength(1)
})

test('a real order goes first, and neither is taken for the other', async () => {
  await desk.episode()
  expect(await start(600)).toMatchObject({ status: 201 })
  await hands.run('testLines')
  // The tests take their places in the line before the orders do.
  await hands.run('deliver')
  expect(await desk.sign()).toBe(200)
  await hands.settle()
  for (let minute = 0; minute < 12; minute++) await advance(1)
  const sms = sent().get('sms') ?? []
  const isOrder = sms.map(({ text }) => text.includes('编号'))
  // Whatever had room when it came has gone; from then on every order goes before every test.
  expect(isOrder.slice(isOrder.indexOf(true)).lastIndexOf(true)).toBeLessThan(
    isOrder.slice(isOrder.indexOf(true)).indexOf(false),
  )
  const two = sms.find(({ text }) => text.includes('编号') && text.includes('砖瓦2厂')) ?? expect.fail('no order')
  const number = /编号(.+)$/.exec(two.text)?.[1]
  const state = async () => {
    const { body } = await story.ask<{ items: { number: string; state: string }[] }>('duty', 'GET', '/orders?limit=50')
    return body.items.find((one) => one.number === number)?.state
  }
  const [{ id }] = (await story.ask<{ items: [{ id: string }] }>('duty', 'GET', '/openers')).body.items
  const answered = async () => (await report(id)).contacts.answered
  const before = await state()
  providers.reply(two.to, '8')
  await providers.settled()
  expect([await state(), await answered()]).toEqual([before, 1])
  providers.reply(two.to, '1')
  await providers.settled()
  expect([await state(), await answered()]).toEqual(['acknowledged', 1])
  expect((await callOff(id)).body.state).toBe('calledOff')
  await desk.end()
  for (let minute = 0; minute < 30; minute++) await advance(1)
  await expectSound(story.engine.world.db)
})

test('called off, nothing more goes out, and what was sent may still be answered', async () => {
  providers.taken.length = 0
  const { id } = await start(600)
  await hands.run('testLines')
  await hands.run('deliver')
  expect((await callOff(id, 'county')).status).toBe(404)
  expect((await callOff(id)).body.state).toBe('calledOff')
  await hands.settle()
  for (let minute = 0; minute < 5; minute++) await advance(1)
  expect(sent().get('sms') ?? []).toEqual([])
  const after = await report(id)
  expectSums(after)
  expect(after.ways.find(({ channel }) => channel === 'sms')).toMatchObject({ calledOff: COUNT })
  expect(await start(600)).toMatchObject({ status: 201 })
  await expectSound(story.engine.world.db)
})
