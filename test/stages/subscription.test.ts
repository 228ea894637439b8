import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { subscriptionRoutes } from '../../src/bulletin/subscription/routes.ts'
import { providersOf } from '../../src/dispatch/channels/providers.ts'
import { channelSettings } from '../../src/dispatch/channels/settings.ts'
import { ByHand } from '../help/byHand.ts'
import { Office } from '../help/office.ts'

/* 邮件订阅: asked for, confirmed by the mailbox itself, sent behind the orders, ended by one tap, over a real mail server. */

interface Mail {
  readonly to: string
  readonly text: string
}

let office: Office
let hands: ByHand
let arrived: Mail[] = []
/** Mailboxes whose server puts strangers off the first time. */
const puttingOff = new Set<string>()
const day = Date.parse('2024-12-16T00:00:00+08:00')
const at = (hours: number) => new Date(day + hours * 3_600_000).toISOString()

const post = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  logger: false,
  onRcptTo({ address }, _, callback) {
    if (puttingOff.delete(address)) callback(Object.assign(new Error('try later'), { responseCode: 450 }))
    else callback()
  },
  onData(stream, session, callback) {
    let raw = ''
    stream.setEncoding('utf8')
    stream.on('data', (part: string) => (raw += part))
    stream.on('end', () => {
      arrived.push({ to: session.envelope.rcptTo[0]?.address ?? '', text: plain(raw) })
      callback()
    })
  },
})
post.on('error', () => undefined)

/** As a mailbox shows it. */
function plain(raw: string): string {
  const [head = '', ...rest] = raw.split('\r\n\r\n')
  const body = rest.join('\r\n\r\n')
  if (/base64/i.test(head)) return `${head}\n${Buffer.from(body, 'base64').toString('utf8')}`
  const bytes = body
    .replaceAll(/=\r\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return `${head}\n${Buffer.from(bytes, 'latin1').toString('utf8')}`
}

beforeAll(async () => {
  await new Promise<void>((done) => post.listen(0, '127.0.0.1', done))
  const mail = {
    name: 'mail',
    host: '127.0.0.1',
    port: (post.server.address() as AddressInfo).port,
    secure: false,
    from: 'duty@example.invalid',
    rate: { count: 100, seconds: 1, burst: 100 },
    answerMinutes: 60,
  }
  const providers = providersOf(channelSettings({ telephone: [], mail, robots: [] }), {})
  office = await Office.open({ providers, parts: { besides: [subscriptionRoutes] } })
  hands = new ByHand(office.server.world, undefined, providers)
  office.server.world.clock.set(at(18))
}, 240_000)
afterAll(async () => {
  await hands.close()
  await office.close()
  await new Promise<void>((done) => post.close(done))
})

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
/** What has arrived since it was looked last. */
function news(): Mail[] {
  const all = arrived
  arrived = []
  return all.toSorted((a, b) => (a.to < b.to ? -1 : 1))
}
const linkIn = (text: string) => /\/public\/s\/[\w-]{38}/.exec(text)?.[0] ?? ''
const ask = (mail: string, from: string, lang = '') => open(`/public/subscribe${lang}`, { area: '140800', mail }, from)

async function act(work: () => Promise<unknown>): Promise<void> {
  await work()
  await hands.settle()
  const { items } = (await office.ask('dutyOfficer', 'GET', '/consultations?open=true')).body
  for (const { id } of items)
    await office.ask('dutyOfficer', 'POST', `/consultations/${String(id)}/decision`, {
      decision: 'proceed',
      reason: '一致同意',
    })
  const [warning] = (await office.ask('dutyOfficer', 'GET', '/warnings?alive=true')).body.items
  await office.ask('mayor', 'POST', `/warnings/${String(warning?.['id'])}/signatures`, { decision: 'sign' })
  await hands.settle()
}

describe('a subscription by mail', () => {
  const links = new Map<string, string>()

  it('is asked for by anybody and counts for nobody until the mailbox itself says so', async () => {
    expect((await open('/public/subscribe')).text).toContain('运城市')
    for (const mail of ['', 'nobody', 'a@b', 'a b@c.cn', '<a@b.cn>', `${'a'.repeat(300)}@b.cn`])
      expect((await ask(mail, '10.1.0.1')).status).toBe(400)
    expect((await open('/public/subscribe', { area: '140802', mail: 'a@example.invalid' }, '10.1.0.2')).status).toBe(
      400,
    )
    expect((await ask('one@example.invalid', '10.2.0.1')).status).toBe(202)
    expect((await ask('two@example.invalid', '10.2.0.2', '?lang=en')).status).toBe(202)
    const silent = await ask('silent@example.invalid', '10.2.0.3')
    const twice = await Promise.all([ask('ONE@example.invalid', '10.2.0.4'), ask('one@example.invalid', '10.2.0.5')])
    for (const { status, text } of twice) expect([status, text]).toEqual([202, silent.text])
    await hands.settle()
    const mails = news()
    expect(mails.map(({ to }) => to)).toEqual(['one@example.invalid', 'silent@example.invalid', 'two@example.invalid'])
    for (const { to, text } of mails) links.set(to, linkIn(text))
    expect(mails[0]?.text).toContain('48 小时内点开确认')
    expect(mails[2]?.text).toContain('confirm it within 48 hours')
    const flood = await Promise.all(Array.from({ length: 8 }, (_, n) => ask(`x${n}@example.invalid`, '10.3.0.1')))
    expect(flood.filter(({ status }) => status === 429).length).toBeGreaterThan(3)
    await hands.settle()
    news()
  })

  it('is confirmed by one tap, and not by a scanner that opens every link', async () => {
    const link = links.get('one@example.invalid') ?? ''
    for (let n = 0; n < 2; n++) expect((await open(link)).text).toContain('确认订阅')
    const confirmed = () => office.server.world.db.rows('select 1 from subscription where confirmed_at is not null')
    expect(await confirmed()).toHaveLength(0)
    for (const to of ['one@example.invalid', 'two@example.invalid'])
      expect((await open(links.get(to) ?? '', { what: 'confirm' })).status).toBe(200)
    expect(await confirmed()).toHaveLength(2)
    for (const bad of ['/public/s/x', `${link.slice(0, -1)}${link.endsWith('A') ? 'B' : 'A'}`])
      expect((await open(bad)).status).toBe(404)
    expect((await open(link, { what: 'nonsense' })).status).toBe(400)
  })

  it('brings every message once, in the language that was asked for; who was put off is tried again', async () => {
    puttingOff.add('two@example.invalid')
    const values = [210, 215, 90, 80].map((aqi, n) => ({ at: `2024-12-1${7 + n}`, aqi }))
    const body = { provider: 'test-centre', area: '140800', issuedAt: at(17), values }
    await act(() => office.ask('feed', 'POST', '/forecasts', body))
    const first = news()
    expect(first.map(({ to }) => to)).toEqual(['one@example.invalid'])
    for (const said of [
      '关于启动重污染天气橙色预警',
      '【演练】',
      '停止学校、幼儿园户外活动',
      '/public/warnings/',
      '不再接收',
    ])
      expect(first[0]?.text).toContain(said)
    office.server.world.clock.set(at(18.5))
    await hands.settle()
    const second = news()
    expect(second.map(({ to }) => to)).toEqual(['two@example.invalid'])
    expect(second[0]?.text).toContain('orange warning of heavy air pollution issued')
    for (const hours of [19, 20]) {
      office.server.world.clock.set(at(hours))
      await hands.settle()
    }
    expect(news()).toEqual([])
  })

  it('says the same when its effect is carried out twice', async () => {
    const [notice] = await office.server.world.db.rows<{ id: string }>('select id from warning_notice')
    const effect = {
      id: '0176752c-0000-7000-8000-0000000000ff',
      kind: 'tellPublic',
      subject: notice?.id ?? '',
      area: '140800',
    } as const
    await hands.carryOut({ ...effect, params: { after: '' }, notBefore: at(20) })
    expect(news()).toEqual([])
  })

  it('ends by one tap, and nothing is kept of the mailbox', async () => {
    const link = links.get('one@example.invalid') ?? ''
    expect((await open(link, { what: 'end' })).text).toContain('已退订')
    expect((await open(link)).status).toBe(404)
    const kept = await office.server.world.db.rows(
      'select 1 from subscription s join person_key k on k.person_id = s.person_id where s.ended_at is not null',
    )
    expect(kept).toEqual([])
    const [warning] = (await office.ask('dutyOfficer', 'GET', '/warnings?alive=true')).body.items
    await act(() => office.ask('dutyOfficer', 'POST', `/warnings/${String(warning?.['id'])}/lift`, { reason: '好转' }))
    const mails = news()
    expect(mails.map(({ to }) => to)).toEqual(['two@example.invalid'])
    expect(mails[0]?.text).toMatch(/lifted|withdrawn/)
  })

  it('forgets who never answered', async () => {
    office.server.world.clock.set(at(18 + 49))
    expect((await ask('late@example.invalid', '10.4.0.1')).status).toBe(202)
    expect((await open(links.get('silent@example.invalid') ?? '')).status).toBe(404)
    const left = await office.server.world.db.rows(
      'select 1 from subscription where ended_at is null and confirmed_at is null',
    )
    expect(left).toHaveLength(1)
  })
})
