import { compareMeasures } from '../../model/compareMeasures.ts'
import type { Measure } from '../../model/measure.ts'
import type { BasisPoints } from '../../model/tonnes.ts'

/** What checks ask of a measure; how one stands to another is `compareMeasures`. */

const FULL: BasisPoints = 10_000

/** Whether the line stands still. */
export function isStop(measure: Measure): boolean {
  return measure.kind === 'stop'
}

/** Whether only load or output is lowered. */
export function lowersLoad(measure: Measure): boolean {
  return measure.kind === 'reduce'
}

/** Whether nothing, or nothing in particular, is asked: there is nothing that a notice could be too short for. */
export function asksNothing(measure: Measure): boolean {
  return measure.kind === 'none'
}

/** Whether it binds production: neither nothing, nor the enterprise's own choice, nor its trucks. */
export function bindsProduction(measure: Measure): boolean {
  return measure.kind !== 'none' && measure.kind !== 'ownDecision' && measure.kind !== 'transport'
}

/** Whether a share is cut of a base that is not named. */
export function lacksBase(measure: Measure): boolean {
  return measure.kind === 'reduce' && measure.base === null
}

/** The share of the line that it takes away for certain. */
export function leastCut(measure: Measure): BasisPoints {
  return measure.kind === 'stop' ? FULL : measure.kind === 'stopLines' || measure.kind === 'reduce' ? measure.share : 0
}

/** Whether `measure` may stand where `asked` is asked: at least as strict, or null where the two can't be compared. */
export function meets(measure: Measure, asked: Measure): boolean | null {
  const comparison = compareMeasures(measure, asked)
  return comparison === 'notComparable' ? null : comparison !== 'weaker'
}
