import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PAGES } from '../../src/portal/routes.ts'
import { CODE } from '../help/lists.ts'
import { countyList, Office } from '../help/office.ts'

/* 企业页: an enterprise enters by a link that works once, and does on paper-plain pages what its program does at the doors. */

let office: Office
let enterprise = ''
let cookie = ''

beforeAll(async () => {
  office = await Office.open({ parts: { besides: PAGES } })
  await office.listInForce(countyList([CODE]), '2021-01-04')
  enterprise = await office.enterprise('plant', CODE)
  await office.at('2021-01-10T10:00:00.000Z')
  const values = [210, 215, 90, 80].map((aqi, n) => ({ at: `2021-01-1${n + 1}`, aqi }))
  const body = { provider: 'test-centre', area: '140800', issuedAt: '2021-01-10T09:00:00.000Z', values }
  await office.ask('feed', 'POST', '/forecasts', body)
  await office.hands.settle()
  const { items } = (await office.ask('dutyOfficer', 'GET', '/consultations?open=true')).body
  await office.ask('dutyOfficer', 'POST', `/consultations/${String(items[0]?.['id'])}/decision`, {
    decision: 'proceed',
    reason: '一致同意',
  })
  const [warning] = (await office.ask('dutyOfficer', 'GET', '/warnings?alive=true')).body.items
  await office.ask('mayor', 'POST', `/warnings/${String(warning?.['id'])}/signatures`, { decision: 'sign' })
  await office.hands.settle()
}, 240_000)
afterAll(() => office.close())

async function open(url: string, form?: Record<string, string>) {
  const answer = await office.server.app.inject({
    method: form ? 'POST' : 'GET',
    url,
    headers: {
      accept: 'text/html',
      ...(cookie && { cookie }),
      ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    ...(form && { payload: new URLSearchParams(form).toString() }),
  })
  return { status: answer.statusCode, text: answer.body, headers: answer.headers }
}
const wordIn = (text: string) => /name="word" value="([^"]+)"/.exec(text)?.[1] ?? ''
const linkFor = async (who: string, of = enterprise) => {
  const { status, body } = await office.ask(who, 'POST', `/enterprises/${of}/desk`, { reason: '企业申请' })
  return { status, path: new URL(typeof body['link'] === 'string' ? body['link'] : 'http://x/none').pathname }
}

describe('the way in', () => {
  it('is a link that its county gives, works once, and is not used up by a preview', async () => {
    expect((await open('/e')).status).toBe(401)
    expect((await linkFor('elsewhere')).status).toBe(404)
    expect((await linkFor('plant')).status).toBe(403)
    const first = await linkFor('countyOfficer')
    const { path } = await linkFor('countyOfficer')
    expect((await open(first.path)).status).toBe(404)
    for (let n = 0; n < 2; n++) expect((await open(path)).text).toContain('本链接只能使用一次')
    const both = await Promise.all([open(path, {}), open(path, {})])
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 404])
    const set = String(both.find(({ status }) => status === 303)?.headers['set-cookie'])
    expect(set).toMatch(/Path=\/e; HttpOnly; SameSite=Lax/)
    cookie = set.split(';')[0] ?? ''
    expect((await open(path, {})).status).toBe(404)
    expect((await open('/e')).status).toBe(200)
  })

  it('leads to nobody else’s: a made-up cookie and a made-up link open nothing', async () => {
    const own = cookie
    for (const made of ['airshed-desk=x', `airshed-desk=aet_${'A'.repeat(43)}`]) {
      cookie = made
      expect((await open('/e')).status).toBe(401)
      expect((await open('/e/orders/0176752c-0000-7000-8000-00000000e001')).status).toBe(401)
    }
    cookie = own
    expect((await open('/e/orders/0176752c-0000-7000-8000-00000000e001')).status).toBe(404)
    expect((await open('/e/in/nonsense')).status).toBe(404)
  })
})

describe('the desk', () => {
  it('shows the order first: line, verb and time, a countdown, one button, in less than 30 kB', async () => {
    const { text, headers } = await open('/e')
    expect(['黄色预警', '距开始还有', '收到', '对指令有异议'].filter((said) => !text.includes(said))).toEqual([])
    expect(text.length).toBeLessThan(30_000)
    // One script, of this server, for answers without a net; every form works without it.
    expect(text.match(/<script[^>]*>/g)).toEqual(['<script src="/e/desk.js" defer>'])
    expect(headers['cache-control']).toBe('no-store')
    expect(String(headers['content-security-policy'])).toContain(`script-src 'self'`)
    expect((await open('/e/desk.js')).text).toContain('localStorage')
    expect((await open('/e?lang=en')).text).toContain('until it starts')
  })

  it('takes an answer, a difficulty and an appeal, and keeps what was typed where it is refused', async () => {
    const page = (await open('/e')).text
    const order = /id="([0-9a-f-]{36})"/.exec(page)?.[1] ?? ''
    const word = wordIn(page)
    const say = (form: Record<string, string>) => open(`/e/orders/${order}/answers`, { word, revision: '1', ...form })
    expect((await say({ kind: 'acknowledged', word: 'forged' })).status).toBe(403)
    expect((await say({ kind: 'acknowledged' })).status).toBe(303)
    expect((await open('/e')).text).toContain('已回执：收到')
    const empty = await say({ kind: 'appeal', ground: 'wrongGrade', text: '  ' })
    expect(empty.status).toBe(422)
    expect(empty.text).toMatch(/role="alert">请写明申诉的理由/)
    const wrong = await say({ kind: 'appeal', ground: 'nonsense', text: '本企业已于 11 月升为 B 级' })
    expect(wrong.status).toBe(400)
    expect(wrong.text).toMatch(/role="alert".*本企业已于 11 月升为 B 级/s)
    expect((await say({ kind: 'appeal', ground: 'wrongGrade', text: '本企业已于 11 月升为 B 级' })).status).toBe(303)
    expect((await open('/e/notices')).text).toContain('本企业已于 11 月升为 B 级')
    expect((await say({ kind: 'committed', revision: '7' })).status).toBeGreaterThanOrEqual(400)
    const receipt = await open(`/e/orders/${order}/receipt`)
    expect(receipt.text).toContain('收到')
    expect((await open(`/e/orders/${order}`)).text).toContain(order)
    expect((await open('/e/history')).text).toContain(`/e/orders/${order}`)
  })

  it('shows what the list has of it, findings to answer, and contacts to change', async () => {
    const list = (await open('/e/list')).text
    for (const said of [CODE, '安全停车需', '黄色', '一厂一策']) expect(list).toContain(said)
    const found = await office.ask('inspector', 'POST', '/findings', {
      enterprise,
      kind: 'measuresNotTaken',
      text: '夜间仍在生产',
      evidence: [{ what: '用电记录' }],
    })
    expect(found.status).toBe(201)
    const finding = String(found.body['id'])
    const page = (await open('/e/findings')).text
    expect(page).toContain('夜间仍在生产')
    const word = wordIn(page)
    const silent = await open(`/e/findings/${finding}`, { word, kind: 'contest', text: '' })
    expect(silent.status).toBeGreaterThanOrEqual(400)
    expect(silent.text).toMatch(/role="alert"/)
    expect((await open(`/e/findings/${finding}`, { word, kind: 'contest', text: '系检修用电' })).status).toBe(303)
    expect((await open('/e/findings')).text).toContain('本企业陈述：系检修用电')

    const contacts = (await open('/e/contacts')).text
    const contact = /id="name-([0-9a-f-]{36})"/.exec(contacts)?.[1] ?? ''
    const refused = await open(`/e/contacts/${contact}`, { word, name: '赵新', phone: '不知道' })
    expect(refused.status).toBe(400)
    expect(refused.text).toMatch(/role="alert".*value="赵新".*value="不知道"/s)
    expect((await open(`/e/contacts/${contact}`, { word, name: '赵新', phone: '139 0000-1234' })).status).toBe(303)
    expect((await open('/e/contacts')).text).toContain('13900001234')
  })

  it('writes what people typed as text, never as markup', async () => {
    const page = (await open('/e/contacts')).text
    const contact = /id="name-([0-9a-f-]{36})"/.exec(page)?.[1] ?? ''
    const bad = await open(`/e/contacts/${contact}`, { word: wordIn(page), name: '"><script>1</script>', phone: 'x' })
    expect(bad.text).not.toContain('<script>')
  })

  it('is left by the enterprise, ended by its county, and closes by itself', async () => {
    await office.ask('countyOfficer', 'POST', `/enterprises/${enterprise}/token/revoke`, { reason: '遗失' })
    expect((await open('/e')).status).toBe(401)
    const enter = async () => {
      const { path } = await linkFor('countyOfficer')
      cookie = String((await open(path, {})).headers['set-cookie']).split(';')[0] ?? ''
      return (await open('/e')).text
    }
    const word = wordIn(await enter())
    expect((await open('/e/leave', { word })).status).toBe(303)
    expect((await open('/e')).status).toBe(401)
    await enter()
    await office.at('2021-01-12T10:00:00.000Z')
    const { path } = await linkFor('countyOfficer')
    await office.at('2021-01-14T10:00:00.000Z')
    expect((await open(path)).status).toBe(404)
  })
})
