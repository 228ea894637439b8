import type { WarningLevel } from '../../../model/level.ts'
import type { Bi } from '../words.ts'
import type { Change } from './warnings.ts'

/** What a change costs: `plan` counts it as the orders would say. */
export interface Cost {
  readonly enterprises: number
  readonly stop: number
  readonly limit: number
  readonly ownDecision: number
  readonly linesStopped: number
  readonly linesShortOfNotice: number
  readonly stopDays: number | null
  readonly saved: Saved
}

export type Saved = Readonly<Record<'so2' | 'nox' | 'pm' | 'vocs', string>>

/** All that a signer reads: `GET /warnings/{id}/signature-page`. */
export interface SignaturePage {
  readonly warningId: string
  readonly area: string
  readonly name: string
  readonly waits: boolean
  readonly title: string | null
  readonly change: Change | null
  readonly hours: number | null
  readonly why: Bi | null
  readonly consultation: {
    readonly id: string
    readonly by: string | null
    readonly reason: string
    readonly minutes: { readonly id: string; readonly number: string } | null
    readonly opinions: readonly {
      readonly name: string | null
      readonly party: string
      readonly level: 'none' | WarningLevel
      readonly text: string
      readonly dissents: boolean
    }[]
  } | null
  readonly cost: Cost | null
  readonly signer: {
    readonly rank: number
    readonly title: Bi
    readonly borrowedFrom: string | null
    readonly signBy: string
    readonly relieved: readonly Bi[]
  } | null
  readonly you: { readonly may: boolean; readonly deputyFor: Bi | null; readonly why: Bi | null }
  readonly signed: { readonly name: string | null; readonly modeName: Bi; readonly signedAt: string } | null
}

/** What would go out: `GET /warnings/{id}/preview`. */
export interface Preview {
  readonly tally: {
    readonly channels: readonly {
      readonly channel: string
      readonly messages: number
      readonly doneBy: string | null
    }[]
    readonly unreachable: { readonly enterprises: number }
  } | null
  readonly items: readonly {
    readonly enterprise: { readonly id: string; readonly name: string; readonly county: string; readonly grade: string }
    readonly number: string
    readonly texts: { readonly subject: string; readonly short: string; readonly long: string }
  }[]
  readonly next: string | null
}

/** `POST /assessments/what-if`. */
export interface WhatIf {
  readonly headline: Bi
  readonly airQuality: Bi
  readonly level: WarningLevel
  readonly hoursLeft: { readonly toStart: number; readonly toIssue: number | null }
  readonly all: {
    readonly enterprises: number
    readonly stop: number
    readonly limit: number
    readonly ownDecision: number
    readonly nothing: number
    readonly linesStopped: number
    readonly linesShortOfNotice: number
    readonly stopDays: number | null
  }
  readonly saved: Saved
  readonly floors: {
    readonly document: string
    readonly borrowedFrom: string | null
    readonly all: readonly {
      readonly pollutant: keyof Saved
      readonly share: string | null
      readonly floor: string
      readonly stands: 'holds' | 'swap' | 'short'
    }[]
  }
}
