import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { brickworks, Desk } from '../help/desk.ts'
import { anyBackend, StoryEngine } from '../help/engine.ts'
import { expectSound } from '../help/invariants.ts'

let story: StoryEngine
let desk: Desk

beforeAll(async () => {
  story = await StoryEngine.open(anyBackend(), {
    list: brickworks(2),
    clock: '2024-12-16T10:00:00.000Z',
    answering: () => ({ status: 200 }),
  })
  desk = new Desk(story)
})
afterAll(() => story.close())
afterEach(async () => {
  await story.settle()
  await expectSound(story.engine.world.db)
  await desk.end()
  await expectSound(story.engine.world.db)
})

interface Said {
  code?: string
  detail?: string
  state?: string
}

async function signAs(who: string, headers: Record<string, string> = {}) {
  const { id } = await desk.living()
  return await story.ask<Said>(who, 'POST', `/warnings/${id}/signatures`, { decision: 'sign' }, headers)
}

async function later(day: string, hour: number): Promise<void> {
  await desk.at(day, hour)
  await story.settle()
}

test('two sign at the same moment: one does, the other is told by name who did and when', async () => {
  await desk.episode()
  const answers = await Promise.all([signAs('mayor'), signAs('vicemayor')])
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 409]))
  const [first, second] = answers[0]?.status === 200 ? ['mayor', answers[1]] : ['vicemayor', answers[0]]
  expect(second?.body).toMatchObject({ code: 'warning.alreadySigned' })
  expect(second?.body.detail).toMatch(new RegExp(`already signed by ${first} at 2024-12-25 18:00 \\(in the system\\)`))
})

test('signing twice: the same key gets the first answer, without a key it is told that it is signed', async () => {
  await desk.episode()
  const key = { 'idempotency-key': 'sign-1' }
  const first = await signAs('mayor', key)
  await story.settle()
  expect(first.status).toBe(200)
  expect(await signAs('mayor', key)).toEqual(first)
  expect(await signAs('mayor')).toMatchObject({ status: 409, body: { code: 'warning.alreadySigned' } })
  const { id } = await desk.living()
  const { body } = await story.ask<{ signatures: unknown[] }>('duty', 'GET', `/warnings/${id}`)
  expect(body.signatures).toHaveLength(1)
})

test('a forecast between consultation and signature: what was not conferred on is not signed', async () => {
  const day = await desk.episode()
  await desk.forecast(day, [210, 215, 220, 90, 80, 80, 80])
  expect(await desk.living()).toMatchObject({ state: 'proposed', change: { level: 'orange' } })
  expect((await signAs('mayor')).body.code).toBe('event.refused')
  await desk.confer()
  expect((await signAs('mayor')).status).toBe(200)
  expect(await desk.living()).toMatchObject({ level: 'orange' })
})

test('a forecast while it is being conferred on: who decides on the old proposal does not decide on the new one', async () => {
  const day = desk.day(0, 10)
  await desk.at(day, -6)
  await desk.forecast(day, [160, 165, 90, 80, 80, 80, 80])
  const [old] = await desk.openConsultations()
  await desk.forecast(day, [210, 215, 220, 90, 80, 80, 80])
  const decision = { decision: 'proceed', reason: '同意黄色' }
  const late = await story.ask<Said>('duty', 'POST', `/consultations/${old?.id}/decision`, decision)
  expect(late).toMatchObject({ status: 409, body: { code: 'consultation.closed' } })
  const [fresh, ...more] = await desk.openConsultations()
  expect(more).toEqual([])
  expect(fresh).toMatchObject({ change: { level: 'orange' } })
  expect(await desk.living()).toMatchObject({ state: 'proposed' })
})

test('the same forecast again does not send a proposal back to be conferred on', async () => {
  const day = await desk.episode()
  await desk.forecast(day, [160, 165, 90, 80, 80, 80, 80])
  expect(await desk.living()).toMatchObject({ state: 'awaitingSignature' })
  // Its first day has begun and nobody has signed: it would start at once, and still waits for the signature.
  await later(day, 9)
  await desk.forecast(day, [160, 165, 90, 80, 80, 80, 80])
  await later(day, 10)
  await desk.forecast(day, [160, 165, 90, 80, 80, 80, 80])
  expect(await desk.living()).toMatchObject({ state: 'awaitingSignature' })
  expect((await signAs('mayor')).status).toBe(200)
  // Nothing was in force before its signature, whatever was proposed.
  expect(await desk.living()).toMatchObject({ state: 'inForce.steady', startsAt: `${day}T10:00:00+08:00` })
})

test('days that drop out of a bulletin end nothing: neither a proposal nor what is in force', async () => {
  const day = desk.day(0, 10)
  await desk.at(day, -30)
  await desk.forecast(desk.day(-1), [90, 160, 165, 170, 80, 80, 80])
  expect(await desk.living()).toMatchObject({ state: 'proposed' })
  const { engine, feedKey } = story
  const issuedAt = new Date(Date.parse(engine.world.clock.now()) - 60_000).toISOString()
  const body = (aqi: number[]) => ({
    provider: 'p',
    area: '140800',
    issuedAt,
    values: aqi.map((value, n) => ({ at: desk.day(n - 1), aqi: value })),
  })
  // A revision of one issue replaces it whole; older issues that knew the days are not there in this story.
  await engine.world.db.rows('delete from bulletin')
  await story.ask(feedKey, 'POST', '/forecasts', body([90, 160, 165, 170, 80, 80]))
  await story.ask(feedKey, 'POST', '/forecasts', body([90]))
  await story.settle()
  expect(await desk.living()).toMatchObject({ state: 'proposed', change: { level: 'orange' } })
})

test('a proposal for another day takes its episode along and is not swept away when the first day comes', async () => {
  const day = desk.day(0, 10)
  await desk.at(day, -6)
  await desk.forecast(day, [160, 165, 90, 80, 80, 80, 80])
  await desk.forecast(day, [80, 80, 80, 80, 160, 165, 80])
  expect(await desk.living()).toMatchObject({ change: { level: 'yellow' }, episodeFrom: desk.day(4) })
  await later(day, 18)
  await desk.forecast(desk.day(1), [80, 80, 80, 160, 165, 80, 80])
  expect(await desk.living()).toMatchObject({ state: 'proposed', change: { level: 'yellow' } })
})

test('what was to end before it is signed is not signed: its orders would be over before they begin', async () => {
  await desk.episode()
  // No forecast comes any more, and nothing looks again, not even because the feeds fall silent.
  await story.engine.world.db.rows(`delete from effect where kind = 'assess'`)
  await story.engine.world.db.rows('update feed set due_at = null')
  await later(desk.day(3), 9)
  expect(await signAs('mayor')).toMatchObject({ status: 409, body: { code: 'warning.pastEnd' } })
})

test('a proposal that nobody signed is gone when its days are over, bulletin or not', async () => {
  const day = await desk.episode()
  await later(day, 18)
  await later(desk.day(1), 18)
  await later(desk.day(2), 18)
  expect(await desk.warning()).toMatchObject({ state: 'dismissed' })
  expect(await desk.openConsultations()).toEqual([])
})

test('what lay too far ahead is proposed when the lead time comes, without another bulletin', async () => {
  const day = desk.day(0, 10)
  await desk.at(day, -78)
  await desk.forecast(desk.day(-3), [80, 80, 80, 160, 165, 90, 80])
  expect((await desk.warning())?.state).not.toBe('proposed')
  await later(desk.day(-2), 18)
  expect(await desk.living()).toMatchObject({ state: 'proposed', change: { startsAt: `${day}T00:00:00+08:00` } })
})

test('a planned end that passes with nobody acting is overdue, and what the rule calls for is proposed', async () => {
  const day = await desk.episode()
  expect((await signAs('mayor')).status).toBe(200)
  await later(day, 1)
  await later(desk.day(2), 18)
  expect(await desk.living()).toMatchObject({ overdue: ['end'], change: { kind: 'lift' } })
})

test('an officer’s own proposal is not swept away by a forecast that calls for nothing, or for less', async () => {
  const day = await desk.episode()
  expect((await signAs('mayor')).status).toBe(200)
  await later(day, 9)
  expect(await desk.propose('extend', { endsAt: `${desk.day(5)}T00:00:00+08:00` })).toBe(202)
  await desk.forecast(desk.day(1), [80, 80, 80, 80, 80, 80, 80])
  expect(await desk.living()).toMatchObject({ change: { kind: 'extend', ground: 'officer' } })
  await desk.forecast(desk.day(1), [260, 260, 260, 80, 80, 80, 80])
  expect(await desk.living()).toMatchObject({ change: { kind: 'raise', ground: 'rule' } })
  await desk.forecast(desk.day(1), [165, 80, 80, 80, 80, 80, 80])
  expect(await desk.living()).toMatchObject({ state: 'inForce.steady', change: null })
})

test('observations that contradict the forecast end nothing by themselves', async () => {
  const day = await desk.episode()
  expect((await signAs('mayor')).status).toBe(200)
  await later(day, 20)
  await desk.push('observations', day, [45])
  // One day alone calls for nothing (contract 3.3): people are asked whether to lift, and until then it holds.
  expect(await desk.living()).toMatchObject({
    state: 'inForce.changeProposed',
    level: 'yellow',
    change: { kind: 'lift' },
  })
  await desk.push('observations', day, [165])
  expect(await desk.living()).toMatchObject({ state: 'inForce.steady', level: 'yellow', change: null })
})

test('a county’s forecast begins no warning, and no rule is no warning', async () => {
  const day = desk.day(0, 10)
  await desk.at(day, -6)
  expect(await desk.forecast(day, [310, 320, 330, 340, 80, 80, 80], '140882')).toBe(202)
  const { body } = await story.ask<{ items: { area: string; state: string }[] }>('duty', 'GET', '/warnings?alive=true')
  expect(body.items).toEqual([])
  await story.ask('duty', 'POST', '/clock', { set: '2016-12-15T18:00:00+08:00' })
  await desk.forecast('2016-12-16', [310, 320, 330, 340, 80, 80, 80])
  const before = await story.ask<{ items: object[] }>('duty', 'GET', '/warnings?alive=true')
  expect(before.body.items).toEqual([])
  expect(await story.engine.world.db.rows('select 1 from effect where last_error is not null')).toEqual([])
})
