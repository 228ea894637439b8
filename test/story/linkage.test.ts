import { afterAll, beforeAll, expect, test } from 'vitest'
import { createUser } from '../../src/people/admit.ts'
import { ByHand } from '../help/byHand.ts'
import { brickworks, Desk } from '../help/desk.ts'
import { anyBackend, StoryEngine } from '../help/engine.ts'
import { expectSound } from '../help/invariants.ts'

/* An instruction from the province (调度令), the city under it, and its counties (联动). */

let story: StoryEngine
let hands: ByHand
let desk: Desk
const tokens = new Map<string, string>()
const PASSWORD = 'linked-in-winter'

interface Body extends Record<string, unknown> {
  items: Record<string, unknown>[]
}
const ask = (who: string, method: 'GET' | 'POST', path: string, body?: object) =>
  story.ask<Body>(tokens.get(who) ?? who, method, path, body)

async function admit(login: string, role: string, area: string, rank: 0 | 3 = 0): Promise<void> {
  const { world } = story.engine
  await createUser(world, { login, password: PASSWORD, name: login, role, rank, area }, world.clock.now())
  const { body } = await story.ask<{ token: string }>(null, 'POST', '/sessions', { login, password: PASSWORD })
  tokens.set(login, body.token)
}

beforeAll(async () => {
  story = await StoryEngine.open(anyBackend(), {
    list: brickworks(3),
    clock: '2024-12-25T08:00:00.000Z',
    answering: () => ({ status: 200 }),
    parts: ['api'],
  })
  hands = new ByHand(story.engine.world)
  desk = new Desk(story, () => hands.settle())
  await admit('yanhu', 'countyOfficer', '140802')
  await admit('colleague', 'dutyOfficer', '140800')
}, 120_000)
afterAll(async () => {
  await hands.close()
  await story.close()
})

/** Moves the clock, and does what is due. */
async function at(instant: string): Promise<void> {
  await ask('duty', 'POST', '/clock', { set: instant })
  await hands.settle()
}

const ORDER = {
  issuer: 'province',
  issuerName: '山西省生态环境厅',
  document: '晋气防调度令〔2024〕4号',
  level: 'orange',
  startsAt: '2024-12-26T00:00:00+08:00',
  areas: ['140800'],
  text: '各市不低于橙色预警。',
}
let instruction = ''
const wakes = async () => (await ask('duty', 'GET', '/wakes?open=true')).body.items
const read = async () => (await ask('duty', 'GET', `/instructions/${instruction}`)).body
const refusedBy = async (answer: Promise<{ status: number; body: Body }>) => {
  const { status, body } = await answer
  return [status, body['code']]
}

test('it is entered once, for a city, by somebody of that city', async () => {
  expect(await refusedBy(ask('elsewhere', 'POST', '/instructions', ORDER))).toEqual([404, 'thing.unknown'])
  expect((await ask('auditor', 'POST', '/instructions', ORDER)).status).toBe(403)
  expect(await refusedBy(ask('duty', 'POST', '/instructions', { ...ORDER, areas: ['140802'] }))).toEqual([
    422,
    'instruction.county',
  ])
  const ended = { ...ORDER, endsAt: ORDER.startsAt }
  expect(await refusedBy(ask('duty', 'POST', '/instructions', ended))).toEqual([422, 'instruction.ended'])
  const both = await Promise.all([
    ask('duty', 'POST', '/instructions', ORDER),
    ask('colleague', 'POST', '/instructions', ORDER),
  ])
  expect(both.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 409])
  const [made] = both.find(({ status }) => status === 201)?.body.items ?? []
  expect(made).toMatchObject({
    state: 'received',
    answerBy: '2024-12-25T18:00:00+08:00',
    clocks: { answer: { minutes: 120, borrowedFrom: '太原 2019' }, report: { hour: 10, borrowedFrom: '河北 2019' } },
  })
  instruction = String(made?.['id'])
  expect(await refusedBy(ask('elsewhere', 'GET', `/instructions/${instruction}`))).toEqual([404, 'thing.unknown'])
})

test('it becomes a warning at its level, which is neither dismissed nor withdrawn', async () => {
  await hands.settle()
  const warning = await desk.living()
  expect(warning).toMatchObject({
    state: 'proposed',
    change: { kind: 'issue', ground: 'instructed', level: 'orange', startsAt: '2024-12-26T00:00:00+08:00', rank: 2 },
  })
  const [consultation] = await desk.openConsultations()
  const dismiss = { decision: 'dismiss', reason: '不必' }
  expect((await ask('duty', 'POST', `/consultations/${consultation?.id}/decision`, dismiss)).status).toBe(409)
  expect((await ask('mayor', 'POST', `/warnings/${warning.id}/withdraw`, { reason: '不必' })).status).toBe(409)
  // A forecast that calls for nothing changes nothing of it.
  await desk.forecast('2024-12-26', [80, 70, 60, 50, 50, 50, 50])
  expect((await desk.living()).change).toMatchObject({ ground: 'instructed', level: 'orange' })
  const called = (await wakes()).find(({ cause }) => cause === 'forecastTurned')
  expect(called?.['say']).toMatchObject({ zh: expect.stringContaining('上级指令') })
})

test('the hour of the answer passes: the duty officer is called, until the answer is sent', async () => {
  await at('2024-12-25T18:00:00+08:00')
  expect((await wakes()).map(({ cause }) => cause)).toContain('instructionOverdue')
  expect(await read()).toMatchObject({ overdueSince: '2024-12-25T18:00:00+08:00' })
  await desk.confer()
  expect(await desk.sign('vicemayor')).toBe(200)
  await hands.settle()
  const { body: drafted } = await ask('duty', 'GET', `/instructions/${instruction}/draft?kind=answer`)
  expect(drafted).toMatchObject({ figures: { warning: { level: 'orange' }, orders: { ordered: 3, reached: 3 } } })
  expect(drafted['text']).toContain('已向3家企业下达减排指令，送达3家')
  const sent = await Promise.all(
    ['duty', 'colleague'].map((who) => ask(who, 'POST', `/instructions/${instruction}/answer`, {})),
  )
  expect(sent.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 409])
  await hands.settle()
  expect((await wakes()).map(({ cause }) => cause)).not.toContain('instructionOverdue')
  expect(await read()).toMatchObject({
    state: 'answered',
    overdueSince: null,
    reportBy: '2024-12-27T10:00:00+08:00',
    reports: [{ kind: 'answer', text: drafted['text'] }],
  })
  const [report] = (await read())['reports'] as { id: string }[]
  const fetched = await fetch(`${story.engine.url}/api/v1/instructions/${instruction}/reports/${report?.id}/document`, {
    headers: { authorization: `Bearer ${tokens.get('colleague')}` },
  })
  expect([fetched.status, new Uint8Array(await fetched.arrayBuffer()).subarray(0, 2)]).toEqual([
    200,
    Uint8Array.of(0x50, 0x4b),
  ])
})

test('every county is told, one acknowledges, the silent ones are called for', async () => {
  const warning = await desk.living()
  const listed = async (who: string) => (await ask(who, 'GET', `/warnings/${warning.id}/responses`)).body.items
  const all = await listed('duty')
  expect(all.length).toBeGreaterThan(12)
  expect(new Set(all.map(({ state }) => state))).toEqual(new Set(['told']))
  const own = all.find(({ area }) => area === '140802')
  const hejin = all.find(({ area }) => area === '140882')
  expect(await refusedBy(ask('yanhu', 'POST', `/responses/${String(hejin?.['id'])}/start`, {}))).toEqual([
    404,
    'thing.unknown',
  ])
  expect((await ask('yanhu', 'POST', `/responses/${String(own?.['id'])}/acknowledge`, {})).body).toMatchObject({
    state: 'acknowledged',
  })
  expect((await ask('yanhu', 'POST', `/responses/${String(own?.['id'])}/start`, {})).body).toMatchObject({
    state: 'started',
  })
  expect((await ask('yanhu', 'POST', `/responses/${String(own?.['id'])}/start`, {})).status).toBe(409)
  // Each sees how far the others are; a county of another city sees nothing.
  expect((await listed('county')).find(({ area }) => area === '140802')).toMatchObject({ state: 'started' })
  expect((await ask('elsewhere', 'GET', `/warnings/${warning.id}/responses`)).status).toBe(404)
  await at('2024-12-25T18:31:00+08:00')
  const silent = (await wakes()).find(({ cause }) => cause === 'countySilent')
  const { zh } = Object(silent?.['say']) as { zh: string }
  expect(zh).toMatch(/河津市.*尚未回执，请立即电话核实/)
  expect(zh).not.toContain('盐湖区')
})

test('a day without its report calls somebody; what was sent is not sent again', async () => {
  await at('2024-12-27T10:00:00+08:00')
  expect((await wakes()).map(({ cause }) => cause)).toContain('instructionOverdue')
  const report = (body: object) => ask('duty', 'POST', `/instructions/${instruction}/reports`, body)
  expect((await report({ day: '2024-12-24' })).status).toBe(422)
  expect((await report({ day: '2024-12-26' })).body).toMatchObject({
    reportBy: '2024-12-28T10:00:00+08:00',
    overdueSince: null,
  })
  expect(await refusedBy(report({}))).toEqual([409, 'instruction.reported'])
})

test('under it the city neither lifts nor lowers; lifted above, the engine proposes the end', async () => {
  const lift = await desk.propose('lift', {})
  expect(lift).toBe(409)
  expect(await desk.propose('lower', { level: 'yellow' })).toBe(409)
  await desk.forecast('2024-12-27', [60, 70, 60, 50, 50, 50, 50])
  expect((await desk.living()).change).toBeNull()
  const lifted = await ask('duty', 'POST', `/instructions/${instruction}/lift`, { document: '晋气防〔2024〕5号' })
  expect(lifted.body).toMatchObject({
    state: 'lifted',
    liftedDocument: '晋气防〔2024〕5号',
    summaryBy: '2024-12-29T10:00:00+08:00',
  })
  await hands.settle()
  expect((await desk.living()).change).toMatchObject({ kind: 'lift', ground: 'rule' })
  await desk.confer()
  expect(await desk.sign('vicemayor')).toBe(200)
  await hands.settle()
  await at('2024-12-28T10:00:00+08:00')
  expect(await desk.warning()).toMatchObject({ state: 'lifted' })
  const summary = await ask('duty', 'POST', `/instructions/${instruction}/summary`, {})
  expect(summary.body).toMatchObject({ state: 'summarised' })
  const { world } = story.engine
  const facts = await world.db.rows<{ what: string }>(
    `select body::json->>'what' as what from journal where event = 'WARNING_PUBLISHED' order by seq`,
  )
  expect(facts.map(({ what }) => what)).toContain('issued')
  expect(facts.at(-1)?.what).toBe('lifted')
  const responses = await world.db.rows<{ state: string }>('select distinct state from response')
  expect(responses).toEqual([{ state: 'ended' }])
  await expectSound(world.db)
})

test('a stricter instruction raises what is in force; entered by mistake, it leaves it as it is', async () => {
  await ask('duty', 'POST', '/instructions', { ...ORDER, document: '甲', startsAt: '2024-12-28T12:00:00+08:00' })
  await hands.settle()
  await desk.confer()
  expect(await desk.sign('vicemayor')).toBe(200)
  await hands.settle()
  const red = { ...ORDER, document: '乙', level: 'red', startsAt: '2024-12-28T12:00:00+08:00' }
  const { body } = await ask('duty', 'POST', '/instructions', red)
  await hands.settle()
  expect(await desk.living()).toMatchObject({ above: { level: 'red' }, change: { kind: 'raise', level: 'red' } })
  const mistake = `/instructions/${String(body.items[0]?.['id'])}/withdraw`
  expect((await ask('duty', 'POST', mistake, { reason: '登记有误' })).body).toMatchObject({ state: 'withdrawn' })
  await hands.settle()
  expect(await desk.living()).toMatchObject({ level: 'orange', above: { level: 'orange' } })
  await expectSound(story.engine.world.db)
})

test('the warning of a province without a list orders no enterprise: its cities have it as instructions, and answer', async () => {
  await admit('province', 'dutyOfficer', '140000')
  await admit('governor', 'approver', '140000', 3)
  const orders = async () => {
    const { db } = story.engine.world
    const rows = await db.rows<{ n: number }>('select count(*)::int as n from enterprise_order')
    return rows[0]?.n
  }
  const before = await orders()
  const begun = await ask('province', 'POST', '/warnings', {
    area: '140000',
    level: 'orange',
    startsAt: '2024-12-30T00:00:00+08:00',
    endsAt: null,
    reason: '全省会商意见',
  })
  expect(begun.status).toBe(201)
  const { items } = (await ask('province', 'GET', '/warnings?area=140000')).body
  const id = String(items[0]?.['id'])
  const open = (await ask('province', 'GET', '/consultations?open=true')).body.items
  for (const { id: consultation } of open)
    await ask('province', 'POST', `/consultations/${String(consultation)}/decision`, {
      decision: 'proceed',
      reason: '同意',
    })
  const sign = () => ask('governor', 'POST', `/warnings/${id}/signatures`, { decision: 'sign' })
  expect((await sign()).status).toBe(200)
  await hands.settle()
  expect(await orders()).toBe(before)
  const told = async (who = 'province') => (await ask(who, 'GET', `/warnings/${id}/instructions`)).body.items
  const first = await told()
  const cities = new Set(first.map(({ area }) => area))
  expect(cities.size).toBe(first.length)
  expect(cities.has('140800') && cities.has('140900')).toBe(true)
  expect(first.every(({ state, level }) => state === 'received' && level === 'orange')).toBe(true)
  expect((await ask('duty', 'GET', `/warnings/${id}/instructions`)).status).toBe(404)
  // Its notice is for the cities below.
  const [notice] = (await ask('province', 'GET', `/warnings/notices?warning=${id}`)).body.items
  const reached = (await ask('province', 'GET', `/warnings/notices/${String(notice?.['id'])}/receivers`)).body.items
  expect(new Set(reached.map(({ kind }) => kind))).toEqual(new Set(['city']))
  expect(new Set(reached.map(({ area }) => area))).toEqual(cities)
  // The city sees its own, and has its warning brought to the level.
  const own = first.find(({ area }) => area === '140800')
  expect((await ask('duty', 'GET', `/instructions/${String(own?.['id'])}`)).body).toMatchObject({
    issuer: 'province',
    issuerName: '山西省',
    endsAt: null,
  })
  expect(await desk.living()).toMatchObject({ above: { level: 'orange' } })
  // Told once more, nothing is new; raised, each city has it anew and what was said before counts no more.
  await story.engine.world.db.transaction(async (tx) => {
    const { ask: effect } = await import('../../src/db/effects.ts')
    const one = { kind: 'tellOfWarning', subject: id, area: '140000', params: { revision: 1 } } as const
    await effect(tx, [one, one], story.engine.world.clock.now())
  })
  await hands.settle()
  expect(await told()).toHaveLength(first.length)
  expect((await ask('province', 'POST', `/warnings/${id}/raise`, { level: 'red', reason: '会商意见' })).status).toBe(
    202,
  )
  for (const { id: consultation } of (await ask('province', 'GET', '/consultations?open=true')).body.items)
    await ask('province', 'POST', `/consultations/${String(consultation)}/decision`, {
      decision: 'proceed',
      reason: '同意',
    })
  expect((await sign()).status).toBe(200)
  await hands.settle()
  const second = await told()
  expect(second.filter(({ state }) => state === 'received').map(({ level }) => level)).toEqual(first.map(() => 'red'))
  expect(second.filter(({ state }) => state === 'withdrawn')).toHaveLength(first.length)
  expect((await desk.living()).change).toMatchObject({ kind: 'raise', level: 'red', ground: 'instructed' })
  // Withdrawn above before its start, it is lifted for each city, which has its summary to send.
  expect((await ask('governor', 'POST', `/warnings/${id}/withdraw`, { reason: '预报好转' })).status).toBe(200)
  await hands.settle()
  expect((await told()).filter(({ state }) => state === 'lifted')).toHaveLength(first.length)
  expect(await orders()).toBe(before)
  await expectSound(story.engine.world.db)
})
