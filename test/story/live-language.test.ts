import { afterAll, beforeAll, expect, test } from 'vitest'
import { ByHand } from '../help/byHand.ts'
import { brickworks, Desk } from '../help/desk.ts'
import { anyBackend, StoryEngine } from '../help/engine.ts'

/*
 * A city's own book speaks of more than the index of whole days (规则用语): concentrations, single hours, what was observed
 * today beside what is forecast for tomorrow, how probable a forecast is. The engine judges by all of it, and the card
 * says what it read.
 */

let story: StoryEngine
let hands: ByHand
let desk: Desk

const TODAY = '2024-12-16'

beforeAll(async () => {
  story = await StoryEngine.open(
    anyBackend(),
    // 17:30 in Yuncheng.
    { list: brickworks(1), clock: `${TODAY}T09:30:00.000Z`, answering: () => ({ status: 200 }), parts: ['api'] },
  )
  hands = new ByHand(story.engine.world)
  desk = new Desk(story, () => hands.settle())
  const text = `id: yuncheng-2024
title: { zh: 运城示例, en: example of Yuncheng }
status: design
area: '140800'
from: 2024-12-01
extends: cn-2024-6
levels:
  yellow:
    any:
      - all:
          - { pm25: '> 100', on: today, between: [0, 16], observed: true }
          - { pm25: '> 75', on: tomorrow }
      - { no2: '> 200', hours: 3 }
      - all:
          - { aqi: '> 140', on: tomorrow }
          - { probability: '>= 70', on: tomorrow }
`
  const handed = await story.ask<{ id: string }>('duty', 'POST', '/rulebooks/releases', { text, reason: '地方分级' })
  expect(handed.status).toBe(201)
  const answer = { decision: 'confirm', reason: '核对无误' }
  expect((await story.ask('mayor', 'POST', `/rulebooks/releases/${handed.body.id}/decision`, answer)).status).toBe(200)
})
afterAll(async () => {
  await hands.close()
  await story.close()
})

let issued = 0
async function push(kind: 'forecasts' | 'observations', values: readonly object[]): Promise<void> {
  const issuedAt = new Date(Date.parse(`${TODAY}T08:00:00Z`) + issued++ * 1_000).toISOString()
  const body = { provider: 'p', area: '140800', issuedAt, values }
  expect((await story.ask(story.feedKey, 'POST', `/${kind}`, body)).status).toBe(202)
  await hands.settle()
}
const hours = (day: string, from: number, values: readonly object[]) =>
  values.map((value, k) => ({ at: `${day}T${String(from + k).padStart(2, '0')}:00`, ...value }))
const ahead = (first: object) =>
  [first, ...Array.from({ length: 6 }, () => ({ aqi: 80 }))].map((value, k) => ({ at: `2024-12-${17 + k}`, ...value }))

interface Card {
  level: string
  clauses: string[]
  bulletins: string[]
  headline: { zh: string; en: string }
  trace: { alternatives: { id: string; holds: boolean; clauses: { read: { at: string; value: string }[] }[] }[] }
}
async function card(): Promise<Card> {
  const { body } = await story.ask<{ items: { id: string }[] }>('duty', 'GET', '/assessments?area=140800')
  return (await story.ask<Card>('duty', 'GET', `/assessments/${body.items[0]?.id}`)).body
}

test('what was observed until 16:00 and what is forecast for tomorrow call for a warning together', async () => {
  await push('forecasts', ahead({ aqi: 110, pm25: 82 }))
  expect(await desk.warning()).toBeNull()
  await push(
    'observations',
    hours(
      TODAY,
      0,
      Array.from({ length: 17 }, (_, k) => ({ pm25: 101 + k, pm10: 140 })),
    ),
  )
  const { level, clauses, headline, trace, bulletins } = await card()
  expect([level, clauses]).toEqual(['yellow', ['yuncheng-2024/yellow/3']])
  const third = trace.alternatives.find(({ id }) => id === 'yuncheng-2024/yellow/3')
  expect(third?.clauses.map(({ read }) => read[0])).toMatchObject([
    { at: TODAY, value: '108.5' },
    { at: '2024-12-17', value: '82' },
  ])
  expect(bulletins, 'the observation is among what was read').toHaveLength(2)
  expect(headline.zh).toContain('PM2.5 108.5，今日 0–16 时均值大于 100，且明日大于 75')
  expect(headline.en).toContain('PM2.5 108.5: > 100 today from 0 to 16 h and > 75 tomorrow')
  expect((await desk.living()).change).toMatchObject({ kind: 'issue', ground: 'rule', level: 'yellow' })
})

test('what is no longer so lapses: the forecast of tomorrow has fallen', async () => {
  await push('forecasts', ahead({ aqi: 95, pm25: 70 }))
  expect((await card()).level).toBe('none')
  expect(await desk.warning()).toMatchObject({ state: 'dismissed' })
})

test('three hours on end of a concentration are enough, two are not', async () => {
  const day = (high: number) =>
    hours(
      '2024-12-18',
      0,
      Array.from({ length: 24 }, (_, k) => ({ no2: k >= 7 && k < 7 + high ? 201 : 90, aqi: 80 })),
    )
  await push('forecasts', day(2))
  expect((await card()).level).toBe('none')
  await push('forecasts', day(3))
  const { level, clauses, headline } = await card()
  expect([level, clauses]).toEqual(['yellow', ['yuncheng-2024/yellow/4']])
  expect(headline.zh).toContain('NO2 201，大于 200，满 3 小时')
})

test('a forecast says how probable it is, and is believed from there on', async () => {
  await push(
    'forecasts',
    hours(
      '2024-12-18',
      0,
      Array.from({ length: 24 }, () => ({ no2: 90, aqi: 80 })),
    ),
  )
  await push('forecasts', ahead({ aqi: 145, probability: 69 }))
  expect((await card()).level).toBe('none')
  await push('forecasts', ahead({ aqi: 145, probability: 70 }))
  expect(await card()).toMatchObject({ level: 'yellow', clauses: ['yuncheng-2024/yellow/5'] })
  const shown = await story.ask<{ days: { facts?: object }[] }>('duty', 'GET', '/areas/140800/outlook')
  expect(shown.body.days[1]?.facts).toEqual({ probability: 70 })
})

test('what no forecast can be is turned away value by value', async () => {
  const { body } = await story.ask<{ quarantined: { reason: string }[] }>(story.feedKey, 'POST', '/forecasts', {
    provider: 'p',
    area: '140800',
    issuedAt: `${TODAY}T09:20:00Z`,
    values: ahead({ aqi: 145, probability: 101 }),
  })
  expect(body.quarantined).toHaveLength(1)
  expect(body.quarantined[0]?.reason).toContain('probability')
})
