import { setTimeout as sleep } from 'node:timers/promises'
import { Agent } from 'undici'
import { monotonicMs } from '../clock.ts'
import type { Instant } from '../model/time.ts'
import type { Ledger } from './ledger.ts'
import type { Reply } from './temperament.ts'

/** An answer that an enterprise is going to give (待答). */
export interface Pending {
  readonly due: Instant
  readonly creditCode: string
  readonly orderId: string
  readonly revision: number
  /** Of an order, or the answer to a letter, which says nothing but that it came. */
  readonly kind: Reply['kind'] | 'letter'
  readonly url: string
  readonly token: string
}

/** A control room sends one answer at a time; this many rooms send at once. More only queue up inside the engine. */
const AT_ONCE = 24
/** An engine that was killed is back within seconds; an answer that waits longer than this between tries only idles. */
const LONGEST_PAUSE_MS = 1_000

/** The answers of all simulated enterprises, given when the world's clock has come to them. */
export class Answers {
  readonly #ledger: Ledger
  readonly #repeats: (answer: Pending) => boolean
  readonly #agent = new Agent({ connections: AT_ONCE, pipelining: 1 })
  readonly #closing = new AbortController()
  /** By order, not yet due. */
  readonly #later = new Map<string, Pending[]>()
  readonly #ready: Pending[] = []
  #running = 0
  #now: Instant

  constructor(ledger: Ledger, now: Instant, repeats: (answer: Pending) => boolean = () => false) {
    this.#ledger = ledger
    this.#repeats = repeats
    this.#now = now
  }

  get now(): Instant {
    return this.#now
  }

  /** A newer revision leaves the answers to the older one unsaid: they would be about what no longer holds. */
  add(replies: readonly Pending[]): void {
    for (const reply of replies) {
      const others = (this.#later.get(reply.orderId) ?? []).filter(({ revision }) => revision >= reply.revision)
      if (reply.due <= this.#now) this.#ready.push(reply)
      this.#later.set(reply.orderId, reply.due <= this.#now ? others : [...others, reply])
    }
    this.#pump()
  }

  forget(orderId: string): void {
    this.#later.delete(orderId)
  }

  /** The world's clock was moved. */
  tell(now: Instant): void {
    this.#now = now
    for (const [orderId, replies] of this.#later) {
      const later = replies.filter(({ due }) => due > now)
      if (later.length === replies.length) continue
      this.#ready.push(...replies.filter(({ due }) => due <= now))
      if (later.length === 0) this.#later.delete(orderId)
      else this.#later.set(orderId, later)
    }
    this.#pump()
  }

  /** Answers on their way, or due and not yet sent. */
  underWay(): number {
    return this.#running + this.#ready.length
  }

  nextDue(): Instant | null {
    let next: Instant | null = null
    for (const replies of this.#later.values())
      for (const { due } of replies) if (next === null || due < next) next = due
    return next
  }

  async close(): Promise<void> {
    this.#closing.abort()
    this.#later.clear()
    this.#ready.length = 0
    while (this.#running > 0) await sleep(5)
    await this.#agent.close()
  }

  #pump(): void {
    while (this.#running < AT_ONCE) {
      const next = this.#ready.shift()
      if (!next) return
      this.#running += 1
      void this.#give(next).finally(() => {
        this.#running -= 1
        this.#pump()
      })
    }
  }

  async #give(answer: Pending): Promise<void> {
    const { creditCode, orderId, revision, kind } = answer
    if (!URL.canParse(answer.url)) {
      this.#ledger.fault(`${orderId}.${revision} says to answer at ${answer.url}`)
      return
    }
    for (let pause = 25; !this.#closing.signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      const said = await this.#post(answer)
      if (said !== null && said.status < 300) {
        if (kind === 'letter') this.#ledger.tested.add(`webhook ${creditCode}`)
        else this.#ledger.answered({ creditCode, orderId, revision, kind, at: this.#now, atMs: monotonicMs() })
        // Whatever comes of the second: it says nothing new.
        if (this.#repeats(answer)) await this.#post(answer)
        return
      }
      // 409: replaced, released or answered meanwhile. An enterprise reads that and leaves it.
      if (said !== null && said.status < 500 && said.status !== 429) {
        if (said.status !== 409)
          this.#ledger.fault(`answer ${kind} to ${orderId}.${revision}: ${said.status} ${said.text}`)
        return
      }
      await sleep(pause, undefined, { signal: this.#closing.signal }).catch((error: unknown) => {
        if (!this.#closing.signal.aborted) throw error
      })
    }
  }

  /** Null where the engine could not be reached or broke off: the answer is given again, it means the same twice. */
  async #post({ url, token, kind, revision }: Pending): Promise<{ status: number; text: string } | null> {
    const to = new URL(url)
    try {
      const answer = await this.#agent.request({
        origin: to.origin,
        path: to.pathname + to.search,
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(kind === 'letter' ? { token } : { kind, revision }),
      })
      return { status: answer.statusCode, text: await answer.body.text() }
    } catch {
      return null
    }
  }
}
