import { Decimal } from 'decimal.js'
import type { Day } from '../../model/time.ts'
import type { CountyTarget, SeasonRule } from '../../rulebook/season.ts'

/** A day as it was observed in one place; null where it was not. */
export interface Observed {
  readonly day: Day
  /** Mean of the day, µg/m³. */
  readonly pm25: number | null
  readonly aqi: number | null
}

/** What follows for a place (通报之外的措施): nothing, 提醒, 约谈. */
export type Standing = 'onTrack' | 'behind' | 'missed' | 'unknown'

/** How a place stands against its target on a day (序时进度). */
export interface Progress {
  readonly area: string
  readonly name: string
  readonly days: {
    /** Of the season, those that have passed, and those of them with a mean, and with an index. */
    readonly season: number
    readonly passed: number
    readonly withPm25: number
    readonly withAqi: number
  }
  readonly pm25: {
    readonly before: string | null
    readonly target: string
    /** The mean of the days so far; null where none was observed. */
    readonly mean: string | null
    /** What the days that are left may have on average, for the target to be met; null where none is left or known. */
    readonly needed: string | null
    readonly met: boolean | null
  }
  readonly heavyDays: {
    readonly before: number | null
    /** The most that meet the target; of 持续改善 those of the season before. */
    readonly allowed: number
    readonly improve: boolean
    readonly count: number
    /** Their share for the part of the season that has passed. */
    readonly allowedSoFar: string
    readonly met: boolean
  }
  readonly standing: Standing
}

interface Target {
  readonly area: string
  readonly name: string
  readonly before: { readonly pm25: string; readonly heavyDays: number } | null
  readonly pm25: string
  readonly allowed: number
  readonly improve: boolean
}

export function targetOf({ area, before, target }: CountyTarget, name: string): Target {
  const { pm25, fewer = 0, improve = false } = target
  return { area, name, before, pm25, allowed: before.heavyDays - fewer, improve }
}

export function cityTarget({ area, city: { target } }: SeasonRule, name: string): Target {
  return { area, name, before: null, pm25: target.pm25, allowed: target.heavyDays, improve: false }
}

/**
 * Holds what was observed until yesterday against a target. A place is behind where the mean so far is above its target,
 * or heavy days are more than their share of the season that has passed; it has missed it where no day that is left can
 * make it good. A day that was not observed counts for nothing, and where no mean is known nothing is said of it.
 * @param seen the days of the season until, not including, `on`
 */
export function progressOf(target: Target, rule: SeasonRule, seen: readonly Observed[], on: Day): Progress {
  const season = daysBetween(rule.from, rule.until)
  const passed = Math.max(0, Math.min(season, daysBetween(rule.from, on)))
  const inside = seen.filter(({ day }) => day >= rule.from && day < rule.until && day < on)
  const means = inside.flatMap(({ pm25 }) => pm25 ?? [])
  const sum = means.reduce((all, one) => all.plus(one), new Decimal(0))
  const mean = means.length === 0 ? null : sum.dividedBy(means.length)
  const withAqi = inside.filter(({ aqi }) => aqi !== null)
  const heavy = withAqi.filter(({ aqi }) => (aqi ?? 0) > rule.heavyAbove.value).length
  const left = season - passed
  // Those that were not observed are taken to be as those that were.
  const needed =
    mean === null || left === 0
      ? null
      : new Decimal(target.pm25).times(season).minus(mean.times(passed)).dividedBy(left)
  const allowedSoFar = new Decimal(target.allowed).times(passed).dividedBy(season)
  const pmMet = mean === null ? null : mean.lessThanOrEqualTo(target.pm25)
  const heavyMet = heavy <= target.allowed
  const over = left === 0
  const missed = !heavyMet || (over && pmMet === false) || (needed !== null && needed.lessThanOrEqualTo(0))
  const behind = pmMet === false || allowedSoFar.lessThan(heavy)
  const unknown = mean === null && withAqi.length === 0
  return {
    area: target.area,
    name: target.name,
    days: { season, passed, withPm25: means.length, withAqi: withAqi.length },
    pm25: {
      before: target.before?.pm25 ?? null,
      target: target.pm25,
      mean: mean === null ? null : shown(mean),
      needed: needed === null ? null : shown(Decimal.max(0, needed)),
      met: pmMet,
    },
    heavyDays: {
      before: target.before?.heavyDays ?? null,
      allowed: target.allowed,
      improve: target.improve,
      count: heavy,
      allowedSoFar: shown(allowedSoFar),
      met: heavyMet,
    },
    standing: missed ? 'missed' : behind ? 'behind' : unknown ? 'unknown' : 'onTrack',
  }
}

/** What is due by now (应办事项): the circular of each month that is over, letters, talks, reports, the summary. */
export interface Due {
  readonly kind: 'circular' | 'reminder' | 'talk' | 'monthlyReport' | 'seasonSummary'
  /** The month that it is about, `2021-11`; null of the summary. */
  readonly month: string | null
  /** Whom it is about; null: all of the city. */
  readonly area: string | null
  /** By when; null where the rule names no day. */
  readonly by: Day | null
}

/** What the rule of a season asks for on a day, by how the places stand; what was issued already is left out. */
export function dueOf(rule: SeasonRule, places: readonly Progress[], on: Day, issued: ReadonlySet<string>): Due[] {
  const months = monthsOver(rule, on)
  const last = months.at(-1) ?? null
  const all: Due[] = months.flatMap((month): Due[] => [
    { kind: 'circular', month, area: null, by: null },
    { kind: 'monthlyReport', month, area: null, by: reportDay(month, rule.monthly.day) },
  ])
  if (last !== null)
    for (const { area, standing } of places) {
      if (standing === 'behind') all.push({ kind: 'reminder', month: last, area, by: null })
      if (standing === 'missed') all.push({ kind: 'talk', month: last, area, by: null })
    }
  if (on >= rule.until) all.push({ kind: 'seasonSummary', month: null, area: null, by: rule.summary.by })
  return all.filter((one) => !issued.has(nameOfDue(one)))
}

export function nameOfDue({ kind, month, area }: Pick<Due, 'kind' | 'month' | 'area'>): string {
  return `${kind} ${month ?? ''} ${area ?? ''}`
}

/** The months of a season, `2021-10` and so on. */
export function monthsIn({ from, until }: SeasonRule): string[] {
  const months: string[] = []
  for (let month = from.slice(0, 7); month < until.slice(0, 7); month = nextMonth(month)) months.push(month)
  return months
}

/** Those of them that are over by a day. */
export function monthsOver(rule: SeasonRule, on: Day): string[] {
  return monthsIn(rule).filter((month) => `${nextMonth(month)}-01` <= on)
}

/** The day of the next month by which the report of a month is due. */
export function reportDay(month: string, day: number): Day {
  return `${nextMonth(month)}-${String(day).padStart(2, '0')}`
}

/** `2022-01` after `2021-12`. */
export function nextMonth(month: string): string {
  const [year = 0, of = 1] = month.split('-').map(Number)
  return of === 12 ? `${year + 1}-01` : `${year}-${String(of + 1).padStart(2, '0')}`
}

function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
}

function shown(value: Decimal): string {
  return value.toDecimalPlaces(1, Decimal.ROUND_HALF_EVEN).toFixed(1)
}
