import { afterAll, beforeAll, expect, test } from 'vitest'
import { inventoryRoutes } from '../../src/inventory/routes.ts'
import { readList } from '../../src/inventory/reading.ts'
import { workbookRoutes } from '../../src/inventory/workbooks/routes.ts'
import { loadIndustries } from '../../src/rulebook/industries.ts'
import { openTestApp, type TestApp } from '../help/app.ts'
import { AREAS, CODE, smallList, threeEnterprises, workbook, type Sheets } from '../help/lists.ts'

let server: TestApp
beforeAll(async () => {
  server = await openTestApp({ routes: [inventoryRoutes, workbookRoutes] })
})
afterAll(() => server.close())

const read = (bytes: Uint8Array) => readList(bytes, AREAS, loadIndustries())

async function ask(role: string, url: string, body?: Uint8Array) {
  const answer = await server.app.inject({
    method: body ? 'POST' : 'GET',
    url: `/api/v1${url}`,
    headers: {
      authorization: `Bearer ${server.tokens.get(role) ?? ''}`,
      ...(body ? { 'content-type': 'application/octet-stream' } : {}),
    },
    ...(body ? { payload: Buffer.from(body) } : {}),
  })
  const json = String(answer.headers['content-type']).includes('json')
  return {
    status: answer.statusCode,
    bytes: answer.rawPayload,
    body: json ? answer.json<Record<string, unknown>>() : {},
  }
}

/** The small list as another office writes it. */
function foreign(): Sheets {
  const sheets = smallList()
  sheets.企业 = sheets.企业.map(({ 企业名称: name = null, 绩效等级: grade = null, ...row }) => ({
    ...row,
    '县(市、区)': '盐湖区',
    单位名称: name,
    绩效级别: grade,
  }))
  return sheets
}

test('a version goes out as it came in, to each for the own area, and it is kept who took it', async () => {
  const bytes = await workbook(threeEnterprises())
  const { body } = await ask('dutyOfficer', '/lists', bytes)
  const whole = await ask('dutyOfficer', `/lists/${String(body['id'])}/workbook`)
  expect(whole.status).toBe(200)
  expect(await read(whole.bytes)).toEqual(await read(bytes))
  const part = await ask('countyOfficer', `/lists/${String(body['id'])}/workbook`)
  expect((await read(part.bytes)).list?.enterprises.map(({ entry }) => entry.creditCode)).toEqual([CODE])
  const exported = await server.world.db.rows<{ actor: string }>(
    `select actor from journal where event = 'LIST_EXPORTED' order by seq`,
  )
  expect(exported).toHaveLength(2)
  expect((await ask('approver', `/lists/${String(body['id'])}/workbook`)).status).toBe(403)
  expect((await ask('dutyOfficer', '/lists/01767325-6800-74d6-a75b-f49aafc44013/workbook')).status).toBe(404)
})

test('headers of another office are guessed, and taken once somebody has said so', async () => {
  const bytes = await workbook(foreign())
  const preview = await ask('dutyOfficer', '/lists/preview', bytes)
  expect(preview).toMatchObject({
    status: 200,
    body: { enterprises: null, mapping: { 企业: { 单位名称: '企业名称', 绩效级别: '绩效等级' } } },
  })
  expect((await ask('dutyOfficer', '/lists', bytes)).status).toBe(422)
  const mapping = encodeURIComponent(JSON.stringify(preview.body['mapping']))
  expect((await ask('dutyOfficer', `/lists/preview?mapping=${mapping}`, bytes)).body).toMatchObject({
    enterprises: 1,
    errors: 0,
  })
  expect(await ask('dutyOfficer', `/lists?mapping=${mapping}`, bytes)).toMatchObject({ status: 201 })
})

test('a mapping that is none, and what is no workbook, are refused by name', async () => {
  const bytes = await workbook(foreign())
  for (const mapping of ['{', '[]', '{"企业":1}', '"x"'])
    expect(await ask('dutyOfficer', `/lists?mapping=${encodeURIComponent(mapping)}`, bytes)).toMatchObject({
      status: 400,
      body: { code: 'request.invalid' },
    })
  const ole = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)])
  const locked = Buffer.concat([ole, Buffer.from('EncryptedPackage', 'utf16le')])
  for (const [body, code] of [
    [Buffer.from('no workbook'), 'list.noWorkbook'],
    [ole, 'list.oldFormat'],
    [locked, 'list.encrypted'],
  ] as const)
    for (const path of ['/lists/preview', '/lists'])
      expect(await ask('dutyOfficer', path, body)).toMatchObject({ status: 400, body: { code } })
})

test('the template is a list that holds', async () => {
  const { status, bytes } = await ask('countyOfficer', '/lists/template')
  expect(status).toBe(200)
  expect((await read(bytes)).findings.filter(({ severity }) => severity === 'error')).toEqual([])
})
