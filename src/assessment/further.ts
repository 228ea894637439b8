import { dayOfHour, showDay, showHour } from '../feed/calendar.ts'
import type { Thousandths } from '../rulebook/decimal.ts'
import { passes, type Clause, type Rulebook, type Trigger } from '../rulebook/levels.ts'
import { firstAtOrAfter } from './column.ts'
import { placesIn, quantitiesOf, type Slots } from './quantities.ts'
import { needOf, type Run, type Witness } from './runs.ts'
import type { Timeline, Window } from './timeline.ts'

/**
 * The runs of the triggers that look at anything but the index day after day: concentrations, single hours, days of
 * the calendar, named days before and after the decision, what ends separately from what began.
 */
export function furtherRuns<T extends Trigger>(
  triggers: readonly T[],
  timeline: Timeline,
  window: Window,
  book: Rulebook,
  witness: Witness | null,
): Run<T>[] {
  if (triggers.length === 0) return []
  const further = new Further(timeline, window, book, witness)
  return triggers.flatMap((trigger) =>
    further.runsOf(trigger).map(({ first, last }) => ({ alternative: trigger, first, last })),
  )
}

interface Stretch {
  readonly first: number
  readonly last: number
}

class Further {
  readonly #timeline: Timeline
  readonly #window: Window
  readonly #book: Rulebook
  readonly #witness: Witness | null
  readonly #quantities: ReturnType<typeof quantitiesOf>

  constructor(timeline: Timeline, window: Window, book: Rulebook, witness: Witness | null) {
    this.#timeline = timeline
    this.#window = window
    this.#book = book
    this.#witness = witness
    this.#quantities = quantitiesOf(timeline, book)
  }

  /** In days, in hourly series in hours. */
  runsOf(trigger: Trigger): Stretch[] {
    if (trigger.clauses[0].on !== null) return this.#called(trigger)
    const runs = this.#drawn(trigger)
    if (this.#timeline.pace === 'hour') return runs
    return runs.map(({ first, last }) => ({ first: dayOfHour(first), last: dayOfHour(last) }))
  }

  /** The first clause draws the run, each further one needs its own values on end inside it. In hours. */
  #drawn(trigger: Trigger): Stretch[] {
    const [clause, ...further] = trigger.clauses
    const slots = this.#quantities.slotsOf(clause)
    const passed = this.#passing(trigger, 0, slots, placesIn(slots, this.#window.first, this.#window.last))
    return runsIn(slots, passed, needOf(clause, this.#timeline.pace), (value) =>
      trigger.until === null ? null : passes(trigger.until, value),
    )
      .map((run) => this.#covered(slots, run))
      .filter((run) => further.every((_, k) => this.#holdsInside(trigger, k + 1, run)))
  }

  #holdsInside(trigger: Trigger, k: number, run: Stretch): boolean {
    const clause = trigger.clauses[k]
    if (clause === undefined) return false
    const slots = this.#quantities.slotsOf(clause)
    const time = slots.unit === 'day' ? 24 : 1
    const from = firstAtOrAfter(slots.at, Math.ceil(run.first / time))
    const until = firstAtOrAfter(slots.at, Math.floor((run.last + 1) / time) - slots.covers + 1)
    const passed = this.#passing(trigger, k, slots, [from, until])
    return runsIn(slots, passed, needOf(clause, this.#timeline.pace), () => null).length > 0
  }

  /** Whether each value from one place until another passes. */
  #passing(trigger: Trigger, k: number, slots: Slots, [from, until]: readonly [number, number]): Map<number, boolean> {
    const clause = trigger.clauses[k] ?? trigger.clauses[0]
    const passed = new Map<number, boolean>()
    for (let place = from; place < until; place++) {
      const at = slots.at[place] ?? 0
      const value = slots.value[place] ?? Number.NaN
      const ok = passes(clause, value) && this.#isWhere(slots.unit === 'day' ? at : dayOfHour(at))
      passed.set(place, ok)
      this.#witness?.(trigger, k, at, ok, { at: slots.unit === 'day' ? showDay(at) : showHour(at), value })
    }
    return passed
  }

  /** The days of the window for which every clause holds on the day that it names. */
  #called(trigger: Trigger): Stretch[] {
    const { first, last } = this.#window
    const runs: { first: number; last: number }[] = []
    for (let day = first; day <= last; day++) {
      // No short cut: what the second clause read is part of the explanation where the first does not hold.
      const held = trigger.clauses.map((clause, k) => this.#holdsOn(trigger, clause, k, day))
      if (!held.every(Boolean)) continue
      const before = runs.at(-1)
      if (before?.last === day - 1) before.last = day
      else runs.push({ first: day, last: day })
    }
    return this.#timeline.pace === 'day'
      ? runs
      : runs.map((run) => ({ first: run.first * 24, last: run.last * 24 + 23 }))
  }

  #holdsOn(trigger: Trigger, clause: Clause, k: number, called: number): boolean {
    const day = called + (clause.on ?? 0)
    const isKnown = !clause.observed || day <= (this.#window.today ?? this.#window.first - 1)
    const value = isKnown ? this.#valueOn(clause, day) : Number.NaN
    const held = passes(clause, value) && this.#isWhere(day)
    this.#witness?.(trigger, k, called, held, { at: showDay(day), value })
    return held
  }

  #valueOn(clause: Clause, day: number): Thousandths {
    const { between, hours, below } = clause
    if (between !== null) return this.#quantities.meanOf(clause, day, between)
    const slots = this.#quantities.slotsOf(hours < 24 ? clause : { ...clause, window: 'days' })
    if (hours < 24) return held(slots, day, hours, below)
    const place = firstAtOrAfter(slots.at, day)
    return slots.at[place] === day ? (slots.value[place] ?? Number.NaN) : Number.NaN
  }

  /** Whether the ground that is covered counts: always where the book says nothing of it. */
  #isWhere(day: number): boolean {
    const { where } = this.#book
    return where.length === 0 || where.some((all) => all.every((clause) => passes(clause, this.#valueOn(clause, day))))
  }

  /** In hours. */
  #covered(slots: Slots, { first, last }: Stretch): Stretch {
    if (slots.unit === 'hour') return { first, last: last + slots.covers - 1 }
    return { first: first * 24, last: last * 24 + 23 }
  }
}

/** Maximal stretches of passing values on end that are long enough; one that has begun lasts until `ends` says so. */
function runsIn(
  { at, value }: Slots,
  passed: ReadonlyMap<number, boolean>,
  need: number,
  ends: (value: Thousandths) => boolean | null,
): Stretch[] {
  const runs: Stretch[] = []
  let first: number | null = null
  let last = Number.NEGATIVE_INFINITY
  const close = () => {
    if (first !== null && last - first + 1 >= need) runs.push({ first, last })
    first = null
  }
  for (const [place, ok] of passed) {
    const time = at[place] ?? 0
    if (first !== null && time !== last + 1) close()
    const one = value[place] ?? Number.NaN
    const hasBegun = first !== null && last - first + 1 >= need
    const goesOn = ok || (hasBegun && !Number.isNaN(one) && ends(one) === false)
    if (!goesOn) close()
    else {
      first ??= time
      last = time
    }
  }
  close()
  return runs
}

/** What a quantity held for so many hours of a day on end: of each stretch its mildest value, of these the gravest. */
function held({ at, value }: Slots, day: number, hours: number, below: boolean): Thousandths {
  let gravest = Number.NaN
  const mild = below ? Math.max : Math.min
  const grave = below ? Math.min : Math.max
  const last = firstAtOrAfter(at, (day + 1) * 24 - hours + 1)
  for (let place = firstAtOrAfter(at, day * 24); place < last; place++) {
    if (at[place + hours - 1] !== (at[place] ?? 0) + hours - 1) continue
    const mildest = mild(...value.subarray(place, place + hours))
    if (!Number.isNaN(mildest)) gravest = Number.isNaN(gravest) ? mildest : grave(gravest, mildest)
  }
  return gravest
}
