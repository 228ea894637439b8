import type { Level } from '../../../model/level.ts'
import type { Bi } from '../words.ts'

export interface OutlookDay {
  readonly day: string
  readonly aqi: number | null
  readonly low: number | null
  readonly high: number | null
  readonly from: {
    readonly provider: string
    readonly issuedAt: string
    readonly ageHours: number
    readonly mark?: { readonly origin: string; readonly reason: string } | undefined
  } | null
  readonly sayings: readonly {
    readonly aqi: number
    readonly stale: boolean
    readonly from: { readonly provider: string }
  }[]
}

/** The days ahead of an area: `GET /areas/{code}/outlook`. */
export interface Outlook {
  readonly area: { readonly code: string; readonly name: string }
  /** Whose word counts first. */
  readonly providers: readonly string[]
  readonly days: readonly OutlookDay[]
}

/** What would come of a bulletin: `POST /forecasts/test`. */
export interface Trial {
  readonly would: 'accept' | 'revise' | 'changeNothing' | 'reject'
  readonly reason: string | null
  readonly accepted: number
  readonly values: readonly { readonly at: string; readonly aqi: number | null }[]
  readonly quarantined: readonly { readonly index: number; readonly at: string; readonly reason: string }[]
}

export interface Source {
  readonly document: string
  readonly clause?: string | undefined
  readonly confidence: string
}

/** One way to a level, with every value that was read for it. */
export interface Alternative {
  readonly id: string
  readonly level: string
  readonly holds: boolean
  readonly source: Source | null
  readonly clauses: readonly {
    readonly reads: string
    readonly says: string
    readonly hours: number
    readonly needs: number
    readonly longest: number
    readonly read: readonly { readonly at: string; readonly value: string | null; readonly passed: boolean }[]
  }[]
}

/** Why a level is called for: `GET /assessments/{id}`. */
export interface Card {
  readonly id: string
  readonly area: string
  readonly at: string
  readonly level: Level
  readonly from: string | null
  readonly to: string | null
  readonly headline: Bi
  readonly rulebook: {
    readonly hash: string
    readonly title: Bi | null
    readonly source: Source | null
    readonly borrowedFrom: string | null
  }
  readonly grounds: {
    readonly up: readonly { readonly kind: string; readonly say: Bi }[]
    readonly down: readonly { readonly kind: string; readonly say: Bi }[]
    readonly voices: readonly {
      readonly provider: string
      readonly level: Level
      readonly from: string | null
      readonly to: string | null
      readonly peak: { readonly day: string; readonly aqi: number } | null
    }[]
    readonly disagreement: { readonly low: Level; readonly high: Level } | null
  } | null
  readonly time: {
    readonly startsAt: string | null
    readonly issueBy: string | null
    readonly leadHours: number | null
    readonly borrowedFrom: string | null
    readonly proposed: {
      readonly warning: string
      readonly consultation: string | null
      readonly signer: Bi | null
      readonly signerBorrowedFrom: string | null
      readonly change: { readonly signBy: string } | null
    } | null
  }
  readonly outlook: readonly Omit<OutlookDay, 'sayings'>[]
  readonly trace: { readonly alternatives: readonly Alternative[] }
}

/** What the rule would say if some days came otherwise: `POST /assessments/{id}/suppose`. */
export interface Supposed {
  readonly before: Found
  readonly after: Found
  readonly isAltered: boolean
}

export interface Found {
  readonly level: Level
  readonly from: string | null
  readonly to: string | null
}

export interface Assessment {
  readonly id: string
  readonly area: string
  readonly at: string
  readonly level: Level
  readonly from: string | null
  readonly to: string | null
}

/** A feed (数据接口) and when it was last heard of. */
export interface Feed {
  readonly id: string
  readonly name: string
  readonly state: string
  readonly said: Bi
  readonly heardAt: string
  readonly silentHours: number
  readonly nextAt: string | null
  readonly doubted: number
}

/** Kinds of the journal after which the air is looked at again. */
export const OF_AIR = ['bulletin', 'assessment', 'assess', 'feed', 'providers', 'warning'] as const

/** HJ 633: the upper bounds of the categories, best first. */
const BOUNDS = [50, 100, 150, 200, 300]

/** 1 for excellent to 6 for severe. */
export function categoryOf(aqi: number): 1 | 2 | 3 | 4 | 5 | 6 {
  const place = BOUNDS.findIndex((bound) => aqi <= bound)
  return (place < 0 ? 6 : place + 1) as 1 | 2 | 3 | 4 | 5 | 6
}
