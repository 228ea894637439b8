import { createHash, createPublicKey, verify, type JsonWebKey } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { App } from '../../src/http/app-type.ts'
import { buildServer } from '../../src/http/server.ts'
import { portalRoutes } from '../../src/portal/routes.ts'
import { verifyRoutes } from '../../src/portal/verify/routes.ts'
import { Desk } from '../help/desk.ts'
import { anyBackend, StoryEngine } from '../help/engine.ts'
import { CODE, threeEnterprises, type Sheets } from '../help/lists.ts'

/* What an enterprise does with a message: checks it, opens its link, answers, prints. */

const SECOND = '91140525MA0DEM021R'
const THIRD = '91140802MA0K4R7X5X'

/** Three plants, two of them with the same person at the telephone. */
function plants(): Sheets {
  const sheets = threeEnterprises()
  const phones = ['15400001000', '15400001001', '15400001000', '15400001003', '15400001004', '15400001005']
  return {
    ...sheets,
    企业: sheets.企业.map((row, n) => ({ ...row, 企业名称: `示例水泥${n + 1}厂<b>` })),
    联系人: sheets.联系人.map((row, n) => ({ ...row, 电话: phones[n] ?? null })),
  }
}

interface Body {
  kind: string
  number: string
  revision: number
  orderId: string
  warning: { level: string }
  enterprise: { creditCode: string }
  issuedAt: string
  exercise?: boolean
  genuine: { code: string; key: string; signature: string; verify: string }
  answer: { page: string }
  content: object
}
interface Keys {
  world: string
  keys: (JsonWebKey & { kid: string })[]
}

/** README.md of genuine, by a third party: nothing but what came over the webhook, the published keys and node:crypto. */
function holds(text: string, { keys }: Keys): boolean {
  const body = JSON.parse(text) as Body
  const key = keys.find(({ kid }) => kid === body.genuine.key)
  if (!key) return false
  const canonical = [
    'airshed-order-1',
    `world: ${body.exercise === true ? 'exercise' : 'live'}`,
    `code: ${body.genuine.code}`,
    `kind: ${body.kind}`,
    `number: ${body.number}`,
    `revision: ${body.revision}`,
    `enterprise: ${body.enterprise.creditCode}`,
    `level: ${body.warning.level}`,
    `issuedAt: ${body.issuedAt}`,
    `content: sha256 ${createHash('sha256').update(JSON.stringify(body.content)).digest('hex')}`,
  ].join('\n')
  const signature = Buffer.from(body.genuine.signature, 'base64url')
  return verify(null, Buffer.from(canonical), createPublicKey({ key, format: 'jwk' }), signature)
}

describe('an order at its enterprise', () => {
  let story: StoryEngine
  let desk: Desk
  /** The same database, seen as if it were the live one: a drill answers 演练 to everything. */
  let live: App

  const bodiesOf = (creditCode: string) =>
    story.received
      .filter(({ body }) => body.enterprise.creditCode === creditCode)
      .map(({ text }) => JSON.parse(text) as Body)
  const of = (creditCode: string): Body => bodiesOf(creditCode).at(-1) ?? expect.fail(`nothing reached ${creditCode}`)
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(path.startsWith('http') ? path : `${story.engine.url}${path}`, { redirect: 'manual', headers })
  /** Opens the link of a message as a browser does; answers the cookie that it got. */
  async function opened(body: Body): Promise<string> {
    const answer = await get(body.answer.page)
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe('/o')
    const [set = ''] = answer.headers.getSetCookie()
    expect(set).toMatch(/HttpOnly; SameSite=Lax$/i)
    return set.split(';')[0] ?? ''
  }
  const pageOf = async (cookie: string) => await (await get('/o', { cookie })).text()
  const wordOf = (page: string) => /name="word"\s+value="([^"]+)"/.exec(page)?.[1] ?? expect.fail('no form')
  const press = (cookie: string, orderId: string, form: Record<string, string>) =>
    fetch(`${story.engine.url}/o/orders/${orderId}/answers`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie },
      body: new URLSearchParams(form),
    })
  const rungsOf = async (orderId: string) => {
    const { body } = await story.ask<{ evidence: { rung: string; channel: string }[] }>(
      'duty',
      'GET',
      `/orders/${orderId}`,
    )
    // What the engine did on its side is not what these stories are about.
    const outside = body.evidence.filter(({ rung }) => rung !== 'queued' && rung !== 'handedOver')
    return outside.map(({ rung, channel }) => `${rung} ${channel}`)
  }
  const asked = async (code: string) =>
    (await live.inject({ url: `/verify/${code}`, headers: { accept: 'application/json' } })).json<{
      status: string
      order: {
        revision: number
        enterprise: { name: string }
        lines: unknown[]
        replacedBy?: object
        endedAt?: string
      } | null
    }>()

  beforeAll(async () => {
    story = await StoryEngine.open(anyBackend(), {
      list: plants(),
      clock: '2024-12-23T10:00:00.000Z',
      answering: () => ({ status: 200 }),
    })
    desk = new Desk(story)
    live = await buildServer(
      { ...story.engine.world, kind: 'live' },
      {
        routes: [],
        besides: [verifyRoutes, portalRoutes],
        pending: { ahead: async () => ({ outstanding: 0, nextDue: null }) },
      },
    )
    await live.ready()
    await desk.episode()
    expect(await desk.sign()).toBe(200)
    await story.settle()
  }, 120_000)
  afterAll(async () => {
    await live.close()
    await story.close()
  })

  test('is checked offline: every message holds, and no changed one does', async () => {
    const keys = (await (await get('/verify/keys')).json()) as Keys
    expect(story.received.length).toBe(3)
    for (const { text } of story.received) {
      expect(holds(text, keys)).toBe(true)
      for (const [from, to] of [
        [/停产/, '限产'],
        [/"exercise":true,/, ''],
        [/"revision":1/, '"revision":2'],
        [/T18:0/, 'T19:0'],
      ] as const) {
        expect(text).toMatch(from)
        expect(holds(text.replace(from, to), keys), String(from)).toBe(false)
      }
    }
    const codes = story.received.map(({ text }) => (JSON.parse(text) as Body).genuine.code)
    expect(new Set(codes).size).toBe(3)
  })

  test('its code shows what the paper must say, to people and to programs, and a drill answers 演练', async () => {
    const { genuine, number } = of(CODE)
    expect(await asked(genuine.code)).toMatchObject({
      status: 'inForce',
      order: {
        number,
        revision: 1,
        enterprise: { name: '示例水泥1厂<b>', creditCode: CODE },
        lines: [{ name: '1#熟料线' }],
      },
    })
    const page = await live.inject({ url: `/verify/${genuine.code.toLowerCase()}` })
    expect(page.statusCode).toBe(200)
    expect(page.headers['content-security-policy']).toContain(`default-src 'none'`)
    expect(page.headers['referrer-policy']).toBe('no-referrer')
    for (const word of ['真实，现行有效', '示例水泥1厂&lt;b&gt;', '1#熟料线', '停产', number])
      expect(page.body).toContain(word)
    expect(page.body).not.toMatch(/赵甲子|15400001000|<script|<b>/)
    expect((await live.inject({ url: `/verify/${genuine.code}?lang=en` })).body).toContain('Genuine and in force')
    const english = { 'accept-language': 'en' }
    expect((await live.inject({ url: `/verify/${genuine.code}`, headers: english })).body).toContain(
      'Genuine and in force',
    )
    for (const code of [genuine.code, '2222222222', 'nonsense']) {
      const drill = await get(`/verify/${code}`, { accept: 'application/json' })
      expect(await drill.json()).toMatchObject({ status: 'exercise' })
      expect(await (await get(`/verify/${code}`)).text()).toContain('演练')
    }
  })

  test('a code of nobody and what is no code are answered alike, and guessing is slowed down', async () => {
    const nobody = await live.inject({ url: '/verify/2222222222', remoteAddress: '10.0.0.9' })
    const nonsense = await live.inject({ url: '/verify/%3Cscript%3E', remoteAddress: '10.0.0.9' })
    expect(nobody.body).toContain('查无此码')
    expect(nonsense.body).toBe(nobody.body)
    expect(nonsense.statusCode).toBe(nobody.statusCode)
    const guesses = await Promise.all(
      Array.from({ length: 40 }, (_, n) => live.inject({ url: `/verify/guess${n}`, remoteAddress: '10.0.0.10' })),
    )
    const refused = guesses.filter(({ statusCode }) => statusCode === 429)
    expect(refused.length).toBeGreaterThan(15)
    expect(refused[0]?.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(refused[0]?.headers['retry-after']).toBeDefined()
    // Who holds a code asks as often as they like.
    const { genuine } = of(CODE)
    for (let n = 0; n < 40; n++)
      expect((await live.inject({ url: `/verify/${genuine.code}`, remoteAddress: '10.0.0.11' })).statusCode).toBe(200)
  })

  test('opening its link is opened and not read; the address keeps no secret', async () => {
    const body = of(CODE)
    // What draws a card of the link fetches it, may even follow it, and looks at nothing.
    const cookie = await opened(body)
    await opened(body)
    await get('/o', { cookie, 'user-agent': 'TelegramBot (like TwitterBot)' })
    await fetch(`${story.engine.url}/o`, { method: 'HEAD', headers: { cookie } })
    expect(await rungsOf(body.orderId)).toEqual(['delivered webhook'])
    const page = await pageOf(cookie)
    await pageOf(cookie)
    expect(await rungsOf(body.orderId)).toEqual(['delivered webhook', 'opened webhook'])
    for (const word of ['示例水泥1厂', '1#熟料线', '停产', '收到', '执行困难', '通知时间短于安全停车所需 8 小时'])
      expect(page).toContain(word)
    expect(page).not.toContain(body.answer.page.split('/').at(-1))
    expect(page).not.toMatch(/<script|能执行/)
  })

  test('whoever is told in English is shown it in English, and where the Chinese is that binds', async () => {
    const { db } = story.engine.world
    const body = of(CODE)
    const spoken = (language: string) =>
      db.rows(
        'update contact set language = $1 where id in (select contact_id from delivery where order_row in (select id from enterprise_order where order_id = $2))',
        [language, body.orderId],
      )
    await spoken('en')
    const answer = await get(body.answer.page)
    expect(answer.headers.get('location')).toBe('/o?lang=en')
    expect((await get(`${body.answer.page}?lang=zh`)).headers.get('location')).toBe('/o?lang=zh')
    await spoken('zh')
    const [set = ''] = answer.headers.getSetCookie()
    const page = await (await get('/o?lang=en', { cookie: set.split(';')[0] ?? '' })).text()
    expect(page).toContain('Received')
    expect(page).toContain('the Chinese text')
  })

  test('one person answers for two plants, each by one press, and for no third', async () => {
    const [first, second, third] = [of(CODE), of(SECOND), of(THIRD)]
    const cookie = await opened(first)
    const page = await pageOf(cookie)
    expect(page).toContain('您是 2 份指令的联系人')
    expect(page.indexOf(first.orderId)).toBeLessThan(page.indexOf(second.orderId))
    expect(page).not.toContain(third.orderId)
    const form = { kind: 'acknowledged', revision: '1', word: wordOf(page) }
    expect((await press(cookie, second.orderId, form)).status).toBe(303)
    expect(await rungsOf(second.orderId)).toEqual(
      expect.arrayContaining(['acknowledged page', 'read page', 'delivered webhook']),
    )
    expect(await rungsOf(first.orderId)).not.toContain('acknowledged page')
    expect(await rungsOf(first.orderId)).not.toContain('read page')
    expect((await press(cookie, third.orderId, form)).status).toBe(404)
    expect(await rungsOf(third.orderId)).toEqual(['delivered webhook'])
    // Twice the same changes nothing; what was said stays on the page, and the next button is there.
    expect((await press(cookie, second.orderId, form)).status).toBe(303)
    const after = await pageOf(cookie)
    expect(after).toContain('已回执：收到')
    expect(after).toContain('能执行')
  })

  test('a form of another site, of another link or of no cookie answers nothing', async () => {
    const { orderId } = of(THIRD)
    const cookie = await opened(of(THIRD))
    const other = wordOf(await pageOf(await opened(of(CODE))))
    const word = wordOf(await pageOf(cookie))
    for (const [shown, given, status] of [
      [cookie, other, 403],
      [cookie, '', 403],
      ['', word, 401],
      ['airshed-order=AAAA', word, 401],
    ] as const)
      expect((await press(shown, orderId, { kind: 'acknowledged', revision: '1', word: given })).status).toBe(status)
    expect((await press(cookie, orderId, { kind: 'difficulty', revision: '1', word })).status).toBe(422)
    expect((await press(cookie, orderId, { kind: 'verified', revision: '1', word })).status).toBe(400)
    expect((await press(cookie, orderId, { kind: 'acknowledged', revision: '7', word })).status).toBe(409)
    expect(await rungsOf(orderId)).toEqual(['delivered webhook', 'opened webhook'])
  })

  test('能执行, 已完成 and a difficulty in the enterprise’s own words', async () => {
    const { orderId } = of(THIRD)
    const cookie = await opened(of(THIRD))
    const fresh = await pageOf(cookie)
    expect(fresh).toContain('已阅，稍后回执')
    const word = wordOf(fresh)
    // 已阅 is a rung of its own: it answers nothing, and nobody stops asking because of it.
    expect((await press(cookie, orderId, { kind: 'read', revision: '1', word })).status).toBe(303)
    expect(await rungsOf(orderId)).toEqual(['delivered webhook', 'opened webhook', 'read page'])
    const read = await pageOf(cookie)
    expect(read).toContain('已阅，尚未回执')
    expect(read).not.toContain('已阅，稍后回执')
    for (const kind of ['acknowledged', 'committed', 'done'])
      expect((await press(cookie, orderId, { kind, revision: '1', word })).status).toBe(303)
    expect(
      (await press(cookie, orderId, { kind: 'difficulty', revision: '1', word, text: '窑内<结圈>，须缓冷' })).status,
    ).toBe(303)
    expect(await rungsOf(orderId)).toEqual(
      expect.arrayContaining(['read page', 'acknowledged page', 'committed page', 'done page', 'difficulty page']),
    )
    const page = await pageOf(cookie)
    for (const said of ['已回执：收到', '已回执：能执行', '已回执：已完成', '已报告执行困难'])
      expect(page).toContain(said)
  })

  test('links, cookies and forms of garbage are a page that helps, never a failure', async () => {
    const link = of(CODE).answer.page.split('/').at(-1) ?? ''
    for (const path of [
      'x',
      link.slice(1),
      `${link}A`,
      `B${link.slice(1)}`,
      '%00',
      '..%2f',
      'é'.repeat(60),
      'a'.repeat(300),
    ]) {
      const answer = await live.inject({ url: `/o/${path}`, remoteAddress: '10.0.1.1' })
      expect([400, 404, 414]).toContain(answer.statusCode)
    }
    expect((await get('/o')).status).toBe(401)
    expect(await (await get('/o')).text()).toContain('请从消息中的链接打开')
    const raw = (type: string, body: string | Buffer) =>
      live.inject({
        method: 'POST',
        url: `/o/orders/${of(CODE).orderId}/answers`,
        headers: { 'content-type': type },
        payload: body,
      })
    const form = 'application/x-www-form-urlencoded'
    for (const [type, body] of [
      [form, 'kind=%00'],
      [form, Buffer.from([0xff, 0xfe])],
      [form, '&&&==='],
      [form, `text=${'a'.repeat(40_000)}`],
      ['application/json', '{"kind":1}'],
      ['text/plain', 'x'],
    ] as const) {
      const answer = await raw(type, body)
      expect(answer.statusCode).toBeGreaterThanOrEqual(400)
      expect(answer.statusCode).toBeLessThan(500)
      expect(answer.headers['content-type']).toContain('text/html')
    }
  })

  test('the receipt to keep says what happened when and is signed; the notice for the gate leads to the check', async () => {
    const body = of(THIRD)
    const cookie = await opened(body)
    const json = await get(`/o/orders/${body.orderId}/receipt`, { cookie, accept: 'application/json' })
    const text = await json.text()
    const { genuine, receipt } = JSON.parse(text) as { genuine: Body['genuine']; receipt: Receipt }
    expect(receipt.enterprise.creditCode).toBe(THIRD)
    const facts = receipt.revisions[0]?.facts.map(({ what, channel, by }) => `${what} ${channel} ${by}`)
    expect(facts).toEqual(
      expect.arrayContaining(['delivered webhook engine', 'acknowledged page enterprise', 'done page enterprise']),
    )
    const { keys } = (await (await get('/verify/keys')).json()) as Keys
    const canonical = (content: object) =>
      [
        'airshed-receipt-1',
        'world: exercise',
        `code: ${genuine.code}`,
        `issuedAt: ${receipt.issuedAt}`,
        `content: sha256 ${createHash('sha256').update(JSON.stringify(content)).digest('hex')}`,
      ].join('\n')
    const key = createPublicKey({ key: keys.find(({ kid }) => kid === genuine.key) ?? {}, format: 'jwk' })
    const signature = Buffer.from(genuine.signature, 'base64url')
    expect(verify(null, Buffer.from(canonical(receipt)), key, signature)).toBe(true)
    expect(verify(null, Buffer.from(canonical({ ...receipt, number: 'x' })), key, signature)).toBe(false)
    const page = await (await get(`/o/orders/${body.orderId}/receipt`, { cookie })).text()
    for (const word of ['回执凭证', '送达', '能执行', genuine.signature, '<svg']) expect(page).toContain(word)
    const notice = await (await get(`/o/orders/${body.orderId}/notice`, { cookie })).text()
    for (const word of ['重污染天气应急减排公示', '示例水泥3厂', '1#熟料线', '扫码核验真伪', '<svg'])
      expect(notice).toContain(word)
    expect((await get(`/o/orders/${of(SECOND).orderId}/receipt`, { cookie })).status).toBe(404)
    expect((await get(`/o/orders/${body.orderId}/notice`)).status).toBe(401)
  })

  test('an older code and an older link lead to the newest revision; after the end it is lifted', async () => {
    const old = of(CODE)
    expect(await desk.change('raise', { level: 'red' })).toBe(200)
    await story.settle()
    const newer = of(CODE)
    expect(newer.revision).toBe(2)
    expect(newer.genuine.code).not.toBe(old.genuine.code)
    expect(await asked(old.genuine.code)).toMatchObject({
      status: 'replaced',
      order: { revision: 1, replacedBy: { number: old.number, revision: 2 } },
    })
    expect(await asked(newer.genuine.code)).toMatchObject({ status: 'inForce', order: { revision: 2 } })
    const cookie = await opened(old)
    const page = await pageOf(cookie)
    expect(page).toContain('消息中的第 1 版已被替代')
    expect(page).toContain('本次变化')
    const stale = { kind: 'acknowledged', revision: '1', word: wordOf(page) }
    expect((await press(cookie, old.orderId, stale)).status, 'who saw the old one does not answer the new one').toBe(
      409,
    )

    expect(await desk.change('lift', {})).toBe(200)
    await story.settle()
    const farewell = of(CODE)
    expect(farewell.kind).toBe('release')
    const keys = (await (await get('/verify/keys')).json()) as Keys
    for (const { text } of story.received) expect(holds(text, keys)).toBe(true)
    expect(await asked(newer.genuine.code)).toMatchObject({ status: 'lifted', order: { endedAt: expect.any(String) } })
    expect(await pageOf(await opened(farewell))).toContain('本指令已解除')
  })
})

interface Receipt {
  number: string
  issuedAt: string
  enterprise: { creditCode: string }
  revisions: { facts: { what: string; channel: string; by: string }[] }[]
}
