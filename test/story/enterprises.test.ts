import { createHmac } from 'node:crypto'
import { afterEach, expect, test } from 'vitest'
import { createServer, type Server } from 'node:http'
import { Enterprises } from '../../src/drill/enterprises.ts'
import type { Shares } from '../../src/drill/temperament.ts'

/* The simulated enterprises over real HTTP: what a drill counts by must itself be right. */

const NOW = '2020-12-26T00:00:00.000Z'
const SECRET = Buffer.alloc(32, 7)
const CODE = '91140802MA00000001'
const NOBODY: Shares = { slow: 0, silent: 0, refusing: 0, faulty: 0 }

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function open(shares: Shares) {
  const enterprises = await Enterprises.open({ seed: 1, shares, answering: true, now: NOW, marked: true })
  enterprises.trust(SECRET)
  closing.push(() => enterprises.close())
  return enterprises
}

/** An engine that hears the answers. */
async function openEngine(): Promise<{ url: string; heard: { path: string; body: unknown }[] }> {
  const heard: { path: string; body: unknown }[] = []
  const server: Server = createServer((request, response) => {
    let text = ''
    request.on('data', (part: Buffer) => (text += part.toString()))
    request.on('end', () => {
      heard.push({ path: request.url ?? '', body: JSON.parse(text) })
      response.writeHead(200).end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(
    () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  )
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { url: `http://127.0.0.1:${address.port}`, heard }
}

interface Sent {
  key: string
  revision?: number
  kind?: 'order' | 'release' | 'reminder'
  content?: string
  code?: string
  secret?: Buffer
  answerUrl?: string
}

async function send(enterprises: Enterprises, sent: Sent): Promise<number> {
  const { key, revision = 1, kind = 'order', content = '停产', code = CODE, secret = SECRET } = sent
  const body = JSON.stringify({
    kind,
    orderId: 'o1',
    number: `2020-12-26-${CODE}`,
    revision,
    warning: { id: 'w1' },
    enterprise: { creditCode: CODE, name: '虚构铸造' },
    content,
    exercise: true,
    answer: { url: sent.answerUrl ?? 'http://127.0.0.1:9/none', token: 't' },
  })
  const own = createHmac('sha256', secret).update(`webhook ${code}\u0001`).digest()
  const signature = `t=1608940800,v1=${createHmac('sha256', own).update(`1608940800.${body}`).digest('hex')}`
  const answer = await fetch(`${enterprises.base}/e/${code}`, {
    method: 'POST',
    headers: { 'idempotency-key': key, 'airshed-signature': signature },
    body,
  })
  return answer.status
}

test('a message that comes again under its key is acted on once', async () => {
  const enterprises = await open({ ...NOBODY, silent: 1 })
  expect(await send(enterprises, { key: 'o1.1' })).toBe(200)
  expect(await send(enterprises, { key: 'o1.1' })).toBe(200)
  expect(enterprises.ledger.arrivals).toHaveLength(2)
  expect(enterprises.ledger.consequences.size).toBe(1)
  expect(enterprises.ledger.twice()).toEqual([])
  expect(enterprises.ledger.faults).toEqual([])
})

test('the second contact reads the same order, it does not carry out a second one', async () => {
  const enterprises = await open({ ...NOBODY, silent: 1 })
  await send(enterprises, { key: 'o1.1' })
  await send(enterprises, { key: 'o1.1.r2' })
  expect(enterprises.ledger.consequences.size).toBe(1)
  expect(enterprises.ledger.twice()).toEqual([])
})

test('another body under the same key, a false signature and a wrong address are each noticed', async () => {
  const enterprises = await open({ ...NOBODY, silent: 1 })
  await send(enterprises, { key: 'o1.1' })
  await send(enterprises, { key: 'o1.1', content: '限产' })
  expect(enterprises.ledger.faults).toEqual(['o1.1 came with another body than before'])
  expect(await send(enterprises, { key: 'o1.1', secret: Buffer.alloc(32, 8) })).toBe(400)
  expect(await send(enterprises, { key: 'o1.1', code: '91140802MA00000002' })).toBe(400)
  expect(await send(enterprises, { key: 'o2.1' })).toBe(400)
  expect(enterprises.ledger.faults).toHaveLength(4)
})

test('one that refuses answers 410 and does nothing; one whose server fails is reached in the end or stays down', async () => {
  const refusing = await open({ ...NOBODY, refusing: 1 })
  expect(await send(refusing, { key: 'o1.1' })).toBe(410)
  expect(refusing.ledger.consequences.size).toBe(0)

  const faulty = await open({ ...NOBODY, faulty: 1 })
  const outcomes: string[] = []
  for (let revision = 1; revision <= 12; revision++) {
    const statuses: number[] = []
    for (let attempt = 1; attempt <= 4; attempt++)
      statuses.push(await send(faulty, { key: `o1.${revision}`, revision }).catch(() => 0))
    outcomes.push(statuses.join(' '))
  }
  expect(new Set(outcomes.flatMap((line) => line.split(' ')))).toEqual(new Set(['0', '200', '429', '500', '503']))
  expect(faulty.ledger.twice()).toEqual([])
})

test('an answer waits for the world’s clock, and one to an older revision is never given', async () => {
  const engine = await openEngine()
  const enterprises = await open({ ...NOBODY, slow: 1 })
  const answerUrl = `${engine.url}/answer`
  await send(enterprises, { key: 'o1.1', answerUrl })
  await send(enterprises, { key: 'o1.2', revision: 2, answerUrl })
  const due = enterprises.nextDue()
  expect(due).not.toBeNull()
  expect(engine.heard).toEqual([])
  enterprises.tell('2020-12-27T00:00:00.000Z')
  await expect.poll(() => enterprises.underWay()).toBe(0)
  expect(engine.heard.length).toBeGreaterThan(0)
  expect(engine.heard.every(({ body }) => JSON.stringify(body).includes('"revision":2'))).toBe(true)
  expect(enterprises.ledger.answers.map(({ revision }) => revision)).not.toContain(1)
})
