import type { EnterpriseClass, Grade } from '../../../model/enterprise.ts'
import type { MEANS_WORDS } from '../words/names.ts'
import type { Bi } from '../words.ts'

/** Kilograms a day, exact decimals. */
export type Masses = Readonly<Record<'so2' | 'nox' | 'pm' | 'vocs', string>>
export const POLLUTANTS = ['so2', 'nox', 'pm', 'vocs'] as const
export type Pollutant = (typeof POLLUTANTS)[number]
export const LEVELS_LISTED = ['yellow', 'orange', 'red'] as const
export type ListedLevel = (typeof LEVELS_LISTED)[number]

export interface Listed {
  readonly id: string
  readonly creditCode: string
  readonly name: string
  readonly area: string
  readonly class: EnterpriseClass
  readonly grade: Grade
  readonly industry: string
  readonly dailyKg: Masses
}

export type ListState =
  | 'draft'
  | 'checked'
  | 'published'
  | 'disputed'
  | 'settled'
  | 'releaseProposed'
  | 'scheduled'
  | 'inForce'
  | 'replaced'
  | 'withdrawn'

/** A version of the emergency reduction list (应急减排清单) as lists show it. */
export interface ListShort {
  readonly id: string
  readonly area: string
  readonly name: string
  readonly state: ListState
  readonly enterprises: number
  readonly releasedAt: string | null
}

export interface ListVersion extends ListShort {
  readonly sha256: string
  readonly preparedAt: string
  readonly preparedBy: string
  readonly draftedFrom: string | null
  readonly objectionsUntil: string | null
  readonly openObjections: number
  readonly upheldObjections: number
  readonly proposedBy: string | null
  readonly from: string | null
}

export interface Finding {
  readonly sheet: string
  readonly row: number
  readonly column: string
  readonly code: string
  readonly severity: 'error' | 'warning' | 'info'
  readonly title: string
  readonly message: string
}

export interface Objection {
  readonly id: string
  readonly enterpriseId: string | null
  readonly who: { readonly name: string; readonly phone: string } | null
  readonly text: string
  readonly raisedAt: string
  readonly answer: string | null
  readonly upheld: boolean | null
  readonly answeredAt: string | null
}

export interface Comparison {
  readonly came: readonly Named[]
  readonly left: readonly Named[]
  readonly changed: readonly (Named & {
    readonly changes: readonly {
      readonly what: string
      readonly line: string | null
      readonly level: ListedLevel | null
      readonly before: string | null
      readonly after: string | null
    }[]
  })[]
}

interface Named {
  readonly creditCode: string
  readonly name: string
  readonly area: string
}

type StopCause = { readonly cause: 'notCompliant' | 'againstPermit' | 'retrofitOverdue'; readonly from: string | null }

/** One enterprise as the list has it: `GET /enterprises/{id}`. */
export interface EnterpriseCard extends Omit<Listed, 'industry'> {
  readonly list: { readonly id: string; readonly name: string; readonly inForce: boolean }
  readonly areaName: string
  readonly township: string | null
  readonly permit: string | null
  readonly industryName: Bi
  readonly gradeUntil: string | null
  readonly protection: { readonly ground: string; readonly cap: string; readonly until: string | null } | null
  readonly stopCause: StopCause | null
  readonly planDated: string | null
  readonly monitoring: readonly (keyof typeof MEANS_WORDS)[]
  readonly cleanTransport: string | null
  readonly lines: readonly {
    readonly line: string
    readonly name: string
    readonly step: string
    readonly device: string
    readonly capacity: string | null
    readonly interruptible: boolean
    readonly safeStopHours: number
    readonly stopCause: StopCause | null
    readonly dailyKg: Masses
    readonly measures: Readonly<
      Partial<
        Record<
          ListedLevel,
          {
            readonly say: Bi
            readonly noticeHours: number
            readonly means: readonly (keyof typeof MEANS_WORDS)[]
            readonly reductionKg: Masses
          }
        >
      >
    >
  }[]
}

/** What an enterprise would have to do at a level, and how that follows: `GET /enterprises/{id}/measure`. */
export interface ApplyingMeasure {
  readonly on: string
  readonly summary: Bi
  readonly lines: readonly { readonly line: string; readonly name: string; readonly say: Bi }[]
  readonly transport: Bi | null
  readonly clauses: readonly {
    readonly id: string
    readonly document: string
    readonly clause: string
    readonly confidence: string
    readonly borrowedFrom?: string
  }[]
  readonly steps: readonly {
    readonly id: string
    readonly outcome: 'decides' | 'wouldDecide' | 'adds' | 'eases' | 'changesNothing' | 'no'
    readonly say: Bi
  }[]
}

/** Kinds of the journal after which lists are read again. */
export const OF_LISTS = ['listing', 'list', 'enterprise', 'grading'] as const
