import type { Id } from '../model/id.ts'
import type { Level } from '../model/level.ts'
import type { Day, Instant } from '../model/time.ts'
import type { Emissions } from '../model/tonnes.ts'
import type { Skill } from '../outlook/skill/decide.ts'
import type { EvidenceClass, Outcome } from '../verification/verdict.ts'

/* What a review is folded from: the journal of an episode, and what its entries speak of, as it was published. */

/** A line of the journal. */
export interface Entry {
  readonly seq: number
  readonly at: Instant
  readonly area: string
  readonly kind: string
  readonly subject: Id
  readonly members: readonly Id[] | null
  readonly event: string
  readonly actor: string
  readonly body: Readonly<Record<string, unknown>>
}

/** A line of an order, as far as it costs and saves something. */
export interface LineFact {
  readonly line: string
  readonly starts: Instant
  /** It comes to a stand by this order, and would run without it. */
  readonly stops: boolean
  readonly promised: Emissions
}

/** What decides for some of an order, as it is cited. */
export interface CitedClause {
  readonly document: string
  readonly clause: string
  readonly confidence: string
  readonly borrowedFrom: string | null
}

/** One revision of one enterprise's order, as it was published. */
export interface OrderFact {
  readonly row: Id
  readonly order: Id
  readonly revision: number
  readonly enterprise: Id
  readonly area: string
  readonly industry: string
  readonly grade: string
  /** From when its measures rest, where it was written for a suspension. */
  readonly restsFrom: Instant | null
  readonly lines: readonly LineFact[]
  readonly clauses: readonly CitedClause[]
}

/** How a line of an order was judged to have been carried out on one day (核查结论). */
export interface Judged {
  readonly order: Id
  readonly line: string
  readonly day: Day
  readonly outcome: Outcome
  readonly rests: EvidenceClass
  /** Of what was promised, what this shows for that day. */
  readonly shown: Emissions
  /** The entry by which it was written down. */
  readonly seq: number | null
}

/** A day of the episode: what it came to, and what had been said of it so many days ahead. */
export interface ForecastDay {
  readonly day: Day
  readonly observed: number | null
  readonly forecasts: readonly { readonly provider: string; readonly lead: number; readonly aqi: number }[]
}

/** What called for the warning and its changes, as it was judged. */
export interface Called {
  readonly at: Instant
  readonly level: Level
  readonly rulebook: string
  readonly clauses: readonly string[]
}

export interface EpisodeRecord {
  readonly warning: { readonly id: Id; readonly area: string; readonly name: string }
  /** Until when it was looked at: what has not ended counts until here. */
  readonly at: Instant
  /** When it was over; null while it holds. */
  readonly ended: Instant | null
  /** In the order in which they were written. */
  readonly entries: readonly Entry[]
  readonly orders: readonly OrderFact[]
  /** Which order a message carried; of those that tell somebody of it. */
  readonly messages: ReadonlyMap<Id, Id>
  readonly verdicts: readonly Judged[]
  readonly days: readonly ForecastDay[]
  readonly skill: readonly { readonly provider: string; readonly leads: readonly Skill[] }[]
  readonly called: readonly Called[]
  /** How counties, industries and grades are called. */
  readonly names: Readonly<Record<PartedBy, Readonly<Record<string, string>>>>
}

/** By what the figures of a review are parted: 县（市、区）, 行业, 绩效等级. */
export const PARTED_BY = ['county', 'industry', 'grade'] as const
export type PartedBy = (typeof PARTED_BY)[number]

/** A figure, and the entries of the journal that it was counted from, by their numbers. */
export interface Traced<Value> {
  readonly value: Value
  readonly entries: readonly number[]
}
