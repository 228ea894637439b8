import { Decimal } from 'decimal.js'
import { partsOf, sameMeasure, type Limits, type Measure, type Part, type Simple, type Timed } from './measure.ts'
import type { BasisPoints } from './tonnes.ts'
import { bansAtLeast } from './vehicles.ts'

/** How `a` stands to `b`. */
export type Comparison = 'stricter' | 'equal' | 'weaker' | 'notComparable'

/**
 * How one measure stands to another. It all follows from one question, whether who does the first has done the second
 * too: what lowers load only is weaker than what stops a line (S2, S4), figures compare in their own unit only, and
 * two that answer different questions are not comparable: then both bind.
 */
export function compareMeasures(a: Measure, b: Measure): Comparison {
  const [least, most] = [atLeast(a, b), atLeast(b, a)]
  return least ? (most ? 'equal' : 'stricter') : most ? 'weaker' : 'notComparable'
}

function atLeast(a: Measure, b: Measure): boolean {
  if (a.kind !== 'parts' && b.kind !== 'parts') return timedAtLeast(a, b)
  const own = partsOf(a)
  return partsOf(b).every((asked) => own.some((part) => partAtLeast(part, asked)))
}

function partAtLeast(a: Part, b: Part): boolean {
  if (a.of === b.of || b.measure.kind === 'none') return timedAtLeast(a.measure, b.measure)
  // When the whole line stands still, so does each piece of it; its trucks are another matter.
  return a.of === null && timedAtLeast(a.measure, { kind: 'stop' }) && timedAtLeast(a.measure, b.measure)
}

/** At every hour of a response; a form that grows milder later is weaker than the same without. */
function timedAtLeast(a: Timed, b: Timed): boolean {
  if (a.kind !== 'milderAfter' && b.kind !== 'milderAfter') return simpleAtLeast(a, b)
  return [0, turnOf(a), turnOf(b)].every((hour) => simpleAtLeast(formAt(a, hour), formAt(b, hour)))
}

function turnOf(measure: Timed): number {
  return measure.kind === 'milderAfter' ? measure.hours : 0
}

function formAt(measure: Timed, hour: number): Simple {
  if (measure.kind !== 'milderAfter') return measure
  return hour < measure.hours ? measure.first : measure.after
}

const FULL: BasisPoints = 10_000

function simpleAtLeast(a: Simple, b: Simple): boolean {
  if (b.kind === 'none') return true
  if (b.kind === 'ownDecision') return a.kind !== 'none'
  if (a.kind === 'none' || a.kind === 'ownDecision') return false
  // A ban on trucks and a cut of production are different duties; a line that stands still still has its trucks.
  if (isTransport(a) || isTransport(b))
    return a.kind === 'transport' && b.kind === 'transport' ? bansAtLeast(a.ban, b.ban) : sameMeasure(a, b)
  if (stopShare(a) === FULL) return true
  if (a.kind === 'stopHot' && ONLY_REDUCES.has(b.kind)) return true
  const share = stopShare(a) ?? unitShare(a)
  if (b.kind === 'reduce' && share !== null) return share >= b.share
  const lines = stopShare(b)
  if (lines !== null) return (stopShare(a) ?? 0) >= lines
  return a.kind === b.kind && sameKindAtLeast(a, b)
}

/** What a furnace that is kept hot and makes nothing has done as well. A ceiling is not among it: it still burns. */
const ONLY_REDUCES: ReadonlySet<Simple['kind']> = new Set(['reduce', 'cap', 'coking', 'idle', 'cycle'])

function sameKindAtLeast(a: Simple, b: Simple): boolean {
  if (a.kind === 'reduce' && b.kind === 'reduce')
    return (a.base === b.base || a.base === null || b.base === null) && a.share >= b.share
  if (a.kind === 'stopUnits' && b.kind === 'stopUnits') {
    if (a.unit !== b.unit) return false
    if ('share' in a.least) return 'share' in b.least && a.least.share >= b.least.share
    return 'count' in b.least && a.least.count >= b.least.count
  }
  if (a.kind === 'stopSteps' && b.kind === 'stopSteps') return b.steps.every((step) => a.steps.includes(step))
  if (a.kind === 'suppressDust' && b.kind === 'suppressDust') return b.ways.every((way) => a.ways.includes(way))
  if (a.kind === 'cap' && b.kind === 'cap')
    return a.of === b.of && a.unit === b.unit && new Decimal(a.most).lessThanOrEqualTo(b.most)
  if (a.kind === 'coking' && b.kind === 'coking') return a.leastHours >= b.leastHours
  if (a.kind === 'ceiling' && b.kind === 'ceiling') return a.oxygen === b.oxygen && cleaner(a.limits, b.limits)
  // The share of the hours that it stands still: 60 off and 12 on is more than 48 and 12.
  if (a.kind === 'cycle' && b.kind === 'cycle') return a.offHours * b.onHours >= b.offHours * a.onHours
  return sameMeasure(a, b)
}

/** Pollutant by pollutant: each that `b` limits, `a` limits to as little. */
function cleaner(a: Limits, b: Limits): boolean {
  return (Object.keys(b) as (keyof Limits)[]).every((pollutant) => {
    const [own, asked] = [a[pollutant], b[pollutant]]
    return asked === undefined || (own !== undefined && new Decimal(own).lessThanOrEqualTo(asked))
  })
}

function isTransport(measure: Simple): boolean {
  // A row of the type 运输 that could not be read is about trucks all the same.
  return measure.kind === 'transport' || (measure.kind === 'other' && measure.type === '运输')
}

/** The share of lines that stand still; null for what is not counted in lines. */
function stopShare(measure: Simple): BasisPoints | null {
  return measure.kind === 'stop' ? FULL : measure.kind === 'stopLines' ? measure.share : null
}

function unitShare(measure: Simple): BasisPoints | null {
  return measure.kind === 'stopUnits' && 'share' in measure.least ? measure.least.share : null
}
