import type { Agent } from 'undici'
import type { Instant } from '../../model/time.ts'
import { partsOf } from '../texts/short.ts'
import type { Channel, Fate, Limits, Message, Outcome, Texts } from '../channel.ts'
import { authHeaders, type Auth } from './auth.ts'
import { clientFor, fault, judge, LONGEST_ANSWER } from './http.ts'
import { at, fill, holds, isOneOf, readJson, wordAt } from './json.ts'
import type { Networks } from './networks.ts'
import type { TelephoneSettings } from './settings.ts'

/** What of its settings is a secret, at hand. */
export interface TelephoneSecrets {
  readonly send: Auth
  readonly status: Auth
}

/**
 * A provider of SMS or of voice calls (短信、语音服务商), described by its settings alone: where to, who we are, what is
 * sent, how its answers read. It is told our key, so that it can be asked for the message by it.
 */
export class Telephone implements Channel {
  readonly name: 'sms' | 'voice'
  readonly provider: string
  readonly keyed = false
  readonly dials = true
  readonly limits: Limits
  readonly reportMinutes: number
  readonly #settings: TelephoneSettings
  readonly #secrets: TelephoneSecrets
  readonly #networks: Networks
  readonly #agent: Agent

  constructor(settings: TelephoneSettings, secrets: TelephoneSecrets, networks: Networks, patienceMs?: number) {
    const { name, channel, rate, sameText, toOne, reportMinutes } = settings
    this.name = channel
    this.provider = name
    this.reportMinutes = reportMinutes
    this.limits = {
      rate: { count: rate.count, perMs: rate.seconds * 1000, burst: rate.burst },
      windows: [
        ...(sameText ? [{ of: 'text' as const, most: sameText.most, ms: sameText.seconds * 1000 }] : []),
        ...(toOne ? [{ of: 'receiver' as const, most: toOne.most, ms: toOne.seconds * 1000 }] : []),
      ],
    }
    this.#settings = settings
    this.#secrets = secrets
    this.#networks = networks
    this.#agent = clientFor(networks, patienceMs)
  }

  weigh(texts: Texts): { text: string; parts: number } {
    const text = this.name === 'sms' ? texts.short : texts.spoken
    return { text, parts: this.name === 'sms' ? partsOf(text) : 1 }
  }

  async send(message: Message, now: Instant): Promise<Outcome> {
    if (!/^\+?\d{3,20}$/.test(message.address)) return { kind: 'giveUp', why: 'no number that can be called' }
    const { url, body, answer } = this.#settings.send
    const { text } = this.weigh(message.texts())
    const filled = fill(body.fields, { phone: message.address, text, key: message.key })
    const form = body.as === 'form' ? new URLSearchParams(flat(filled)).toString() : JSON.stringify(filled)
    const type = body.as === 'form' ? 'application/x-www-form-urlencoded' : 'application/json; charset=utf-8'
    try {
      const {
        status,
        retryAfter,
        text: said,
      } = await this.#ask('POST', url, { 'content-type': type, ...authHeaders(this.#secrets.send, form, now) }, form)
      // A gateway between us and the provider speaks for itself: what the provider did nobody knows.
      if (status === 502 || status === 504) return { kind: 'unknown', why: `the receiver answered ${status}` }
      const judged = judge(status, retryAfter, now)
      if (judged.kind !== 'delivered') return judged
      const read = readJson(said)
      if (holds(read, answer.accepted)) {
        const id = wordAt(read, answer.id)
        return id === null ? { kind: 'unknown', why: 'it gave no id' } : { kind: 'accepted', providerId: id }
      }
      if (at(read, answer.accepted.at) === null) return { kind: 'unknown', why: 'the answer can not be read' }
      const why = [wordAt(read, answer.accepted.at), answer.why ? wordAt(read, answer.why) : null]
        .filter((part) => part !== null)
        .join(' ')
        .replaceAll(message.address, '…')
      return answer.again && holds(read, answer.again) ? { kind: 'retry', why } : { kind: 'giveUp', why }
    } catch (error) {
      return fault(error)
    }
  }

  async ask({ key }: Message, providerId: string | null, now: Instant): Promise<Fate> {
    const { status } = this.#settings
    if (!status) return { kind: 'canNotTell' }
    const url = status.url
      .replaceAll('{key}', encodeURIComponent(key))
      .replaceAll('{id}', encodeURIComponent(providerId ?? ''))
    try {
      const answer = await this.#ask('GET', url, authHeaders(this.#secrets.status, '', now), null)
      const read = answer.status === 200 ? readJson(answer.text) : null
      const { state, delivered, failed, underWay, id, why } = status.answer
      const found = at(read, state)
      if (isOneOf(found, delivered)) return { kind: 'delivered' }
      if (isOneOf(found, failed)) return { kind: 'failed', why: (why && wordAt(read, why)) || String(found) }
      const name = wordAt(read, id)
      if (isOneOf(found, underWay) && name !== null) return { kind: 'underWay', providerId: name }
    } catch {
      // It can not be reached: it can not tell.
    }
    return { kind: 'canNotTell' }
  }

  async close(): Promise<void> {
    await this.#agent.close()
  }

  async #ask(method: 'GET' | 'POST', address: string, headers: Record<string, string>, body: string | null) {
    const url = new URL(address)
    this.#networks.check(url)
    const path = url.pathname + url.search
    const answer = await this.#agent.request({ origin: url.origin, path, method, headers, body })
    const text = await answer.body.text()
    return {
      status: answer.statusCode,
      retryAfter: answer.headers['retry-after'],
      text: text.length > LONGEST_ANSWER ? '' : text,
    }
  }
}

/** A form knows text alone: what is more than that is JSON in it. */
function flat(fields: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields ?? {}).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  )
}
