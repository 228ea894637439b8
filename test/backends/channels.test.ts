import { createServer, type ServerResponse } from 'node:http'
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net'
import fc from 'fast-check'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Channel, Message, Texts } from '../../src/dispatch/channel.ts'
import { Networks } from '../../src/dispatch/channels/networks.ts'
import { Page } from '../../src/dispatch/channels/page.ts'
import { providersOf } from '../../src/dispatch/channels/providers.ts'
import { channelSettings } from '../../src/dispatch/channels/settings.ts'
import { Webhook } from '../../src/dispatch/channels/webhook.ts'
import { Live } from '../../src/live.ts'

/*
 * What every channel promises, held over all of them against real servers: it never throws, a message goes out once for
 * each attempt, and its word on what came of it is right, whatever the other side does.
 */

const NOW = '2020-12-25T10:00:00.000Z'
const PHONE = '15400000001'
const TEXTS: Texts = {
  subject: '【演练】橙色预警减排指令',
  short: '示例水泥：2#窑12月26日0时起停产。回复1确认。编号1',
  spoken: '示例水泥，二号窑，十二月二十六日零时起停产。确认请按一。',
  long: '示例水泥：\n2#窑 12 月 26 日 0 时起停产。',
}
/** Long enough for a loaded machine to answer, short enough to be waited for. */
const PATIENCE_MS = 800

/** What the other side does with a message. */
type Behaviour = 'takes' | 'busy' | 'refuses' | 'takesAndHangs' | 'takesAndBreaksOff' | 'speaksNonsense'
let behaviour: Behaviour = 'takes'
/** What arrived, as text. */
let arrived: string[] = []

/** How each says it: status and body. */
const SAYS: Readonly<Record<string, Partial<Record<Behaviour, [number, string]>>>> = {
  '/hook': { takes: [200, ''], busy: [503, ''], refuses: [410, ''] },
  '/sms': {
    takes: [200, '{"code":"OK","id":"m1"}'],
    busy: [200, '{"code":"BUSY"}'],
    refuses: [200, `{"code":"NUMBER","message":"${PHONE} is no number"}`],
  },
  '/robot': {
    takes: [200, '{"errcode":0,"errmsg":"ok"}'],
    busy: [200, '{"errcode":45009,"errmsg":"often"}'],
    refuses: [200, '{"errcode":93000,"errmsg":"invalid key"}'],
  },
  '/ding': {
    takes: [200, '{"errcode":0}'],
    busy: [200, '{"errcode":130101,"errmsg":"send too fast"}'],
    refuses: [200, '{"errcode":310000,"errmsg":"sign not match"}'],
  },
}

const web = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://x')
  let text = ''
  request.setEncoding('utf8')
  request.on('data', (part: string) => (text += part))
  request.on('end', () => {
    arrived.push(decodeURIComponent(`${url.pathname} ${text}`.replaceAll('+', ' ')))
    answer(url.pathname, response)
  })
})

function answer(path: string, response: ServerResponse): void {
  if (behaviour === 'takesAndHangs') return
  if (behaviour === 'takesAndBreaksOff') return void response.destroy()
  if (behaviour === 'speaksNonsense') return void response.end('<html>who are you?</html>')
  const [status, body] = SAYS[path]?.[behaviour] ?? [404, '']
  response.writeHead(status).end(body)
}

const post = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  logger: false,
  onRcptTo(_, __, callback) {
    if (behaviour === 'busy') callback(Object.assign(new Error('try later'), { responseCode: 450 }))
    else if (behaviour === 'refuses') callback(Object.assign(new Error('no such mailbox'), { responseCode: 550 }))
    else callback()
  },
  onData(stream, _, callback) {
    let text = ''
    stream.setEncoding('utf8')
    stream.on('data', (part: string) => (text += part))
    stream.on('end', () => {
      arrived.push(text)
      if (behaviour === 'takes') callback()
      else if (behaviour === 'takesAndBreaksOff') breakOff()
    })
  },
})
post.on('error', () => undefined)
const sockets = new Set<{ destroy: () => void }>()
post.server.on('connection', (socket) => {
  sockets.add(socket)
  socket.once('close', () => sockets.delete(socket))
})
function breakOff(): void {
  for (const socket of sockets) socket.destroy()
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return (server.address() as AddressInfo).port
}

interface Subject {
  name: string
  channel: Channel
  address: string
  /** The same channel where nobody listens, and where its server lies outside of what it may reach. */
  nobody: Channel
  outside: Channel
  /** What the receiver gets to read or hear; the body for a machine. */
  reads: string
  takes: 'delivered' | 'accepted'
  /** Whether nonsense for an answer says that it arrived: a webhook is judged by its status. */
  nonsense: 'delivered' | 'unknown' | null
}
let subjects: Map<string, Subject>

/** All of a world's providers, with their servers at these ports. */
function opened(networks: Networks, httpPort: number, smtpPort: number): Map<string, Channel> {
  const base = `http://127.0.0.1:${httpPort}`
  const telephone = (channel: 'sms' | 'voice', as: 'json' | 'form') => ({
    name: channel,
    channel,
    rate: { count: 10, seconds: 1, burst: 10 },
    reportMinutes: 10,
    send: {
      url: `${base}/sms`,
      auth: { scheme: 'wsse' as const, appKey: { env: 'K' }, appSecret: { env: 'S' } },
      body: { as, fields: { to: ['+86{phone}'], text: '{text}', ref: '{key}' } },
      answer: { accepted: { at: 'code', is: ['OK'] }, id: 'id', again: { at: 'code', is: ['BUSY'] }, why: 'message' },
    },
    callback: {
      auth: { scheme: 'bearer' as const, token: { env: 'K' } },
      report: { id: 'id', state: 'state', delivered: ['D'], failed: ['U'] },
    },
  })
  const settings = channelSettings({
    telephone: [telephone('sms', 'json'), telephone('voice', 'form')],
    mail: {
      name: 'mail',
      host: '127.0.0.1',
      port: smtpPort,
      secure: false,
      from: 'duty@example.invalid',
      rate: { count: 10, seconds: 1, burst: 10 },
      answerMinutes: 60,
    },
    robots: [
      { name: 'county', kind: 'wecom', url: { env: 'WECOM' } },
      { name: 'city', kind: 'dingtalk', url: { env: 'DING' }, secret: { env: 'S' } },
    ],
  })
  const environment = { K: 'key', S: 'SECret', WECOM: `${base}/robot?key=x`, DING: `${base}/ding?access_token=x` }
  const channels = providersOf(settings, environment).open(networks, PATIENCE_MS)
  return new Map([new Webhook(networks, PATIENCE_MS), ...channels].map((channel) => [channel.name, channel]))
}

let closed = 0
beforeAll(async () => {
  const httpPort = await listen(web)
  const smtpPort = await listen(post.server)
  const gone = createTcpServer()
  closed = await listen(gone)
  await new Promise((done) => gone.close(done))
  const here = opened(Networks.loopback(), httpPort, smtpPort)
  const nobody = opened(Networks.loopback(), closed, closed)
  const outside = opened(Networks.live(Live.forMain(), ['10.20.0.0/16']), httpPort, smtpPort)
  const subject = (name: string, rest: Omit<Subject, 'name' | 'channel' | 'nobody' | 'outside'>): [string, Subject] => {
    const [a, b, c] = [here.get(name), nobody.get(name), outside.get(name)]
    if (!a || !b || !c) throw new Error(`no channel ${name}`)
    return [name, { name, channel: a, nobody: b, outside: c, ...rest }]
  }
  const base = `http://127.0.0.1:${httpPort}`
  subjects = new Map([
    subject('webhook', {
      address: `${base}/hook`,
      reads: '{"kind":"order"}',
      takes: 'delivered',
      nonsense: 'delivered',
    }),
    subject('sms', { address: PHONE, reads: TEXTS.short, takes: 'accepted', nonsense: 'unknown' }),
    subject('voice', { address: PHONE, reads: TEXTS.spoken, takes: 'accepted', nonsense: 'unknown' }),
    subject('wecom', { address: 'county', reads: '2#窑 12 月 26 日', takes: 'delivered', nonsense: 'unknown' }),
    subject('dingtalk', { address: 'city', reads: '2#窑 12 月 26 日', takes: 'delivered', nonsense: 'unknown' }),
    subject('mail', {
      address: 'control-room@example.invalid',
      reads: 'Message-ID: <01936e2a.1@airshed>',
      takes: 'accepted',
      nonsense: null,
    }),
  ])
})

afterAll(async () => {
  for (const { channel, nobody, outside } of subjects.values())
    await Promise.all([channel, nobody, outside].map((one) => one.close()))
  web.closeAllConnections()
  web.close()
  breakOff()
  await new Promise<void>((done) => post.close(done))
})

function message(address: string): Message {
  return {
    id: '01936e2a-0000-7000-8000-000000000001',
    address,
    key: '01936e2a.1',
    body: '{"kind":"order"}',
    secret: Buffer.alloc(32, 7),
    texts: () => TEXTS,
  }
}

const NAMES = ['webhook', 'sms', 'voice', 'wecom', 'dingtalk', 'mail'] as const

describe.each(NAMES)('%s', (name) => {
  const subject = () => subjects.get(name) ?? expect.fail()
  const send = async (how: Behaviour) => {
    behaviour = how
    arrived = []
    return await subject().channel.send(message(subject().address), NOW)
  }

  test('hands a message over once, with what its receiver is to read', async () => {
    expect((await send('takes')).kind).toBe(subject().takes)
    expect(arrived).toHaveLength(1)
    expect(arrived[0]).toContain(subject().reads)
  })

  test('says what came of it where the other side says so', async () => {
    expect(await send('busy')).toMatchObject({ kind: 'retry', why: expect.stringMatching(/\S/) })
    const refused = await send('refuses')
    expect(refused).toMatchObject({ kind: 'giveUp', why: expect.stringMatching(/\S/) })
    // Journals and boards show why; a number is nobody's to read there.
    expect(JSON.stringify(refused)).not.toContain(PHONE)
  })

  test('does not know what became of a message after which nothing was said', async () => {
    for (const how of ['takesAndHangs', 'takesAndBreaksOff'] as const) {
      expect((await send(how)).kind, how).toBe('unknown')
      expect(arrived, how).toHaveLength(1)
    }
    const { nonsense } = subject()
    if (nonsense !== null) expect((await send('speaksNonsense')).kind).toBe(nonsense)
  })

  test('knows that nothing went out where nobody listens', async () => {
    const { nobody, address } = subject()
    const at = name === 'webhook' ? `http://127.0.0.1:${closed}/` : address
    expect((await nobody.send(message(at), NOW)).kind).toBe('retry')
  })

  test('reaches nothing outside of its networks', async () => {
    behaviour = 'takes'
    arrived = []
    const { outside, address } = subject()
    expect(await outside.send(message(address), NOW)).toMatchObject({
      kind: 'giveUp',
      why: expect.stringContaining('outside what this world may reach'),
    })
    expect(arrived).toEqual([])
  })

  test('gives up what is no address of its kind, and never throws', async () => {
    behaviour = 'takes'
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async (address) => {
        fc.pre(!/^\s*https?:/i.test(address) && !/^\+?\d{3,}$/.test(address) && !/\S@\S/.test(address))
        expect((await subject().channel.send(message(address), NOW)).kind).toBe('giveUp')
      }),
      { numRuns: 60 },
    )
  })

  test('can not tell of what it never heard of', async () => {
    expect(await subject().channel.ask(message(subject().address), null, NOW)).toEqual({ kind: 'canNotTell' })
  })
})

test('the page is there, and reaches nobody by itself', async () => {
  const page = new Page()
  expect((await page.send(message('anything'))).kind).toBe('accepted')
  expect(await page.ask()).toEqual({ kind: 'canNotTell' })
})
