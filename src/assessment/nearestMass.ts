import type { Level } from '../model/level.ts'
import { isAbove } from '../model/level.ts'
import { POLLUTANTS, type Pollutant } from '../model/pollutant.ts'
import type { Day } from '../model/time.ts'
import type { OutlookDay } from '../outlook/decide.ts'
import { subIndex } from '../rulebook/aqi.ts'
import { decimalOf, showThousandths, type Thousandths } from '../rulebook/decimal.ts'
import type { Clause, Rulebook } from '../rulebook/levels.ts'
import { Air, changedAir, hoursOfDay, type AirChange, type KnownAir } from './air.ts'
import { meansOfHours } from '../outlook/judge.ts'
import type { Mass } from './mass.ts'
import { firstThat } from './nearest.ts'
import type { Timeline } from './timeline.ts'
import { isOfIndex, type Direction } from './trial.ts'

/**
 * One pollutant of one day comes otherwise (浓度临界变化) by the least whole µg/m³, of CO by the least tenth of a mg/m³,
 * that alters the level; of equals the earliest day. It is the pollutant that makes the day's index (首要污染物), or one
 * that the book itself reads.
 */
export interface MassAlteration {
  readonly kind: 'mass'
  readonly direction: Direction
  readonly level: Level
  readonly day: Day
  readonly pollutant: Pollutant
  /** Decimals: the mean of the day as it is and as it would be, and by how much it or each of its hours moves. */
  readonly from: string
  readonly to: string
  readonly by: string
  /** The day's index as it would be. */
  readonly aqi: number | null
  readonly eachHour: boolean
}

export interface Judged extends KnownAir {
  readonly masses: ReadonlyMap<Day, Mass>
  readonly isAhead: (day: Day) => boolean
  readonly level: Level
}

/** Upwards, then downwards, as far as there is such a change. Every candidate is put to the evaluator itself. */
export function nearestMass(known: Judged, timeline: Timeline): MassAlteration[] {
  const air = new Air(known, timeline)
  const candidates = known.days.flatMap((day) =>
    pollutantsOf(day, known).map((pollutant): Candidate => ({ day, pollutant, step: stepOf(pollutant) })),
  )
  return (['up', 'down'] as const).flatMap((direction) => {
    const found = leastOf(candidates, direction, known, air)
    return found === null ? [] : [found]
  })
}

interface Candidate {
  readonly day: OutlookDay
  readonly pollutant: Pollutant
  /** As concentrations are written: whole µg/m³, CO in tenths of a mg/m³. */
  readonly step: Thousandths
}

function stepOf(pollutant: Pollutant): Thousandths {
  return pollutant === 'co' ? 100 : 1000
}

/** In µg/m³, so that what is measured in mg/m³ is not taken for less. */
function massOf({ pollutant, step }: Candidate, steps: number): number {
  return (pollutant === 'co' ? step : step / 1000) * steps
}

function leastOf(candidates: readonly Candidate[], direction: Direction, known: Judged, air: Air) {
  let best: { readonly candidate: Candidate; readonly change: AirChange; readonly mass: number } | null = null
  for (const candidate of candidates) {
    const { pollutant, step } = candidate
    const { day } = candidate.day
    const changeBy = (steps: number) => ({ day, pollutant, by: (direction === 'up' ? 1 : -1) * step * steps })
    const alters = (steps: number) => isBeyond(direction, air.level(changeBy(steps)), known.level)
    const most = mostSteps(candidate, direction, known)
    const cheaper: number = best === null ? most : Math.min(most, Math.ceil(best.mass / massOf(candidate, 1)) - 1)
    const steps: number | null = cheaper < 1 ? null : firstThat(cheaper, alters)
    if (steps !== null) best = { candidate, change: changeBy(steps), mass: massOf(candidate, steps) }
  }
  return best === null ? null : said(best.candidate, best.change, direction, known, air)
}

function isBeyond(direction: Direction, level: Level, before: Level): boolean {
  return direction === 'up' ? isAbove(level, before) : isAbove(before, level)
}

/** Further than any table and any threshold goes; downwards until nothing is left. */
function mostSteps({ day, pollutant, step }: Candidate, direction: Direction, { book, hours, masses }: Judged): number {
  if (direction === 'down') {
    const name = pollutant === 'o3_8h' ? 'o3_1h' : pollutant
    const own = hoursOfDay(hours, day).map(({ concentrations }) => concentrations?.[name])
    const values = [...own, day.concentrations?.[pollutant]].filter((one) => one !== undefined)
    return Math.ceil((Math.max(0, ...values) * 1000) / step)
  }
  const scale = masses.get(day.day)?.by.find(([name]) => name === pollutant)?.[1]
  const ends = directly(book, pollutant).map(({ threshold }) => Math.ceil(threshold / step))
  return Math.max(scale?.breakpoints.at(-1) ?? 0, ...ends) + 1
}

/** Whose concentration makes a difference on a day that is ahead. */
function pollutantsOf(day: OutlookDay, { book, masses, isAhead, window }: Judged): Pollutant[] {
  const isOut = day.cause !== null && book.excluded.has(day.cause)
  if (isOut || day.day < window.from || day.day > window.to || !isAhead(day.day)) return []
  const mass = book.alternatives.some(({ clauses }) => clauses.some(isOfIndex)) ? masses.get(day.day) : undefined
  const index = ([, scale, units]: Mass['by'][number]) => subIndex(scale, units) ?? 0
  const highest = Math.max(...(mass?.by.map(index) ?? []))
  const leading = mass?.by.filter((one) => index(one) === highest).map(([name]) => name) ?? []
  return POLLUTANTS.filter(
    (name) =>
      leading.some((one) => one === name) ||
      (day.concentrations?.[name] !== undefined && directly(book, name).length > 0),
  )
}

/** The conditions on the daily mean of a pollutant itself. */
function directly({ alternatives }: Rulebook, pollutant: Pollutant): Clause[] {
  return alternatives.flatMap(({ clauses }) =>
    clauses.filter(({ reads, below, observed, hours }) => reads === pollutant && !below && !observed && hours >= 24),
  )
}

function said(
  { day, pollutant }: Candidate,
  change: AirChange,
  direction: Direction,
  known: Judged,
  air: Air,
): MassAlteration {
  const after = changedAir(known, change)
  const changed = after.days.find((one) => one.day === day.day) ?? day
  const mean = (hours: KnownAir['hours'], own: OutlookDay): string => {
    const standard = known.standards.aqi(own.day)
    const means = standard === null ? [] : meansOfHours(hoursOfDay(hours, own), standard)
    const [, scale, units] = means.find(([name]) => name === pollutant) ?? []
    if (scale !== undefined && units !== undefined) return showThousandths(units * 10 ** (3 - scale.places))
    return decimalOf(own.concentrations?.[pollutant] ?? 0)
  }
  return {
    kind: 'mass',
    direction,
    level: air.level(change),
    day: day.day,
    pollutant,
    from: mean(known.hours, day),
    to: mean(after.hours, changed),
    by: showThousandths(Math.abs(change.by)),
    aqi: changed.aqi,
    eachHour: typeof day.from?.hours === 'number',
  }
}
