import type { Caller } from '../people/caller.ts'

/** How often is too often, each in requests a minute (and as many at once). */
export interface Limits {
  /** For each address that says nobody, or a token that nobody remembers: enough for a bureau behind one address. */
  readonly stranger: number
  /** For each officer and enterprise: a console that watches everything asks some 600 times; a loop asks more. */
  readonly caller: number
  /** For each feed and each source of evidence: a province of stations catching up after a night off; what is meant by mistake comes faster. */
  readonly feed: number
  /** Wrong passwords for each address and log-in name. More is guessing; fewer locks out tired fingers at 22:00. */
  readonly wrongPasswords: number
  /** Log-ins for each address, right or wrong: each takes a tenth of a second of one core. */
  readonly logins: number
}

export const LIMITS: Limits = { stranger: 1_200, caller: 6_000, feed: 60_000, wrongPasswords: 10, logins: 120 }

/** Buckets kept at a time; past this the one that was touched longest ago is forgotten, and starts full again. */
const MOST_BUCKETS = 50_000

/**
 * Counts by buckets of tokens that fill evenly. Ours and not a plugin's, because it must come after the caller is
 * known (a bureau's officers share one address), give a token back for a right password, and take its time as argument.
 */
export class Limiter {
  readonly #perMinute: number
  readonly #buckets = new Map<string, { left: number; at: number }>()

  constructor(perMinute: number) {
    this.#perMinute = perMinute
  }

  /**
   * Takes one for `key`; returns 0, or the whole seconds to wait if there is none.
   * @param nowMs on any clock that only goes forward
   */
  take(key: string, nowMs: number): number {
    const perMs = this.#perMinute / 60_000
    const bucket = this.#buckets.get(key)
    const filled = bucket === undefined ? Infinity : bucket.left + (nowMs - bucket.at) * perMs
    const left = Math.min(this.#perMinute, filled)
    this.#buckets.delete(key)
    this.#buckets.set(key, { left: left < 1 ? left : left - 1, at: nowMs })
    if (this.#buckets.size > MOST_BUCKETS) {
      const [oldest] = this.#buckets.keys()
      if (oldest !== undefined) this.#buckets.delete(oldest)
    }
    return left < 1 ? Math.max(1, Math.ceil((1 - left) / perMs / 1000)) : 0
  }

  /** Undoes one `take`. */
  giveBack(key: string): void {
    const bucket = this.#buckets.get(key)
    if (bucket !== undefined) bucket.left = Math.min(this.#perMinute, bucket.left + 1)
  }
}

/** The limiters of one server. */
export class Gate {
  readonly wrongPasswords: Limiter
  readonly logins: Limiter
  readonly #strangers: Limiter
  readonly #callers: Limiter
  readonly #feeds: Limiter

  constructor(limits: Limits) {
    this.#strangers = new Limiter(limits.stranger)
    this.#callers = new Limiter(limits.caller)
    this.#feeds = new Limiter(limits.feed)
    this.wrongPasswords = new Limiter(limits.wrongPasswords)
    this.logins = new Limiter(limits.logins)
  }

  /** Seconds to wait, 0 to go on. The owner's command line is not counted: it sits on the machine. */
  caller(caller: Caller, nowMs: number): number {
    if (caller.kind === 'owner') return 0
    const isMachine = caller.kind === 'feed' || caller.kind === 'source'
    return (isMachine ? this.#feeds : this.#callers).take(`${caller.kind}:${caller.id}`, nowMs)
  }

  stranger(address: string, nowMs: number): number {
    return this.#strangers.take(address, nowMs)
  }

  /** The token was good after all. */
  noStranger(address: string): void {
    this.#strangers.giveBack(address)
  }
}
