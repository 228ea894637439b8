import type { Source } from '../rulebook/citation.ts'
import type { Alternative, Rulebook } from '../rulebook/levels.ts'
import { showTime, type Window } from './decide.ts'
import { needOf, type Run, type Witness } from './runs.ts'
import type { Described, Timeline } from './timeline.ts'
import { showDay } from '../feed/calendar.ts'

/** Why a window calls for what it calls for (研判依据): what the evaluator itself recorded while it read. */
export interface Trace {
  readonly rulebook: { readonly id: string; readonly hash: string; readonly borrowedFrom: string | null }
  readonly window: { readonly from: string; readonly to: string }
  /** Every value that was read, once, in order of time. */
  readonly values: readonly Described[]
  readonly alternatives: readonly TracedAlternative[]
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

export interface TracedClause {
  readonly aqi: string
  readonly hours: number
  /** Days on end (or beginnings of 24 hours on end) that it needs, and the most that were found. */
  readonly needs: number
  readonly longest: number
  readonly read: readonly { readonly at: string; readonly value: string | null; readonly passed: boolean }[]
}

interface Reading {
  readonly at: number
  readonly passed: boolean
}

/** Writes down what the clauses of a book read; hand `witness` to `judge`, then ask for the trace. */
export class Recorder {
  readonly #readings = new Map<Alternative, Reading[][]>()

  readonly witness: Witness = (alternative, clause, at, passed) => {
    let readings = this.#readings.get(alternative)
    if (readings === undefined) {
      readings = alternative.clauses.map(() => [])
      this.#readings.set(alternative, readings)
    }
    readings[clause]?.push({ at, passed })
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
        clauses: alternative.clauses.map(({ aqi, hours }, k) => {
          const readings = this.#readings.get(alternative)?.[k] ?? []
          return {
            aqi,
            hours,
            needs: needOf({ hours }, timeline.pace),
            longest: longestOf(readings),
            read: readings.map(({ at, passed }) => {
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
