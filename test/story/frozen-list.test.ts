import { afterAll, beforeAll, expect, test } from 'vitest'
import { furnishList } from '../../src/inventory/import.ts'
import { createEnterpriseTokens } from '../../src/people/admit.ts'
import { loadIndustries } from '../../src/rulebook/industries.ts'
import { ByHand } from '../help/byHand.ts'
import { brickworks, Desk, inventedCode } from '../help/desk.ts'
import { anyBackend, StoryEngine } from '../help/engine.ts'
import { expectSound } from '../help/invariants.ts'
import { AREAS, workbook, type Cells } from '../help/lists.ts'

/* Law 11: a warning freezes its list. What comes after it changes nothing in it, but for an exception of two officers. */

let story: StoryEngine
let hands: ByHand
let desk: Desk

/** Four brickworks: the first chooses its own reduction, the second is protected. */
function list() {
  const sheets = brickworks(4)
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
  hands = new ByHand(story.engine.world)
  desk = new Desk(story, () => hands.settle())
  await desk.episode()
  expect(await desk.sign()).toBe(200)
  await hands.settle()
})
afterAll(async () => {
  await hands.close()
  await story.close()
})

interface Held {
  code: string
  revision: number
  level: string
  grade: string
  basis: string
  list: string
}

async function held(): Promise<Held[]> {
  return await story.engine.world.db.rows<Held>(
    `select o.credit_code as code, o.revision, o.content->>'level' as level, o.grade, o.content->>'basis' as basis,
       w.list_id as list
     from enterprise_order o join warning w on w.id = o.warning_id
     where o.state not in ('superseded', 'released', 'recalled') order by o.credit_code`,
  )
}

async function exception(body: object): Promise<{ status: number; body: Record<string, unknown> }> {
  const { id } = await desk.living()
  return await story.ask('duty', 'POST', `/warnings/${id}/exceptions`, { reason: '现场核查', ...body })
}

const decide = (id: unknown, who: string, decision = 'confirm') =>
  story.ask(who, 'POST', `/exceptions/${String(id)}/decision`, { decision, reason: '属实' })

test('a version that comes into force in the middle changes nothing, not even when the level rises', async () => {
  const before = await held()
  expect(before).toHaveLength(4)
  const { world } = story.engine
  // The newer version: another grade for everybody, one enterprise less and one more.
  const sheets = brickworks(5)
  for (const row of sheets.企业) Object.assign(row, { 绩效等级: 'D' })
  const rest = Object.fromEntries(
    Object.entries(sheets).map(([name, rows]) => [
      name,
      rows.filter((row: Cells) => row['统一社会信用代码'] !== inventedCode(3)),
    ]),
  )
  const doing = { now: world.clock.now(), by: 'engine' }
  await furnishList({ ...world, areas: AREAS }, await workbook(rest), { industries: loadIndustries() }, doing)
  // Contacts are live: they are those of the newer version, whose addresses are the receivers of this story too.
  await world.db.rows(`update contact c set url = o.url from contact o
    where o.enterprise_id = c.enterprise_id and o.url like 'http%' and c.url not like 'http%'`)
  await hands.settle()
  expect(await held()).toEqual(before)
  expect(await desk.change('raise', { level: 'red' })).toBe(200)
  await hands.settle()
  expect(await held()).toEqual(before.map((one) => ({ ...one, level: 'red', revision: one.revision + 1 })))
})

test('forged data that was found orders that one plant anew, and ruled out it is ordered as before', async () => {
  const before = await held()
  const code = inventedCode(0)
  const { world } = story.engine
  const [plant] = await world.db.rows<{ id: string; area: string }>(
    'select id, area from enterprise where credit_code = $1',
    [code],
  )
  const { id: enterprise = '', area = '' } = plant ?? {}
  const tokens = await createEnterpriseTokens(world, [{ enterprise, name: code, area }], world.clock.now())
  const found = await story.ask<{ id: string }>('duty', 'POST', '/findings', {
    enterprise,
    warning: (await desk.living()).id,
    line: '1#',
    kind: 'forgedData',
    text: '采样管路被拔开',
    evidence: [{ what: '现场照片', at: world.clock.now(), value: '采样管路脱落' }],
  })
  const finding = `/findings/${found.body.id}`
  await story.ask(tokens.get(enterprise) ?? '', 'POST', `/me${finding}/answer`, { kind: 'accept' })
  await hands.settle()
  const proposed = await story.ask<{ items: { id: string; kind: string }[] }>(
    'duty',
    'GET',
    '/consequences?state=proposed',
  )
  const path = `/consequences/${proposed.body.items.find(({ kind }) => kind === 'fraud')?.id ?? ''}`
  const confirm = (who: string) =>
    story.ask<{ code: string }>(who, 'POST', `${path}/decision`, { decision: 'confirm', reason: '属实' })
  expect((await story.ask('office', 'POST', `${path}/adopt`, { reason: '属实' })).status).toBe(200)
  // Neither whoever adopted it nor whoever found it.
  expect((await confirm('office')).body.code).toBe('consequence.samePerson')
  expect((await confirm('duty')).body.code).toBe('consequence.samePerson')
  const both = await Promise.all(['vicemayor', 'mayor'].map(confirm))
  expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
  await hands.settle()
  const others = (all: readonly Held[]) => all.filter((one) => one.code !== code)
  const own = (all: readonly Held[]) => all.find((one) => one.code === code)
  const excepted = await held()
  expect(others(excepted)).toEqual(others(before))
  expect(own(excepted)).toMatchObject({ grade: 'D', revision: (own(before)?.revision ?? 0) + 1 })
  const ruled = await story.ask('mayor', 'POST', `${finding}/ruling`, { decision: 'dismiss', reason: '检修已报备' })
  expect(ruled.status).toBe(200)
  await hands.settle()
  const after = await held()
  expect(others(after)).toEqual(others(before))
  expect(own(after)).toEqual({ ...own(before), revision: (own(before)?.revision ?? 0) + 2 })
})

test('an exception for fraud orders exactly that enterprise anew, once a second officer has confirmed it', async () => {
  const before = await held()
  story.received.length = 0
  const code = inventedCode(0)
  const fraud = { creditCode: code, ground: 'fraud' }
  const proposed = await exception(fraud)
  expect(proposed).toMatchObject({ status: 201, body: { grade: 'D', class: null, decision: null } })
  expect((await exception(fraud)).body['code']).toBe('exception.open')
  expect(await held()).toEqual(before)
  expect((await decide(proposed.body['id'], 'duty')).body['code']).toBe('exception.samePerson')
  expect((await decide(proposed.body['id'], 'county')).status).toBe(403)
  expect((await decide(proposed.body['id'], 'elsewhere')).status).toBe(404)
  await hands.settle()
  expect(await held()).toEqual(before)
  expect((await decide(proposed.body['id'], 'mayor')).body).toMatchObject({ decision: 'confirm' })
  expect((await decide(proposed.body['id'], 'mayor')).body['code']).toBe('exception.decided')
  await hands.settle()
  const after = await held()
  expect(after.filter((one) => one.code !== code)).toEqual(before.filter((one) => one.code !== code))
  const [was, is] = [before, after].map((all) => all.find((one) => one.code === code))
  expect(was).toMatchObject({ grade: 'A', basis: 'ownDecision' })
  expect(is).toMatchObject({ grade: 'D', revision: (was?.revision ?? 0) + 1 })
  expect(is?.basis).not.toBe('ownDecision')
  // Nobody else hears of it.
  expect(story.received.map(({ body }) => [body.enterprise.creditCode, body.revision])).toEqual([[code, is?.revision]])
})

test('what is refused changes nothing, and a ground that asks for nothing stricter is none', async () => {
  const before = await held()
  const plain = inventedCode(2)
  expect((await exception({ creditCode: plain, ground: 'protectionLost' })).body['code']).toBe(
    'exception.changesNothing',
  )
  expect((await exception({ creditCode: plain, ground: 'fraud', grade: 'A' })).body['code']).toBe(
    'exception.changesNothing',
  )
  expect((await exception({ creditCode: inventedCode(4), ground: 'fraud' })).status).toBe(404)
  const proposed = await exception({ creditCode: plain, ground: 'fraud' })
  expect((await decide(proposed.body['id'], 'mayor', 'refuse')).body).toMatchObject({ decision: 'refuse' })
  await hands.settle()
  expect(await held()).toEqual(before)
})

test('a lost protection counts for the warning as long as it lives, also at the next level', async () => {
  const code = inventedCode(1)
  const basis = async () => (await held()).find((one) => one.code === code)?.basis
  expect(await basis()).toBe('protected')
  const proposed = await exception({ creditCode: code, ground: 'protectionLost', class: 'key' })
  await decide(proposed.body['id'], 'mayor')
  await hands.settle()
  const lost = await basis()
  expect(lost).not.toBe('protected')
  expect(await desk.change('lower', { level: 'orange' })).toBe(200)
  await hands.settle()
  expect(await basis()).toBe(lost)
  expect((await held()).find((one) => one.code === inventedCode(0))?.grade).toBe('D')
  // Stopped for cause by what was found: it stops from now on, and nobody else is asked anything.
  const plain = inventedCode(2)
  const others = (all: readonly Held[]) => all.filter((one) => one.code !== plain)
  const standing = others(await held())
  const stop = { creditCode: plain, ground: 'stopForCause' }
  expect((await exception(stop)).body['code']).toBe('exception.changesNothing')
  const stopped = await exception({ ...stop, cause: 'notCompliant' })
  expect(stopped).toMatchObject({ status: 201, body: { stopCause: 'notCompliant', grade: null, class: null } })
  await decide(stopped.body['id'], 'mayor')
  await hands.settle()
  expect((await held()).find((one) => one.code === plain)?.basis).toBe('stopForCause')
  expect(others(await held())).toEqual(standing)
  await expectSound(story.engine.world.db)
  const { body } = await story.ask<{ items: unknown[] }>('auditor', 'GET', '/exceptions')
  expect(body.items).toHaveLength(5)
  const { id } = await desk.living()
  await desk.end()
  const late = await story.ask('duty', 'POST', `/warnings/${id}/exceptions`, {
    creditCode: code,
    ground: 'fraud',
    reason: 'r',
  })
  expect(late.body['code']).toBe('exception.nothingOrdered')
})

/* Law 8: a warning goes on by the book that it was called by. What is released meanwhile counts for the next one. */

const book = (more: string) => `id: yuncheng-2024
title: { zh: 运城示例, en: example of Yuncheng }
status: design
area: '140800'
from: 2024-12-01
extends: cn-2024-6
${more}`
const above = (aqi: number) => book(`levels:\n  yellow:\n    any:\n      - { aqi: '> ${aqi}', hours: 24 }\n`)

const handIn = (text: string, who = 'duty') =>
  story.ask<Record<string, string>>(who, 'POST', '/rulebooks/releases', { text, reason: '地方分级' })
const release = (id: string | undefined, who: string, decision = 'confirm') =>
  story.ask<Record<string, string>>(who, 'POST', `/rulebooks/releases/${id}/decision`, { decision, reason: '核对无误' })
const goOnBy = async (hash: string | undefined, who = 'duty') => {
  const { id } = await desk.living()
  return await story.ask<Record<string, string>>(who, 'POST', `/warnings/${id}/rulebook`, { hash, reason: '阈值有误' })
}

async function judgedBy() {
  const rows = await story.engine.world.db.rows<{ id: string; hash: string; last: string; state: string }>(
    `select w.rulebook_id as id, w.rulebook_hash as hash, w.state,
       (select a.rulebook_hash from assessment a where a.area = w.area order by a.at desc, a.id desc limit 1) as last
     from warning w order by w.id desc limit 1`,
  )
  return rows[0] ?? expect.fail('no warning')
}

test('a book is refused with its line where it is milder than what is above it, and nobody hands in another city’s', async () => {
  const milder = book('excludes: [dust, o3, fireworks, pm]\n')
  expect(await handIn(milder)).toMatchObject({
    status: 422,
    body: { code: 'rulebook.faulty', detail: expect.stringMatching(/rulebook.yaml:7:11: leaves out pm/) },
  })
  expect(await handIn(book('lift: *nobody\n'))).toMatchObject({ status: 422, body: { code: 'rulebook.faulty' } })
  expect((await handIn(above(140).replace("'140800'", "'140900'"))).status).toBe(404)
  expect((await handIn(above(140).replace("area: '140800'\n", ''))).status).toBe(422)
  expect((await handIn(above(140), 'county')).status).toBe(403)
})

test('a book counts once a second officer has released it, and for no warning that lives', async () => {
  await desk.end()
  await desk.episode()
  const before = await judgedBy()
  expect(before).toMatchObject({ id: 'cn-2024-6', last: before.hash })
  const handed = await handIn(above(140))
  expect(handed).toMatchObject({ status: 201, body: { book: 'yuncheng-2024', decision: null } })
  const { id, hash } = handed.body
  expect((await handIn(above(141))).body['code']).toBe('rulebook.open')
  expect((await release(id, 'duty')).body['code']).toBe('rulebook.samePerson')
  expect((await release(id, 'elsewhere')).status).toBe(404)
  expect((await release(id, 'mayor')).body).toMatchObject({ decision: 'confirm' })
  expect((await release(id, 'mayor')).body['code']).toBe('rulebook.decided')
  const shown = await story.ask('duty', 'GET', `/rulebooks/${hash}`)
  expect(shown.body).toMatchObject({ id: 'yuncheng-2024', released: true, extends: 'cn-2024-6' })
  await desk.forecast(desk.day(0), [170, 165, 90, 80, 80, 80, 80])
  expect(await judgedBy(), 'the new standard does not reach it').toEqual(before)
  expect((await goOnBy(hash)).body['code'], 'nor can it be made to').toBe('repin.otherBook')
  await desk.end()
  await desk.episode([143, 90, 80, 80, 80, 80, 80])
  expect(await judgedBy()).toMatchObject({ id: 'yuncheng-2024', hash, last: hash })
})

test('a living warning goes on by a corrected version of its book when two officers say so, and is judged anew', async () => {
  const before = await judgedBy()
  const corrected = (await handIn(above(145))).body
  expect((await goOnBy(corrected['hash'])).body['code'], 'it is not released').toBe('repin.notReleased')
  await release(corrected['id'], 'mayor')
  // The version that it was called by is in no file and counts for nothing new; for this one it does.
  await desk.forecast(desk.day(0), [144, 90, 80, 80, 80, 80, 80])
  expect(await judgedBy()).toMatchObject({ hash: before.hash, last: before.hash })
  const proposed = await goOnBy(corrected['hash'])
  expect(proposed).toMatchObject({ status: 201, body: { from: before.hash, to: corrected['hash'] } })
  expect((await goOnBy(corrected['hash'])).body['code']).toBe('repin.open')
  const decide = (who: string) =>
    story.ask<Record<string, string>>(who, 'POST', `/repins/${proposed.body['id']}/decision`, {
      decision: 'confirm',
      reason: '属实',
    })
  expect((await decide('duty')).body['code']).toBe('rulebook.samePerson')
  expect((await decide('elsewhere')).status).toBe(404)
  expect((await decide('mayor')).body).toMatchObject({ decision: 'confirm' })
  await hands.settle()
  expect(await judgedBy()).toMatchObject({ hash: corrected['hash'], last: corrected['hash'], state: 'dismissed' })
  const [entry] = await story.engine.world.db.rows<{ body: string }>(
    `select body from journal where event = 'RULEBOOK_REPINNED' and subject = $1`,
    [proposed.body['id']],
  )
  expect(JSON.parse(entry?.body ?? '{}')).toMatchObject({ because: '属实', from: before.hash, to: corrected['hash'] })
  expect((await decide('mayor')).body['code']).toBe('rulebook.decided')
})
