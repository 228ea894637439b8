import type { VerificationRule } from '../rulebook/verification.ts'
import type { Baseline, Thousandths } from './evidence.ts'

/** One day of a source, by the hour. */
export type DayOfHours = readonly (Thousandths | null)[]

/** A day of which fewer hours are known says too little about itself. */
const LEAST_HOURS = 12

/**
 * What is usual (基线): the median of each hour over the days on which the line ran. A day is idle, and left out, when its
 * mean lies below a share of that of the busy days (the upper quartile). Null: too few days on which it ran.
 */
export function baselineOf(days: readonly DayOfHours[], rule: VerificationRule['baseline']): Baseline | null {
  const known = days.flatMap((hours) => {
    const values = hours.filter((value) => value !== null)
    return values.length < LEAST_HOURS ? [] : [{ hours, mean: sum(values) / values.length }]
  })
  const means = known.map(({ mean }) => mean).sort((a, b) => a - b)
  const busy = means[Math.floor((means.length * 3) / 4)] ?? 0
  if (busy <= 0) return null
  const running = known.filter(({ mean }) => mean * 100 >= busy * rule.idleBelow)
  if (running.length < rule.leastDays) return null
  return {
    hours: Array.from({ length: 24 }, (_, hour) => median(running.flatMap(({ hours }) => hours[hour] ?? []))),
    runningDays: running.length,
    idleDays: known.length - running.length,
  }
}

function median(values: readonly Thousandths[]): Thousandths | null {
  if (values.length === 0) return null
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? null)
    : Math.round(((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2)
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0)
}
