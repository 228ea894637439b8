import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../src/model/id.ts'
import { addHours, instantOf } from '../../src/model/time.ts'
import { orderToken } from '../../src/people/orderToken.ts'
import { START } from '../help/app.ts'
import { CODE } from '../help/lists.ts'
import { countyList, Office } from '../help/office.ts'

const OTHER = '91140525MA0DEM021R'
let office: Office
let list: string
let [enterprise, other]: [string, string] = ['', '']
beforeAll(async () => {
  office = await Office.open()
  const sheets = countyList([CODE, OTHER], (row, n) => {
    if (n === 1) Object.assign(row, { '县(市、区)': '运城开发区' })
  })
  list = await office.listInForce(sheets, '2020-12-10')
  enterprise = await office.enterprise('first')
  other = await office.enterprise('second', OTHER)
}, 120_000)
afterAll(() => office.close())

const asked = (token: string, path: string) =>
  office.server.app.inject({ url: `/api/v1${path}`, headers: { authorization: `Bearer ${token}` } })

test('an officer sees what the list says of one enterprise, in the words of the trade, and nobody of another county', async () => {
  const { status, body } = await office.ask('countyOfficer', 'GET', `/enterprises/${enterprise}`)
  expect(status).toBe(200)
  expect(body).toMatchObject({
    list: { id: list, inForce: true },
    creditCode: CODE,
    areaName: '盐湖区',
    className: '重点',
    industryName: { zh: '水泥' },
    grade: 'C',
    cleanTransport: '60',
    dailyKg: { so2: '100' },
    lines: [
      {
        line: '1#',
        capacity: '2500 吨/日',
        safeStopHours: 8,
        measures: {
          orange: { words: '1#熟料线停产', say: { zh: '停产' }, noticeHours: 24, reductionKg: { so2: '100' } },
        },
      },
    ],
  })
  // Who is called there stands elsewhere.
  expect(JSON.stringify(body)).not.toMatch(/赵甲子|15400000001/)
  expect((await office.ask('countyOfficer', 'GET', `/enterprises/${other}`)).status).toBe(404)
  expect((await office.ask('elsewhere', 'GET', `/enterprises/${other}`)).status).toBe(404)
  expect((await office.ask('forecaster', 'GET', `/enterprises/${other}`)).status).toBe(403)
})

test('an enterprise gets its token from its county or city, once; a new one ends the old', async () => {
  const path = `/enterprises/${enterprise}/token`
  const issued = await office.ask('countyOfficer', 'POST', path, { reason: '企业来人领取' })
  expect(issued).toMatchObject({ status: 201, body: { enterprise, name: '示例水泥第1厂' } })
  const own = await asked(String(issued.body['token']), '/me/enterprise')
  expect(own.json()).toMatchObject({ creditCode: CODE, lines: [{ line: '1#' }] })

  const again = await office.ask('dutyOfficer', 'POST', path, { reason: '遗失补发' })
  expect((await asked(String(again.body['token']), '/me/enterprise')).statusCode).toBe(200)
  expect(await held()).toBe(1)

  const ended = await office.ask('dutyOfficer', 'POST', `${path}/revoke`, { reason: '人员离职' })
  expect(ended.body).toEqual({ enterprise, ended: 1 })
  expect(await held()).toBe(0)

  expect((await office.ask('countyOfficer', 'POST', path, { reason: '' })).status).toBe(400)
  expect((await office.ask('countyOfficer', 'POST', `/enterprises/${other}/token`, { reason: '误' })).status).toBe(404)
  for (const who of ['auditor', 'forecaster', 'approver', 'second'])
    expect((await office.ask(who, 'POST', path, { reason: '代领' })).status).toBe(403)
  expect((await office.ask('first', 'GET', `/enterprises/${enterprise}`)).status).toBeGreaterThanOrEqual(401)

  const rows = await office.server.world.db.rows<{ event: string; body: object }>(
    `select event, body from journal where kind = 'enterprise' and subject = $1 order by seq`,
    [enterprise],
  )
  expect(rows.map(({ event }) => event)).toEqual(['TOKEN_ISSUED', 'TOKEN_ISSUED', 'TOKEN_REVOKED'])
  expect(JSON.stringify(rows)).not.toContain(String(again.body['token']))
})

test('a token is not kept under an Idempotency-Key: a repeat gets a new one', async () => {
  const once = () =>
    office.server.app.inject({
      method: 'POST',
      url: `/api/v1/enterprises/${enterprise}/token`,
      headers: {
        authorization: `Bearer ${office.server.tokens.get('dutyOfficer') ?? ''}`,
        'idempotency-key': 'token-1',
      },
      payload: { reason: '补发' },
    })
  const [first, second] = [await once(), await once()]
  expect([first.statusCode, second.statusCode]).toEqual([201, 201])
  expect(second.json<{ token: string }>().token).not.toBe(first.json<{ token: string }>().token)
  expect(await held()).toBe(1)
  const kept = await office.server.world.db.rows('select 1 from idempotency where answer like $1', ['%token%'])
  expect(kept).toEqual([])
})

async function held(): Promise<number> {
  const rows = await office.server.world.db.rows(
    'select 1 from enterprise_token where enterprise = $1 and revoked_at is null',
    [enterprise],
  )
  return rows.length
}

test('a token runs out, its own and that of an order, and says how to get a new one', async () => {
  const { world } = office.server
  world.clock.set('2020-12-30T00:00:00.000Z')
  const path = `/enterprises/${enterprise}/token`
  const issued = await office.ask('countyOfficer', 'POST', path, { reason: '新采暖季' })
  const [token, until] = [String(issued.body['token']), instantOf(Date.parse(String(issued.body['until'])))]
  const orderUntil = addHours(world.clock.now(), 1)
  const its = newId(START)
  const order = orderToken(world.keys, { order: its, enterprise, until: orderUntil })
  // There is no such order; but it is let in.
  expect((await asked(order, `/me/orders/${its}`)).statusCode).toBe(404)
  world.clock.set(orderUntil)
  expect((await asked(order, `/me/orders/${its}`)).json()).toMatchObject({ status: 401, code: 'token.runOut' })
  expect((await asked(token, '/me/enterprise')).statusCode).toBe(200)

  world.clock.set(addHours(until, -1))
  expect((await asked(token, '/me/enterprise')).statusCode).toBe(200)
  world.clock.set(until)
  await world.db.transaction(async (tx) => tx.announce('callers'))
  const refused = await asked(token, '/me/enterprise')
  expect(refused.json()).toMatchObject({ status: 401, code: 'token.runOut' })
  expect(refused.body).toContain('重新发放')
  const next = await office.ask('countyOfficer', 'POST', path, { reason: '到期换发' })
  expect((await asked(String(next.body['token']), '/me/enterprise')).statusCode).toBe(200)
})
