import type { Id } from '../model/id.ts'
import type { Day, Instant } from '../model/time.ts'
import type { Emissions } from '../model/tonnes.ts'
import type { Words } from '../plan/order.ts'

/** What was found of one line on one day (核查结论). `insufficient` (证据不足) is a finding of its own, and no pass. */
export const OUTCOMES = ['compliant', 'insufficient', 'doubtful', 'notCompliant'] as const
export type Outcome = (typeof OUTCOMES)[number]

/**
 * The class of evidence that a verdict rests on (证据类别), the strongest first: whoever was there saw it, a meter
 * measured it, a camera showed it, the enterprise wrote it down, or only said so.
 */
export const CLASSES = ['site', 'power', 'online', 'gate', 'video', 'ledger', 'selfReport', 'none'] as const
export type EvidenceClass = (typeof CLASSES)[number]

/** What a value says of the measure: carried out, leaves a doubt, not carried out; or it can not be used, and why not. */
export type Bearing = 'for' | 'doubt' | 'against' | 'unusable'

/** One value that a verdict read (所据数值), beside what it was held against. */
export interface ValueRead {
  readonly class: EvidenceClass
  /** The source; null where it is what somebody said. */
  readonly source: Id | null
  /** What it measures: production, treatment, stack, gate … */
  readonly of: string
  readonly from: Instant
  readonly until: Instant
  /** Plain decimals. */
  readonly value: string
  readonly unit: string
  /** What it usually is in the same hours (基线); null where there is nothing to hold it against. */
  readonly against: string | null
  /** The most that still shows the measure, and the least that shows that it was not carried out. */
  readonly band: { readonly upTo: string; readonly beyond: string } | null
  readonly says: Bearing
  readonly say: Words
}

/** An officer's own finding in place of the engine's (人工复核结论). */
export interface Ruling {
  readonly outcome: Outcome
  readonly reason: string
  readonly by: string
  readonly at: Instant
}

/** Whether one line did on one day what its order asks (核查结论), one for each line of each order and day. */
export interface Verdict {
  readonly id: Id
  readonly area: string
  readonly warning: Id
  readonly order: Id
  /** The row of the revision that held last on this day, and its number. */
  readonly orderRow: Id
  readonly revision: number
  readonly enterprise: Id
  /** Number of the line as in the list: 1#; empty for what is asked of the whole enterprise (transport). */
  readonly line: string
  readonly day: Day
  /** The part of the day that was judged, half-open. */
  readonly from: Instant
  readonly until: Instant
  /** What counts: the officer's where one has ruled, else the engine's. */
  readonly outcome: Outcome
  /** What the engine found, whoever ruled. */
  readonly judged: Outcome
  /** Whole percent. */
  readonly confidence: number
  readonly rests: EvidenceClass
  readonly say: Words
  readonly values: readonly ValueRead[]
  /** What the line promised to cut in this part of the day, and what of it this evidence shows. */
  readonly promised: Emissions
  readonly shown: Emissions
  readonly ruling: Ruling | null
  /** From 1; each revision of it stands in the journal. */
  readonly version: number
  readonly decidedAt: Instant
}
