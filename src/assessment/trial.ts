import { isAbove, type Level } from '../model/level.ts'
import type { Thousandths } from '../rulebook/decimal.ts'
import type { Clause, Rulebook } from '../rulebook/levels.ts'
import { firstAtOrAfter } from './column.ts'
import { judge, type Judgement } from './decide.ts'
import type { Run } from './runs.ts'
import type { Timeline, Window } from './timeline.ts'

export type Direction = 'up' | 'down'

export interface Judged {
  readonly timeline: Timeline
  readonly window: Window
  readonly book: Rulebook
  /** Whether a value is still ahead: what was observed does not change. */
  readonly isAhead: (at: number) => boolean
}

/** Places on end beyond the threshold of a clause. */
export interface Stretch {
  readonly clause: Clause
  readonly first: number
  readonly last: number
}

/** The values of a window, dense, and the question what they would call for if some of them were others. */
export class Trial {
  readonly book: Rulebook
  readonly pace: Timeline['pace']
  /** Places whose value may come otherwise. */
  readonly ahead: readonly number[]
  /** Places that nobody has forecast. */
  readonly unknown: readonly number[]
  /** NaN is missing, or left out of orders for its cause. */
  readonly #values: Float64Array
  /** The least index beyond each threshold of the book, rising. */
  readonly edges: readonly Thousandths[]
  readonly #first: number
  readonly #timeline: Timeline
  readonly #window: Window
  #level: Level | null = null

  constructor({ timeline, window, book, isAhead }: Judged) {
    this.book = book
    this.pace = timeline.pace
    const edges = new Set(book.alternatives.flatMap(({ clauses }) => clauses.filter(isOfIndex).map(leastPassing)))
    this.edges = [...edges].sort((a, b) => a - b)
    const per = timeline.pace === 'day' ? 1 : 24
    this.#first = window.first * per
    this.#values = new Float64Array(window.last * per - this.#first + 1).fill(Number.NaN)
    const known = new Set<number>()
    for (let i = firstAtOrAfter(timeline.at, this.#first); i < timeline.at.length; i++) {
      const place = (timeline.at[i] ?? Infinity) - this.#first
      if (place >= this.length) break
      this.#values[place] = timeline.judged[i] ?? Number.NaN
      if (!Number.isNaN(timeline.value[i] ?? Number.NaN)) known.add(place)
    }
    const open = [...this.#values.keys()].filter((place) => isAhead(this.at(place)))
    this.ahead = open.filter((place) => !Number.isNaN(this.value(place)))
    this.unknown = open.filter((place) => !known.has(place))
    const at = Int32Array.from(this.#values, (_, place) => this.at(place))
    this.#timeline = { ...timeline, at, value: this.#values, judged: this.#values }
    this.#window = window
  }

  /** What the values call for as they are. */
  get level(): Level {
    this.#level ??= this.with([])
    return this.#level
  }

  get length(): number {
    return this.#values.length
  }

  at(place: number): number {
    return this.#first + place
  }

  protected placeOf(at: number): number {
    return at - this.#first
  }

  value(place: number): Thousandths {
    return this.#values[place] ?? Number.NaN
  }

  /** The level if these places held these values. */
  with(changes: readonly (readonly [place: number, value: Thousandths])[]): Level {
    return this.judgement(this.#changed(changes)).level
  }

  /** The level if all that is ahead came otherwise by so many whole points. */
  shifted(by: number): Level {
    return this.with(this.ahead.map((place) => [place, this.value(place) + by * 1000]))
  }

  protected judgement(timeline: Timeline): Judgement {
    return judge(timeline, this.#window, this.book)
  }

  #changed(changes: readonly (readonly [place: number, value: Thousandths])[]): Timeline {
    const judged = this.#values.slice()
    for (const [place, value] of changes) judged[place] = value
    return { ...this.#timeline, judged }
  }

  /** The runs that the level rests on, in places. */
  runs(): Stretch[] {
    return this.runsOf(this.#changed([]))
  }

  protected runsOf(timeline: Timeline, { runs } = this.judgement(timeline)): Stretch[] {
    const covers = this.pace === 'day' ? 0 : 23
    return runs.filter(this.isBehind).map(({ alternative: { clauses }, first, last }) => {
      return { clause: clauses[0], first: this.placeOf(first), last: this.placeOf(last - covers) }
    })
  }

  /** Whether a run is one that the level rests on. */
  protected readonly isBehind = ({ alternative: { level, clauses } }: Run): boolean =>
    level === this.level && isOfIndex(clauses[0])

  /** Whether such a clause can draw a run of these values. */
  draws(_: Clause): boolean {
    return true
  }

  alters(direction: Direction, level: Level): boolean {
    return direction === 'up' ? isAbove(level, this.level) : isAbove(this.level, level)
  }
}

/** Whether a clause asks for an index of at least so much: what it asks of anything else stays as it is. */
export function isOfIndex({ reads, below }: Clause): boolean {
  return reads === 'aqi' && !below
}

/** The least whole index that passes a clause; one less is the most that does not. */
export function leastPassing({ threshold, orEqual }: Clause): Thousandths {
  return (orEqual ? Math.ceil(threshold / 1000) : Math.floor(threshold / 1000) + 1) * 1000
}
