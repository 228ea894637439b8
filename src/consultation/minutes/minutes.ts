import type { Change } from '../../../machines/warning.ts'
import type { Id } from '../../model/id.ts'
import type { Level } from '../../model/level.ts'
import type { Day, Instant } from '../../model/time.ts'
import type { PartyId } from '../../rulebook/consultation.ts'
import { dissents, type Conclusion, type Confidence, type Correction, type Kind, type Voice } from '../decide.ts'

/**
 * Minutes (会商纪要) as they are issued: everything that they say, as it was known then, people by reference alone. They
 * do not change; a correction is another one that names the old.
 */
export interface Minutes {
  /** 会商〔2026〕12号, numbered by year and area. */
  readonly number: string
  readonly areaName: string
  readonly kind: Kind
  readonly name: string
  /** Of one on a proposed change. */
  readonly proposal: { readonly warning: string; readonly change: Change } | null
  /** Why an officer called it. */
  readonly calledFor: string | null
  readonly calledAt: Instant
  readonly heldAt: Instant | null
  readonly chair: Id | null
  readonly parties: readonly PartyThere[]
  readonly card: Card | null
  readonly opinions: readonly Said[]
  readonly conclusion: Conclusion & { readonly reason: string; readonly by: Id; readonly at: Instant }
  /** Whose last word was another one. */
  readonly dissents: readonly Said[]
  readonly monitoring: readonly Monitoring[]
  /** By which rule it was called, and whose that is. */
  readonly rule: { readonly id: string; readonly hash: string; readonly borrowedFrom: string | null }
  /** Of a correction: which it replaces, and why. */
  readonly replaces: { readonly number: string; readonly reason: string } | null
}

export interface PartyThere {
  readonly id: PartyId
  readonly title: string
  /** Null: nobody has noted it. */
  readonly present: boolean | null
}

/** The card that lay before those who conferred (研判卡). */
export interface Card {
  readonly id: Id
  readonly at: Instant
  readonly level: Level
  readonly from: Day | null
  readonly to: Day | null
  readonly days: readonly {
    readonly day: Day
    readonly aqi: number | null
    readonly low: number | null
    readonly high: number | null
  }[]
}

export interface Said extends Voice {
  readonly partyTitle: string
  readonly confidence: Confidence | null
  readonly text: string
  readonly givenAt: Instant
  readonly corrections: readonly Correction[]
}

export interface Monitoring {
  readonly areas: readonly string[]
  readonly from: Instant
  readonly until: Instant
  readonly everyHours: number
}

export function numberOf(year: number, number: number): string {
  return `会商〔${year}〕${number}号`
}

/** Minutes of what has been concluded. */
export function write(given: Omit<Minutes, 'dissents' | 'replaces'>): Minutes {
  return { ...given, dissents: dissents(given.opinions, given.conclusion), replaces: null }
}

/** What may have been put down wrong: who came, and how the conclusion is worded. What was said and decided stays. */
export interface Erratum {
  readonly reason: string
  readonly attendance: readonly { readonly party: PartyId; readonly present: boolean }[]
  readonly wording: string | null
}

export function correct(old: Minutes, number: string, { reason, attendance, wording }: Erratum): Minutes {
  return {
    ...old,
    number,
    parties: old.parties.map((one) => ({
      ...one,
      present: attendance.find(({ party }) => party === one.id)?.present ?? one.present,
    })),
    conclusion: { ...old.conclusion, reason: wording ?? old.conclusion.reason },
    replaces: { number: old.number, reason },
  }
}

/** Everybody of whom minutes speak. */
export function peopleIn({ chair, opinions, conclusion }: Minutes): Id[] {
  return [...new Set([chair, conclusion.by, ...opinions.map(({ userId }) => userId)])].filter((id) => id !== null)
}
