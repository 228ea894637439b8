import type { Level } from '../../../model/level.ts'
import type { Bi } from '../words.ts'
import type { MEANS_WORDS } from '../words/names.ts'
import type { Masses } from './lists.ts'

/** The review of a warning (总结评估) as lists show it. */
export interface Review {
  readonly id: string
  readonly area: string
  readonly state: string
  readonly stateName: Bi
  readonly name: string
  readonly warningId: string
  readonly corrects: string | null
  readonly writeAt: string | null
  readonly summaryBy: string | null
  readonly sha256: string | null
  readonly countedAt: string | null
  readonly signedAt: string | null
  readonly publishedAt: string | null
}

/** A figure with the number of journal entries that it was counted from. */
interface Figure<T> {
  readonly value: T
  readonly entries: number
}

export interface Figures {
  readonly timeline: Figure<readonly { readonly at: string; readonly say: Bi; readonly seq: number }[]>
  readonly leads: Figure<
    readonly {
      readonly kind: string
      readonly level: Level
      readonly proposedAt: string
      readonly signedAt: string
      readonly startsAt: string
      readonly leadHours: number
      readonly seq: number
    }[]
  >
  readonly reach: Figure<{
    readonly total: Readonly<
      Record<
        'enterprises' | 'planned' | 'delivered' | 'givenUp' | 'acknowledged' | 'unanswered' | 'committed' | 'hindered',
        number
      >
    >
  }>
  readonly curve: Figure<{ readonly planned: number; readonly half: number | null; readonly nineTenths: number | null }>
  readonly compliance: Figure<{
    readonly total: Readonly<Record<'compliant' | 'insufficient' | 'doubtful' | 'notCompliant', number>>
  } | null>
  readonly promised: Figure<{ readonly total: Masses }>
  readonly shown: Figure<{
    readonly total: Masses
    readonly byEvidence: readonly ({ readonly rests: keyof typeof MEANS_WORDS; readonly lineDays: number } & Masses)[]
  } | null>
  readonly cost: Figure<{ readonly total: { readonly linesStopped: number; readonly stopDays: number } }>
  readonly byHand: Figure<readonly { readonly what: string; readonly say: Bi; readonly count: number }[]>
}

export interface WholeReview extends Review {
  readonly signedByName: string | null
  readonly notes: readonly { readonly at: string; readonly name: string | null; readonly text: string }[]
  readonly figures: Figures | null
}

/** One entry of the journal: `GET /journal` and the entries behind a figure. */
export interface JournalEntry {
  readonly seq: number
  readonly at: string
  readonly area: string
  readonly kind: string
  readonly subject: string
  readonly members: readonly string[] | null
  readonly event: string
  readonly by: string
  readonly body: unknown
}
