import type { Source } from '../rulebook/citation.ts'
import { showThousandths, type Thousandths } from '../rulebook/decimal.ts'
import type { Clause, Rulebook, Trigger } from '../rulebook/levels.ts'
import { showTime } from './decide.ts'
import type { Late } from './late.ts'
import { needOf, type Other, type Run, type Witness } from './runs.ts'
import type { Described, Timeline, Window } from './timeline.ts'
import { showDay } from '../feed/calendar.ts'

/** Why a window calls for what it calls for (研判依据): what the evaluator itself recorded while it read. */
export interface Trace {
  readonly rulebook: { readonly id: string; readonly hash: string; readonly borrowedFrom: string | null }
  readonly window: { readonly from: string; readonly to: string }
  /** Every value that was read, once, in order of time. */
  readonly values: readonly Described[]
  readonly alternatives: readonly TracedAlternative[]
  /** What 24 hours that begin at any hour call for, hour by hour; absent where they call for nothing. */
  readonly hours?: Trace
  /** The air is heavy already and will not clear (滞后启动); absent where it is not so. */
  readonly late?: Late
}

export interface TracedAlternative {
  readonly id: string
  readonly level: string
  readonly holds: boolean
  readonly source: Source | null
  readonly clauses: readonly TracedClause[]
  /** The runs that satisfy it; first and last day, or hour, covered. */
  readonly runs: readonly { readonly from: string | null; readonly to: string | null }[]
}

export interface TracedClause extends Pick<Clause, 'reads' | 'says' | 'hours' | 'on' | 'between'> {
  /** Days on end (beginnings of 24 hours, hours on end) that it needs, and the most that were found. */
  readonly needs: number
  readonly longest: number
  readonly read: readonly { readonly at: string; readonly value: string | null; readonly passed: boolean }[]
}

interface Reading {
  readonly at: number
  readonly passed: boolean
  /** Where it is not the index at `at`. */
  readonly other: Other | undefined
}

/** Writes down what the clauses of a book read; hand `witness` to `judge`, then ask for the trace. */
export class Recorder {
  readonly #readings = new Map<Trigger, Reading[][]>()

  readonly witness: Witness = (alternative, clause, at, passed, other) => {
    let readings = this.#readings.get(alternative)
    if (readings === undefined) {
      readings = alternative.clauses.map(() => [])
      this.#readings.set(alternative, readings)
    }
    readings[clause]?.push({ at, passed, other })
  }

  trace(book: Rulebook, timeline: Timeline, window: Window, runs: readonly Run[]): Trace {
    const places = new Map<number, number>()
    for (const [place, at] of timeline.at.entries()) places.set(at, place)
    const read = new Map<number, Described>()
    const describe = (at: number): Described => {
      const described = read.get(at) ?? timeline.describe(places.get(at) ?? -1)
      read.set(at, described)
      return described
    }
    const alternatives = book.alternatives.map((alternative): TracedAlternative => {
      const own = runs.filter((run) => run.alternative === alternative)
      return {
        id: alternative.id,
        level: alternative.level,
        holds: own.length > 0,
        source: alternative.source,
        clauses: alternative.clauses.map((clause, k): TracedClause => {
          const { reads, says, hours, on, between } = clause
          const readings = this.#readings.get(alternative)?.[k] ?? []
          return {
            reads,
            says,
            hours,
            on,
            between,
            needs: on === null ? needOf(clause, timeline.pace) : 1,
            longest: longestOf(readings),
            read: readings.map(({ at, passed, other }) => {
              if (other !== undefined) return { at: other.at, value: shown(other.value), passed }
              const { at: text, value } = describe(at)
              return { at: text, value, passed }
            }),
          }
        }),
        runs: own.map((run) => ({ from: showTime(run.first, timeline.pace), to: showTime(run.last, timeline.pace) })),
      }
    })
    return {
      rulebook: { id: book.id, hash: book.hash, borrowedFrom: book.borrowedFrom ?? null },
      window: { from: showDay(window.first), to: showDay(window.last) },
      values: [...read.entries()].sort(([a], [b]) => a - b).map(([, described]) => described),
      alternatives,
    }
  }
}

function shown(value: Thousandths): string | null {
  return Number.isNaN(value) ? null : showThousandths(value)
}

function longestOf(readings: readonly Reading[]): number {
  let longest = 0
  let length = 0
  let before = Number.NEGATIVE_INFINITY
  for (const { at, passed } of readings) {
    length = passed ? (at === before + 1 ? length + 1 : 1) : 0
    before = at
    longest = Math.max(longest, length)
  }
  return longest
}
