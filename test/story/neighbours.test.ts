import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bulletinRoutes } from '../../src/bulletin/routes.ts'
import { ask } from '../../src/db/effects.ts'
import { createFeedKey } from '../../src/people/admit.ts'
import { START } from '../help/app.ts'
import { readCap } from '../help/cap.ts'
import { CODE } from '../help/lists.ts'
import { countyList, Office } from '../help/office.ts'

/* Two installations side by side: what one makes known comes to the other as CAP, each revision once, and ends there. */

let city: Office
let neighbour: Office
let portal: Server
let portalUrl = ''
let secret = ''
let receiver = ''
let answer = 503
const posted: { headers: IncomingHttpHeaders; body: string; status: number }[] = []

beforeAll(async () => {
  ;[city, neighbour] = [await Office.open({ parts: { besides: [bulletinRoutes()] } }), await Office.open()]
  await city.listInForce(countyList([CODE]), '2021-01-04')
  for (const office of [city, neighbour]) await office.at('2021-01-10T10:00:00.000Z')
  // A program that reads CAP and is no Airshed; at first it is down.
  portal = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      posted.push({ headers: request.headers, body: Buffer.concat(parts).toString('utf8'), status: answer })
      response.writeHead(answer).end()
    })
  })
  await new Promise<void>((ready) => portal.listen(0, '127.0.0.1', ready))
  portalUrl = `http://127.0.0.1:${(portal.address() as AddressInfo).port}/cap`
}, 240_000)
afterAll(async () => {
  portal.close()
  await city.close()
  await neighbour.close()
})

const enter = (who: string, given: object) => city.ask(who, 'POST', '/linkage/cap-receivers', given)
const messages = async () =>
  (await city.ask('dutyOfficer', 'GET', `/linkage/cap-receivers/${receiver}/messages`)).body.items
const heard = async () => (await neighbour.ask('elsewhere', 'GET', '/linkage/cap')).body.items

async function conferAndSign(): Promise<string> {
  const { items } = (await city.ask('dutyOfficer', 'GET', '/consultations?open=true')).body
  await city.ask('dutyOfficer', 'POST', `/consultations/${String(items[0]?.['id'])}/decision`, {
    decision: 'proceed',
    reason: '一致同意',
  })
  const [warning] = (await city.ask('dutyOfficer', 'GET', '/warnings?alive=true')).body.items
  const id = String(warning?.['id'])
  expect((await city.ask('mayor', 'POST', `/warnings/${id}/signatures`, { decision: 'sign' })).status).toBe(200)
  await city.hands.settle()
  return id
}

test('a receiver is entered by the administrator, with what opens its door there', async () => {
  const given = { area: '140800', name: '市预警信息发布中心', url: portalUrl, reason: '区域联动' }
  for (const who of ['dutyOfficer', 'countyOfficer']) expect((await enter(who, given)).status).toBe(403)
  expect((await enter('elsewhereAdministrator', given)).status).toBe(404)
  for (const url of ['ftp://x/y', 'http://user:word@x/y', 'javascript:x', 'http://', 'http://x y'])
    expect([url, (await enter('administrator', { ...given, url })).status]).toEqual([url, 400])
  const first = await enter('administrator', given)
  expect(first.status).toBe(201)
  ;[secret, receiver] = [String(first.body['secret']), String(first.body['id'])]
  const provider = 'airshed.140800'
  const { key } = await createFeedKey(neighbour.server.world, { provider, areas: ['140900'] }, START)
  const url = `${await neighbour.server.app.listen({ port: 0, host: '127.0.0.1' })}/api/v1/linkage/cap`
  expect((await enter('administrator', { ...given, name: '忻州市', url, token: key })).status).toBe(201)
  const listed = await city.ask('dutyOfficer', 'GET', '/linkage/cap-receivers')
  expect(listed.body.items.map(({ name }) => name)).toEqual(['市预警信息发布中心', '忻州市'])
  // The token lies there as ciphertext, and stands in no answer and in no entry.
  expect(JSON.stringify(listed.body)).not.toContain(key)
  const kept = await city.server.world.db.rows(
    `select body from journal where event like 'CAP%' union all select token from cap_receiver where token is not null`,
  )
  expect(kept).toHaveLength(3)
  expect(JSON.stringify(kept)).not.toContain(key)
  expect(JSON.stringify(kept)).not.toContain(secret)
})

test('a warning that begins comes to both, signed; whoever is down gets the same bytes once more', async () => {
  const values = [210, 215, 90, 80].map((aqi, n) => ({ at: `2021-01-1${n + 1}`, aqi }))
  const body = { provider: 'test-centre', area: '140800', issuedAt: '2021-01-10T09:00:00.000Z', values }
  await city.ask('feed', 'POST', '/forecasts', body)
  await city.hands.settle()
  await conferAndSign()
  expect(posted).toHaveLength(1)
  expect((await messages()).map(({ state, attempts }) => [state, attempts])).toEqual([['retrying', 1]])
  expect(await heard()).toMatchObject([
    {
      sender: 'airshed.140800',
      type: 'Alert',
      status: 'Exercise',
      relation: 'beside',
      level: 'yellow',
      holds: true,
      waits: false,
      startsAt: '2021-01-11T00:00:00+08:00',
    },
  ])
  answer = 200
  await city.at('2021-01-10T11:00:00.000Z')
  expect(posted.map(({ status }) => status)).toEqual([503, 200])
  const [first, second] = posted
  expect(second?.body).toBe(first?.body)
  expect(second?.headers['idempotency-key']).toBe(first?.headers['idempotency-key'])
  expect(second?.headers).toMatchObject({ 'content-type': 'application/cap+xml; charset=utf-8' })
  expect(second?.headers['authorization']).toBeUndefined()
  const [, t = '', v1 = ''] = /^t=(\d+),v1=([0-9a-f]+)$/.exec(String(second?.headers['airshed-signature'])) ?? []
  const right = createHmac('sha256', Buffer.from(secret, 'hex')).update(`${t}.${second?.body}`).digest('hex')
  expect(v1).toBe(right)
  expect(readCap(second?.body ?? '').fields['msgType']).toBe('Alert')
  expect(await messages()).toMatchObject([{ state: 'delivered', attempts: 2, why: null }])
  // What went out is what the public page shows.
  const [notice] = await messages()
  const shown = await city.server.app.inject({ url: `/public/cap/${String(notice?.['notice'])}.xml` })
  expect(shown.body).toBe(second?.body)
})

test('a change and an end replace it there; each revision went to each receiver once', async () => {
  // The neighbour's clock is an hour behind: it takes what is dated ahead once its own has come so far.
  const [warning] = (await city.ask('dutyOfficer', 'GET', '/warnings?alive=true')).body.items
  const path = `/warnings/${String(warning?.['id'])}`
  expect(
    (await city.ask('dutyOfficer', 'POST', `${path}/extend`, { endsAt: '2021-01-14T00:00:00+08:00', reason: '延长' }))
      .status,
  ).toBe(202)
  await conferAndSign()
  expect(await heard()).toHaveLength(1)
  neighbour.server.world.clock.set('2021-01-10T11:30:00.000Z')
  await city.at('2021-01-10T11:30:00.000Z')
  const [update, alert] = await heard()
  expect([update?.['type'], alert?.['holds'], alert?.['replacedBy']]).toEqual(['Update', false, update?.['id']])
  await city.at('2021-01-11T10:00:00.000Z')
  neighbour.server.world.clock.set('2021-01-11T10:00:00.000Z')
  expect((await city.ask('dutyOfficer', 'POST', `${path}/lift`, { reason: '好转' })).status).toBe(202)
  await conferAndSign()
  const all = await heard()
  expect(all.map(({ type, holds }) => [type, holds])).toEqual([
    ['Cancel', false],
    ['Update', false],
    ['Alert', false],
  ])
  // Carried out once more, as after a crash, nothing goes out twice.
  const { db, clock } = city.server.world
  const [sent] = await db.rows<{ notice: string }>(
    `select said->>'subject' as notice from delivery where key like 'cap.%' limit 1`,
  )
  const subject = sent?.notice ?? ''
  await db.transaction((tx) => ask(tx, [{ kind: 'sendCap', subject, area: '140800', params: {} }], clock.now()))
  await city.hands.settle()
  const keys = posted.filter(({ status }) => status === 200).map(({ headers }) => headers['idempotency-key'])
  expect([keys.length, new Set(keys).size]).toEqual([3, 3])
  expect(await heard()).toHaveLength(3)
})

test('who is closed gets nothing any more', async () => {
  const close = (who: string) => city.ask(who, 'POST', `/linkage/cap-receivers/${receiver}/close`, { reason: '停用' })
  expect((await close('dutyOfficer')).status).toBe(403)
  expect((await close('elsewhereAdministrator')).status).toBe(404)
  expect((await close('administrator')).body['closedAt']).not.toBe(null)
  expect((await close('administrator')).body['code']).toBe('capReceiver.closed')
  expect((await city.ask('elsewhere', 'GET', `/linkage/cap-receivers/${receiver}/messages`)).status).toBe(404)
})
