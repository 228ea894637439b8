import { afterAll, beforeAll, expect, test } from 'vitest'
import { inventoryRoutes } from '../../src/inventory/routes.ts'
import { found } from '../../src/inventory/versions/found.ts'
import { openTestApp, type TestApp } from '../help/app.ts'
import { CODE, smallList, threeEnterprises, workbook } from '../help/lists.ts'

let server: TestApp
beforeAll(async () => {
  server = await openTestApp({ routes: [inventoryRoutes] })
})
afterAll(() => server.close())

async function ask(role: string, url: string, body?: Uint8Array) {
  const token = server.tokens.get(role) ?? ''
  const answer = await server.app.inject({
    method: body ? 'POST' : 'GET',
    url: `/api/v1${url}`,
    headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/octet-stream' } : {}) },
    ...(body ? { payload: Buffer.from(body) } : {}),
  })
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() }
}

test('before the first list there is nothing to see', async () => {
  expect(await ask('dutyOfficer', '/enterprises')).toEqual({ status: 200, body: { items: [], next: null } })
})

test('a workbook comes in, and enterprises are seen page by page within the own area', async () => {
  const { status, body } = await ask('dutyOfficer', '/lists', await workbook(threeEnterprises()))
  expect(status).toBe(201)
  expect(body).toMatchObject({ area: '140800', enterprises: 3, lines: 3, findings: [], state: 'checked' })
  // An officer's list waits for its release by two persons; this one is put into force by hand.
  expect((await ask('dutyOfficer', '/enterprises')).body['items']).toEqual([])
  await found(server.world.db, String(body['id']), 'furnished', { now: server.world.clock.now(), by: 'engine' })
  const lists = await ask('countyOfficer', '/lists')
  expect(lists.body).toMatchObject({ items: [{ id: body['id'], enterprises: 3 }], next: null })

  const first = await ask('dutyOfficer', '/enterprises?limit=2')
  expect(first.body['items']).toMatchObject([{ creditCode: CODE, dailyKg: { so2: '100' } }, { area: '140800-kfq' }])
  const second = await ask('dutyOfficer', `/enterprises?limit=2&cursor=${String(first.body['next'])}`)
  expect(second.body).toMatchObject({ items: [{ area: '140800-kfq' }], next: null })

  const searched = async (part: string, who = 'dutyOfficer') =>
    (await ask(who, `/enterprises?search=${encodeURIComponent(part)}`)).body['items']
  expect(await searched('水泥2厂')).toMatchObject([{ creditCode: '91140525MA0DEM021R' }])
  expect(await searched('ma0dem')).toMatchObject([{ name: '示例水泥2厂' }])
  expect(await searched('%')).toEqual([])
  expect(await searched('水泥2厂', 'countyOfficer')).toEqual([])
  expect((await ask('dutyOfficer', '/enterprises?search=')).status).toBe(400)

  const whole = (await ask('dutyOfficer', '/enterprises')).body['items'] as { class: string; grade: string }[]
  for (const part of ['class', 'grade'] as const)
    for (const value of new Set(whole.map((row) => row[part]))) {
      const found = (await ask('dutyOfficer', `/enterprises?${part}=${encodeURIComponent(value)}`)).body['items']
      expect(found).toEqual(whole.filter((row) => row[part] === value))
    }
  expect((await ask('dutyOfficer', '/enterprises?grade=D&class=fleet')).body['items']).toEqual([])
  expect((await ask('dutyOfficer', '/enterprises?grade=E')).status).toBe(400)

  expect((await ask('countyOfficer', '/enterprises')).body['items']).toHaveLength(1)
  expect((await ask('countyOfficer', `/lists/${String(body['id'])}/enterprises`)).body['items']).toHaveLength(1)
  expect((await ask('countyOfficer', '/enterprises?area=140800-kfq')).status).toBe(404)
  expect((await ask('dutyOfficer', '/enterprises?area=140902')).status).toBe(404)
  expect((await ask('public', '/enterprises')).status).toBe(401)
})

test('what is found is said in Chinese too, and a further version of a day is numbered', async () => {
  const sheets = threeEnterprises()
  Object.assign(sheets.企业[0] ?? {}, { 绩效等级: '应评未评' })
  const { body } = await ask('dutyOfficer', '/lists', await workbook(sheets))
  expect(body).toMatchObject({
    asOf: '2020-10-01',
    findings: [{ code: 'grade-should-be-rated', title: '评级行业应评未评，按 D 级从严' }],
  })
  expect(body['name']).toMatch(/^运城市应急减排清单 \d{4}-\d{2}-\d{2}（2）$/)
  expect(body['leaves']).toBe(0)
  // One county's file is a version of the whole city: it says whom it leaves out.
  const one = smallList()
  Object.assign(one.企业[0] ?? {}, { '县(市、区)': '盐湖区' })
  expect((await ask('dutyOfficer', '/lists', await workbook(one))).body['leaves']).toBe(2)
})

test('a faulty workbook and what is none are refused with their place and reason', async () => {
  const sheets = smallList()
  Object.assign(sheets.企业[0] ?? {}, { '县(市、区)': '盐湖区', 绩效等级: 'E' })
  const faulty = await ask('dutyOfficer', '/lists', await workbook(sheets))
  expect(faulty).toMatchObject({
    status: 422,
    body: { code: 'list.faulty', detail: expect.stringMatching(/“企业”第 3 行“绩效等级”：无此绩效等级/) as string },
  })
  expect(await ask('dutyOfficer', '/lists', new TextEncoder().encode('no workbook'))).toMatchObject({
    status: 400,
    body: { code: 'list.noWorkbook' },
  })
  expect((await ask('countyOfficer', '/lists', await workbook(threeEnterprises()))).status).toBe(403)
})
