import { afterAll, beforeAll, expect, test } from 'vitest'
import { ByHand } from '../help/byHand.ts'
import { brickworks, Desk } from '../help/desk.ts'
import { anyBackend, StoryEngine } from '../help/engine.ts'

/*
 * Measures before any warning (临时管控), how they end: prolonged by a forecast, ended early by an officer, and by their
 * own hour; who was told of the beginning is told of each.
 */

const BOOK = `id: yuncheng-2024
title: { zh: 运城示例, en: example of Yuncheng }
status: design
area: '140800'
from: 2024-12-01
extends: cn-2024-6
preStage:
  name: { zh: 临时管控, en: temporary control }
  any:
    - { aqi: '> 140', hours: 24 }
`

interface Precaution {
  id: string
  state: string
  endsAt: string
  reason: string | null
}

const BRICKS = 2
let story: StoryEngine
let hands: ByHand
let desk: Desk
/** Whether somebody who sent a forecast waits for what comes of it. */
let settles = true

beforeAll(async () => {
  story = await StoryEngine.open(anyBackend(), {
    list: brickworks(BRICKS),
    clock: '2024-12-15T10:00:00.000Z',
    answering: () => ({ status: 200 }),
    parts: ['api'],
  })
  hands = new ByHand(story.engine.world)
  desk = new Desk(story, async () => {
    if (settles) await hands.settle()
  })
  const { body } = await story.ask<{ id: string }>('duty', 'POST', '/rulebooks/releases', {
    text: BOOK,
    reason: '地方',
  })
  await story.ask('mayor', 'POST', `/rulebooks/releases/${body.id}/decision`, { decision: 'confirm', reason: '核对' })
}, 240_000)
afterAll(async () => {
  await hands.close()
  await story.close()
})

const endOf = (n: number) => `${desk.day(n)}T00:00:00+08:00`
async function precautions(): Promise<Precaution[]> {
  return (await story.ask<{ items: Precaution[] }>('duty', 'GET', '/precautions')).body.items
}
async function decided(verb: 'take' | 'decline' | 'end', reason: string): Promise<number> {
  const [last] = await precautions()
  const { status } = await story.ask('duty', 'POST', `/precautions/${last?.id}/${verb}`, { reason })
  await hands.settle()
  return status
}
/** The titles of what was told since the last look, with how many plants heard each. */
function told(): Record<string, number> {
  const found: Record<string, number> = {}
  for (const { text } of story.received.splice(0)) {
    const [, title = text] = /〔([^〕，]+)，不是减排指令〕/.exec(text) ?? []
    found[title] = (found[title] ?? 0) + 1
  }
  return found
}

test('forecasts that come at once are judged together; what is taken is prolonged by the next, and told', async () => {
  const judged = async () => {
    const [row] = await story.engine.world.db.rows<{ n: number }>('select count(*)::int as n from assessment')
    return row?.n ?? 0
  }
  const first = await judged()
  settles = false
  await Promise.all([145, 146, 147, 148].map((aqi) => desk.forecast(desk.day(0), [aqi, 145, 90, 80, 80])))
  settles = true
  await hands.settle()
  expect((await judged()) - first).toBe(1)
  expect(await precautions()).toMatchObject([{ state: 'proposed', endsAt: endOf(2) }])
  expect(await decided('take', '静稳')).toBe(200)
  expect(told()).toEqual({ 临时管控提示: BRICKS })

  await desk.forecast(desk.day(0), [145, 145, 145, 80, 80])
  expect(await precautions()).toMatchObject([{ state: 'holding', endsAt: endOf(3) }])
  expect(told()).toEqual({ 临时管控提示延长: BRICKS })
})

test('an officer ends it early, with a reason, and it is not proposed again for the same days', async () => {
  await desk.at(desk.day(0), 20)
  await hands.settle()
  expect(await decided('end', '')).toBe(400)
  expect(await decided('end', '冷空气提前到达')).toBe(200)
  expect(await precautions()).toMatchObject([{ state: 'ended', reason: '冷空气提前到达' }])
  expect(told()).toEqual({ 临时管控提示结束: BRICKS })
  expect(await decided('end', '再次')).toBe(409)
  await desk.forecast(desk.day(1), [145, 145, 80, 80])
  expect(await precautions(), 'its days were decided on').toHaveLength(1)
  expect(told()).toEqual({})
})

test('what reaches further than what was ended is proposed anew; taken, it ends by its own hour', async () => {
  await desk.forecast(desk.day(1), [145, 145, 145, 80, 80])
  expect(await precautions()).toMatchObject([{ state: 'proposed', endsAt: endOf(4) }, { state: 'ended' }])
  expect(await decided('take', '再次静稳')).toBe(200)
  await desk.at(desk.day(4), 0)
  await hands.settle()
  expect(await precautions()).toMatchObject([{ state: 'ended', endsAt: endOf(4) }, { state: 'ended' }])
  expect(told()).toEqual({ 临时管控提示: BRICKS })
})
