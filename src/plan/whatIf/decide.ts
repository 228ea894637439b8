import { NOTHING_SAVED, places, type FloorProof } from '../../inventory/proof.ts'
import { Sums } from '../../inventory/sums.ts'
import type { Grade, ListedLevel } from '../../model/enterprise.ts'
import { stopsSomething } from '../../model/showingMeasure.ts'
import { hoursBetween, type Instant } from '../../model/time.ts'
import { addEmissions, EMITTED, NO_EMISSIONS, type EmittedPollutant, type Emissions } from '../../model/tonnes.ts'
import type { Floors } from '../../rulebook/reduction.ts'
import { asked, planOf, type Listed, type Rules } from '../asked.ts'
import type { Work } from '../beside.ts'
import { workOf } from '../decide.ts'
import type { Draft } from '../draft.ts'
import { lessEmissions } from '../oneDay.ts'
import type { Terms } from '../order.ts'

/** Who would be ordered: all of the list, or some counties and industries of it; null is all. */
export interface Scope {
  readonly counties: ReadonlySet<string> | null
  readonly industries: ReadonlySet<string> | null
}

/** What some enterprises would do. */
export interface Count {
  enterprises: number
  /** At least one line comes to a stand that would run otherwise. */
  stop: number
  limit: number
  ownDecision: number
  /** They are told, and nothing is asked of them: protected, spared, standing still already. */
  nothing: number
  lines: number
  linesStopped: number
  /** Lines whose safe stop takes longer than is left until the start. */
  linesShortOfNotice: number
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

type Effect = 'stop' | 'limit' | 'ownDecision' | 'nothing'

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
  readonly #all = none()
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
    const stopped = work.drafts.filter((draft) => stops(work, draft))
    const short = stopped.filter(({ line }) => line.safeStopHours > this.#hoursLeft)
    const effect = effectOf(work, stopped.length)
    for (const count of [
      this.#all,
      under(this.#byGrade, entry.grade),
      under(this.#byCounty, entry.county),
      under(this.#byIndustry, entry.industry),
    ]) {
      count.enterprises++
      count[effect]++
      count.lines += work.drafts.length
      count.linesStopped += stopped.length
      count.linesShortOfNotice += short.length
    }
  }
}

function promisedBy({ drafts }: Work): Emissions {
  return drafts.reduce((sum, { promised }) => addEmissions(sum, promised), NO_EMISSIONS)
}

/** Its season plan lets it stand through the whole order: what it would save is saved without it. */
function standsAnyway({ season }: Draft): boolean {
  return season !== null && season.from === null && season.until === null
}

function stops({ of, basis }: Work, draft: Draft): boolean {
  if (!draft.binding || basis === 'idle' || of.entry.class === 'longStopped') return false
  const { standstills } = of.season
  const { startDay } = of.plan
  // It stands by its season plan when the order begins: nothing that runs is stopped.
  if (standstills.some(({ line, from, until }) => line === draft.line.number && from <= startDay && until > startDay))
    return false
  return [draft.action, draft.also].some((duty) => duty !== null && stopsSomething(duty.measure))
}

function effectOf({ basis, drafts, transport }: Work, stopped: number): Effect {
  if (stopped > 0) return 'stop'
  if (basis === 'ownDecision') return 'ownDecision'
  const asksNothing = drafts.every(({ action, also }) => action.measure.kind === 'none' && also === null)
  return basis === 'idle' || (asksNothing && transport === null) ? 'nothing' : 'limit'
}

function under<K>(counts: Map<K, Count>, key: K): Count {
  const found = counts.get(key) ?? none()
  counts.set(key, found)
  return found
}

function none(): Count {
  return {
    enterprises: 0,
    stop: 0,
    limit: 0,
    ownDecision: 0,
    nothing: 0,
    lines: 0,
    linesStopped: 0,
    linesShortOfNotice: 0,
  }
}

/** Days on which something stands still: lines times days, in tenths; null until further notice. */
export function stopDays(lines: number, from: Instant, until: Instant | null): number | null {
  return until === null ? null : Math.round((lines * hoursBetween(from, until) * 10) / 24) / 10
}

/** The share that is saved, in ten-thousandths rounded down; null of nothing. */
export function shareSaved({ saved, base }: Pick<FloorProof, 'saved' | 'base'>): number | null {
  return base === 0n ? null : Number((saved * 10_000n) / base)
}

export function pollutants<T>(of: (pollutant: EmittedPollutant) => T): Record<EmittedPollutant, T> {
  const [so2, nox, pm, vocs] = EMITTED
  return { so2: of(so2), nox: of(nox), pm: of(pm), vocs: of(vocs) }
}
