import { afterAll, beforeAll, expect, test } from 'vitest'
import { ByHand } from '../help/byHand.ts'
import { brickworks, Desk } from '../help/desk.ts'
import { anyBackend, StoryEngine } from '../help/engine.ts'

/*
 * Nobody saw it coming (滞后启动): the stations show heavy air, and the hours ahead do not clear it. The engine proposes to
 * start at once, whatever was planned for tomorrow.
 */

let story: StoryEngine
let hands: ByHand
let desk: Desk

beforeAll(async () => {
  story = await StoryEngine.open(anyBackend(), {
    list: brickworks(1),
    clock: '2024-12-16T10:00:00.000Z',
    answering: () => ({ status: 200 }),
    parts: ['api'],
  })
  hands = new ByHand(story.engine.world)
  desk = new Desk(story, () => hands.settle())
})
afterAll(async () => {
  await hands.close()
  await story.close()
})

/** The last 24 hours before an hour of a day, as the stations saw them. */
async function observed(day: string, hour: number, aqi: number, more: object = {}): Promise<void> {
  const last = Date.parse(`${day}T00:00:00Z`) + hour * 3_600_000
  const values = Array.from({ length: 24 }, (_, k) => ({
    at: new Date(last - (24 - k) * 3_600_000).toISOString().slice(0, 16),
    aqi,
    ...more,
  }))
  const issuedAt = story.engine.world.clock.now()
  const body = { provider: 'p', area: '140800', issuedAt, values }
  expect((await story.ask(story.feedKey, 'POST', '/observations', body)).status).toBe(202)
  await hands.settle()
}

test('what was to start tomorrow is to start now, and the card says why', async () => {
  const day = await desk.episode([220, 210, 90, 80, 80, 80, 80])
  const planned = await desk.living()
  expect(planned.change).toMatchObject({ level: 'orange', startsAt: `${day}T00:00:00+08:00` })
  const eve = desk.day(-1)
  await observed(eve, 18, 230)
  const { state, change } = await desk.living()
  expect(state, 'people confer on it anew').toBe('proposed')
  expect(change).toMatchObject({ kind: 'issue', ground: 'rule', startsAt: `${eve}T18:00:00+08:00` })
  const { body } = await story.ask<{ items: { id: string }[] }>('duty', 'GET', '/assessments?area=140800')
  const card = await story.ask<{ headline: { zh: string }; trace: { late: object } }>(
    'duty',
    'GET',
    `/assessments/${body.items[0]?.id}`,
  )
  expect(card.body.headline.zh).toContain(
    '滞后启动：近 24 小时实测 AQI 230，未来 12 小时预报 AQI 220，均大于 200，未见明显改善，应立即启动（聊城 2019）',
  )
  expect(card.body.trace.late).toMatchObject({ says: '> 200', borrowedFrom: '聊城 2019' })
  await desk.confer()
  expect(await desk.sign()).toBe(200)
  await hands.settle()
  expect((await desk.living()).state).toBe('inForce.steady')
  await observed(eve, 18, 235)
  expect((await desk.living()).change, 'what holds needs no start').toBeNull()
  await desk.end()
})

test('what is signed for tomorrow is moved to now', async () => {
  await desk.episode([220, 150, 90, 80, 80, 80, 80])
  expect(await desk.sign()).toBe(200)
  await hands.settle()
  expect((await desk.living()).state).toBe('scheduled.steady')
  const eve = desk.day(-1)
  await observed(eve, 18, 230)
  expect((await desk.living()).change).toMatchObject({ kind: 'move', startsAt: `${eve}T18:00:00+08:00` })
  await desk.confer()
  expect(await desk.sign()).toBe(200)
  await hands.settle()
  await desk.at(eve, 18.1)
  await hands.settle()
  expect((await desk.living()).state).toBe('inForce.steady')
  await desk.end()
})

test('nothing is called for where the next hours clear it, or it is sand', async () => {
  await desk.episode([140, 120, 90, 80, 80, 80, 80])
  const eve = desk.day(-1)
  await observed(eve, 18, 230)
  expect((await desk.warning())?.state).toBe('lifted')
  const day = await desk.episode([220, 120, 90, 80, 80, 80, 80])
  await observed(desk.day(-1), 18, 230, { cause: 'dust' })
  expect((await desk.living()).change).toMatchObject({ level: 'yellow', startsAt: `${day}T00:00:00+08:00` })
})
