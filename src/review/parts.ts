import { PARTED_BY, type OrderFact, type PartedBy } from './record.ts'

/** Whole numbers that can be added up. */
export type Counts = Readonly<Record<string, number>>

export type Part<C extends Counts> = C & { readonly key: string; readonly name: string }

/** A sum, and what it is made of: each of the three ways of parting it gives the same sum again. */
export interface Parted<C extends Counts> {
  readonly total: C
  readonly by: Readonly<Record<PartedBy, readonly Part<C>[]>>
}

type Keys = Pick<OrderFact, 'area' | 'industry' | 'grade'>

const KEY: Readonly<Record<PartedBy, (of: Keys) => string>> = {
  county: ({ area }) => area,
  industry: ({ industry }) => industry,
  grade: ({ grade }) => grade,
}

/** Adds up what each of some orders comes to, in all and by county, industry and grade. */
export function parted<C extends Counts>(
  each: Iterable<readonly [Keys, C]>,
  zero: C,
  names: Readonly<Record<PartedBy, Readonly<Record<string, string>>>>,
): Parted<C> {
  const sums = { county: new Map<string, C>(), industry: new Map<string, C>(), grade: new Map<string, C>() }
  let total = zero
  for (const [of, counts] of each) {
    total = add(total, counts)
    for (const by of PARTED_BY) {
      const key = KEY[by](of)
      sums[by].set(key, add(sums[by].get(key) ?? zero, counts))
    }
  }
  const partsBy = (by: PartedBy) =>
    [...sums[by]]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, counts]) => ({ ...counts, key, name: names[by][key] ?? key }))
  return { total, by: { county: partsBy('county'), industry: partsBy('industry'), grade: partsBy('grade') } }
}

function add<C extends Counts>(a: C, b: C): C {
  return Object.fromEntries(Object.keys(a).map((name) => [name, (a[name] ?? 0) + (b[name] ?? 0)])) as unknown as C
}
