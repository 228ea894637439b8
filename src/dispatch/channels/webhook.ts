import { createHmac, createSecretKey } from 'node:crypto'
import type { Agent } from 'undici'
import { epochMs, type Instant } from '../../model/time.ts'
import type { Keys } from '../../db/keys.ts'
import type { Channel, Fate, Message, Outcome } from '../channel.ts'
import { clientFor, fault, judge, LONGEST_ANSWER, PATIENCE_MS } from './http.ts'
import type { Networks } from './networks.ts'

/** The signed webhook (签名回调), contract §4: POST, `Idempotency-Key`, `Airshed-Signature: t=…,v1=…`. */
export class Webhook implements Channel {
  readonly name = 'webhook'
  readonly provider = 'webhook'
  readonly keyed = true
  readonly dials = false
  readonly limits = null
  readonly reportMinutes = 0
  readonly #networks: Networks
  readonly #agent: Agent
  readonly #patienceMs: number

  constructor(networks: Networks, patienceMs = PATIENCE_MS) {
    this.#networks = networks
    this.#patienceMs = patienceMs
    this.#agent = clientFor(networks, patienceMs)
  }

  weigh(): { text: string; parts: number } {
    return { text: '', parts: 1 }
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
          'content-type': message.type ?? 'application/json; charset=utf-8',
          ...(message.bearer !== undefined && { authorization: `Bearer ${message.bearer}` }),
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

  /** The same key makes a second try harmless: nobody has to be asked. */
  async ask(): Promise<Fate> {
    return { kind: 'canNotTell' }
  }

  async close(): Promise<void> {
    await this.#agent.destroy()
  }
}

/**
 * The secret that an enterprise shares with this world, for checking the signature; of no use in another world. It is
 * HKDF-Expand (RFC 5869, 2.3) with SHA-256 to 32 bytes, one block: the master key is random and needs no extraction (3.3).
 */
export function webhookSecret(keys: Pick<Keys, 'master'>, creditCode: string): Buffer {
  return createHmac('sha256', createSecretKey(keys.master)).update(`webhook ${creditCode}\u0001`).digest()
}

/** `t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">`. */
export function sign(message: Pick<Message, 'body' | 'secret'>, now: Instant): string {
  const t = Math.floor(epochMs(now) / 1000)
  return `t=${t},v1=${createHmac('sha256', createSecretKey(message.secret)).update(`${t}.${message.body}`).digest('hex')}`
}
