import { createHmac, createSecretKey, hkdfSync } from 'node:crypto'
import { Agent } from 'undici'
import { epochMs, instantOf, type Instant } from '../model/time.ts'
import type { Keys } from '../db/keys.ts'
import type { Channel, Message, Outcome } from './channel.ts'
import { ForbiddenAddress, type Networks } from './networks.ts'

/** Connections to one receiver: fewer would queue a city's orders behind one slow relay, more would look like an attack. */
const CONNECTIONS = 64
/** A control room's server that takes longer is taken for silent; the same key makes a second try harmless. */
const PATIENCE_MS = 10_000
/** Bytes of an answer: reading them keeps the connection for the next message; more would cost more than a new one. */
const LONGEST_ANSWER = 65_536
/** A receiver may ask to be left alone, but not for longer than this: the response would be over. */
const LONGEST_PAUSE_S = 3_600

/** The signed webhook (签名回调), contract §4: POST, `Idempotency-Key`, `Airshed-Signature: t=…,v1=…`. */
export class Webhook implements Channel {
  readonly name = 'webhook'
  readonly #networks: Networks
  readonly #agent: Agent
  readonly #patienceMs: number

  /** @param patienceMs shorter where hundreds of receivers hang on purpose: crash runs */
  constructor(networks: Networks, patienceMs = PATIENCE_MS) {
    this.#networks = networks
    this.#patienceMs = patienceMs
    this.#agent = new Agent({
      connections: CONNECTIONS,
      pipelining: 1,
      headersTimeout: patienceMs,
      bodyTimeout: patienceMs,
      connect: { timeout: patienceMs, lookup: networks.lookup },
    })
  }

  async send(message: Message, now: Instant): Promise<Outcome> {
    try {
      const url = new URL(message.address)
      if (url.protocol !== 'http:' && url.protocol !== 'https:')
        return { kind: 'giveUp', why: `${url.protocol} is no web address` }
      this.#networks.check(url)
      const answer = await this.#agent.request({
        origin: url.origin,
        path: url.pathname + url.search,
        method: 'POST',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'idempotency-key': message.key,
          'airshed-signature': sign(message, now),
        },
        body: message.body,
      })
      // What the receiver says beside its status is of no use here, but an unread body would hold the connection; one
      // that drips for ever, or breaks off, does not take back the status.
      const enough = AbortSignal.timeout(this.#patienceMs)
      await answer.body.dump({ limit: LONGEST_ANSWER, signal: enough }).catch(() => undefined)
      return judge(answer.statusCode, answer.headers['retry-after'], now)
    } catch (error) {
      return fault(error)
    }
  }

  /** Cuts off what is still out: whoever waits for a receiver that does not answer has been waited for. */
  async close(): Promise<void> {
    await this.#agent.destroy()
  }
}

/** The secret that an enterprise shares with this world, for checking the signature; of no use in another world. */
export function webhookSecret(keys: Pick<Keys, 'master'>, creditCode: string): Buffer {
  return Buffer.from(hkdfSync('sha256', createSecretKey(keys.master), '', `webhook ${creditCode}`, 32))
}

/** `t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">`. */
export function sign(message: Pick<Message, 'body' | 'secret'>, now: Instant): string {
  const t = Math.floor(epochMs(now) / 1000)
  return `t=${t},v1=${createHmac('sha256', createSecretKey(message.secret)).update(`${t}.${message.body}`).digest('hex')}`
}

/** 2xx is accepted; 410 is never again; 429 and 5xx are tried again; every other answer is for the officer's list. */
export function judge(status: number, retryAfter: string | string[] | undefined, now: Instant): Outcome {
  if (status >= 200 && status < 300) return { kind: 'delivered' }
  if (status === 410) return { kind: 'giveUp', why: 'the receiver answered 410: never again' }
  if (status === 429 || status >= 500) {
    const seconds = Number(Array.isArray(retryAfter) ? retryAfter[0] : retryAfter)
    const why = `the receiver answered ${status}`
    if (!Number.isInteger(seconds) || seconds <= 0) return { kind: 'retry', why }
    return { kind: 'retry', why, after: instantOf(epochMs(now) + Math.min(seconds, LONGEST_PAUSE_S) * 1000) }
  }
  return { kind: 'giveUp', why: `the receiver answered ${status}` }
}

/** Refused or unreachable is a plain failure; whatever breaks off after the request went out may have arrived. */
function fault(error: unknown): Outcome {
  if (error instanceof ForbiddenAddress) return { kind: 'giveUp', why: error.message }
  const { code, message } = error as { code?: string; message?: string }
  const why = code ?? message ?? 'the connection failed'
  if (code === 'ERR_INVALID_URL') return { kind: 'giveUp', why: 'the address is no web address' }
  const neverSent = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']
  return code !== undefined && neverSent.includes(code) ? { kind: 'retry', why } : { kind: 'unknown', why }
}
