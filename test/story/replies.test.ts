import { afterAll, beforeAll, expect, test } from 'vitest'
import { Providers } from '../../src/drill/providers/providers.ts'
import { ByHand } from '../help/byHand.ts'
import { brickworks, Desk } from '../help/desk.ts'
import { anyBackend, StoryEngine } from '../help/engine.ts'
import { expectSound } from '../help/invariants.ts'

/* Officers and departments answer as they are asked to: 回复 1, 按 1. Nobody else's call is answered by it. */

const CLOCK = '2024-12-15T10:00:00.000Z'
const [DUTY, MAYOR, POLICE, HOUSING] = ['15400000071', '15400000072', '15400000073', '15400000074']

let story: StoryEngine
let hands: ByHand
let desk: Desk
let providers: Providers

beforeAll(async () => {
  providers = await Providers.open({
    seed: 1,
    now: CLOCK,
    rate: { count: 100, seconds: 60, burst: 100 },
    channels: ['sms', 'voice'],
    faults: { unreported: 1 },
  })
  const described = providers.describe()
  story = await StoryEngine.open(anyBackend(), {
    list: brickworks(1),
    clock: CLOCK,
    answering: () => ({ status: 200 }),
    parts: ['api'],
    providers: described,
  })
  providers.callBack(story.engine.url)
  hands = new ByHand(story.engine.world, undefined, described)
  desk = new Desk(story, () => hands.settle())
  for (const [who, phone, channel] of [
    ['duty', DUTY, 'sms'],
    ['vicemayor', MAYOR, 'voice'],
  ] as const)
    expect((await story.ask(who, 'POST', '/rosters/ways', { phone, ways: [{ channel }] })).status).toBe(200)
  for (const [kind, phone, way] of [
    ['police', POLICE, 'sms'],
    ['housing', HOUSING, 'voice'],
  ] as const) {
    const contacts = [{ name: kind, phone, ways: [way] }]
    expect((await story.ask('duty', 'POST', '/departments', { area: '140800', kind, contacts })).status).toBe(200)
  }
}, 120_000)
afterAll(async () => {
  await hands.close()
  await providers.close()
  await story.close()
})

interface Wake {
  cause: string
  state: string
  answered: { by: string } | null
}
const wakes = async (cause: string) =>
  (await story.ask<{ items: Wake[] }>('duty', 'GET', '/wakes')).body.items.filter((one) => one.cause === cause)
const states = async (kind: string) => {
  const { body } = await story.ask<{ items: { state: string; department: { kind: string } | null }[] }>(
    'duty',
    'GET',
    '/tasks?kind=department&limit=100',
  )
  return [...new Set(body.items.filter(({ department }) => department?.kind === kind).map(({ state }) => state))]
}
/** The notice itself is answered on its page, and no reply is for it. */
const sentTo = (phone: string) =>
  providers.taken.findLast(({ to, text }) => to === phone && !text.includes('〔通知〕')) ??
  expect.fail(`nothing was sent to ${phone}`)

async function reply(from: string, text: string): Promise<void> {
  providers.reply(from, text)
  await providers.settled()
  await hands.settle()
}
async function press(id: string, key: string): Promise<void> {
  providers.press(id, key)
  await providers.settled()
  await hands.settle()
}

test('a reply answers the call that the telephone had, and no other word or number does', async () => {
  await desk.forecast(desk.day(0), [210, 215, 90, 80, 80, 80, 80])
  expect(sentTo(DUTY).text).toContain('回复 1')
  for (const [from, text] of [
    [MAYOR, '1'],
    [DUTY, '没收到'],
    [DUTY, '10'],
  ] as const) {
    await reply(from, text)
    expect(await wakes('forecastTurned')).toMatchObject([{ state: 'calling', answered: null }])
  }
  await reply(DUTY, '1')
  expect(await wakes('forecastTurned')).toMatchObject([
    { state: 'answered', answered: { by: expect.stringMatching(/^user:/) } },
  ])
  // Again it changes nothing.
  await reply(DUTY, '收到')
  expect(await wakes('forecastTurned')).toHaveLength(1)
})

test('a key that is pressed answers the very call', async () => {
  await desk.confer()
  await hands.settle()
  const { id, text } = sentTo(MAYOR)
  expect(text).toContain('按 1')
  await press(id, '9')
  expect(await wakes('signatureWaits')).toMatchObject([{ state: 'calling' }])
  await press('never-sent', '1')
  expect(await wakes('signatureWaits')).toMatchObject([{ state: 'calling' }])
  for (const _ of [1, 2]) await press(id, '1')
  expect(await wakes('signatureWaits')).toMatchObject([{ state: 'answered' }])
})

test('departments acknowledge what they were sent by a reply or a key, each its own', async () => {
  expect(await desk.sign('vicemayor')).toBe(200)
  await hands.settle()
  expect(sentTo(POLICE).text).toContain('回复 1 表示收到')
  expect([await states('police'), await states('housing')]).toEqual([['issued'], ['issued']])
  await reply(POLICE, '不行')
  expect(await states('police')).toEqual(['issued'])
  for (const _ of [1, 2]) await reply(POLICE, '收到')
  expect([await states('police'), await states('housing')]).toEqual([['received'], ['issued']])
  await press(sentTo(HOUSING).id, '1')
  expect(await states('housing')).toEqual(['received'])
  await expectSound(story.engine.world.db)
})
