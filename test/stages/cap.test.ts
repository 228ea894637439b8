import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { holds, isAhead, isOfWorld, relationOf, waits } from '../../src/linkage/cap/decide.ts'
import { CapFault, parseCap } from '../../src/linkage/cap/parse.ts'
import { createFeedKey } from '../../src/people/admit.ts'
import { START, TEST_AREAS } from '../help/app.ts'
import { capMessage, SENDER, type Said } from '../help/capMessage.ts'
import { Office } from '../help/office.ts'

/* 外部预警信息: what another installation says is taken once, shown, and orders nobody. */

let office: Office
let live: Office
const keys = new Map<string, string>()

beforeAll(async () => {
  ;[live, office] = [await Office.open({ kind: 'live' }), await Office.open()]
  for (const one of [live, office]) await one.at('2021-01-10T12:00:00.000Z')
  const { world } = live.server
  const key = async (who: string, provider: string, areas: string[]) =>
    keys.set(who, (await createFeedKey(world, { provider, areas }, START)).key)
  await key('province', SENDER, ['140800'])
  await key('xinzhou', 'airshed.140900', ['140800'])
  await key('toXinzhou', SENDER, ['140900'])
}, 240_000)
afterAll(async () => {
  await live.close()
  await office.close()
})

async function push(who: string, message: string | Buffer, of = live) {
  const answer = await of.server.app.inject({
    method: 'POST',
    url: '/api/v1/linkage/cap',
    headers: {
      'accept-language': 'en',
      'content-type': 'application/cap+xml',
      ...(keys.has(who) && { authorization: `Bearer ${keys.get(who) ?? ''}` }),
    },
    payload: message,
  })
  const retryAfter = answer.headers['retry-after']
  return {
    status: answer.statusCode,
    retryAfter,
    body: answer.json<{ code: string; items: { id: string; outcome: string }[] }>(),
  }
}
const say = (said: Said, who = 'province') => push(who, capMessage(said))
const list = async (who = 'dutyOfficer', query = '') => (await live.ask(who, 'GET', `/linkage/cap${query}`)).body.items
const named = async (identifier: string) => (await list()).find((one) => one['identifier'] === identifier) ?? {}
const wakes = async () =>
  (await live.ask('dutyOfficer', 'GET', '/wakes?open=true')).body.items.filter(({ cause }) => cause === 'capWaits')
const instructions = async () => (await live.ask('dutyOfficer', 'GET', '/instructions')).body.items

describe('what is taken', () => {
  it('is a message by the key of its sender, once, whatever is sent again', async () => {
    const first = await say({ identifier: 'p1' })
    expect([first.status, first.body.items[0]?.outcome]).toEqual([201, 'taken'])
    const again = await Promise.all([say({ identifier: 'p1' }), say({ identifier: 'p1' })])
    expect(again.map(({ status, body }) => [status, body.items[0]?.outcome])).toEqual([
      [200, 'known'],
      [200, 'known'],
    ])
    const other = await say({ identifier: 'p1', headline: '另一份' })
    expect([other.status, other.body.code]).toEqual([409, 'cap.changed'])
    expect((await say({ identifier: 'p2' }, 'xinzhou')).body.code).toBe('cap.sender')
    expect((await say({ identifier: 'p2' }, 'nobody')).status).toBe(401)
    // Tried again by its sender’s schedule: two clocks that differ lose no warning.
    const ahead = await say({ identifier: 'p2', sent: '2021-01-10T21:00:00+08:00' })
    expect([ahead.status, ahead.body.code, ahead.retryAfter]).toEqual([429, 'cap.ahead', '300'])
    expect(await list()).toMatchObject([
      {
        identifier: 'p1',
        relation: 'above',
        level: 'orange',
        headline: '关于启动区域橙色预警的通知',
        senderName: '山西省生态环境厅',
        startsAt: '2021-01-11T00:00:00+08:00',
        holds: true,
        waits: true,
        ofWorld: true,
        instruction: null,
      },
    ])
    const { body } = await live.ask('dutyOfficer', 'GET', `/linkage/cap/${String((await named('p1'))['id'])}`)
    expect(body['description']).toBe('自 11 日 0 时起 & 至解除 <PM2.5>')
    expect(body['body']).toBe(capMessage({ identifier: 'p1' }))
  })

  it('orders nothing by itself: the duty officer is called, and decides', async () => {
    await live.hands.settle()
    expect(await instructions()).toEqual([])
    expect((await live.ask('dutyOfficer', 'GET', '/warnings?alive=true')).body.items).toEqual([])
    expect(Object((await wakes())[0]?.['say'])).toMatchObject({ zh: expect.stringContaining('山西省生态环境厅') })
    const path = `/linkage/cap/${String((await named('p1'))['id'])}`
    const adopt = (who: string) =>
      live.ask(who, 'POST', `${path}/adopt`, {
        issuer: 'province',
        document: '晋气防〔2021〕1号',
        reason: '已电话核实',
      })
    expect((await adopt('elsewhere')).status).toBe(404)
    expect((await adopt('countyOfficer')).status).toBe(403)
    expect((await adopt('feed')).status).toBe(403)
    const both = await Promise.all([adopt('dutyOfficer'), adopt('colleague')])
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
    await live.hands.settle()
    const [made] = await instructions()
    expect(made).toMatchObject({
      level: 'orange',
      issuerName: '山西省生态环境厅',
      startsAt: '2021-01-11T00:00:00+08:00',
      endsAt: '2021-01-13T00:00:00+08:00',
    })
    expect(await named('p1')).toMatchObject({ waits: false, decision: 'adopted', instruction: made?.['id'] })
    expect(await wakes()).toEqual([])
  })

  it('is replaced by what names it, in whatever order they come, and by its own sender alone', async () => {
    const names = (...of: string[]) => of.map((one) => `${SENDER},${one},2021-01-10T18:00:00+08:00`).join(' ')
    const sent = '2021-01-10T19:00:00+08:00'
    expect(
      (await say({ identifier: 'u2', type: 'Update', references: names('u1', 'p1'), sent, colour: 'red' })).status,
    ).toBe(201)
    expect((await say({ identifier: 'u1' })).status).toBe(201)
    expect(await named('u1')).toMatchObject({ holds: false, waits: false, replacedBy: (await named('u2'))['id'] })
    expect((await named('p1'))['replacedBy']).toBe((await named('u2'))['id'])
    // The officer sees what was entered for the one before.
    expect(await named('u2')).toMatchObject({
      waits: true,
      level: 'red',
      instruction: (await instructions())[0]?.['id'],
    })
    const stranger = {
      identifier: 'x1',
      sender: 'airshed.140900',
      type: 'Cancel',
      references: names('u2'),
      geocode: '140900',
    }
    expect((await say(stranger, 'xinzhou')).status).toBe(201)
    expect((await named('u2'))['replacedBy']).toBe(null)
    expect((await say({ identifier: 'c3', type: 'Cancel', references: names('u2'), sent, expires: null })).status).toBe(
      201,
    )
    expect(await named('u2')).toMatchObject({ holds: false, waits: false })
    expect(await named('c3')).toMatchObject({ holds: false, waits: true })
    const act = (identifier: string, what: string, more: object = {}) =>
      named(identifier).then((one) =>
        live.ask('dutyOfficer', 'POST', `/linkage/cap/${String(one['id'])}/${what}`, { reason: '已阅', ...more }),
      )
    expect((await act('u2', 'dismiss')).body['code']).toBe('cap.over')
    expect((await act('c3', 'adopt', { issuer: 'province', document: '2号' })).body['code']).toBe('cap.cancel')
    expect((await act('c3', 'dismiss')).status).toBe(200)
    expect((await act('c3', 'dismiss')).body['code']).toBe('cap.decided')
    expect((await say({ identifier: 'bare', type: 'Update' })).body.code).toBe('cap.unreadable')
  })

  it('is for information where it comes from beside, and nothing where it is not real or has run out', async () => {
    expect((await say({ identifier: 'n1', sender: 'airshed.140900', geocode: '140900' }, 'xinzhou')).status).toBe(201)
    expect(await named('n1')).toMatchObject({ relation: 'beside', holds: true, waits: false })
    const adopt = async (identifier: string) =>
      (
        await live.ask('dutyOfficer', 'POST', `/linkage/cap/${String((await named(identifier))['id'])}/adopt`, {
          issuer: 'province',
          document: '9号',
          reason: '核实',
        })
      ).body['code']
    expect(await adopt('n1')).toBe('cap.notAbove')
    await say({ identifier: 'e1', status: 'Exercise' })
    await say({ identifier: 'e2', status: 'Test' })
    await say({ identifier: 'old', expires: '2021-01-10T19:00:00+08:00' })
    await live.hands.settle()
    expect(await wakes()).toEqual([])
    expect(await named('e1')).toMatchObject({ ofWorld: false, holds: false, waits: false })
    expect([await adopt('e1'), await adopt('e2'), await adopt('old')]).toEqual([
      'cap.notReal',
      'cap.notReal',
      'cap.over',
    ])
    const standing = (await list('dutyOfficer', '?standing=true')).map(({ identifier }) => identifier)
    expect(standing).not.toContain('old')
    expect(await list('elsewhere')).toEqual([])
    await say({ identifier: 'there' }, 'toXinzhou')
    expect((await list('elsewhere')).map(({ identifier }) => identifier)).toEqual(['there'])
    expect((await named('there'))['id']).toBeUndefined()
  })

  it('is never real in a drill: an exercise counts there, and what is Actual does not', async () => {
    const { key } = await createFeedKey(office.server.world, { provider: SENDER, areas: ['140800'] }, START)
    keys.set('drill', key)
    await push('drill', capMessage({ identifier: 'd1', status: 'Exercise' }), office)
    await push('drill', capMessage({ identifier: 'd2', status: 'Actual' }), office)
    const { items } = (await office.ask('dutyOfficer', 'GET', '/linkage/cap')).body
    const of = (identifier: string) => items.find((one) => one['identifier'] === identifier)
    expect([of('d1'), of('d2')]).toMatchObject([{ waits: true }, { waits: false, holds: false }])
  })
})

describe('what can not be read', () => {
  const bad = (document: string, why: RegExp | string) => expect(() => parseCap(Buffer.from(document))).toThrow(why)
  const good = capMessage({ identifier: 'a' })

  it('is refused by name, with no entity of its own, no document type, no depth', async () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "${'y'.repeat(50)}">]>`
    bad(good.replace('<?xml version="1.0" encoding="UTF-8"?>', bomb), 'a document type')
    bad(good.replace('重污染天气', '&xxe;'), 'undefined entity')
    bad(good.replace('重污染天气', '&#xD800;'), 'malformed character entity')
    bad(good.replace('重污染天气', 'a & b'), 'entity')
    bad(good.replace('<alert', '<?run now?><alert'), 'a processing instruction')
    bad(good.replace('cap:1.2', 'cap:9'), 'urn:oasis')
    bad(good.replace('</alert>', ''), 'unclosed tag')
    bad(`${good}<alert/>`, /:/)
    bad('<a>'.repeat(100_000), 'deeper')
    bad(`<a>${'<b/>'.repeat(100_000)}</a>`, 'elements')
    bad(good.replace('<sent>2021-01-10', '<sent>2021-13-10'), 'sent')
    bad(good.replace('<sent>2021-01-10', '<sent>0000-01-10'), 'sent')
    bad(good.replace('Actual', 'Perhaps'), 'status')
    bad(good.replaceAll(/<info>[^]*<\/info>/g, ''), 'info')
    bad(good.replace('>a<', '>a,b<'), 'identifier')
    bad(good.replace('orange', 'purple'), 'level')
    bad(good.replace('https://example', 'javascript:'), 'web')
    bad('', 'must contain a root element')
    expect(() => parseCap(Buffer.from([0xff, 0xfe, 0x00]))).toThrow(CapFault)
    for (const wrong of ['', '{}', '<a/>', good.slice(0, 500)]) {
      const { status, body } = await push('province', wrong)
      expect([status, body.code]).toEqual([422, 'cap.unreadable'])
    }
    expect((await push('province', Buffer.alloc(300_000, 'x'))).status).toBe(413)
  })

  it('knows the level by its colour, else by its severity, and a prefix by what it stands for', () => {
    expect(parseCap(Buffer.from(capMessage({ identifier: 'a', colour: null }))).level).toBe('orange')
    const prefixed = good.replaceAll(/<(\/?)(?=[a-z])/g, '<$1cap:').replace('xmlns=', 'xmlns:cap=')
    expect(parseCap(Buffer.from(prefixed))).toEqual(parseCap(Buffer.from(good)))
  })
})

describe('what follows from it', () => {
  const standing = fc.record({
    type: fc.constantFrom('Alert' as const, 'Update' as const, 'Cancel' as const),
    ofWorld: fc.boolean(),
    replacedBy: fc.constantFrom(null, 'x'),
    expires: fc.constantFrom(null, '2021-01-10T00:00:00.000Z', '2021-01-12T00:00:00.000Z'),
    decision: fc.constantFrom(null, 'adopted' as const, 'dismissed' as const),
    relation: fc.constantFrom('above' as const, 'beside' as const, 'below' as const),
  })
  const now = '2021-01-11T00:00:00.000Z'

  it('waits for an officer only from above, only once, and only while it stands', () => {
    fc.assert(
      fc.property(standing, (one) => {
        if (!waits(one, now)) return
        expect([one.relation, one.decision, one.ofWorld, one.replacedBy]).toEqual(['above', null, true, null])
        expect(one.type === 'Cancel' || holds(one, now)).toBe(true)
      }),
    )
    fc.assert(
      fc.property(standing, (one) => {
        if (holds(one, now)) expect([one.ofWorld, one.type === 'Cancel', one.replacedBy]).toEqual([true, false, null])
      }),
    )
    expect(['Actual', 'Exercise', 'Test', 'Draft', 'System'].filter((status) => isOfWorld(status, 'live'))).toEqual([
      'Actual',
    ])
    expect(['Actual', 'Exercise', 'Test', 'Draft', 'System'].filter((status) => isOfWorld(status, 'drill'))).toEqual([
      'Exercise',
      'Test',
    ])
    expect([isAhead('2021-01-11T00:10:00.000Z', now), isAhead('2021-01-11T00:10:01.000Z', now)]).toEqual([false, true])
  })

  it('knows who is above by the areas that are named', () => {
    const of = (receiver: string, ...codes: string[]) => relationOf(TEST_AREAS, receiver, codes)
    expect(of('140800', '140000')).toBe('above')
    expect(of('140802', '140800')).toBe('above')
    expect([of('140800', '140900'), of('140800', '410000'), of('140800')]).toEqual(['beside', 'beside', 'beside'])
    expect(of('140000', '140800')).toBe('below')
  })
})
