import { instantOf, type Instant } from './model/time.ts'

/** Where `now` comes from. Everything else takes `now` as an argument (a drill and a test hand in another clock). */
export interface Clock {
  now(): Instant
}

/** The wall clock: the only place of the engine that reads the time of day. */
export const wallClock: Clock = { now: () => instantOf(Date.now()) }

/** A clock that stands until it is moved: drill and test worlds. Without a start it follows the wall until then. */
export class SettableClock implements Clock {
  #now: Instant | null
  #moves = 0
  constructor(start: Instant | null) {
    this.#now = start
  }
  now(): Instant {
    return this.#now ?? wallClock.now()
  }
  set(to: Instant): void {
    this.#now = to
    this.#moves++
  }
  /** How often it was moved: whoever looks up elsewhere where it stands can tell that it was moved meanwhile. */
  get moves(): number {
    return this.#moves
  }
}

/** Milliseconds on a clock that never steps, for measuring and for pacing loops; it says nothing about the date. */
export function monotonicMs(): number {
  return performance.now()
}
