import type { EnterpriseClass, ListedLevel } from '../model/enterprise.ts'
import { EMITTED } from '../model/tonnes.ts'
import type { Floors } from '../rulebook/reduction.ts'
import { NOTHING_SAVED, places, proveBy, sumsOf, type Counted, type PlaceProof } from './proof.ts'
import type { Sums } from './sums.ts'

/** The counties whose small emitters need not stop, by level. */
export type Spares = Readonly<Record<ListedLevel, ReadonlySet<string>>>

/** The floors of the whole list and those of a county hold with nothing saved by any of its small emitters. */
export function countiesSparing(rows: readonly Counted[], floors: Floors): Spares {
  const without = (row: Counted) => (row.class === 'small' ? NOTHING_SAVED : row.saved)
  return sparing(floors.sparesSmall ? proveBy(rows, floors, without) : [])
}

/** What a list says of all enterprises of one class in one county, exact, in milligrams a day. */
export interface ClassSums {
  readonly county: string
  readonly class: EnterpriseClass
  readonly rows: number
  /** The base, then what is saved at each level, each in the order of `EMITTED`. */
  readonly masses: readonly bigint[]
}

/** The same of a list that is summed already. */
export function classesSparing(sums: readonly ClassSums[], floors: Floors): Spares {
  const byCounty = new Map<string, Sums>()
  for (const { county, class: kind, rows, masses } of sums) {
    const counted = floors.idle.has(kind) ? 0 : kind === 'small' ? EMITTED.length : masses.length
    sumsOf(byCounty, county).carry(rows, masses.slice(0, counted))
  }
  return sparing(floors.sparesSmall ? places(byCounty, floors) : [])
}

function sparing([all, ...counties]: readonly PlaceProof[]): Spares {
  const hold = (place: PlaceProof | undefined, level: ListedLevel) =>
    place?.floors.every((floor) => floor.level !== level || floor.stands !== 'short') === true
  const spared = (level: ListedLevel) =>
    new Set(hold(all, level) ? counties.flatMap((one) => (hold(one, level) ? [one.county ?? ''] : [])) : [])
  return { yellow: spared('yellow'), orange: spared('orange'), red: spared('red') }
}
