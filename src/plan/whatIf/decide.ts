import { NOTHING_SAVED, places, type FloorProof } from '../../inventory/proof.ts'
import { Sums } from '../../inventory/sums.ts'
import type { Grade, ListedLevel } from '../../model/enterprise.ts'
import { hoursBetween, type Instant } from '../../model/time.ts'
import { addEmissions, EMITTED, NO_EMISSIONS, type EmittedPollutant, type Emissions } from '../../model/tonnes.ts'
import type { Floors } from '../../rulebook/reduction.ts'
import { asked, planOf, type Listed, type Rules } from '../asked.ts'
import type { Work } from '../beside.ts'
import { workOf } from '../decide.ts'
import type { Draft } from '../draft.ts'
import { lessEmissions } from '../oneDay.ts'
import type { Terms } from '../order.ts'
import { countIn, countUnder, doneBy, noCount, type Count } from './count.ts'

/** Who would be ordered: all of the list, or some counties and industries of it; null is all. */
export interface Scope {
  readonly counties: ReadonlySet<string> | null
  readonly industries: ReadonlySet<string> | null
}

/** What a level, a start and a scope would come to (假设推演). Of the air it says nothing. */
export interface Outcome {
  readonly all: Count
  readonly byGrade: ReadonlyMap<Grade, Count>
  readonly byCounty: ReadonlyMap<string, Count>
  readonly byIndustry: ReadonlyMap<string, Count>
  /** Milligrams a day. */
  readonly saved: Readonly<Record<EmittedPollutant, bigint>>
  /** Against the base of the whole list, whoever is in scope: the floors are a share of all that is emitted. */
  readonly floors: readonly FloorProof[]
}

/**
 * Adds up what the orders of some terms would ask, enterprise by enterprise, by the planner that writes them. Exact;
 * pages of a list may be added one after another.
 */
export class WhatIf {
  readonly #level: ListedLevel
  readonly #plan: ReturnType<typeof planOf>
  readonly #scope: Scope
  readonly #floors: Floors
  readonly #hoursLeft: number
  readonly #all = noCount()
  readonly #byGrade = new Map<Grade, Count>()
  readonly #byCounty = new Map<string, Count>()
  readonly #byIndustry = new Map<string, Count>()
  readonly #sums = new Sums()

  constructor(
    terms: Terms & { readonly level: ListedLevel },
    rules: Rules,
    floors: Floors,
    scope: Scope,
    now: Instant,
  ) {
    this.#level = terms.level
    this.#plan = planOf(terms, rules)
    this.#floors = floors
    this.#scope = scope
    this.#hoursLeft = hoursBetween(now, terms.starts)
  }

  add(listed: Iterable<Listed>): void {
    for (const one of listed) this.#one(one)
  }

  outcome(): Outcome {
    const [whole] = places(new Map([['', this.#sums]]), this.#floors)
    const saved = (pollutant: EmittedPollutant) => this.#sums.saved(this.#level, pollutant)
    return {
      all: this.#all,
      byGrade: this.#byGrade,
      byCounty: this.#byCounty,
      byIndustry: this.#byIndustry,
      saved: { so2: saved('so2'), nox: saved('nox'), pm: saved('pm'), vocs: saved('vocs') },
      floors: whole?.floors.filter(({ level }) => level === this.#level) ?? [],
    }
  }

  #one(one: Listed): void {
    const { entry } = one
    const work = workOf(asked(one, this.#plan), ({ id }) => id)
    const counts = !this.#floors.idle.has(entry.class)
    const still = work.drafts
      .filter(standsAnyway)
      .reduce((sum, { line }) => addEmissions(sum, line.daily), NO_EMISSIONS)
    const isIn =
      (this.#scope.counties?.has(entry.county) ?? true) && (this.#scope.industries?.has(entry.industry) ?? true)
    const saved = isIn && counts ? promisedBy(work) : NO_EMISSIONS
    this.#sums.add(counts ? lessEmissions(entry.daily, still) : NO_EMISSIONS, {
      ...NOTHING_SAVED,
      [this.#level]: saved,
    })
    if (!isIn) return
    const done = doneBy(work, this.#hoursLeft)
    countIn(this.#all, done)
    countUnder(this.#byGrade, entry.grade, done)
    countUnder(this.#byCounty, entry.county, done)
    countUnder(this.#byIndustry, entry.industry, done)
  }
}

function promisedBy({ drafts }: Work): Emissions {
  return drafts.reduce((sum, { promised }) => addEmissions(sum, promised), NO_EMISSIONS)
}

/** Its season plan lets it stand through the whole order: what it would save is saved without it. */
function standsAnyway({ season }: Draft): boolean {
  return season !== null && season.from === null && season.until === null
}

/** The share that is saved, in ten-thousandths rounded down; null of nothing. */
export function shareSaved({ saved, base }: Pick<FloorProof, 'saved' | 'base'>): number | null {
  return base === 0n ? null : Number((saved * 10_000n) / base)
}

export function pollutants<T>(of: (pollutant: EmittedPollutant) => T): Record<EmittedPollutant, T> {
  const [so2, nox, pm, vocs] = EMITTED
  return { so2: of(so2), nox: of(nox), pm: of(pm), vocs: of(vocs) }
}
