import { showDay } from '../feed/calendar.ts'
import type { Pace } from '../feed/moment.ts'
import type { Level } from '../model/level.ts'
import type { Pollutant } from '../model/pollutant.ts'
import { dayOf, type Day, type Instant } from '../model/time.ts'
import type { OutlookDay, OutlookInput } from '../outlook/decide.ts'
import { decimalOf, showThousandths, thousandths } from '../rulebook/decimal.ts'
import type { Rulebook } from '../rulebook/levels.ts'
import { causeOf, type CauseOf } from './cause.ts'
import { spanOf, timelineOfDays, type JudgedDays, type KnownHours } from './days.ts'
import { judge } from './decide.ts'
import { massesOf, massShifts, type Mass, type MassShift } from './mass.ts'
import { nearest, type Alteration, type Shift } from './nearest.ts'
import { nearestMass, type MassAlteration } from './nearestMass.ts'
import { sayAlteration, sayMassAlteration } from './sayNearest.ts'
import type { Standards } from './timeline.ts'
import type { Direction } from './trial.ts'
import { disagreementOf, rangeOf, voicesOf, type Range, type Voice } from './voices.ts'
import type { Words } from './words.ts'

/** What a card is made from, all of it as known when the days were judged. */
export interface Judged {
  readonly book: Rulebook
  readonly standards: Standards
  readonly at: Instant
  readonly window: JudgedDays
  readonly outlook: OutlookInput
  readonly days: readonly OutlookDay[]
  readonly hours?: KnownHours | null
  /** The judgement before this one; null for the first. */
  readonly previous: Before | null
}

export interface Before {
  readonly at: Instant
  readonly level: Level
  readonly from: Day | null
  readonly to: Day | null
  readonly outlook: readonly OutlookDay[]
}

/** A change that would alter the level, said; `days` where single days would have to come otherwise. */
export interface Alternative {
  readonly kind: (Alteration | MassAlteration)['kind']
  readonly direction: Direction
  readonly level: Level
  /** Points of the index, days or hours; null where `days` says it. */
  readonly by: number | null
  /** Whether it is about days or about 24 hours that begin at any hour; null where `days` says it. */
  readonly pace: Pace | null
  readonly days: readonly {
    readonly day: Day
    readonly from: string | null
    /** Null where the day has no index, only concentrations. */
    readonly to: string | null
    readonly masses: readonly (Omit<MassShift, 'pollutant'> & { readonly pollutant: Pollutant })[]
  }[]
  readonly say: Words
}

/** What stands beside level, clauses and values on a decision card (研判卡): how sure it is, and what would change it. */
export interface Grounds {
  /** The smallest change of each kind; those that lower the level and those that raise it, nearest first. */
  readonly up: readonly Alternative[]
  readonly down: readonly Alternative[]
  readonly cause: CauseOf
  readonly range: Range | null
  readonly voices: readonly Voice[]
  readonly disagreement: Range | null
  /** What the outlook before called for, and the days that have come otherwise since. */
  readonly previous:
    | (Omit<Before, 'outlook'> & {
        readonly changed: readonly { readonly day: Day; readonly before: number | null; readonly now: number | null }[]
      })
    | null
}

export function groundsOf(judged: Judged): Grounds {
  const { book, days, window, outlook, previous, standards, hours = null } = judged
  const masses = massesOf(days, outlook, standards)
  const voices = voicesOf(book, outlook, { ...window, today: dayOf(judged.at) }, standards)
  const alternatives = alternativesOf(judged, masses)
  return {
    up: alternatives.filter(({ direction }) => direction === 'up'),
    down: alternatives.filter(({ direction }) => direction === 'down'),
    cause: causeOf({ book, days, window, hours }, masses),
    range: rangeOf(book, days, window, hours),
    voices,
    disagreement: disagreementOf(voices),
    previous: previous && sinceOf(previous, days),
  }
}

function alternativesOf(judged: Judged, masses: ReadonlyMap<Day, Mass>): Alternative[] {
  const { book, days, window, standards, outlook, hours = null } = judged
  const observed = new Set(days.flatMap(({ day, from }) => (from?.kind === 'observation' ? [day] : [])))
  const timeline = timelineOfDays(book, days, hours)
  const isAhead = (day: Day) => !observed.has(day)
  const massOf = ({ at, to }: Shift, direction: Direction) => {
    const mass = masses.get(showDay(at))
    return mass === undefined ? null : massShifts(mass, to / 1000, direction)
  }
  const { level } = judge(timeline, spanOf(window), book)
  const air = { book, standards, window, days, hours, outlook, masses, level, isAhead }
  const found: (Alteration | MassAlteration)[] = [
    ...nearestMass(air, timeline),
    ...nearest({ book, timeline, window: spanOf(window), isAhead: (at) => isAhead(showDay(at)) }),
  ]
  return found.map((one): Alternative => {
    const { kind, direction } = one
    return {
      kind,
      direction,
      level: one.level,
      by: kind === 'length' || kind === 'everyValue' ? one.by : null,
      pace: kind === 'length' || kind === 'everyValue' ? one.pace : null,
      days: kind === 'mass' ? [dayOfMass(one, days)] : daysOf(one, massOf),
      say: kind === 'mass' ? sayMassAlteration(one) : sayAlteration(one, massOf),
    }
  })
}

function dayOfMass({ day, pollutant, from, to, by, aqi }: MassAlteration, days: readonly OutlookDay[]) {
  const before = days.find((one) => one.day === day)?.aqi ?? null
  const show = (index: number | null) => (index === null ? null : showThousandths(thousandths(decimalOf(index))))
  return { day, from: show(before), to: show(aqi), masses: [{ pollutant, from, to, by }] }
}

function daysOf(
  found: Alteration,
  massOf: (shift: Shift, direction: Direction) => readonly MassShift[] | null,
): Alternative['days'] {
  if (found.kind === 'missing')
    return [{ day: showDay(found.at), from: null, to: showThousandths(found.least), masses: [] }]
  if (found.kind !== 'values') return []
  return found.shifts.map((shift) => ({
    day: showDay(shift.at),
    from: showThousandths(shift.from),
    to: showThousandths(shift.to),
    masses: massOf(shift, found.direction) ?? [],
  }))
}

function sinceOf({ outlook, ...before }: Before, days: readonly OutlookDay[]): Grounds['previous'] {
  const known = new Map(outlook.map((one) => [one.day, one.aqi]))
  return {
    ...before,
    changed: days.flatMap(({ day, aqi: now }) => {
      const earlier = known.get(day)
      return earlier === undefined || earlier === now ? [] : [{ day, before: earlier, now }]
    }),
  }
}
