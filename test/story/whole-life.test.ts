import { afterAll, beforeAll, expect, test } from 'vitest'
import { ByHand } from '../help/byHand.ts'
import { brickworks, Desk } from '../help/desk.ts'
import { StoryEngine } from '../help/engine.ts'

/*
 * One episode from its first sign to its last hour (一次污染过程的全过程) over HTTP, every deadline fired by the clock: measures
 * before any warning, yellow, raised to red, suspended and resumed, lowered in two steps, its lift announced ahead.
 */

let story: StoryEngine
let hands: ByHand
let desk: Desk

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
  actions:
    - { zh: 公务用车减少出行, en: fewer official trips }
`

beforeAll(async () => {
  story = await StoryEngine.open(
    { databaseUrl: null, redisUrl: null },
    { list: brickworks(2), clock: '2024-12-15T10:00:00.000Z', answering: () => ({ status: 200 }), parts: ['api'] },
  )
  hands = new ByHand(story.engine.world)
  desk = new Desk(story, () => hands.settle())
  const handed = await story.ask<{ id: string }>('duty', 'POST', '/rulebooks/releases', {
    text: BOOK,
    reason: '地方分级',
  })
  const answer = { decision: 'confirm', reason: '核对无误' }
  expect((await story.ask('mayor', 'POST', `/rulebooks/releases/${handed.body.id}/decision`, answer)).status).toBe(200)
}, 240_000)
afterAll(async () => {
  await hands.close()
  await story.close()
})

async function to(day: string, hour: number): Promise<void> {
  await desk.at(day, hour)
  await hands.settle()
}

/** Conferred on and signed as it lies there, and carried out. */
async function signed(): Promise<void> {
  await desk.confer()
  expect(await desk.sign()).toBe(200)
  await hands.settle()
}

async function changed(kind: string, body: object): Promise<void> {
  expect(await desk.change(kind, body)).toBe(200)
  await hands.settle()
}

/** What every enterprise has heard since the last look, and its answer to each order. */
async function heard(): Promise<string[]> {
  const said = story.received.map(({ body }) => `${body.kind} ${body.warning.level}`)
  for (const { body } of story.received.filter(({ body: { kind } }) => kind === 'order'))
    await story.ask(body.answer.token, 'POST', body.answer.url, { kind: 'committed' })
  story.received.length = 0
  return [...new Set(said)]
}

interface Precaution {
  id: string
  code?: string
  state: string
  endsAt: string
  notice: { zh: string }
  allowed: { event: string }[]
}
const precautions = async (alive = true) =>
  (await story.ask<{ items: Precaution[] }>('duty', 'GET', `/precautions?alive=${alive}`)).body.items
const decide = (id: string, verb: string, who = 'duty') =>
  story.ask<Precaution>(who, 'POST', `/precautions/${id}/${verb}`, { reason: '会商意见' })

const day = (n: number) => desk.day(n)

test('the evening before, a forecast below any warning calls for measures that nobody is ordered to', async () => {
  await to(day(0), -6)
  await desk.forecast(day(0), [145, 145, 90, 80, 80, 80, 80])
  expect(await desk.warning()).toBeNull()
  const [found] = await precautions()
  expect(found).toMatchObject({ state: 'proposed', endsAt: `${day(2)}T00:00:00+08:00` })
  const { id } = found ?? expect.fail('nothing is proposed')
  expect((await decide(id, 'end')).body.code).toBe('event.refused')
  expect((await decide(id, 'take', 'county')).status).toBe(403)
  expect((await decide(id, 'take', 'elsewhere')).status).toBe(404)
  expect((await decide(id, 'take')).body).toMatchObject({ state: 'holding', allowed: [{ event: 'PRECAUTION_ENDED' }] })
  const { notice } = (await story.ask<Precaution>('county', 'GET', `/precautions/${id}`)).body
  expect(notice.zh).toContain('未达到预警条件，启动临时管控。措施：公务用车减少出行。')
  expect(await heard()).toEqual([])
})

test('what a further forecast says neither ends it nor begins a second', async () => {
  await desk.forecast(day(0), [120, 110, 90, 80, 80, 80, 80])
  expect(await precautions()).toMatchObject([{ state: 'holding', endsAt: `${day(2)}T00:00:00+08:00` }])
})

test('yellow is called for and signed, and takes its place at the hour of its start', async () => {
  await to(day(0), 18)
  await desk.forecast(day(1), [205, 150, 150, 90, 80, 80, 80])
  expect((await desk.living()).change).toMatchObject({ kind: 'issue', ground: 'rule', level: 'yellow' })
  await signed()
  expect((await desk.living()).state).toBe('scheduled.steady')
  expect(await heard()).toEqual(['order yellow'])
  expect((await precautions())[0]?.state, 'until then it goes on').toBe('holding')
  await to(day(1), 0)
  expect((await desk.living()).state).toBe('inForce.steady')
  expect(await precautions()).toEqual([])
  expect((await precautions(false))[0]?.state).toBe('overtaken')
})

// Here the province calls for orange (上级指令), and the warning is bound by it until that is lifted.

test('it is raised to red', async () => {
  await to(day(1), 12)
  await desk.forecast(day(2), [310, 220, 90, 80, 80, 80, 80])
  expect((await desk.living()).change).toMatchObject({ kind: 'raise', ground: 'rule', level: 'red', rank: 3 })
  await signed()
  expect(await desk.living()).toMatchObject({ state: 'inForce.steady', level: 'red' })
  expect(await heard()).toEqual(['order red'])
})

// Here a county tightens what its city asks (县级加严), never less.

test('it rests for a clean interval, and holds again', async () => {
  await to(day(2), 8)
  await changed('suspend', { resumeBy: `${day(2)}T20:00:00+08:00` })
  expect(await desk.living()).toMatchObject({ state: 'suspended.steady', level: 'red' })
  expect(await heard()).toEqual(['order red'])
  await to(day(2), 20)
  expect((await desk.living()).overdue, 'the hour by which somebody had to act').toEqual(['resume'])
  await changed('resume', {})
  expect(await desk.living()).toMatchObject({ state: 'inForce.steady', level: 'red', overdue: [] })
  expect(await heard()).toEqual(['order red'])
})

test('no bulletin ends what has just begun to hold again; the officer may', async () => {
  await desk.forecast(day(3), [90, 80, 80, 80, 80, 80, 80])
  const { change } = await desk.living()
  // From 20:00 it holds twelve hours at least: an end at midnight comes before that.
  expect(change).toBeNull()
})

test('it is lowered in two steps, each signed', async () => {
  await to(day(3), 6)
  await desk.forecast(day(3), [210, 160, 90, 80, 80, 80, 80])
  await changed('lower', { level: 'orange' })
  expect(await heard()).toEqual(['order orange'])
  await to(day(3), 12)
  await changed('lower', { level: 'yellow' })
  expect(await heard()).toEqual(['order yellow'])
  expect(await desk.living()).toMatchObject({ state: 'inForce.steady', level: 'yellow' })
})

test('the forecast clears: the lift is announced ahead, measures hold until its hour, and then nobody is bound', async () => {
  await to(day(3), 18)
  await desk.forecast(day(4), [90, 80, 80, 80, 80, 80, 80])
  const { id, change } = await desk.living()
  expect(change).toMatchObject({ kind: 'lift', ground: 'rule', startsAt: `${day(4)}T00:00:00+08:00` })
  const { body } = await story.ask<{ reversal: { say: { zh: string } } }>('duty', 'GET', `/warnings/${id}`)
  expect(body.reversal.say.zh).toBe('按现有预报，解除后未见再次达到预警条件。')
  await signed()
  expect((await desk.living()).state).toBe('lifting')
  expect(await heard()).toEqual(['ending yellow'])
  await to(day(4), 0)
  expect((await desk.warning())?.state).toBe('lifted')
  expect(await heard()).toEqual(['release yellow'])
  const { body: orders } = await story.ask<{ items: { state: string }[] }>('duty', 'GET', `/orders?warning=${id}`)
  expect(orders.items.filter(({ state }) => !/superseded|released/.test(state))).toEqual([])
})
