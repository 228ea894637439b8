import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asTyped, codeOf, numberOf, RANDOM_BYTES, stateOf } from '../../src/complaint/decide.ts'
import { openComplaintRoutes } from '../../src/complaint/open/routes.ts'
import { CODE } from '../help/lists.ts'
import { countyList, Office } from '../help/office.ts'

/* 举报投诉: reported without an account, looked into, answered by the hour, looked up by number and code, rewarded. */

describe('number and code', () => {
  it('are read back as they were given, however they are typed', () => {
    const bytes = fc.uint8Array({ minLength: RANDOM_BYTES, maxLength: RANDOM_BYTES })
    fc.assert(
      fc.property(bytes, (random) => {
        const number = numberOf('140802', '2021-01-10T16:30:00.000Z', random)
        expect(number).toMatch(/^140802-20210111-[A-HJ-NP-Z2-9]{6}$/)
        expect(codeOf(random)).toMatch(/^[A-HJ-NP-Z2-9]{10}$/)
        expect(asTyped(` ${number.toLowerCase()} `)).toBe(number)
      }),
    )
  })

  it('is received, assigned, answered, and nothing else', () => {
    expect(stateOf({ assignedAt: null, answeredAt: null })).toBe('received')
    expect(stateOf({ assignedAt: 'x', answeredAt: null })).toBe('assigned')
    for (const assignedAt of [null, 'x']) expect(stateOf({ assignedAt, answeredAt: 'x' })).toBe('answered')
  })
})

describe('a complaint', () => {
  let office: Office
  let number = ''
  let code = ''
  let id = ''
  beforeAll(async () => {
    office = await Office.open({ parts: { besides: [openComplaintRoutes] } })
    await office.listInForce(countyList([CODE]), '2021-01-04')
    await office.at('2021-01-08T02:00:00.000Z')
  }, 240_000)
  afterAll(() => office.close())

  const open = async (url: string, form?: Record<string, string>, remoteAddress = '10.0.0.1') => {
    const answer = await office.server.app.inject({
      method: form ? 'POST' : 'GET',
      url,
      remoteAddress,
      headers: { accept: 'text/html', ...(form && { 'content-type': 'application/x-www-form-urlencoded' }) },
      ...(form && { payload: new URLSearchParams(form).toString() }),
    })
    return { status: answer.statusCode, text: answer.body }
  }
  const photo = (bytes: Buffer, by = code) =>
    office.server.app.inject({
      method: 'POST',
      url: '/public/complaints/photos',
      headers: {
        'content-type': 'application/octet-stream',
        'x-number': number,
        'x-code': by,
        accept: 'application/json',
      },
      payload: bytes,
    })
  const look = (by: string) => open('/public/complaints/look', { number: number.toLowerCase(), code: by })
  const act = (who: string, what: string, body: object) => office.ask(who, 'POST', `/complaints/${id}/${what}`, body)
  const good = {
    area: '140802',
    place: '解州镇示例水泥厂',
    kind: 'notReduced',
    text: '昨夜 11 点窑尾仍冒烟',
    name: '举报人甲',
    phone: '139 1234-5678',
  }
  const jpeg = Buffer.from('ffd8ffe000104a464946', 'hex')

  it('is made by anybody without a script; what is wrong stands beside its field and what was typed stays', async () => {
    const page = await open('/public/complaints')
    expect(page.text).toContain('盐湖区')
    expect(page.text).not.toMatch(/<script|山西省/)
    const bad = await open('/public/complaints', { ...good, place: '', phone: '不告诉你', text: '<b>冒黑烟了</b>' })
    expect(bad.status).toBe(400)
    expect(bad.text).toMatch(/id="fault-place".*id="fault-phone"/s)
    expect(bad.text).toContain('&lt;b&gt;冒黑烟了')
    expect((await open('/public/complaints', { ...good, area: '140000' })).status).toBe(404)
    const taken = await open('/public/complaints', good)
    expect(taken.status).toBe(201)
    number = /140802-20210108-\w{6}/.exec(taken.text)?.[0] ?? ''
    code = />([A-HJ-NP-Z2-9]{10})</.exec(taken.text)?.[1] ?? ''
    expect(taken.text).toContain('演练')
    // Fifteen working days, New Year’s week behind them.
    expect(taken.text).toContain('2021-01-30 00:00')
  })

  it('is looked up by number and code together, and guesses are counted', async () => {
    expect((await look(code.toLowerCase())).text).toContain('已受理')
    const wrong = await look('AAAAAAAAAA')
    expect(wrong.status).toBe(404)
    expect(wrong.text).toContain('受理编号或查询码不正确')
    const many = Array.from({ length: 30 }, (_, n) =>
      open('/public/complaints/look', { number, code: `A${n}` }, '10.9.9.9'),
    )
    const statuses = (await Promise.all(many)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(10)
    expect((await look(code)).status).toBe(200)
    const flood = Array.from({ length: 12 }, () => open('/public/complaints', good, '10.8.0.1'))
    expect((await Promise.all(flood)).filter(({ status }) => status === 429).length).toBeGreaterThan(3)
  })

  it('takes photos of whoever has the code, and nothing that is none', async () => {
    expect((await photo(jpeg)).statusCode).toBe(201)
    expect((await photo(jpeg)).statusCode).toBe(201)
    expect((await photo(Buffer.from('<script>'))).statusCode).toBe(415)
    expect((await photo(jpeg, 'AAAAAAAAAA')).statusCode).toBe(404)
    for (let n = 0; n < 5; n++) expect((await photo(Buffer.concat([jpeg, Buffer.from([n])]))).statusCode).toBe(201)
    expect((await photo(Buffer.concat([jpeg, Buffer.from('7')]))).statusCode).toBe(409)
  })

  it('is seen by its area alone, with the number masked, and no word of it is in the journal', async () => {
    const { items } = (await office.ask('countyOfficer', 'GET', '/complaints?open=true&limit=500')).body
    id = String(items.find((one) => one['number'] === number)?.['id'])
    const seen = await office.ask('countyOfficer', 'GET', `/complaints/${id}`)
    expect(seen.body).toMatchObject({ state: 'received', named: true, who: { name: '举报人甲' }, photos: 6 })
    expect(JSON.stringify(seen.body)).not.toContain('13912345678')
    expect((await office.ask('elsewhere', 'GET', `/complaints/${id}`)).status).toBe(404)
    expect((await office.ask('elsewhere', 'GET', '/complaints')).body.items).toEqual([])
    expect((await office.ask('inspector', 'GET', '/complaints')).status).toBe(403)
    expect((await act('elsewhere', 'assign', { reason: '核查' })).status).toBe(404)
    const entries = await office.server.world.db.rows<{ body: string }>(
      `select body::text as body from journal where kind = 'complaint'`,
    )
    expect(entries.length).toBeGreaterThan(0)
    for (const { body } of entries) expect(body).not.toMatch(/举报人|1391234|冒烟/)
    const [first] = seen.body['photoList'] as string[]
    expect((await office.ask('elsewhere', 'GET', `/complaints/${id}/photos/${first}`)).status).toBe(404)
  })

  it('becomes the ground of a visit where it names an enterprise, once', async () => {
    const enterprise = await office.enterprise('plant', CODE)
    const assigning = { enterprise, visitOn: '2021-01-08', reason: '派员核查' }
    expect((await act('countyOfficer', 'assign', { ...assigning, visitOn: '2021-01-07' })).body['code']).toBe(
      'inspection.day',
    )
    const assigned = await act('countyOfficer', 'assign', assigning)
    expect(assigned.body).toMatchObject({ state: 'assigned', enterpriseId: enterprise })
    const visits = (await office.ask('countyOfficer', 'GET', `/inspections?enterprise=${enterprise}`)).body.items
    expect(visits).toMatchObject([{ cause: 'officer', why: { zh: `举报 ${number}` } }])
    expect((await act('countyOfficer', 'assign', assigning)).body['code']).toBe('inspection.planned')
    expect((await look(code)).text).toContain('正在核查')
  })

  it('is answered once, and what was true is rewarded by another person', async () => {
    expect((await act('mayor', 'reward', { decision: 'granted', reason: '属实' })).body['code']).toBe(
      'complaint.notYet',
    )
    const answer = { outcome: 'partly', answer: '该线检修点火，已责令停止' }
    const both = await Promise.all(['countyOfficer', 'dutyOfficer'].map((who) => act(who, 'answer', answer)))
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
    expect((await act('countyOfficer', 'assign', { reason: '再查' })).body['code']).toBe('complaint.answered')
    expect((await act('countyOfficer', 'reward', { decision: 'granted', reason: '属实' })).status).toBe(403)
    const rewards = await Promise.all(
      ['mayor', 'approver'].map((who) => act(who, 'reward', { decision: 'granted', reason: '属实' })),
    )
    expect(rewards.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
    const page = (await look(code)).text
    for (const said of ['部分属实', '已责令停止', '予以奖励']) expect(page).toContain(said)
    expect(page).not.toMatch(/user:|举报人甲/)
    expect((await photo(Buffer.concat([jpeg, Buffer.from('9')]))).statusCode).toBe(409)
  })

  it('is passed on within its city, and answered there', async () => {
    const { items } = (await office.ask('countyOfficer', 'GET', '/complaints?open=true')).body
    const other = String(items[0]?.['id'])
    const pass = (area: string) =>
      office.ask('countyOfficer', 'POST', `/complaints/${other}/pass-on`, { area, reason: '属开发区' })
    for (const area of ['140902', '140900', '140802', '999999']) expect((await pass(area)).status).toBe(404)
    expect((await pass('140800-kfq')).body).toMatchObject({ area: '140800-kfq' })
    expect((await office.ask('countyOfficer', 'GET', `/complaints/${other}`)).status).toBe(404)
    expect((await office.ask('dutyOfficer', 'GET', `/complaints/${other}`)).status).toBe(200)
  })

  it('has somebody called in the morning after its hour, once for all of a day, until all of them are answered', async () => {
    // Nobody here has a telephone: the calls end unheard, and it stays on the desk's list.
    const OPEN = 'unheard'
    const wakes = () =>
      office.server.world.db.rows<{ area: string; role: string; state: string; tell_zh: string }>(
        `select area, role, state, tell_zh from wake where cause = 'complaintOverdue' order by area`,
      )
    const left = async () =>
      (await office.ask('countyOfficer', 'GET', '/complaints?open=true&limit=500')).body.items.map(({ id: of }) => of)
    const waiting = await left()
    expect(waiting.length).toBeGreaterThan(2)
    await office.at('2021-01-29T16:30:00.000Z')
    expect(await wakes()).toEqual([])
    await office.at('2021-01-30T01:00:00.000Z')
    expect(await wakes()).toMatchObject([
      { area: '140800-kfq', role: 'countyOfficer', state: OPEN },
      { area: '140802', role: 'countyOfficer', state: OPEN },
    ])
    expect((await wakes())[1]?.tell_zh).toContain(`盐湖区有 ${waiting.length} 件举报投诉已过答复期限仍未答复`)
    const answer = (of: unknown) =>
      office.ask('countyOfficer', 'POST', `/complaints/${String(of)}/answer`, {
        outcome: 'unknown',
        answer: '无法查实',
      })
    const [first, ...more] = waiting
    expect((await answer(first)).status).toBe(200)
    await office.hands.settle()
    expect((await wakes())[1]).toMatchObject({ state: OPEN })
    for (const of of more) await answer(of)
    await office.hands.settle()
    expect(await wakes()).toMatchObject([{ state: OPEN }, { state: 'stoodDown' }])
  })

  it('leaves nobody behind: whoever made it is forgotten on request after it was answered', async () => {
    const held = (as: string) => office.ask('administrator', 'POST', '/persons/held', { as, id, reason: '本人申请' })
    const found = await held('complainant')
    expect(found.body).toMatchObject({ person: { name: '举报人甲' }, holdings: [{ as: 'complainant', why: 'kept' }] })
  })
})
