import { createHash } from 'node:crypto'
import { appendFileSync } from 'node:fs'

/** What a message asks an enterprise to do; a reminder asks for nothing that the order did not. */
export type MessageKind = 'order' | 'ending' | 'release' | 'reminder' | 'recall' | 'answer'

/** One arrival at a simulated enterprise (收到记录), written before it is answered. */
export interface Arrival {
  readonly creditCode: string
  /** `Idempotency-Key` as it came. */
  readonly key: string
  readonly orderId: string
  readonly revision: number
  readonly kind: MessageKind
  readonly warningId: string
  /** On the world's clock, as the enterprise was last told. */
  readonly at: string
  /** On the monotonic clock, for measuring. */
  readonly atMs: number
  /** SHA-256 of the body. */
  readonly body: string
  /** Whether the enterprise acted on it, and what its server answered (0: the connection was cut). */
  readonly acted: boolean
  readonly status: number
}

/** What an enterprise did (后果): once for each order, revision and kind, if all is well. */
export interface Consequence {
  readonly creditCode: string
  readonly orderId: string
  readonly revision: number
  readonly kind: 'order' | 'release'
  readonly warningId: string
  readonly at: string
  readonly atMs: number
  /** The keys under which it was acted on; more than one is an order carried out twice. */
  readonly keys: Set<string>
}

/** An answer that the engine took (2xx). */
export interface Answered {
  readonly creditCode: string
  readonly orderId: string
  readonly revision: number
  readonly kind: string
  /** On the world's clock. */
  readonly at: string
  readonly atMs: number
}

/**
 * What the enterprises of a drill have seen and done, as they know it themselves: the engine's own count is compared
 * with this. With a file it is also written line by line as it happens, for a checker that trusts nobody's memory.
 */
export class Ledger {
  readonly arrivals: Arrival[] = []
  readonly answers: Answered[] = []
  readonly consequences = new Map<string, Consequence>()
  /** Orders and releases that came by telephone: `<order> <revision>`. */
  readonly telephoned = new Set<string>()
  /** Who has answered a test of the line: `webhook <credit code>`, `sms <number>`, `voice <number>`. */
  readonly tested = new Set<string>()
  /** Words for what must not happen: another body under the same key, a signature that does not hold … */
  readonly faults: string[] = []
  readonly #bodies = new Map<string, string>()
  readonly #attempts = new Map<string, number>()
  readonly #file: string | null

  constructor(file: string | null = null) {
    this.#file = file
  }

  /** How often a key has arrived, this time included. */
  attempt(key: string): number {
    const attempt = (this.#attempts.get(key) ?? 0) + 1
    this.#attempts.set(key, attempt)
    return attempt
  }

  arrived(arrival: Arrival): void {
    this.arrivals.push(arrival)
    this.#write({ arrived: arrival })
    const before = this.#bodies.get(arrival.key)
    if (before === undefined) this.#bodies.set(arrival.key, arrival.body)
    else if (before !== arrival.body) this.fault(`${arrival.key} came with another body than before`)
    if (arrival.acted) this.#act(arrival)
  }

  answered(answer: Answered): void {
    this.answers.push(answer)
    this.#write({ answered: answer })
  }

  fault(words: string): void {
    this.faults.push(words)
    this.#write({ fault: words })
  }

  /** The consequence of a revision, or null: nobody has acted on it. */
  of(orderId: string, revision: number, kind: 'order' | 'release'): Consequence | null {
    return this.consequences.get(`${orderId} ${revision} ${kind}`) ?? null
  }

  /** Carried out more than once. */
  twice(): Consequence[] {
    return [...this.consequences.values()].filter(({ keys }) => keys.size > 1)
  }

  #act({ creditCode, key, orderId, revision, kind, warningId, at, atMs }: Arrival): void {
    // Only what tells to do something, or that it need not be done any more, has a consequence of its own.
    if (kind !== 'order' && kind !== 'release') return
    // The second contact is handed the same order under `….r2`, and can tell by it: the same order, not a second one.
    const own = key.replace(/\.r\d+$/, '')
    const name = `${orderId} ${revision} ${kind}`
    const done = this.consequences.get(name)
    if (done) done.keys.add(own)
    else
      this.consequences.set(name, {
        creditCode,
        orderId,
        revision,
        kind,
        warningId,
        at,
        atMs,
        keys: new Set([own]),
      })
  }

  #write(line: object): void {
    if (this.#file !== null) appendFileSync(this.#file, `${JSON.stringify(line)}\n`)
  }
}

export function hashOf(body: string): string {
  return createHash('sha256').update(body).digest('hex')
}
