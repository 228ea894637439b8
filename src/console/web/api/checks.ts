import type { MEANS_WORDS } from '../words/names.ts'
import type { Bi } from '../words.ts'
import type { Masses } from './lists.ts'

export const OUTCOMES = ['notCompliant', 'doubtful', 'insufficient', 'compliant'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** One value that was read for a verdict, with what it was held against. */
export interface ValueRead {
  readonly class: keyof typeof MEANS_WORDS
  readonly of: string
  readonly from: string
  readonly until: string
  readonly value: string
  readonly unit: string
  readonly against: string | null
  readonly band: { readonly upTo: string; readonly beyond: string } | null
  readonly says: 'for' | 'doubt' | 'against' | 'unusable'
  readonly say: Bi
}

/** What was found of one line on one day of a response (核查结论). */
export interface Verdict {
  readonly id: string
  readonly area: string
  readonly warningId: string
  readonly orderId: string
  readonly enterpriseId: string
  readonly line: string
  readonly day: string
  readonly outcome: Outcome
  readonly outcomeName: Bi
  readonly confidence: number
  readonly rests: keyof typeof MEANS_WORDS
  readonly say: Bi
  readonly values: readonly ValueRead[]
  readonly promised: Masses
  readonly shown: Masses
  readonly ruling: { readonly outcome: Outcome; readonly reason: string; readonly at: string } | null
  readonly version: number
  readonly decidedAt: string
}

export interface Inspection {
  readonly id: string
  readonly area: string
  readonly state: string
  readonly stateName: Bi
  readonly enterpriseId: string
  readonly name: string
  readonly line: string
  readonly why: Bi
  readonly day: string
  readonly visitBy: string
  readonly place: string
  readonly visitedAt: string | null
}

/** A problem that is listed until it is struck off (挂账、销号). */
export interface ListedProblem {
  readonly id: string
  readonly area: string
  readonly number: string
  readonly state: 'listed' | 'overdue' | 'shown' | 'unchecked' | 'closed' | 'struck'
  readonly stateName: Bi
  readonly severity: 'serious' | 'common'
  readonly title: string
  readonly text: string
  readonly unit: string
  readonly listedAt: string
  readonly fixBy: string
  readonly closedAt: string | null
}

/** A difficulty or an appeal of an enterprise (执行困难、申诉). */
export interface Hardship {
  readonly id: string
  readonly area: string
  readonly kind: 'difficulty' | 'appeal'
  readonly state: string
  readonly stateName: Bi
  readonly name: string
  readonly orderId: string
  readonly enterpriseId: string
  readonly line: string
  readonly text: string
  readonly saidBy: string
  readonly saidAt: string
  readonly officer: string | null
  readonly answerBy: string | null
  readonly answer: string | null
}
