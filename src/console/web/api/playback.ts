import type { Grade } from '../../../model/enterprise.ts'
import type { WarningLevel } from '../../../model/level.ts'

/** What can be played back: one area from one July to the next. */
export interface Stretch {
  readonly series: string
  readonly area: string
  readonly name: string
  readonly city: string | null
  readonly season: number
  readonly from: string
  readonly to: string
}

export interface Season {
  readonly rulebook: string
  readonly daysByLevel: Readonly<Partial<Record<WarningLevel, number>>>
  readonly upgrades: number
  readonly downgrades: number
  readonly leadHoursMean: number | null
  readonly falseDays: number
  readonly missedDays: number
  readonly warnings: number
  readonly days: number
  readonly flips: number
  readonly flipHours: number
  readonly stopDays?: {
    readonly area: string
    readonly lineDays: number
    readonly byGrade: Readonly<Partial<Record<Grade, { readonly lineDays: number }>>>
  }
}

export interface PlayedWarning {
  readonly issued: string
  readonly start: string
  readonly end: string | null
  readonly peak: WarningLevel
  readonly changes: readonly { readonly at: string; readonly level: WarningLevel }[]
  readonly reasons: readonly {
    readonly level: WarningLevel
    readonly from: string
    readonly to: string
    readonly clause: string
    readonly conditions: readonly { readonly reads: string; readonly says: string; readonly hours: number }[]
    readonly source: { readonly document: string; readonly clause?: string } | null
  }[]
}

export interface PlayedArea {
  readonly area: string
  readonly days: readonly { readonly day: string; readonly aqi: number | null }[]
  readonly books: readonly { readonly rulebook: string; readonly warnings: readonly PlayedWarning[] }[]
}

/** What a season came to under one rulebook or two (回放). */
export interface Played {
  readonly seasons: readonly Season[]
  readonly areas: readonly PlayedArea[]
}
