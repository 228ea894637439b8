import type { Level, WarningLevel } from '../../../model/level.ts'
import type { Bi } from '../words.ts'

/** What a warning asks to be changed to, and by when it has to be signed. */
export interface Change {
  readonly kind: 'issue' | 'raise' | 'lower' | 'extend' | 'move' | 'suspend' | 'resume' | 'lift'
  readonly level: WarningLevel
  readonly measures?: WarningLevel | undefined
  readonly startsAt: string
  readonly endsAt: string | null
  readonly rank: number
  readonly signBy: string
}

/** A warning (预警) as `GET /warnings` shows it. */
export interface Warning {
  readonly id: string
  readonly area: string
  readonly name: string
  readonly state: string
  readonly stateName: Bi
  readonly level: WarningLevel | null
  readonly measures: WarningLevel | null
  readonly startsAt: string | null
  readonly endsAt: string | null
  readonly signedAt: string | null
  readonly revision: number
  readonly change: Change | null
  readonly overdue: readonly string[]
  readonly assessmentId: string | null
  readonly episodeFrom: string
  readonly createdAt: string
  /** What was called for from above: it is not lowered below that. */
  readonly above: { readonly level: WarningLevel } | null
  readonly allowed: readonly { readonly event: string; readonly name: Bi }[]
}

export interface Signature {
  readonly id: string
  readonly name: string | null
  readonly change: Change
  readonly decision: 'sign' | 'return'
  readonly modeName: Bi
  readonly reason: string
  readonly signedAt: string
}

/** One warning: `GET /warnings/{id}`. */
export interface WholeWarning extends Warning {
  readonly signatures: readonly Signature[]
}

/** Kinds of the journal after which warnings are read again. */
export const OF_WARNINGS = ['warning', 'signature', 'consultation'] as const

/** Orders stand by it now, whatever change is under way. */
export function isInForce({ state }: Pick<Warning, 'state'>): boolean {
  return state.startsWith('inForce') || state.startsWith('suspended') || state === 'lifting'
}

/** It was signed and has not ended: there are orders under it, in force or to come. */
export function hasOrders(warning: Pick<Warning, 'state'>): boolean {
  return isInForce(warning) || warning.state.startsWith('scheduled')
}

/** The level that the band shows: what stands, else what is asked for. */
export function levelOf({ level, change }: Pick<Warning, 'level' | 'change'>): Level {
  return level ?? change?.level ?? 'none'
}
