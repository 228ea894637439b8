import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { monotonicMs } from '../clock.ts'
import { Frames, pack } from '../evidence/hj212/frame.ts'
import { addMinutes, type Instant } from '../model/time.ts'

/** What a sending process is told. */
export type Asked =
  | { kind: 'meters'; url: string; token: string; sources: number; now: Instant; daysAgo: number }
  | { kind: 'loggers'; port: number; connections: number; seconds: number; password: string; now: Instant }

/** What it tells when it has done so. */
export interface Sent {
  readonly count: number
  readonly seconds: number
  readonly p50?: number
  readonly p99?: number
  readonly worst?: number
  readonly unanswered?: number
}

const QUARTERS = 96
const MOST = 10_000
/** Bodies on their way at once: one is read while the other is written. */
const AT_ONCE = 2

/** The meters of a day: by quarter of an hour, of all of them. */
async function meters({ url, token, sources, now, daysAgo }: Asked & { kind: 'meters' }): Promise<Sent> {
  const bodies: (() => string)[] = []
  for (let quarter = 0; quarter < QUARTERS; quarter++)
    for (let from = 0; from < sources; from += MOST)
      bodies.push(() => bodyOf(quarter, from, Math.min(sources, from + MOST)))
  const began = monotonicMs()
  const send = async () => {
    for (let body = bodies.shift(); body !== undefined; body = bodies.shift()) {
      const answer = await fetch(`${url}/api/v1/evidence/power`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: body(),
      })
      const said = (await answer.json()) as { accepted?: number }
      if (answer.status !== 200 || said.accepted === 0) throw new Error(`${answer.status}: ${JSON.stringify(said)}`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, send))
  return { count: sources * QUARTERS, seconds: (monotonicMs() - began) / 1000 }

  function bodyOf(quarter: number, from: number, to: number): string {
    const at = addMinutes(now, quarter * 15 - daysAgo * 24 * 60)
    const readings = Array.from({ length: to - from }, (_, n) => ({
      source: `M${from + n}`,
      at,
      value: 80 + ((quarter * 7 + from + n) % 37) / 10,
    }))
    return JSON.stringify({ readings })
  }
}

/** Loggers at one frame a minute each, spread evenly over the minute. */
async function loggers({ port, connections, seconds, password, now }: Asked & { kind: 'loggers' }): Promise<Sent> {
  const sentAt = new Map<string, number>()
  const took: number[] = []
  const sockets: Socket[] = []
  for (let n = 0; n < connections; n++) {
    const socket = connect(port, '127.0.0.1')
    const frames = new Frames()
    socket.on('data', (chunk) => {
      for (const one of frames.push(Buffer.from(chunk))) {
        const qn = 'segment' in one ? /QN=(\d+)/.exec(one.segment.toString())?.[1] : undefined
        const began = sentAt.get(qn ?? '')
        if (qn === undefined || began === undefined) continue
        took.push(monotonicMs() - began)
        sentAt.delete(qn)
      }
    })
    await once(socket, 'connect')
    sockets.push(socket)
  }
  const began = monotonicMs()
  const frames = Math.round((connections * seconds) / 60)
  for (let n = 0; n < frames; n++) {
    const due = began + (n * 60_000) / connections
    if (due > monotonicMs()) await sleep(due - monotonicMs())
    const device = n % connections
    const qn = String(20_201_224_000_000_000 + n)
    const at = addMinutes(now, 8 * 60 - 60 + Math.floor(n / connections))
      .replaceAll(/\D/g, '')
      .slice(0, 14)
    const cp = `DataTime=${at};a21026-Rtd=${10 + (n % 50)}.5,a21026-Flag=N;a21002-Rtd=${30 + (n % 9)},a21002-Flag=N`
    sentAt.set(qn, monotonicMs())
    sockets[device]?.write(pack(`QN=${qn};ST=31;CN=2011;PW=${password};MN=L${device};Flag=5;CP=&&${cp}&&`))
  }
  for (let waited = 0; sentAt.size > 0 && waited < 100; waited++) await sleep(100)
  for (const socket of sockets) socket.destroy()
  const sorted = took.toSorted((a, b) => a - b)
  const at = (share: number) =>
    Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10
  return { count: frames, seconds, p50: at(0.5), p99: at(0.99), worst: at(1), unanswered: sentAt.size }
}

process.once('message', (asked: Asked) => {
  const work = asked.kind === 'meters' ? meters(asked) : loggers(asked)
  work.then(
    (sent) => process.send?.(sent, () => process.disconnect()),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`)
      process.exit(1)
    },
  )
})
