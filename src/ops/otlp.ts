import { randomBytes } from 'node:crypto'
import type { Logger } from 'pino'
import { Pool } from 'undici'
import { wallClock } from '../clock.ts'
import { spans, type Span } from '../db/trace.ts'
import { epochMs } from '../model/time.ts'

/** A collector is a convenience: what it does not take in time is dropped, and never held against the engine. */
const EVERY_MS = 2_000
const MOST = 2_000
const PATIENCE_MS = 5_000

/**
 * Sends spans (链路追踪) to an OpenTelemetry collector, in the JSON form of OTLP over HTTP: four fields of a stable
 * format, for which no library of thirty packages is loaded. Only `main` starts it, and only where it is asked for.
 */
export function startOtlp(endpoint: string, log: Pick<Logger, 'warn'>): { close(): Promise<void> } {
  const url = new URL(`${endpoint}/v1/traces`)
  const pool = new Pool(url.origin, { connections: 1, headersTimeout: PATIENCE_MS, bodyTimeout: PATIENCE_MS })
  let waiting: object[] = []
  let dropped = 0
  let failing = false

  const take = (said: unknown) => {
    const span = said as Span
    if (span.trace === null) return
    if (waiting.length >= MOST) dropped += 1
    else waiting.push(spanOf(span, span.trace, epochMs(wallClock.now())))
  }
  spans.subscribe(take)
  const timer = setInterval(() => void send(), EVERY_MS).unref()

  async function send(): Promise<void> {
    const batch = waiting
    waiting = []
    if (batch.length === 0) return
    const body = JSON.stringify({
      resourceSpans: [
        {
          resource: { attributes: attributesOf({ 'service.name': 'airshed' }) },
          scopeSpans: [{ scope: { name: 'airshed' }, spans: batch }],
        },
      ],
    })
    try {
      const headers = { 'content-type': 'application/json' }
      const { statusCode, body: answer } = await pool.request({ path: url.pathname, method: 'POST', headers, body })
      await answer.dump()
      if (statusCode >= 300) throw new Error(`answered ${statusCode}`)
      failing = false
    } catch (error) {
      // Once for each time that it goes away: a line every two seconds would bury what matters.
      if (!failing) log.warn({ err: error, spans: batch.length, dropped }, 'spans could not be sent and are dropped')
      failing = true
    }
  }

  return {
    async close() {
      clearInterval(timer)
      spans.unsubscribe(take)
      await send()
      await pool.close()
    },
  }
}

function spanOf({ name, ms, failed, attributes }: Span, trace: string, endedAt: number): object {
  const nanoseconds = (at: number) => `${BigInt(Math.round(at * 1_000)) * 1_000n}`
  return {
    traceId: trace,
    spanId: randomBytes(8).toString('hex'),
    name,
    kind: 'http.route' in attributes ? 2 : 1,
    startTimeUnixNano: nanoseconds(endedAt - ms),
    endTimeUnixNano: nanoseconds(endedAt),
    attributes: attributesOf(attributes),
    status: { code: failed ? 2 : 1 },
  }
}

function attributesOf(values: Readonly<Record<string, string>>): object[] {
  return Object.entries(values).map(([key, stringValue]) => ({ key, value: { stringValue } }))
}
