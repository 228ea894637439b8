import { afterAll, beforeAll, expect, test } from 'vitest'
import { enterpriseOf, PUBLIC } from '../../src/people/caller.ts'
import { CODE, workbook } from '../help/lists.ts'
import { countyList, Office } from '../help/office.ts'

const OTHER = '91140525MA0DEM021R'
const ZONE = '91140802MA0K4R7X5X'

let office: Office
let first = ''
let second = ''
beforeAll(async () => {
  office = await Office.open()
})
afterAll(() => office.close())

const ask: Office['ask'] = (...args) => office.ask(...args)
const state = async (list: string) => (await ask('dutyOfficer', 'GET', `/lists/${list}`)).body['state']
const namesInForce = async () =>
  (await ask('dutyOfficer', 'GET', '/enterprises')).body.items.map((one) => one['creditCode'])

const firstList = () =>
  countyList([CODE, OTHER], (row, n) => {
    if (n === 0) Object.assign(row, { 等级有效期: '2021-03-31' })
  })

test('a workbook of an officer is checked, and nobody plans by it', async () => {
  // Friday the 18th, 08:00.
  const { status, body } = await ask('dutyOfficer', 'POST', '/lists', await workbook(firstList()))
  expect({ status, body }).toMatchObject({ status: 201, body: { state: 'checked', inForceBecause: null } })
  first = String(body['id'])
  expect(await namesInForce()).toEqual([])
  expect((await ask('countyOfficer', 'GET', '/lists')).body.items).toMatchObject([{ id: first, state: 'checked' }])
  expect(await ask('dutyOfficer', 'GET', `/lists/${first}/findings`)).toMatchObject({
    status: 200,
    body: { next: null },
  })
  for (const [step, more] of [
    ['release', { from: '2020-12-19' }],
    ['confirm', { decision: 'confirm' }],
  ] as const)
    expect(await ask('mayor', 'POST', `/lists/${first}/${step}`, { reason: 'r', ...more })).toMatchObject({
      status: 409,
      body: { code: 'event.refused' },
    })
})

test('published, it waits seven working days for objections', async () => {
  const published = await ask('dutyOfficer', 'POST', `/lists/${first}/publish`, { reason: '按程序公示' })
  expect(published).toMatchObject({
    status: 200,
    body: { state: 'published', objectionsUntil: '2020-12-30T00:00:00+08:00', openObjections: 0 },
  })
  const objection = {
    who: { name: '示例居民', phone: '15400000009' },
    creditCode: OTHER,
    text: '该企业夜间生产，不应列为 C 级',
  }
  // A county enters what is said to it about its own enterprises.
  const entered = await ask('countyOfficer', 'POST', `/lists/${first}/objections`, objection)
  expect(entered).toMatchObject({ status: 201, body: { who: objection.who, answer: null } })
  expect((await ask('elsewhere', 'POST', `/lists/${first}/objections`, objection)).status).toBe(404)
  expect(
    (await ask('countyOfficer', 'POST', `/lists/${first}/objections`, { ...objection, creditCode: ZONE })).status,
  ).toBe(404)

  await office.at('2020-12-29T16:00:00.000Z')
  expect(await state(first)).toBe('disputed')
  expect((await ask('countyOfficer', 'POST', `/lists/${first}/objections`, objection)).status).toBe(409)
  expect(
    (await ask('dutyOfficer', 'POST', `/lists/${first}/release`, { from: '2021-01-01', reason: 'r' })).status,
  ).toBe(409)

  const answer = { objection: entered.body['id'], upheld: false, answer: '已核实，夜间为检修' }
  expect((await ask('countyOfficer', 'POST', `/lists/${first}/answer`, answer)).status).toBe(403)
  expect(await ask('dutyOfficer', 'POST', `/lists/${first}/answer`, answer)).toMatchObject({
    status: 200,
    body: { state: 'settled', openObjections: 0 },
  })
  expect((await ask('dutyOfficer', 'POST', `/lists/${first}/answer`, answer)).body['code']).toBe('event.refused')
  const said = await ask('auditor', 'GET', `/lists/${first}/objections`)
  expect(said.body.items).toMatchObject([{ text: objection.text, answer: answer.answer, upheld: false }])
})

test('two persons release it, neither of them alone, and it is in force on its day', async () => {
  const release = { from: '2021-01-01', reason: '异议已答复' }
  expect((await ask('countyOfficer', 'POST', `/lists/${first}/release`, release)).status).toBe(403)
  expect(await ask('mayor', 'POST', `/lists/${first}/release`, release)).toMatchObject({
    body: { state: 'releaseProposed', from: '2021-01-01T00:00:00+08:00', releasedAt: null },
  })
  const confirm = { decision: 'confirm', reason: '同意' }
  expect((await ask('dutyOfficer', 'POST', `/lists/${first}/confirm`, confirm)).status).toBe(403)
  expect(await ask('mayor', 'POST', `/lists/${first}/confirm`, confirm)).toMatchObject({
    status: 403,
    body: { code: 'list.samePerson' },
  })
  expect(await ask('approver', 'POST', `/lists/${first}/confirm`, confirm)).toMatchObject({
    body: { state: 'scheduled', releasedAt: '2021-01-01T00:00:00+08:00' },
  })
  await office.hands.settle()
  expect(await namesInForce()).toEqual([])
  await office.at('2020-12-31T16:00:00.000Z')
  expect(await state(first)).toBe('inForce')
  expect(await namesInForce()).toEqual([CODE, OTHER])
  // Too late to take it back.
  expect((await ask('dutyOfficer', 'POST', `/lists/${first}/withdraw`, { reason: 'r' })).status).toBe(409)
})

test('who prepared a version does not confirm it, though another proposed it', async () => {
  const imported = await ask('administrator', 'POST', '/lists', await workbook(firstList()))
  const list = String(imported.body['id'])
  await ask('dutyOfficer', 'POST', `/lists/${list}/publish`, { reason: '公示' })
  await office.at('2021-01-12T16:00:00.000Z')
  await ask('dutyOfficer', 'POST', `/lists/${list}/release`, { from: '2021-02-01', reason: '提请' })
  const confirm = { decision: 'confirm', reason: '同意' }
  expect((await ask('administrator', 'POST', `/lists/${list}/confirm`, confirm)).body['code']).toBe('list.samePerson')
  expect(
    (await ask('mayor', 'POST', `/lists/${list}/confirm`, { decision: 'return', reason: '再核' })).body['state'],
  ).toBe('settled')
  await ask('dutyOfficer', 'POST', `/lists/${list}/release`, { from: '2021-02-01', reason: '提请' })
  expect((await ask('mayor', 'POST', `/lists/${list}/confirm`, confirm)).body['state']).toBe('scheduled')
  // Before its day it can still be withdrawn, and the one in force stays.
  expect((await ask('dutyOfficer', 'POST', `/lists/${list}/withdraw`, { reason: '数据有误' })).body).toMatchObject({
    state: 'withdrawn',
    releasedAt: null,
  })
  await office.at('2021-02-02T00:00:00.000Z')
  expect(await state(first)).toBe('inForce')
})

test('a date is told thirty days before and when it has come, once each', async () => {
  const owner = 'plant'
  await office.enterprise(owner)
  const told = async () => (await ask(owner, 'GET', '/me/notices')).body.items.map((one) => one['kind'])
  await office.at('2021-02-28T00:00:00.000Z')
  expect(await told()).toEqual([])
  await office.at('2021-03-01T16:00:00.000Z')
  expect(await told()).toEqual(['term.announced'])
  await office.at('2021-03-31T16:00:00.000Z')
  expect(await told()).toEqual(['term.passed', 'term.announced'])
  expect((await ask('countyOfficer', 'GET', '/notices')).body.items).toHaveLength(2)
  expect((await ask('elsewhere', 'GET', '/notices')).body.items).toEqual([])
  const journal = await office.server.world.db.rows(`select from journal where event = 'NOTICES_GIVEN'`)
  expect(journal).toHaveLength(2)
})

test('a newer version ends the one before it, and the dates that only that one named', async () => {
  const sheets = countyList([CODE, ZONE], (row, n) => {
    if (n === 0) Object.assign(row, { 绩效等级: 'B', 等级有效期: '2022-06-30' })
  })
  second = await office.listInForce(sheets, '2021-04-20')
  await office.at('2021-04-19T16:00:00.000Z')
  expect([await state(first), await state(second)]).toEqual(['replaced', 'inForce'])
  const living = await office.server.world.db.rows(`select source_id from term where state in ('running', 'announced')`)
  expect(living).toEqual([{ source_id: second }])
})

test('two versions beside each other: who came, who left, what changed, and the sums', async () => {
  const { status, body } = await ask('dutyOfficer', 'GET', `/lists/${first}/compare/${second}`)
  expect(status).toBe(200)
  expect(body).toMatchObject({
    came: [{ creditCode: ZONE }],
    left: [{ creditCode: OTHER }],
    changed: [
      {
        creditCode: CODE,
        changes: [
          { what: 'grade', before: 'C', after: 'B' },
          { what: 'gradeUntil', before: '2021-03-31', after: '2022-06-30' },
        ],
      },
    ],
    sums: [
      { area: '140800', before: { enterprises: 2, base: { so2: '200' } }, after: { enterprises: 2 } },
      { area: '140802', before: { reduction: { red: { so2: '200' } } } },
    ],
  })
  expect((await ask('elsewhere', 'GET', `/lists/${first}/compare/${second}`)).status).toBe(404)
})

test('an objection that was right keeps the version from its release', async () => {
  const imported = await ask('dutyOfficer', 'POST', '/lists', await workbook(firstList()))
  const path = `/lists/${String(imported.body['id'])}`
  await ask('dutyOfficer', 'POST', `${path}/publish`, { reason: '公示' })
  const who = { name: '示例居民', phone: '15400000009' }
  const objection = await ask('dutyOfficer', 'POST', `${path}/objections`, { who, text: '生产线数量不实' })
  const answer = { objection: objection.body['id'], upheld: true, answer: '属实' }
  expect((await ask('dutyOfficer', 'POST', `${path}/answer`, answer)).body['upheldObjections']).toBe(1)
  await office.at('2021-05-20T00:00:00.000Z')
  const release = await ask('colleague', 'POST', `${path}/release`, { from: '2021-06-01', reason: '提请' })
  expect(release).toMatchObject({ status: 409, body: { code: 'list.upheld' } })
  expect((await ask('dutyOfficer', 'POST', `${path}/withdraw`, { reason: '另行导入' })).body['state']).toBe('withdrawn')
})

test('whoever owns the machine sets up the first list of a city, and no second one', async () => {
  const other = firstList()
  for (const row of other.企业) row['县(市、区)'] = '忻府区'
  const load = async () => await ask('owner', 'POST', '/lists', await workbook(other))
  expect((await load()).body).toMatchObject({ state: 'inForce', inForceBecause: 'firstOfInstallation' })
  expect((await ask('elsewhere', 'GET', '/enterprises')).body.items).toHaveLength(2)
  expect((await load()).body).toMatchObject({ state: 'checked', inForceBecause: null })
  const journal = await office.server.world.db.rows<{ body: string }>(
    `select body from journal where event = 'LIST_IN_FORCE_UNRELEASED'`,
  )
  expect(journal.map(({ body }) => JSON.parse(body) as object)).toMatchObject([{ because: 'firstOfInstallation' }])
})

test('a list of another city is not there', async () => {
  const who: Record<string, string> = { publish: 'elsewhere', withdraw: 'elsewhere', answer: 'elsewhere' }
  const bodies: Record<string, object> = {
    publish: { reason: 'r' },
    withdraw: { reason: 'r' },
    answer: { objection: second, upheld: false, answer: 'a' },
    release: { from: '2022-01-01', reason: 'r' },
    confirm: { decision: 'confirm', reason: 'r' },
  }
  for (const [step, body] of Object.entries(bodies))
    expect((await ask(who[step] ?? 'elsewhereApprover', 'POST', `/lists/${second}/${step}`, body)).status, step).toBe(
      404,
    )
  for (const path of ['', '/findings', '/objections', `/compare/${first}`, '/enterprises'])
    expect((await ask('elsewhere', 'GET', `/lists/${second}${path}`)).status, path).toBe(404)
  expect((await ask('elsewhereAdministrator', 'POST', `/lists/${second}/drafts`)).status).toBe(404)
})

test('the token of a message speaks for its order only', () => {
  const bound = { ...PUBLIC, kind: 'enterprise', id: 'e', role: 'enterprise', order: 'o' } as const
  expect(() => enterpriseOf(bound)).toThrow(expect.objectContaining({ code: 'token.oneOrder' }))
  expect(enterpriseOf({ ...bound, order: null })).toBe('e')
})
