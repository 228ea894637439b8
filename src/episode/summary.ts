import { dayOfHour } from '../feed/calendar.ts'
import { stricter, type Level, type WarningLevel } from '../model/level.ts'
import { epochMs, hoursBetween, type Instant } from '../model/time.ts'
import type { Rulebook } from '../rulebook/levels.ts'
import type { Played } from './paper.ts'
import type { PlayedArea } from './replay.ts'

/** What a season came to (contract 3.4). */
export interface Summary {
  /** Days in force; a day on which the level changed counts at the highest that was in force on it. */
  readonly daysByLevel: Readonly<Partial<Record<WarningLevel, number>>>
  readonly upgrades: number
  readonly downgrades: number
  /** From the issue to the start; null without a warning. */
  readonly leadHoursMean: number | null
  /** In force, and on no run of any level. */
  readonly falseDays: number
  /** On a run that calls for a level, and not in force. */
  readonly missedDays: number
}

/** Adds up areas one by one, so that a season of a hundred cities is never held at once. */
export class Tally {
  readonly #days: Partial<Record<WarningLevel, number>> = {}
  #upgrades = 0
  #downgrades = 0
  #leadHours = 0
  #warnings = 0
  #falseDays = 0
  #missedDays = 0

  constructor(book: Rulebook) {
    for (const level of book.levels) this.#days[level] = 0
  }

  add({ warnings, spans }: PlayedArea): void {
    const inForce = new Map<number, Level>()
    for (const warning of warnings) {
      this.#warnings++
      this.#leadHours += hoursBetween(warning.issued, warning.start)
      this.#upgrades += warning.upgrades
      this.#downgrades += warning.downgrades
      for (const [day, level] of daysOf(warning)) inForce.set(day, stricter(level, inForce.get(day) ?? 'none'))
    }
    const called = new Set<number>()
    for (const { first, last } of spans) for (let day = first; day <= last; day++) called.add(day)
    for (const [day, level] of inForce) {
      if (level !== 'none') this.#days[level] = (this.#days[level] ?? 0) + 1
      if (!called.has(day)) this.#falseDays++
    }
    for (const day of called) if (!inForce.has(day)) this.#missedDays++
  }

  summary(): Summary {
    return {
      daysByLevel: this.#days,
      upgrades: this.#upgrades,
      downgrades: this.#downgrades,
      leadHoursMean: this.#warnings === 0 ? null : this.#leadHours / this.#warnings,
      falseDays: this.#falseDays,
      missedDays: this.#missedDays,
    }
  }
}

/** The days of the jurisdiction on which a warning was in force, and the highest level on each. */
function* daysOf({ start, changes, end }: Played): Generator<[day: number, level: WarningLevel]> {
  for (const [k, { at, level }] of changes.entries()) {
    const from = at > start ? at : start
    const until = changes[k + 1]?.at ?? end
    if (until === null || until <= from) continue
    for (let day = dayOf(from); day <= dayOf(until, -1); day++) yield [day, level]
  }
}

/** The day in which an instant lies, a millisecond before it for the end of an interval. */
function dayOf(at: Instant, ms = 0): number {
  return dayOfHour((epochMs(at) + ms) / 3_600_000 + 8)
}
