import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PAGES } from '../../src/portal/routes.ts'
import { photo } from '../help/photo.ts'
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
  await office.warned()
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
/** As a browser sends a form with files. */
async function send(url: string, fields: Record<string, string>, files: Record<string, [string, Uint8Array][]>) {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  for (const [name, given] of Object.entries(files))
    for (const [called, bytes] of given) form.append(name, new File([new Uint8Array(bytes)], called))
  const made = new Request('http://desk.invalid', { method: 'POST', body: form })
  const answer = await office.server.app.inject({
    method: 'POST',
    url,
    headers: { accept: 'text/html', cookie, 'content-type': made.headers.get('content-type') ?? '' },
    payload: Buffer.from(await made.arrayBuffer()),
  })
  return { status: answer.statusCode, text: answer.body, location: answer.headers['location'] ?? '' }
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

  it('takes 已完成 with a photograph: refused beside its field, kept as evidence, said with what became of it', async () => {
    const page = (await open('/e')).text
    const order = /id="([0-9a-f-]{36})"/.exec(page)?.[1] ?? ''
    const url = `/e/orders/${order}/answers`
    const word = wordIn(page)
    expect((await open(url, { word, revision: '1', kind: 'committed' })).status).toBe(303)
    expect((await open('/e')).text).toMatch(/enctype="multipart\/form-data".*type="file" name="photo"/s)
    const at = '2021-01-10T17:30'
    const done = { word, revision: '1', kind: 'done', shows: 'stopped', line: '1#', at }
    const picture = photo({ at: '2021-01-10T09:31:00.000Z', latitude: 35.02, longitude: 111 })
    const say = (fields: object, bytes: Uint8Array) =>
      send(url, { ...done, ...fields }, { photo: [['现场.jpg', bytes]] })

    const refused: [object, Uint8Array, number, string][] = [
      [{ shows: '' }, picture, 422, '没有选择照片反映的情况'],
      [{ at: '昨晚' }, picture, 422, '拍摄时间无法识别'],
      [{ at: '2021-01-11T17:30' }, picture, 422, 'role="alert"'],
      [{ line: '9#' }, picture, 422, 'role="alert"'],
      [{}, Buffer.from('这不是照片'), 422, '不是可以识别的照片'],
      [{}, Buffer.alloc(9_000_000, 1), 413, '照片超过 8 兆'],
    ]
    for (const [fields, bytes, status, words] of refused) {
      const answer = await say(fields, bytes)
      expect([status, answer.status]).toEqual([status, status])
      expect(answer.text).toContain(words)
      expect(answer.text).not.toContain('已回执：已完成')
    }
    expect((await say({ shows: 'nonsense' }, picture)).text).toMatch(/role="alert".*value="2021-01-10T17:30"/s)
    expect((await say({ word: 'forged' }, picture)).status).toBe(403)
    expect((await send(url, done, { photo: [['x', Buffer.alloc(26_000_000)]] })).status).toBe(413)
    const notes = async () =>
      (await office.ask('countyOfficer', 'GET', `/evidence/notes?enterprise=${enterprise}`)).body
    expect((await notes()).items).toEqual([])

    const taken = await say({}, picture)
    expect([taken.status, taken.location]).toEqual([303, `/e?lang=zh&photo=open#${order}`])
    expect((await open(taken.location)).text).toMatch(/照片已收到；时间或位置无从核对.*已回执：已完成/s)
    // A second press of the button is the same picture and the same answer.
    expect((await say({}, picture)).status).toBe(303)
    expect((await notes()).items).toMatchObject([{ kind: 'photo', line: '1#', shows: 'stopped', counts: false }])
  })

  it('reads long bodies from nobody else, and no form that is none', async () => {
    const url = '/e/orders/0176752c-0000-7000-8000-00000000e001/answers'
    const own = cookie
    cookie = ''
    expect((await send(url, {}, { photo: [['x', Buffer.alloc(100_000)]] })).status).toBe(401)
    cookie = own
    const plain = (headers: object, payload: string) =>
      office.server.app.inject({ method: 'POST', url, headers: { cookie, ...headers }, payload })
    const typed = { 'content-type': 'application/x-www-form-urlencoded' }
    expect((await plain(typed, `text=${'x'.repeat(40_000)}`)).statusCode).toBe(413)
    for (const type of ['multipart/form-data', 'multipart/form-data; boundary=x', 'multipart/form-data; boundary=""'])
      for (const body of [
        'x',
        '--x\r\n\r\n',
        '--x'.repeat(1_000),
        '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n\0\r\n--x--',
      ])
        expect((await plain({ 'content-type': type }, body)).statusCode).toBe(400)
    const { status } = await send('/e/contacts/0176752c-0000-7000-8000-00000000e001', {}, {})
    expect(status).toBe(415)
  })

  it('applies for a grade, completes what was sent back with why, and takes it back', async () => {
    const page = (await open('/e/list')).text
    const word = wordIn(page)
    const what = /<option value="([^"]+\|B)"/.exec(page)?.[1] ?? ''
    expect(what).toMatch(/\|B$/)
    const files: [string, Uint8Array][] = [
      ['自评报告.pdf', Buffer.from('自评')],
      ['监测报告.pdf', Buffer.from('监测')],
    ]
    const none = await send('/e/grades', { word, what }, { files: [] })
    expect(none.status).toBe(422)
    expect(none.text).toMatch(/<details[^>]* open.*role="alert">没有选择申报材料/s)
    expect((await send('/e/grades', { word, what: 'nonsense|A' }, { files })).text).toContain('role="alert"')
    expect((await send('/e/grades', { word: 'forged', what }, { files })).status).toBe(403)
    expect((await send('/e/grades', { word, what }, { files })).status).toBe(303)
    const again = await send('/e/grades', { word, what }, { files })
    expect(again.status).toBe(409)
    const { items } = (await office.ask('countyOfficer', 'GET', '/grades')).body
    const grading = String(items[0]?.['id'])
    const seen = (await office.ask('countyOfficer', 'GET', `/grades/${grading}`)).body
    expect(seen['evidence']).toMatchObject([{ name: '自评报告.pdf', bytes: 6 }, { name: '监测报告.pdf' }])

    await office.ask('countyOfficer', 'POST', `/grades/${grading}/review`, {
      decision: 'return',
      reason: '缺监测报告第 3 页',
    })
    const back = (await open('/e/list')).text
    expect(back).toMatch(/已退回补正.*审核意见：缺监测报告第 3 页/s)
    expect(back.length).toBeLessThan(30_000)
    const own = await office.ask('plant', 'GET', `/me/grades/applications/${grading}`)
    expect(own.body).toMatchObject({ reviews: [{ level: 'county', decision: 'return', reason: '缺监测报告第 3 页' }] })
    expect(JSON.stringify(own.body)).not.toContain('officer:')
    expect((await send(`/e/grades/${grading}`, { word, kind: 'amend' }, {})).text).toContain('没有选择申报材料')
    expect((await send(`/e/grades/${grading}`, { word, kind: 'amend' }, { files })).status).toBe(303)
    expect((await open('/e/list')).text).toContain('待县级初审')
    expect((await open(`/e/grades/${grading}`, { word, kind: 'withdraw' })).status).toBe(303)
    expect((await open('/e/list')).text).toContain('已撤回')
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
