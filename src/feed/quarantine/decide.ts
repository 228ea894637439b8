import { POLLUTANTS } from '../../model/pollutant.ts'
import type { Plausible } from '../../rulebook/feeds.ts'
import { fault, type Fault } from '../fault.ts'
import { dayAt, momentAfter, paceOf } from '../moment.ts'
import type { AqiOfDay, FeedValue } from '../value.ts'

/** A value that can be read and is hard to believe (存疑数值). */
export interface Doubted {
  readonly value: FeedValue
  readonly fault: Fault
}

export interface Believed {
  readonly values: readonly FeedValue[]
  readonly doubted: readonly Doubted[]
}

/**
 * Which values are to be believed (合理性检查): together they are the given ones. Each is looked at beside the one before
 * it, believed or not: after a front of dust the second hour is like the first, and only the first waits for an officer.
 * Beside one that is wrong in itself nothing is a leap: a heavy day would wait because the day before it was mistyped.
 * @param values of one pace, in order of time. @param before what the same feed said last, in order of time.
 */
export function believe(
  values: readonly FeedValue[],
  before: readonly FeedValue[],
  rule: Plausible,
  aqiOfDay: AqiOfDay,
): Believed {
  const [first] = values
  const earlier = first === undefined ? [] : before.filter(({ at }) => at < first.at)
  const doubted: Doubted[] = []
  let last = earlier.at(-1)
  let isSlip = last !== undefined && ofItself(last, rule, aqiOfDay) !== null
  let alike = runAtEnd(earlier)
  for (const value of values) {
    const next = last !== undefined && momentAfter(last.at) === value.at ? last : null
    alike = next !== null && sameNumbers(next, value) ? alike + 1 : 1
    const own = ofItself(value, rule, aqiOfDay)
    const leap = next === null || isSlip ? null : jumped(next, value, rule, aqiOfDay)
    const why = own ?? leap ?? stuck(value, alike, rule)
    if (why !== null) doubted.push({ value, fault: why })
    last = value
    isSlip = own !== null
  }
  const held = new Set(doubted.map(({ value }) => value.at))
  return { values: values.filter(({ at }) => !held.has(at)), doubted }
}

function ofItself(value: FeedValue, rule: Plausible, aqiOfDay: AqiOfDay): Fault | null {
  const { at, concentrations } = value
  if (concentrations === undefined) return null
  for (const field of ['pm25', 'pm10'] as const) {
    const given = concentrations[field] ?? 0
    if (given > 0 && given < rule.unit[field]) return fault('doubt.unit', { field, given: String(given) })
  }
  const { pm25, pm10 } = concentrations
  if (pm25 !== undefined && pm10 !== undefined && pm25 > Math.max(pm10, 1) * rule.inverted.ratio)
    return fault('doubt.inverted', { pm25: String(pm25), pm10: String(pm10) })
  if (value.by !== 'aqi' || value.aqi === null || paceOf(at) !== 'day') return null
  const computed = aqiOfDay(concentrations, dayAt(at))
  return computed !== null && computed - value.aqi > rule.index.apart
    ? fault('doubt.index', { given: String(value.aqi), computed: String(computed) })
    : null
}

function jumped(last: FeedValue, value: FeedValue, { jump }: Plausible, aqiOfDay: AqiOfDay): Fault | null {
  const natural = [last, value].some(({ cause }) => cause === 'dust' || cause === 'fireworks')
  const [before, given] = [indexOf(last, aqiOfDay), indexOf(value, aqiOfDay)]
  if (natural || before === null || given === null) return null
  return Math.abs(given - before) > jump[paceOf(value.at)]
    ? fault('doubt.jump', { before: String(before), given: String(given) })
    : null
}

/** An hour that came without an index is like another by its particles: the table of days on what that hour has of them. */
function indexOf({ at, aqi, concentrations }: FeedValue, aqiOfDay: AqiOfDay): number | null {
  if (aqi !== null || concentrations === undefined) return aqi
  const { pm25, pm10 } = concentrations
  const particles = { ...(pm25 !== undefined && { pm25 }), ...(pm10 !== undefined && { pm10 }) }
  return Object.keys(particles).length === 0 ? null : aqiOfDay(particles, dayAt(at))
}

function stuck({ at }: FeedValue, alike: number, rule: Plausible): Fault | null {
  const most = paceOf(at) === 'day' ? rule.stuck.days : rule.stuck.hours
  return alike >= most ? fault('doubt.stuck', { count: String(alike) }) : null
}

/** How many at the end of what was said before are alike. */
function runAtEnd(earlier: readonly FeedValue[]): number {
  let alike = earlier.length === 0 ? 0 : 1
  for (let n = earlier.length - 1; n > 0; n--) {
    const [one, other] = [earlier[n - 1], earlier[n]]
    if (!one || !other || momentAfter(one.at) !== other.at || !sameNumbers(one, other)) break
    alike++
  }
  return alike
}

/** A forecast of five days all at 80 is a forecaster's word; numbers measured to the tenth repeat by accident only. */
function sameNumbers(a: FeedValue, b: FeedValue): boolean {
  if (a.concentrations === undefined || Object.keys(a.concentrations).length < 2) return false
  return a.aqi === b.aqi && POLLUTANTS.every((name) => a.concentrations?.[name] === b.concentrations?.[name])
}
