import type { Rate } from '../bucket.ts'
import { isFrom, type Call, type Known } from './auth.ts'
import { at, isOneOf, wordAt } from './json.ts'
import type { TelephoneSettings } from './settings.ts'

/** What a provider called back, read (回调). */
export type Called =
  | { readonly kind: 'report'; readonly message: string; readonly delivered: boolean; readonly why: string }
  /** On its way: nothing to be taken note of. */
  | { readonly kind: 'underWay' }
  /** 上行短信. */
  | { readonly kind: 'reply'; readonly message: string; readonly from: string; readonly text: string }
  /** 按键. */
  | { readonly kind: 'key'; readonly message: string; readonly acknowledges: boolean }

/** A provider that calls back: who it is, and how what it says reads. */
export class Callee {
  readonly name: string
  readonly channel: 'sms' | 'voice'
  /** What it lets through. */
  readonly rate: Rate
  readonly #known: Known
  readonly #form: TelephoneSettings['callback']

  constructor(settings: Pick<TelephoneSettings, 'name' | 'channel' | 'callback' | 'rate'>, known: Known) {
    const { name, channel, callback, rate } = settings
    this.name = name
    this.channel = channel
    this.rate = { count: rate.count, perMs: rate.seconds * 1000, burst: rate.burst }
    this.#known = known
    this.#form = callback
  }

  admits(call: Call): boolean {
    return isFrom(this.#known, call)
  }

  /** Null where it is nothing that was agreed. */
  read(said: unknown): Called | null {
    const { report, reply, key } = this.#form
    if (reply && at(said, reply.text) !== null) {
      const [message, from, text] = [wordAt(said, reply.id), wordAt(said, reply.from), wordAt(said, reply.text)]
      return message === null || from === null || text === null ? null : { kind: 'reply', message, from, text }
    }
    if (key && at(said, key.key) !== null) {
      const message = wordAt(said, key.id)
      return message === null
        ? null
        : { kind: 'key', message, acknowledges: isOneOf(at(said, key.key), key.acknowledges) }
    }
    const state = at(said, report.state)
    const message = wordAt(said, report.id)
    if (message === null || state === null) return null
    const delivered = isOneOf(state, report.delivered)
    if (!delivered && !isOneOf(state, report.failed)) return { kind: 'underWay' }
    const why = (report.why && wordAt(said, report.why)) || wordAt(said, report.state) || ''
    return { kind: 'report', message, delivered, why }
  }
}
