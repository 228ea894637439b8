import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { heaviest } from '../../src/county/decide.ts'
import { countyRoutes } from '../../src/county/routes.ts'
import { sayGrade, showWeight } from '../../src/county/words.ts'
import { CODE } from '../help/lists.ts'
import { countyList, Office } from '../help/office.ts'
import { inventedCode } from '../help/desk.ts'
import { GRADE_ZH } from '../../src/model/enterprise.ts'

/* 属地页: a county and a township do on paper-plain pages, by forms, what their programs do at the doors. */

let office: Office
const OTHER = inventedCode(0)

beforeAll(async () => {
  office = await Office.open({ parts: { besides: [countyRoutes] } })
  const list = countyList([CODE, OTHER], (row, n) => (row['乡镇'] = n === 0 ? '解州镇' : '东郭镇'))
  await office.listInForce(list, '2021-01-04')
  await office.admit('neighbour', 'countyOfficer', '140902')
  await office.warned()
}, 240_000)
afterAll(() => office.close())

async function open(who: string, url: string, form?: Record<string, string>) {
  const token = office.tokenOf(who)
  const answer = await office.server.app.inject({
    method: form ? 'POST' : 'GET',
    url,
    headers: {
      accept: 'text/html',
      ...(token !== null && { cookie: `airshed=${token}` }),
      ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    ...(form && { payload: new URLSearchParams(form).toString() }),
  })
  return { status: answer.statusCode, text: answer.body, headers: answer.headers }
}
/** What every form of a page carries. */
async function carried(who: string, page = '/c') {
  const { text } = await open(who, page)
  const value = (name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(text)?.[1] ?? ''
  return { word: value('word'), once: value('once') }
}
async function press(who: string, url: string, form: Record<string, string> = {}, page = '/c') {
  return open(who, url, { ...(await carried(who, page)), ...form })
}
const idIn = (text: string, before: string) => new RegExp(`${before}([0-9a-f-]{36})`).exec(text)?.[1] ?? ''
const orderNamed = (text: string, name: string) =>
  new RegExp(`/c/orders/([0-9a-f-]{36})[^>]*>${name}<`).exec(text)?.[1] ?? ''
const ordered = async (who: string) => (await office.ask(who, 'GET', '/orders')).body.items
const entries = async (event: string) =>
  (
    await office.server.world.db.rows<{ body: string }>('select body from journal where event = $1 order by at', [
      event,
    ])
  ).map(({ body }) => JSON.parse(body) as Record<string, unknown>)

describe('the way in', () => {
  it('is the account of the console, by a plain form; what is wrong is said beside it', async () => {
    const { app } = office.server
    expect((await open('public', '/c')).status).toBe(401)
    expect((await open('public', '/c')).text).toContain('name="password"')
    const enter = (form: Record<string, string>) => open('public', '/c/enter', form)
    const wrong = await enter({ login: 'countyOfficer', password: 'nothing' })
    expect(wrong.status).toBe(401)
    expect(wrong.text).toContain('value="countyOfficer"')
    expect(wrong.text).toContain('role="alert"')
    expect(wrong.text).not.toContain('nothing')
    expect((await enter({})).status).toBe(400)
    const right = await enter({ login: 'countyOfficer', password: '雾里看花 2020' })
    expect(right.status).toBe(303)
    const cookie = String(right.headers['set-cookie']).split(';')[0] ?? ''
    expect(String(right.headers['set-cookie'])).toContain('SameSite=Strict')
    const inside = await app.inject({ url: '/c', headers: { accept: 'text/html', cookie } })
    expect(inside.statusCode).toBe(200)
    const word = /name="word" value="([^"]+)"/.exec(inside.body)?.[1] ?? ''
    const leave = (form: string) =>
      app.inject({
        method: 'POST',
        url: '/c/leave',
        headers: { accept: 'text/html', cookie, 'content-type': 'application/x-www-form-urlencoded' },
        payload: form,
      })
    expect((await leave('word=x')).statusCode).toBe(403)
    expect((await leave(`word=${word}`)).statusCode).toBe(303)
    expect((await app.inject({ url: '/c', headers: { accept: 'text/html', cookie } })).statusCode).toBe(401)
  })

  it('is for those who sit in a county: everybody else is sent to the console', async () => {
    for (const who of ['dutyOfficer', 'approver', 'auditor', 'administrator', 'inspector'])
      for (const page of ['/c', '/c/plants', '/c/tasks', '/c/beside']) {
        const { status, text } = await open(who, page)
        expect([who, page, status]).toEqual([who, page, 403])
        expect(text).toContain('/console/')
      }
    const [order] = await ordered('dutyOfficer')
    const made = { word: 'x', once: 'y', kind: 'acknowledged', revision: '1' }
    for (const who of ['dutyOfficer', 'public', 'plant', 'countyOfficer'])
      expect((await open(who, `/c/orders/${String(order?.['id'])}/answers`, made)).status).toBeGreaterThanOrEqual(401)
    const counted = await office.server.world.db.rows(`select 1 from evidence where channel = 'onBehalf'`)
    expect(counted).toEqual([])
  })
})

describe('a grade', () => {
  it('is said in words of the trade: a plant that has none is 未评', () => {
    expect(['unrated', 'shouldBeRated', 'leading'].map((one) => sayGrade(one, 'zh'))).toEqual([
      '未评',
      '应评未评',
      '引领性',
    ])
    for (const grade of Object.keys(GRADE_ZH)) expect(sayGrade(grade, 'zh')).not.toMatch(/[a-z]/)
    expect(sayGrade('unrated', 'en')).toBe('not rated')
  })
})

describe('the first page', () => {
  it('says what holds since when, by whose order, and who does not know, in less than 30 kB without a script', async () => {
    const { status, text, headers } = await open('countyOfficer', '/c')
    expect(status).toBe(200)
    const said = ['黄色预警', '01-11', '运城市', '请于', '前回执', '没有送达：2 家', '示例水泥第1厂', '吨/日|千克/日']
    expect(said.filter((one) => !new RegExp(one).test(text))).toEqual([])
    expect(text.length).toBeLessThan(30_000)
    expect(text).not.toContain('<script')
    expect(headers['cache-control']).toBe('no-store')
    expect((await open('countyOfficer', '/c?lang=en')).text).toContain('Reached by nobody: 2')
    // Whoever sits in another county has nothing of it, not even a name.
    const other = await open('neighbour', '/c')
    expect(other.text).toContain('目前没有生效的预警')
    expect(other.text).not.toMatch(/示例水泥|盐湖区/)
  })

  it('is acknowledged by one press, which pressed twice is pressed once, then the response is started', async () => {
    const page = await open('countyOfficer', '/c')
    const response = idIn(page.text, '/c/responses/')
    const path = `/c/responses/${response}/acknowledge`
    expect((await open('countyOfficer', path, { word: 'x' })).status).toBe(403)
    expect((await press('neighbour', path)).status).toBe(404)
    expect((await press('townshipOfficer', path)).status).toBe(403)
    const form = await carried('countyOfficer')
    const both = await Promise.all([open('countyOfficer', path, form), open('countyOfficer', path, form)])
    expect(both.map(({ status }) => status)).toEqual([303, 303])
    expect(await office.server.world.db.rows(`select 1 from journal where event = 'COUNTY_ACKNOWLEDGED'`)).toHaveLength(
      1,
    )
    // Pressed on an older page, it is refused in words, on the page itself.
    const late = await press('countyOfficer', path)
    expect(late.status).toBe(409)
    expect(late.text).toMatch(/role="alert"/)
    expect((await open('countyOfficer', '/c')).text).toContain('本级已回执')
    expect((await press('countyOfficer', `/c/responses/${response}/start`)).status).toBe(303)
    const started = await open('countyOfficer', '/c')
    expect(started.text).toContain('本级已启动响应')
    expect(started.text).not.toContain('前回执')
  })

  it('has the county ask more and end it; what was typed stays where it is refused', async () => {
    const response = idIn((await open('countyOfficer', '/c')).text, 'id="tighten-')
    const path = `/c/responses/${response}/tighten`
    const empty = await press('countyOfficer', path, { level: 'orange', reason: '  ' })
    expect(empty.status).toBe(422)
    expect(empty.text).toMatch(/value="orange" selected/)
    expect((await press('countyOfficer', path, { level: 'yellow', reason: '本区较重' })).status).toBe(409)
    const odd = await press('countyOfficer', path, { level: 'purple', reason: '本区<b>较重' })
    expect(odd.status).toBe(400)
    expect(odd.text).toContain('本区&lt;b&gt;较重')
    expect((await press('neighbour', path, { level: 'orange', reason: '本区较重' })).status).toBe(404)
    expect((await press('countyOfficer', path, { level: 'orange', reason: '本区较重' })).status).toBe(303)
    await office.hands.settle()
    const { text } = await open('countyOfficer', '/c')
    expect(text).toContain('本级加严：全部企业按橙色预警的措施执行')
    expect((await open('countyOfficer', '/c/beside')).text).toMatch(/盐湖区：全部企业按橙色/)
    const own = idIn(text, '/c/tightenings/')
    expect((await press('countyOfficer', `/c/tightenings/${own}/end`, { reason: '好转' })).status).toBe(303)
    await office.hands.settle()
    expect((await open('countyOfficer', '/c')).text).not.toContain('本级加严：')
  })

  it('shows the notices that were sent here until they are acknowledged, with or without a way to write to anybody', async () => {
    const { text } = await open('countyOfficer', '/c')
    const notice = idIn(text, '/c/notices/')
    expect(notice).not.toBe('')
    expect((await open('countyOfficer', `/c/notices/${notice}`)).text).toContain('应急响应')
    expect((await open('neighbour', `/c/notices/${notice}`)).status).toBe(404)
    expect((await press('neighbour', `/c/notices/${notice}/received`)).status).toBe(404)
    for (let n = 0; n < 2; n++) expect((await press('countyOfficer', `/c/notices/${notice}/received`)).status).toBe(303)
    expect((await open('countyOfficer', '/c')).text).not.toContain(`/c/notices/${notice}`)
    const said = (await entries('NOTICE_RECEIVED')).filter((body) => body['notice'] === notice)
    expect(said).toMatchObject([{ at: '140802' }])
    const { body } = await office.ask('dutyOfficer', 'GET', `/warnings/notices/${notice}/receivers`)
    const mine = body.items.filter(({ area, kind }) => area === '140802' && kind === 'county')
    expect(mine.some(({ receivedAt }) => receivedAt !== null)).toBe(true)
    // The county beside answers for itself.
    expect(body.items.filter(({ area }) => area === '140800-kfq').every(({ receivedAt }) => receivedAt === null)).toBe(
      true,
    )
  })
})

describe('a plant', () => {
  it('opens its numbers with a reason that stands in the journal', async () => {
    const order = orderNamed((await open('countyOfficer', '/c/plants')).text, '示例水泥第2厂')
    const page = (await open('countyOfficer', `/c/orders/${order}`)).text
    const enterprise = /name="enterprise" value="([^"]+)"/.exec(page)?.[1] ?? ''
    expect(page).not.toContain('tel:')
    const path = `/c/orders/${order}/people`
    expect((await press('countyOfficer', path, { enterprise, reason: '' })).status).toBe(422)
    expect(await entries('PERSON_OPENED')).toEqual([])
    const shown = await press('countyOfficer', path, { enterprise, reason: '未送达，电话通知' })
    expect(shown.status).toBe(200)
    expect(shown.text).toMatch(/href="tel:\d{11}"/)
    expect((await entries('PERSON_OPENED')).length).toBeGreaterThan(0)
    // No address leads to it, and another county opens nothing.
    expect((await open('countyOfficer', `/c/orders/${order}`)).text).not.toContain('tel:')
    expect((await press('neighbour', path, { enterprise, reason: '好奇' })).status).toBe(404)
    expect((await open('neighbour', `/c/orders/${order}`)).status).toBe(404)
  })

  it('is answered for by telephone, marked as what it is', async () => {
    const order = orderNamed((await open('countyOfficer', '/c/plants')).text, '示例水泥第2厂')
    const path = `/c/orders/${order}/answers`
    const newest = String((await ordered('countyOfficer')).find(({ id }) => id === order)?.['revision'])
    const said = { kind: 'difficulty', how: 'telephone', revision: newest, text: '' }
    const empty = await press('countyOfficer', path, said)
    expect(empty.status).toBe(422)
    expect(empty.text).toMatch(/value="difficulty" selected/)
    const old = await press('countyOfficer', path, { ...said, kind: 'acknowledged', revision: '99' })
    expect(old.status).toBe(409)
    expect((await press('countyOfficer', path, { ...said, kind: 'gibberish' })).status).toBe(400)
    const taken = { ...said, kind: 'acknowledged', text: '王厂长接听，今晚起停' }
    expect((await press('neighbour', path, taken)).status).toBe(404)
    expect((await press('countyOfficer', path, taken)).status).toBe(303)
    const page = (await open('countyOfficer', `/c/orders/${order}`)).text
    expect(page).toContain('代为登记')
    expect(page).toContain('王厂长接听，今晚起停')
    expect((await open('countyOfficer', '/c/plants')).text).not.toContain('示例水泥第2厂')
  })

  it('is asked more of in one line, in the words of a list', async () => {
    const order = orderNamed((await open('countyOfficer', '/c/plants')).text, '示例水泥第1厂')
    const page = (await open('countyOfficer', `/c/orders/${order}`)).text
    const value = (name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(page)?.[1] ?? ''
    const form = { response: value('response'), enterprise: value('enterprise'), line: '2#', reason: '本区较重' }
    const path = `/c/orders/${order}/tighten`
    const unread = await press('countyOfficer', path, { ...form, measure: '少烧点' })
    expect([unread.status, unread.text.includes('value="少烧点"')]).toEqual([422, true])
    const none = await press('countyOfficer', path, { ...form, line: '9#', measure: '停产' })
    expect(none.status).toBeGreaterThanOrEqual(400)
    expect(none.status).toBeLessThan(500)
  })
})

describe('a township', () => {
  it('sees its own plants, opens their numbers and answers for them, and for nobody else', async () => {
    const { text } = await open('townshipOfficer', '/c')
    expect(text).toContain('黄色预警')
    expect(text).toContain('示例水泥第1厂')
    expect(text).not.toContain('示例水泥第2厂')
    expect(text).not.toMatch(/action="\/c\/responses|前回执|待回执/)
    const all = await ordered('dutyOfficer')
    const named = (part: string) =>
      all.find(({ enterprise }) => String(Object(enterprise)['name']).includes(part)) ?? {}
    const [own, foreign] = [named('第1厂'), named('第2厂')]
    const at = (one: Record<string, unknown>, act: string) => `/c/orders/${String(one['id'])}${act}`
    const said = { kind: 'acknowledged', how: 'visit', revision: String(own['revision']) }
    expect((await open('townshipOfficer', at(foreign, ''))).status).toBe(404)
    expect((await press('townshipOfficer', at(foreign, '/answers'), said)).status).toBe(404)
    const people = (one: Record<string, unknown>) => ({
      enterprise: String(Object(one['enterprise'])['id']),
      reason: '上门',
    })
    // Named under an own order, another's numbers stay closed, too.
    const stolen = await press('townshipOfficer', at(own, '/people'), people(foreign))
    expect([stolen.status, stolen.text.includes('tel:')]).toEqual([404, false])
    expect((await press('townshipOfficer', at(own, '/people'), people(own))).text).toContain('tel:')
    expect((await press('townshipOfficer', at(own, '/answers'), said)).status).toBe(303)
    const page = await open('townshipOfficer', at(own, ''))
    expect(page.text).toContain('代为登记')
    expect((await open('townshipOfficer', '/c/tasks')).text).toContain('没有待办任务')
  })
})

describe('tasks and the others', () => {
  it('shows the departments’ tasks with their hours, and takes a word on behalf', async () => {
    const { body } = await office.ask('countyOfficer', 'GET', '/tasks?open=true')
    const page = (await open('countyOfficer', '/c/tasks')).text
    const [task] = body.items
    if (!task) return expect(page).toContain('没有待办任务')
    const id = String(task['id'])
    expect(page).toContain(`/c/tasks/${id}`)
    expect((await press('neighbour', `/c/tasks/${id}`, { kind: 'received' })).status).toBe(404)
    const empty = await press('countyOfficer', `/c/tasks/${id}`, { kind: 'done', text: '' })
    expect([empty.status, empty.text.includes('role="alert"')]).toEqual([422, true])
    expect((await press('countyOfficer', `/c/tasks/${id}`, { kind: 'done', text: '已洒水降尘' })).status).toBe(303)
    const now = await office.ask('countyOfficer', 'GET', `/tasks/${id}`)
    expect(now.body).toMatchObject({ state: 'done', reports: [{ onBehalf: true }] })
  })

  it('shows what the counties beside have done, and nothing of their plants', async () => {
    const { text } = await open('countyOfficer', '/c/beside')
    expect(['盐湖区', '运城开发区'].filter((name) => !text.includes(name))).toEqual([])
    expect(text).not.toContain('示例水泥')
  })

  it('reminds all who are silent', async () => {
    const warning = String((await office.ask('dutyOfficer', 'GET', '/warnings?alive=true')).body.items[0]?.['id'])
    expect((await press('countyOfficer', `/c/warnings/${warning}/reminders`)).status).toBe(303)
    expect((await press('neighbour', `/c/warnings/${warning}/reminders`)).status).toBe(404)
    expect((await press('townshipOfficer', `/c/warnings/${warning}/reminders`)).status).toBe(403)
  })
})

describe('garbage', () => {
  it('is refused with 4xx, whatever the address and the form', async () => {
    const paths = [
      '/c/orders/x',
      '/c/notices/x',
      '/c/orders/0176752c-0000-7000-8000-00000000e001',
      '/c/plants?cursor=x',
      `/c/plants?cursor=${'A'.repeat(1_200)}`,
      '/c/notices/0176752c-0000-7000-8000-00000000e001',
    ]
    for (const path of paths) {
      const { status } = await open('countyOfficer', path)
      expect([path, status >= 400 && status < 500]).toEqual([path, true])
    }
    expect((await open('countyOfficer', '/c/plants?only=everything')).status).toBe(200)
    const form = await carried('countyOfficer')
    const nobody = '0176752c-0000-7000-8000-00000000e001'
    const acts = [
      `responses/${nobody}/acknowledge`,
      `responses/${nobody}/tighten`,
      `tightenings/${nobody}/end`,
      `notices/${nobody}/received`,
      `transport/${nobody}/acknowledge`,
      `warnings/${nobody}/reminders`,
      `tasks/${nobody}`,
      `orders/${nobody}/answers`,
      `orders/${nobody}/people`,
      `orders/${nobody}/tighten`,
      'responses/x/acknowledge',
    ]
    for (const act of acts)
      await fc.assert(
        fc.asyncProperty(
          fc.dictionary(fc.constantFrom('kind', 'reason', 'text', 'level', 'county', 'revision', 'how'), fc.string()),
          async (given) => {
            const { status } = await open('countyOfficer', `/c/${act}`, { ...given, ...form })
            return status >= 400 && status < 500
          },
        ),
        { numRuns: 5 },
      )
  })
})

describe('who was found not to do it', () => {
  it('stands on the first page with what was found, and is one tap away', async () => {
    await office.at('2021-01-12T04:00:00.000Z')
    const [warning] = (await office.ask('dutyOfficer', 'GET', '/warnings?alive=true')).body.items
    const path = `/warnings/${String(warning?.['id'])}/verdicts`
    const [verdict] = (await office.ask('countyOfficer', 'GET', path)).body.items
    const ruled = await office.ask('countyOfficer', 'POST', `/verdicts/${String(verdict?.['id'])}/review`, {
      outcome: 'notCompliant',
      reason: '现场未停',
      version: verdict?.['version'],
    })
    expect(ruled.status).toBe(200)
    for (const page of ['/c', '/c/plants?only=failing']) {
      const { text } = await open('countyOfficer', page)
      expect(text).toContain('核查为未落实：1 家')
      expect(text).toContain(`/c/orders/${String(verdict?.['orderId'])}`)
    }
    expect((await open('townshipOfficer', '/c/plants?only=failing')).text).not.toContain('核查为未落实')
  })
})

describe('the order of the list', () => {
  it('names everybody once, the most first, and loses no kilogram', () => {
    const kg = fc.nat(5_000).map(String)
    const verdict = fc.record({
      orderId: fc.constantFrom('a', 'b', 'c', 'd'),
      promised: fc.record({ so2: kg, nox: kg, pm: kg, vocs: kg }),
    })
    fc.assert(
      fc.property(fc.array(verdict), (verdicts) => {
        const all = heaviest(verdicts, 10)
        const sum = (of: typeof verdicts) =>
          of.reduce((total, { promised }) => total + Object.values(promised).reduce((a, b) => a + Number(b), 0), 0)
        expect(new Set(all.map(({ orderId }) => orderId)).size).toBe(all.length)
        expect(all.reduce((total, { kilograms }) => total + kilograms, 0)).toBe(sum(verdicts))
        for (const [n, one] of all.entries()) expect(all[n + 1]?.kilograms ?? 0).toBeLessThanOrEqual(one.kilograms)
      }),
    )
    expect([99, 100, 1_249, 12_360].map((kilograms) => showWeight(kilograms, 'zh'))).toEqual([
      '99 千克/日',
      '0.1 吨/日',
      '1.2 吨/日',
      '12.4 吨/日',
    ])
  })
})
