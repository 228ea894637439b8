import type { Pace } from '../feed/moment.ts'
import type { Thousandths } from '../rulebook/decimal.ts'
import { passes, type Alternative, type Clause, type Trigger } from '../rulebook/levels.ts'

/** A stretch of days (or hours) that satisfies an alternative: it calls for that alternative's level. */
export interface Run<T extends Trigger = Alternative> {
  readonly alternative: T
  /** First and last day; in hourly series the first and the last hour covered. */
  readonly first: number
  readonly last: number
}

/**
 * Told of every value that a clause reads (law 8: the explanation is the evaluation).
 * @param other what was read, where it is not the index that the timeline holds at `at`.
 */
export type Witness = (alternative: Trigger, clause: number, at: number, passed: boolean, other?: Other) => void

export interface Other {
  /** Day or hour. */
  readonly at: string
  readonly value: Thousandths
}

/** Of each alternative: first day and length of the run under way. */
const OF_RUN = 2
/** Of each further clause: its own consecutive days so far, and whether they were enough once in this run. */
const OF_CLAUSE = 2

/**
 * Reads a window value by value and finds the runs that call for a level (contract 3.3): the first clause draws the
 * run, each further clause needs its own consecutive days inside it. A missing value, a day that is not there and the
 * end of the window end a run. One pass, no look back: a fork goes on reading from where it stands.
 */
export class RunReader<T extends Trigger = Alternative> {
  readonly #alternatives: readonly T[]
  readonly #pace: Pace
  readonly #witness: Witness | null
  readonly #state: Int32Array
  #found: Run<T>[] = []
  #at = Number.NEGATIVE_INFINITY

  constructor(alternatives: readonly T[], pace: Pace, witness: Witness | null = null, state?: Int32Array) {
    this.#alternatives = alternatives
    this.#pace = pace
    this.#witness = witness
    this.#state = state ?? new Int32Array(alternatives.reduce((sum, { clauses }) => sum + widthOf(clauses.length), 0))
  }

  /** Where it stands: the time of the last value, -Infinity before the first. */
  get at(): number {
    return this.#at
  }

  /** The next value; `at` rises, NaN is missing. */
  take(at: number, value: Thousandths): void {
    if (at !== this.#at + 1) this.#endAll()
    this.#at = at
    const state = this.#state
    let place = 0
    for (const alternative of this.#alternatives) {
      const { clauses } = alternative
      const passed = passes(clauses[0], value)
      this.#witness?.(alternative, 0, at, passed)
      if (passed) {
        if (state[place + 1] === 0) state[place] = at
        state[place + 1] = (state[place + 1] ?? 0) + 1
        if (clauses.length > 1) this.#takeFurther(alternative, place, at, value)
      } else if (state[place + 1] !== 0) this.#end(alternative, place, this.#found)
      place += widthOf(clauses.length)
    }
  }

  /** The runs found so far, with those still under way as if the window ended here; reading may go on. */
  runs(): Run<T>[] {
    const found = [...this.#found]
    let place = 0
    for (const alternative of this.#alternatives) {
      if (this.#calls(alternative, place)) found.push(this.#run(alternative, place))
      place += widthOf(alternative.clauses.length)
    }
    return found
  }

  /** Another reader at the same place, without the runs that have ended already. */
  fork(): RunReader<T> {
    const other = new RunReader(this.#alternatives, this.#pace, this.#witness, this.#state.slice())
    other.#at = this.#at
    return other
  }

  /** Drops the runs that have ended: who reads on for years keeps only what is under way. */
  forget(): void {
    this.#found = []
  }

  #takeFurther(alternative: T, place: number, at: number, value: Thousandths): void {
    const { clauses } = alternative
    for (let k = 1; k < clauses.length; k++) {
      const clause = clauses[k]
      if (clause === undefined) continue
      const passed = passes(clause, value)
      this.#witness?.(alternative, k, at, passed)
      const own = place + OF_RUN + (k - 1) * OF_CLAUSE
      this.#state[own] = passed ? (this.#state[own] ?? 0) + 1 : 0
      if ((this.#state[own] ?? 0) >= needOf(clause, this.#pace)) this.#state[own + 1] = 1
    }
  }

  #endAll(): void {
    let place = 0
    for (const alternative of this.#alternatives) {
      if (this.#state[place + 1] !== 0) this.#end(alternative, place, this.#found)
      place += widthOf(alternative.clauses.length)
    }
  }

  #end(alternative: T, place: number, found: Run<T>[]): void {
    if (this.#calls(alternative, place)) found.push(this.#run(alternative, place))
    this.#state.fill(0, place, place + widthOf(alternative.clauses.length))
  }

  #calls({ clauses }: T, place: number): boolean {
    const length = this.#state[place + 1] ?? 0
    if (length < needOf(clauses[0], this.#pace)) return false
    for (let k = 1; k < clauses.length; k++)
      if (this.#state[place + OF_RUN + (k - 1) * OF_CLAUSE + 1] !== 1) return false
    return true
  }

  #run(alternative: T, place: number): Run<T> {
    const first = this.#state[place] ?? 0
    const last = first + (this.#state[place + 1] ?? 0) - 1
    return { alternative, first, last: this.#pace === 'day' ? last : last + 23 }
  }
}

function widthOf(clauses: number): number {
  return OF_RUN + (clauses - 1) * OF_CLAUSE
}

/** Consecutive values that a clause needs: days, beginnings of windows of 24 hours, or hours. */
export function needOf({ hours, window }: Pick<Clause, 'hours' | 'window'>, pace: Pace): number {
  if (hours < 24) return hours
  return pace === 'day' || window === 'days' ? Math.ceil(hours / 24) : hours - 23
}
