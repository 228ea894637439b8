import type { WarningLevel } from '../../../model/level.ts'
import type { Bi } from '../words.ts'

export interface DrillScenario {
  readonly name: string
  readonly title: Bi
  readonly from: string
  readonly to: string
}

export interface Drill {
  readonly id: string
  readonly title: Bi
  readonly speed: number | null
  readonly begunAt: string
  readonly progress: { readonly now: string; readonly share: number; readonly orders: number }
  readonly outcome: 'passed' | 'wrong' | 'failed' | 'stopped' | null
  readonly endedAt: string | null
}

export interface DrillDetail extends Drill {
  readonly events: readonly {
    readonly at: string
    readonly event: string
    readonly days?: number
    readonly change?: string
    readonly level?: WarningLevel | null
  }[]
  readonly report: string | null
}
