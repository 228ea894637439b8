import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Message } from '../../src/dispatch/channel.ts'
import { Networks } from '../../src/dispatch/channels/networks.ts'
import { judge } from '../../src/dispatch/channels/http.ts'
import { sign, Webhook, webhookSecret } from '../../src/dispatch/channels/webhook.ts'
import { Live } from '../../src/live.ts'
import { addMinutes } from '../../src/model/time.ts'

const NOW = '2020-12-25T10:00:00.000Z'
const SECRET = webhookSecret({ master: Buffer.alloc(32, 7) }, '91140802YX9000014L')
const BODY = JSON.stringify({ kind: 'order', summary: '2# 熟料线：12 月 26 日 0 时起停产' })

interface Got {
  method: string | undefined
  url: string | undefined
  headers: IncomingMessage['headers']
  body: string
}

const got: Got[] = []
let base = ''
let silent = ''
const webhook = new Webhook(Networks.loopback())

/** What the receiver does at each path. */
const BEHAVIOUR: Readonly<Record<string, (response: ServerResponse, request: IncomingMessage) => void>> = {
  '/200': (response) => response.end('{"ok":true}'),
  '/202': (response) => response.writeHead(202).end(),
  '/204': (response) => response.writeHead(204).end(),
  '/301': (response) => response.writeHead(301, { location: '/200' }).end(),
  '/307': (response) => response.writeHead(307, { location: 'http://10.0.0.1/' }).end(),
  '/400': (response) => response.writeHead(400).end('no'),
  '/404': (response) => response.writeHead(404).end(),
  '/410': (response) => response.writeHead(410).end(),
  '/429': (response) => response.writeHead(429, { 'retry-after': '120' }).end(),
  '/429-plain': (response) => response.writeHead(429).end(),
  '/500': (response) => response.writeHead(500).end('<html>'),
  '/503': (response) => response.writeHead(503, { 'retry-after': '30' }).end(),
  '/huge': (response) => {
    const block = Buffer.alloc(65_536, 32)
    const more = () => {
      while (!response.destroyed && response.write(block));
    }
    response.on('drain', more).on('error', () => undefined)
    more()
  },
  '/declared-huge': (response) => {
    response.writeHead(200, { 'content-length': '1000000000' })
    response.write('x')
  },
  '/drips': (response) => {
    const timer = setInterval(() => response.write('x'), 200)
    response.on('close', () => clearInterval(timer))
  },
  '/breaks-off': (response) => {
    response.writeHead(200, { 'content-length': '100' })
    response.write('half', () => response.destroy())
  },
  '/drops': (_, request) => request.socket.destroy(),
  '/hangs': () => undefined,
  '/nonsense': (_, request) => request.socket.end('this is not HTTP\r\n\r\n'),
}

const receiver = createServer((request, response) => {
  let body = ''
  request.setEncoding('utf8')
  request.on('data', (part: string) => (body += part))
  request.on('end', () => {
    const { method, url, headers } = request
    got.push({ method, url, headers, body })
    const behave = BEHAVIOUR[url ?? ''] ?? BEHAVIOUR['/200']
    behave?.(response, request)
  })
})
/** Takes connections and never says a word. */
const mute: Socket[] = []
const silence = createTcpServer((socket) => mute.push(socket))

async function listen(server: Server): Promise<number> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return (server.address() as AddressInfo).port
}

beforeAll(async () => {
  base = `http://127.0.0.1:${await listen(receiver)}`
  silent = `127.0.0.1:${await listen(silence)}`
})

afterAll(async () => {
  receiver.closeAllConnections()
  for (const socket of mute) socket.destroy()
  receiver.close()
  silence.close()
  await webhook.close()
})

function message(address: string): Message {
  const texts = () => expect.fail('a machine needs no text')
  return { id: '01936e2a-0000-7000-8000-000000000001', address, key: '01936e2a.1', body: BODY, secret: SECRET, texts }
}

const send = (address: string) => webhook.send(message(address.startsWith('/') ? base + address : address), NOW)

describe('a webhook', () => {
  test.each(['/200', '/202', '/204'])('that answers %s has the order', async (path) => {
    expect(await send(path)).toEqual({ kind: 'delivered' })
  })

  test.each([
    ['/410', 'the receiver answered 410: never again'],
    ['/400', 'the receiver answered 400'],
    ['/404', 'the receiver answered 404'],
    ['/301', 'the receiver answered 301'],
    ['/307', 'the receiver answered 307'],
  ])('that answers %s is not tried again', async (path, why) => {
    expect(await send(path)).toEqual({ kind: 'giveUp', why })
  })

  test('that points elsewhere is not followed', async () => {
    got.length = 0
    await send('/301')
    expect(got.map(({ url }) => url)).toEqual(['/301'])
  })

  test.each([
    ['/429-plain', undefined],
    ['/500', undefined],
    ['/429', addMinutes(NOW, 2)],
    ['/503', addMinutes(NOW, 0.5)],
  ])('that answers %s is tried again, not before it asks for it', async (path, after) => {
    const why = `the receiver answered ${path.slice(1, 4)}`
    expect(await send(path)).toEqual(after === undefined ? { kind: 'retry', why } : { kind: 'retry', why, after })
  })

  test('has the order once it said so, however long its answer is or wherever it breaks off', async () => {
    expect(await Promise.all(['/huge', '/declared-huge', '/breaks-off'].map(send))).toEqual(
      Array.from({ length: 3 }, () => ({ kind: 'delivered' })),
    )
  })

  test('that breaks off before an answer may have the order: nobody knows', async () => {
    for (const path of ['/drops', '/nonsense'])
      expect(await send(path), path).toEqual({ kind: 'unknown', why: expect.stringMatching(/\S/) })
  })

  // Not the ten seconds that a receiver has: all that try its patience are waited for at once.
  test('is not waited for without end', async () => {
    const hurried = new Webhook(Networks.loopback(), 800)
    const addresses = [`${base}/hangs`, `${base}/drips`, `http://${silent}/`, `https://${silent}/`]
    const [hangs, drips, mutely, secretly] = await Promise.all(
      addresses.map((address) => hurried.send(message(address), NOW)),
    )
    await hurried.close()
    expect(hangs).toEqual({ kind: 'unknown', why: 'UND_ERR_HEADERS_TIMEOUT' })
    expect(drips).toEqual({ kind: 'delivered' })
    expect(mutely).toEqual({ kind: 'unknown', why: 'UND_ERR_HEADERS_TIMEOUT' })
    expect(secretly).toEqual({ kind: 'retry', why: 'UND_ERR_CONNECT_TIMEOUT' })
  })

  test('that is not there, or has no such name, never got it', async () => {
    const closed = createTcpServer()
    const port = await listen(closed)
    await new Promise((done) => closed.close(done))
    expect(await send(`http://127.0.0.1:${port}/`)).toEqual({ kind: 'retry', why: 'ECONNREFUSED' })
    expect(await send(`https://127.0.0.1:${port}/`)).toEqual({ kind: 'retry', why: 'ECONNREFUSED' })
    expect(await send('http://nobody.invalid/')).toMatchObject({ kind: 'retry' })
  })

  test('that speaks no TLS where TLS was asked for is tried again', async () => {
    const outcome = await send(base.replace('http:', 'https:'))
    expect(['retry', 'unknown']).toContain(outcome.kind)
  })

  test.each([
    ['no address', 'the address is no web address'],
    ['', 'the address is no web address'],
    ['http://', 'the address is no web address'],
    ['http://256.1.1.1/', 'the address is no web address'],
    ['file:///etc/passwd', 'file: is no web address'],
    ['ftp://127.0.0.1/', 'ftp: is no web address'],
    ['http://10.0.0.1/', '10.0.0.1 is outside what this world may reach (AIRSHED_WEBHOOK_NETWORKS)'],
    ['http://[::ffff:10.0.0.1]/', '::ffff:a00:1 is outside what this world may reach (AIRSHED_WEBHOOK_NETWORKS)'],
  ])('at "%s" is given up at once', async (address, why) => {
    expect(await send(address)).toEqual({ kind: 'giveUp', why })
  })

  test('behind a name that leads inside is given up at once, and nothing goes out', async () => {
    got.length = 0
    const live = new Webhook(Networks.live(Live.forMain(), ['10.20.0.0/16']))
    const why = 'localhost is outside what this world may reach (AIRSHED_WEBHOOK_NETWORKS)'
    expect(await live.send(message(base.replace('127.0.0.1', 'localhost')), NOW)).toEqual({ kind: 'giveUp', why })
    await live.close()
    expect(got).toEqual([])
  })

  test('never makes the channel throw, whatever its address', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.string(), fc.webUrl({ validSchemes: ['file', 'data', 'ws', 'javascript'] })),
        async (address) => {
          fc.pre(!/^\s*https?:/i.test(address))
          expect(await webhook.send(message(address), NOW)).toMatchObject({ kind: 'giveUp' })
        },
      ),
    )
  })
})

describe('what goes out', () => {
  test('is the body as it stands, with its key and a signature that the receiver can check', async () => {
    got.length = 0
    await send('/hook?plant=2&x=%20y')
    const [{ method, url, headers, body }] = got as [Got]
    expect({ method, url, body }).toEqual({ method: 'POST', url: '/hook?plant=2&x=%20y', body: BODY })
    expect(headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(Buffer.byteLength(BODY)),
      'idempotency-key': '01936e2a.1',
    })
    const t = Date.parse(NOW) / 1000
    const right = createHmac('sha256', SECRET).update(`${t}.${body}`).digest('hex')
    expect(headers['airshed-signature']).toBe(`t=${t},v1=${right}`)
  })

  test('is signed for this receiver, this body and this second', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        const signed = (body: string, secret = SECRET, now = NOW) => sign({ body, secret }, now)
        expect(signed(one)).toMatch(/^t=\d+,v1=[0-9a-f]{64}$/)
        expect(signed(one)).toBe(signed(one, SECRET, '2020-12-25T10:00:00.999Z'))
        expect(signed(one)).not.toBe(signed(one, SECRET, '2020-12-25T10:00:01.000Z'))
        expect(signed(one)).not.toBe(signed(one, webhookSecret({ master: Buffer.alloc(32, 7) }, 'another')))
        expect(signed(one)).not.toBe(signed(one, webhookSecret({ master: Buffer.alloc(32, 8) }, '91140802YX9000014L')))
        if (one !== other) expect(signed(one)).not.toBe(signed(other))
      }),
    )
  })
})

describe('the judgement of an answer', () => {
  test('is total: 2xx has it, 429 and 5xx are tried again, all else is for the officer', () => {
    for (let status = 100; status < 600; status++) {
      const kind = status >= 200 && status < 300 ? 'delivered' : status === 429 || status >= 500 ? 'retry' : 'giveUp'
      expect(judge(status, undefined, NOW).kind, String(status)).toBe(kind)
    }
  })

  test('honours a pause of whole seconds, of an hour at the most, and passes over every other', () => {
    expect(judge(429, '3600', NOW)).toMatchObject({ after: addMinutes(NOW, 60) })
    expect(judge(429, '999999999', NOW)).toMatchObject({ after: addMinutes(NOW, 60) })
    expect(judge(503, ['60', '90'], NOW)).toMatchObject({ after: addMinutes(NOW, 1) })
    fc.assert(
      fc.property(
        fc.oneof(
          fc.constantFrom('', '0', '-5', '1.5', 'NaN', 'Infinity', 'soon', 'Fri, 25 Dec 2020 12:00:00 GMT'),
          fc.string(),
        ),
        (text) => {
          const seconds = Number(text)
          fc.pre(!(Number.isInteger(seconds) && seconds > 0))
          expect(judge(429, text, NOW)).toEqual({ kind: 'retry', why: 'the receiver answered 429' })
        },
      ),
    )
  })
})
