import type { Instant } from '../../model/time.ts'
import { measuredBy, MEASURING, type Message } from './parse.ts'

/** Split requests of one sender whose time is remembered. */
const MOST_REQUESTS = 8
/** Packets of one request that wait for the one with the time. */
const MOST_PACKETS = 64

/** A message with the time that stands in another packet of its request; null: it has its own, or none came. */
export type Timed = readonly [message: Message, at: Instant | null]

/** Requests that come in several packets (分包), of which only one may say the time: the others wait for it. */
export class Requests {
  readonly #open = new Map<string, { at: Instant | null; waiting: Message[] }>()

  /** What can be handed over now that a message has come; of a request whose time never came, without one. */
  take(message: Message): Timed[] {
    const { packet, qn } = message
    if (packet === null || qn === null || !MEASURING.has(message.cn)) return [[message, null]]
    const measured = measuredBy(message)
    const at = 'code' in measured ? null : measured.at
    const request = this.#open.get(qn) ?? { at: null, waiting: [] }
    this.#open.set(qn, request)
    const forgotten = this.#open.size > MOST_REQUESTS ? this.#forget(this.#open.keys().next().value ?? '') : []
    request.at ??= at
    if (request.at === null) {
      if (request.waiting.length < MOST_PACKETS) request.waiting.push(message)
      return forgotten
    }
    return [...forgotten, ...[message, ...request.waiting.splice(0)].map((one): Timed => [one, request.at])]
  }

  /** Nothing more comes: what still waits. */
  rest(): Timed[] {
    return [...this.#open.keys()].flatMap((qn) => this.#forget(qn))
  }

  #forget(qn: string): Timed[] {
    const waiting = this.#open.get(qn)?.waiting ?? []
    this.#open.delete(qn)
    return waiting.map((message): Timed => [message, null])
  }
}
