import type { Pace } from '../feed/moment.ts'
import type { Thousandths } from '../rulebook/decimal.ts'
import { passes, type Alternative, type Clause } from '../rulebook/levels.ts'

/** A stretch of days (or hours) that satisfies an alternative: it calls for that alternative's level. */
export interface Run {
  readonly alternative: Alternative
  /** First and last day; in hourly series the first and the last hour covered. */
  readonly first: number
  readonly last: number
}

/** Told of every value that a clause reads (law 8: the explanation is the evaluation). */
export type Witness = (alternative: Alternative, clause: number, at: number, passed: boolean) => void

/** Of each alternative: first day and length of the run under way. */
const OF_RUN = 2
/** Of each further clause: its own consecutive days so far, and whether they were enough once in this run. */
const OF_CLAUSE = 2

/**
 * Reads a window value by value and finds the runs that call for a level (contract 3.3): the first clause draws the
 * run, each further clause needs its own consecutive days inside it. A missing value, a day that is not there and the
 * end of the window end a run. One pass, no look back: a fork goes on reading from where it stands.
 */
export class RunReader {
  readonly #alternatives: readonly Alternative[]
  readonly #pace: Pace
  readonly #witness: Witness | null
  readonly #state: Int32Array
  #found: Run[] = []
  #at = Number.NEGATIVE_INFINITY

  constructor(alternatives: readonly Alternative[], pace: Pace, witness: Witness | null = null, state?: Int32Array) {
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
  runs(): Run[] {
    const found = [...this.#found]
    let place = 0
    for (const alternative of this.#alternatives) {
      if (this.#calls(alternative, place)) found.push(this.#run(alternative, place))
      place += widthOf(alternative.clauses.length)
    }
    return found
  }

  /** Another reader at the same place, without the runs that have ended already. */
  fork(): RunReader {
    const other = new RunReader(this.#alternatives, this.#pace, this.#witness, this.#state.slice())
    other.#at = this.#at
    return other
  }

  /** Drops the runs that have ended: who reads on for years keeps only what is under way. */
  forget(): void {
    this.#found = []
  }

  #takeFurther(alternative: Alternative, place: number, at: number, value: Thousandths): void {
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

  #end(alternative: Alternative, place: number, found: Run[]): void {
    if (this.#calls(alternative, place)) found.push(this.#run(alternative, place))
    this.#state.fill(0, place, place + widthOf(alternative.clauses.length))
  }

  #calls({ clauses }: Alternative, place: number): boolean {
    const length = this.#state[place + 1] ?? 0
    if (length < needOf(clauses[0], this.#pace)) return false
    for (let k = 1; k < clauses.length; k++)
      if (this.#state[place + OF_RUN + (k - 1) * OF_CLAUSE + 1] !== 1) return false
    return true
  }

  #run(alternative: Alternative, place: number): Run {
    const first = this.#state[place] ?? 0
    const last = first + (this.#state[place + 1] ?? 0) - 1
    return { alternative, first, last: this.#pace === 'day' ? last : last + 23 }
  }
}

function widthOf(clauses: number): number {
  return OF_RUN + (clauses - 1) * OF_CLAUSE
}

/** Consecutive values that a clause needs: days, or beginnings of windows of 24 hours. */
export function needOf(clause: Pick<Clause, 'hours'>, pace: Pace): number {
  return pace === 'day' ? Math.ceil(clause.hours / 24) : clause.hours - 23
}
