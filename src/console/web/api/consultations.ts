import type { Level, WarningLevel } from '../../../model/level.ts'
import type { Bi } from '../words.ts'
import type { Change } from './warnings.ts'

/** A consultation (会商) as lists show it. */
export interface Consultation {
  readonly id: string
  readonly area: string
  readonly kind: 'change' | 'daily' | 'called'
  readonly state: string
  readonly stateName: Bi
  readonly name: string
  readonly warningId: string | null
  readonly warningName: string | null
  readonly change: Change | null
  readonly assessmentId: string | null
  readonly openedAt: string
  readonly slotAt: string | null
  readonly dueAt: string | null
  readonly heldAt: string | null
  readonly decidedAt: string | null
  readonly decision: 'proceed' | 'dismiss' | 'conclude' | 'lapsed' | null
  readonly level: Level | null
  readonly reason: string | null
}

export interface Opinion {
  readonly id: string
  readonly userId: string
  readonly party: string
  readonly onBehalf: boolean
  readonly level: Level
  readonly confidence: 'high' | 'medium' | 'low' | null
  readonly text: string
  readonly givenAt: string
  readonly corrections: readonly { readonly day: string; readonly aqi: number }[]
  /** By which these correct the forecast. */
  readonly bulletin: string | null
}

export interface WholeConsultation extends Consultation {
  readonly parties: readonly { readonly id: string; readonly title: Bi; readonly present: boolean | null }[]
  readonly opinions: readonly Opinion[]
  readonly minutes: { readonly id: string; readonly number: string } | null
  readonly dissents: readonly string[]
  readonly whatIf: {
    readonly body: {
      readonly area: string
      readonly level: WarningLevel
      readonly startsAt: string
      readonly endsAt: string
    }
  } | null
}

/** Kinds of the journal after which consultations are read again. */
export const OF_CONSULTATIONS = ['consultation', 'minutes', 'warning', 'assess', 'assessment'] as const
