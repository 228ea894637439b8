import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../src/model/id.ts'
import { createUser } from '../../src/people/admit.ts'
import type { Rank } from '../../src/people/caller.ts'
import { ByHand } from '../help/byHand.ts'
import { brickworks, inventedCode } from '../help/desk.ts'
import { anyBackend, type Received, StoryEngine } from '../help/engine.ts'
import { expectSound } from '../help/invariants.ts'

/*
 * Counties ask more than their city and never less (I10), groups of them act together, and what province and city ask
 * meets in one order (law 10, I2).
 */

let story: StoryEngine
let hands: ByHand
const tokens = new Map<string, string>()
const PASSWORD = 'linked-in-winter'
const [FIRST, SECOND] = [inventedCode(0), inventedCode(1)]

interface Body extends Record<string, unknown> {
  items: Record<string, unknown>[]
}
const ask = (who: string, method: 'GET' | 'POST', path: string, body?: object) =>
  story.ask<Body>(tokens.get(who) ?? who, method, path, body)

async function admit(login: string, role: string, area: string, rank: Rank = 0): Promise<void> {
  const { world } = story.engine
  await createUser(world, { login, password: PASSWORD, name: login, role, rank, area }, world.clock.now())
  const { body } = await story.ask<{ token: string }>(null, 'POST', '/sessions', { login, password: PASSWORD })
  tokens.set(login, body.token)
}

beforeAll(async () => {
  story = await StoryEngine.open(anyBackend(), {
    list: brickworks(2),
    clock: '2024-12-25T02:00:00.000Z',
    answering: () => ({ status: 200 }),
    parts: ['api'],
  })
  hands = new ByHand(story.engine.world)
  await admit('yanhu', 'countyOfficer', '140802')
  await admit('province', 'dutyOfficer', '140000')
  await admit('governor', 'approver', '140000', 3)
  await admit('xinzhou', 'dutyOfficer', '140900')
  await admit('xinzhouMayor', 'approver', '140900', 3)
}, 120_000)
afterAll(async () => {
  await hands.close()
  await story.close()
})

/** A warning by an instruction, conferred on and signed; answers its id. */
async function warned(duty: string, mayor: string, area: string, level: string, document: string): Promise<string> {
  const order = {
    issuer: 'nation',
    issuerName: '生态环境部',
    document,
    level,
    startsAt: story.engine.world.clock.now(),
    areas: [area],
  }
  expect((await ask(duty, 'POST', '/instructions', order)).status).toBe(201)
  await hands.settle()
  const { body } = await ask(duty, 'GET', `/warnings?alive=true&area=${area}`)
  const id = String(body.items[0]?.['id'])
  const open = await ask(duty, 'GET', `/consultations?open=true&warning=${id}`)
  for (const one of open.body.items)
    await ask(duty, 'POST', `/consultations/${String(one['id'])}/decision`, { decision: 'proceed', reason: '一致' })
  expect((await ask(mayor, 'POST', `/warnings/${id}/signatures`, { decision: 'sign' })).status).toBe(200)
  await hands.settle()
  return id
}

interface Row {
  id: string
  order: string
  number: string
  revision: number
  state: string
  warning: string
  content: { level: string; measures?: string; lines: { say: { zh: string } }[]; changes: { kind: string }[] }
}
/** The orders of an enterprise that live. */
const alive = (code: string): Promise<Row[]> =>
  story.engine.world.db.rows<Row>(
    `select id, order_id as "order", number, revision, state, warning_id as warning, content from enterprise_order
     where credit_code = $1 and state not in ('superseded', 'released', 'recalled')`,
    [code],
  )
async function theOrder(code: string): Promise<Row> {
  const [one, ...more] = await alive(code)
  expect(more, 'one living order').toEqual([])
  if (!one) throw new Error(`${code} has no order`)
  return one
}
const enterpriseId = async (code: string): Promise<string> => {
  const [found] = await story.engine.world.db.rows<{ id: string }>('select id from enterprise where credit_code = $1', [
    code,
  ])
  return found?.id ?? ''
}
const told = (code: string, kind: string): Received['body'][] =>
  story.received.flatMap(({ body }) => (body.kind === kind && body.enterprise.creditCode === code ? [body] : []))

let city = ''
let response = ''

test('a county asks more of one line; only that order is revised, and it says what changed and by whom', async () => {
  city = await warned('duty', 'mayor', '140800', 'yellow', '国气防〔2024〕1号')
  expect((await theOrder(FIRST)).content.lines[0]?.say.zh).toContain('限产 30%')
  const { body } = await ask('yanhu', 'GET', '/responses')
  response = String(body.items[0]?.['id'])
  const enterprise = await enterpriseId(FIRST)
  const tighten = (measure: string, line = '1#', who = 'yanhu') =>
    ask(who, 'POST', `/responses/${response}/tighten`, {
      measures: [{ enterpriseId: enterprise, line, measure }],
      reason: '本县污染较重',
    })
  const codes = await Promise.all([tighten('限产20%'), tighten('限产30%'), tighten('少烧点'), tighten('限产50%', '9#')])
  expect(codes.map((one) => one.body['code'])).toEqual([
    'tightening.weaker',
    'tightening.weaker',
    'tightening.unreadable',
    'tightening.noLine',
  ])
  expect((await tighten('限产50%', '1#', 'county')).status).toBe(404)
  expect((await tighten('限产50%', '1#', 'auditor')).status).toBe(403)
  const nothing = await ask('yanhu', 'POST', `/responses/${response}/tighten`, { reason: '无' })
  expect(nothing.body['code']).toBe('tightening.asksNothing')
  const untouched = await theOrder(SECOND)
  expect((await tighten('限产50%')).body).toMatchObject({ needsCity: false, holds: true, county: '盐湖区' })
  await hands.settle()
  const { revision, content } = await theOrder(FIRST)
  expect(revision).toBe(2)
  expect(content.changes).toMatchObject([{ kind: 'stricter' }])
  expect(content.lines[0]?.say.zh).toMatch(/限产 50%.*盐湖区加严措施/)
  expect((await theOrder(SECOND)).id).toBe(untouched.id)
  await expectSound(story.engine.world.db)
})

test('what can not be compared with what the city asks waits until the city has accepted it', async () => {
  const measures = [
    { enterpriseId: await enterpriseId(SECOND), line: '1#', measure: '停用国四及以下重型载货车辆（含燃气）' },
  ]
  const { body } = await ask('yanhu', 'POST', `/responses/${response}/tighten`, { measures, reason: '运输污染' })
  expect(body).toMatchObject({ needsCity: true, holds: false })
  await hands.settle()
  expect((await theOrder(SECOND)).revision).toBe(1)
  const decide = (who: string) =>
    ask(who, 'POST', `/tightenings/${String(body['id'])}/decision`, { decision: 'accept', reason: '同意，路网已核实' })
  expect((await decide('yanhu')).status).toBe(403)
  expect((await decide('elsewhere')).status).toBe(404)
  const both = await Promise.all([decide('duty'), decide('mayor')])
  expect(both.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 409])
  await hands.settle()
  const { revision, content } = await theOrder(SECOND)
  expect(revision).toBe(2)
  // Both bind: the city's measure goes on.
  expect(content.lines[0]?.say.zh).toMatch(/限产 30%/)
  expect(content.lines[0]?.say.zh).toMatch(/国四及以下/)
})

test('a county takes the measures of a stricter level for all its own, once, never of a milder one', async () => {
  const level = (wanted: string) =>
    ask('yanhu', 'POST', `/responses/${response}/tighten`, { level: wanted, reason: '提级' })
  expect((await level('yellow')).body['code']).toBe('tightening.notStricter')
  const both = await Promise.all([level('orange'), level('orange')])
  expect(both.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 409])
  await hands.settle()
  const { content } = await theOrder(FIRST)
  expect([content.level, content.measures]).toEqual(['yellow', 'orange'])
  expect(content.lines[0]?.say.zh).toContain('停产')
  expect((await ask('county', 'GET', `/warnings/${city}/tightenings`)).body.items).toHaveLength(3)
  await expectSound(story.engine.world.db)
  const made = both.find(({ status }) => status === 201)?.body['id']
  const ended = await ask('yanhu', 'POST', `/tightenings/${String(made)}/end`, { reason: '好转' })
  expect(ended.body).toMatchObject({ holds: false })
  await hands.settle()
  // The line that was tightened by itself stays so.
  expect((await theOrder(FIRST)).content.lines[0]?.say.zh).toContain('限产 50%')
  await expectSound(story.engine.world.db)
})

test('what province and city ask meets in one order, by the stricter; it goes on when one of them ends', async () => {
  const { db } = story.engine.world
  const before = await theOrder(SECOND)
  // The province has a list of its own with the same enterprises.
  const list = newId(story.engine.world.clock.now())
  await db.transaction(async (tx) => {
    await tx.rows(
      `insert into list (id, area, name, sha256, size, created_at, updated_at, released_at, complete_at, state, context)
       select $1, '140000', '山西省清单', sha256, size, created_at, updated_at, released_at, complete_at, state, context
       from list where area = '140800' limit 1`,
      [list],
    )
    await tx.rows(
      `insert into listing (list_id, enterprise_id, area, position, credit_code, name, class, grade, industry, so2_mg,
         nox_mg, pm_mg, vocs_mg, entry, saved_mg)
       select $1, enterprise_id, area, position, credit_code, name, class, grade, industry, so2_mg, nox_mg, pm_mg, vocs_mg,
         entry, saved_mg from listing where list_id <> $1`,
      [list],
    )
  })
  const province = await warned('province', 'governor', '140000', 'red', '国气防〔2024〕2号')
  const joined = await theOrder(SECOND)
  expect([joined.order, joined.number, joined.warning]).toEqual([before.order, before.number, city])
  expect(joined.revision).toBeGreaterThan(before.revision)
  expect([joined.content.level, joined.content.measures]).toEqual(['yellow', 'red'])
  expect(joined.content.lines[0]?.say.zh).toContain('停产')
  await expectSound(db)
  // Each of the two sees what the other carries; those who do not know yet are counted with them.
  const board = async (who: string, id: string) => (await ask(who, 'GET', `/warnings/${id}/board`)).body
  expect(await board('province', province)).toMatchObject({
    joined: [{ warningId: city, area: '140800' }],
    unaware: { enterprises: 0 },
  })
  expect((await board('province', province))['joined']).toMatchObject([{ unreached: 0 }])
  const [carried] = (await board('province', province))['joined'] as { planned: number }[]
  expect(carried?.planned).toBeGreaterThan(0)
  expect((await board('duty', city))['joined']).toEqual([])
  // The city's own instruction is lifted, and its warning with it: the province's goes on under the same order.
  const { body } = await ask('duty', 'GET', '/instructions?open=true')
  const own = body.items.find(({ area }) => area === '140800')
  await ask('duty', 'POST', `/instructions/${String(own?.['id'])}/lift`, { document: '国气防〔2024〕3号' })
  await hands.settle()
  await ask('duty', 'POST', `/warnings/${city}/lift`, { reason: '好转' })
  const open = await ask('duty', 'GET', '/consultations?open=true')
  for (const one of open.body.items)
    await ask('duty', 'POST', `/consultations/${String(one['id'])}/decision`, { decision: 'proceed', reason: '一致' })
  expect((await ask('mayor', 'POST', `/warnings/${city}/signatures`, { decision: 'sign' })).status).toBe(200)
  await hands.settle()
  const goesOn = await theOrder(SECOND)
  expect([goesOn.order, goesOn.warning, goesOn.revision]).toEqual([before.order, province, joined.revision + 1])
  expect(goesOn.content.level).toBe('red')
  expect(told(SECOND, 'release')).toEqual([])
  await expectSound(db)
  // A second warning of the city takes the order up again, and still there is one.
  const again = await warned('duty', 'mayor', '140800', 'yellow', '国气防〔2024〕4号')
  const taken = await theOrder(SECOND)
  expect([taken.order, taken.warning]).toEqual([before.order, again])
  expect([taken.content.level, taken.content.measures]).toEqual(['yellow', 'red'])
  await expectSound(db)
})

test('a group of counties acts together, and each answers for itself', async () => {
  const groups = await ask('xinzhou', 'GET', '/linkage/groups?area=140900')
  expect(groups.body.items.map(({ id }) => id)).toEqual(['xinding-basin', 'xinzhou-1-30'])
  expect((await ask('duty', 'GET', '/linkage/groups?area=140900')).status).toBe(404)
  const warning = await warned('xinzhou', 'xinzhouMayor', '140900', 'yellow', '国气防〔2024〕5号')
  await admit('xinfu', 'countyOfficer', '140902')
  const own = (await ask('xinfu', 'GET', '/responses')).body.items[0]
  await ask('xinfu', 'POST', `/responses/${String(own?.['id'])}/start`, {})
  const act = (who: string, group: string, body: object = {}) =>
    ask(who, 'POST', `/warnings/${warning}/groups/${group}/act`, { reason: '区域联动', ...body })
  expect((await act('duty', 'xinding-basin')).status).toBe(404)
  expect((await act('xinfu', 'xinding-basin')).status).toBe(403)
  expect((await act('xinzhou', 'nobody')).status).toBe(404)
  expect((await act('xinzhou', 'xinding-basin', { level: 'yellow' })).body['code']).toBe('tightening.notStricter')
  const { body } = await act('xinzhou', 'xinding-basin', { level: 'orange' })
  expect(body['tightened']).toHaveLength(5)
  // Done twice it tightens nothing twice.
  expect((await act('xinzhou', 'xinzhou-1-30', { level: 'orange' })).body['tightened']).toEqual([])
  await hands.settle()
  const all = (await ask('xinfu', 'GET', `/warnings/${warning}/responses`)).body.items
  expect(all.find(({ area }) => area === '140902')).toMatchObject({ state: 'told', startedAt: null })
  expect((await ask('xinfu', 'POST', `/responses/${String(own?.['id'])}/start`, {})).body).toMatchObject({
    state: 'started',
  })
  expect((await ask('xinfu', 'GET', `/warnings/${warning}/tightenings`)).body.items).toHaveLength(5)
})

test('predicted transport tells the counties on its way ahead, each with its hour, and each acknowledges', async () => {
  const now = Date.parse(story.engine.world.clock.now())
  const hour = (n: number) => new Date(now + n * 3_600_000).toISOString()
  const path = (stops: object[], who = 'duty') =>
    ask(who, 'POST', '/transport-paths', { area: '140800', reason: '数值预报与走航监测', stops })
  const stops = [
    { county: '140882', at: hour(6) },
    { county: '140802', at: hour(9) },
  ]
  expect((await path(stops, 'xinzhou')).status).toBe(404)
  expect((await path(stops, 'yanhu')).status).toBe(403)
  for (const wrong of [
    [{ county: '140902', at: hour(6) }],
    [{ county: '140802', at: hour(-1) }],
    [...stops, { county: '140802', at: hour(12) }],
    [{ county: '140800', at: hour(6) }],
  ])
    expect((await path(wrong)).body['code']).toBe('transport.path')
  const { body } = await path(stops)
  await hands.settle()
  const called = (await ask('yanhu', 'GET', '/wakes?open=true')).body.items.find(
    ({ cause }) => cause === 'transportAhead',
  )
  expect((Object(called?.['say']) as { zh: string }).zh).toMatch(/污染传输：预计 .* 影响盐湖区/)
  const acknowledge = (who: string, county: string) =>
    ask(who, 'POST', `/transport-paths/${String(body['id'])}/acknowledge`, { county })
  expect((await acknowledge('yanhu', '140882')).status).toBe(404)
  const both = await Promise.all([acknowledge('yanhu', '140802'), acknowledge('duty', '140802')])
  expect(both.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 409])
  await hands.settle()
  const still = (await ask('yanhu', 'GET', '/wakes?open=true')).body.items.map(({ cause }) => cause)
  expect(still).not.toContain('transportAhead')
  expect((await ask('county', 'GET', '/transport-paths')).body.items).toMatchObject([
    { stops: [{ county: '140882', acknowledgedAt: null }, { county: '140802' }] },
  ])
  expect((await ask('elsewhere', 'GET', '/transport-paths')).body.items).toEqual([])
})
