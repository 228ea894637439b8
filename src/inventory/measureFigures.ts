import { Decimal } from 'decimal.js'
import { baseNamed, unitNamed, type Limits, type Simple } from '../model/measure.ts'
import { EMITTED_ZH } from '../model/sayMeasure.ts'
import { EMITTED, EMITTED_NAME, type BasisPoints, type EmittedPollutant } from '../model/tonnes.ts'

/** Null for a unit that is not counted. A stop of all lines is a stop. */
export function countedStop(share: BasisPoints, word: string): Simple | null {
  const unit = unitNamed(word)
  if (unit === null) return null
  if (unit !== 'line') return { kind: 'stopUnits', unit, least: { share } }
  return share === 10_000 ? { kind: 'stop' } : { kind: 'stopLines', share }
}

/** A share that is counted in lines or furnaces is a stop of them, by whatever word it goes (限产50%，以生产线计). */
export function reducedBy(share: BasisPoints, base: string): Simple {
  return (base === '' ? null : countedStop(share, base)) ?? reduction(share, base)
}

export function reduction(share: BasisPoints, base: string): Simple {
  return { kind: 'reduce', share, base: base === '' ? null : baseNamed(base) }
}

/** One writing of a figure, so that 22 and 22.0 are the same cap. */
export function decimal(number: string): string {
  return new Decimal(number).toFixed()
}

/** A figure for each pollutant, or one for all of them. “Less than” is read as “at most”: nobody meters the difference. */
export function ceilingOf(words: readonly string[], most: readonly string[], oxygen: string | null): Simple | null {
  const ids = words.map((word) => POLLUTANT_NAMED.get(word.toUpperCase()))
  if (most.length !== ids.length && most.length !== 1) return null
  const limits: Limits = Object.fromEntries(
    ids.flatMap((id, place) => (id === undefined ? [] : [[id, decimal(most[place] ?? most[0] ?? '')]])),
  )
  return Object.keys(limits).length === words.length ? { kind: 'ceiling', limits, oxygen } : null
}

const POLLUTANT_NAMED: ReadonlyMap<string, EmittedPollutant> = new Map(
  EMITTED.flatMap((id) =>
    [EMITTED_ZH[id], EMITTED_NAME[id].toUpperCase()].map((name): [string, EmittedPollutant] => [name, id]),
  ),
)

export function pollutantWords(): string {
  return `(?:${EMITTED.flatMap((id) => [EMITTED_ZH[id], EMITTED_NAME[id]]).join('|')})`
}
