import type { Grade } from '../../model/enterprise.ts'
import type { WarningLevel } from '../../model/level.ts'
import type { Instant } from '../../model/time.ts'
import type { Basis, OrderContent, Words } from '../../plan/order.ts'
import type { Unruled } from '../../../machines/warning.ts'
import type { Occasion } from './told.ts'

type Answered = Extract<Occasion, { purpose: 'answer' }>

/**
 * The sentences of which the texts for receivers are made (文本句库): the same in each language, or it does not compile.
 * What stands in it is ours; names, reasons and the cells of a list are given to it and stay as they were written.
 */
export interface Sentences {
  /** An hour with its day. */
  readonly when: (at: Instant) => string
  /** Between two items, before what an item says, and after a whole sentence. */
  readonly stops: { readonly between: string; readonly names: string; readonly colon: string; readonly end: string }

  readonly exercise: string
  readonly trial: string
  readonly repeated: string
  readonly reminder: string
  readonly second: string

  readonly titleOf: (
    occasion: Occasion,
    order: {
      readonly area: string
      readonly level: WarningLevel
      readonly revised: boolean
      readonly unruled: Unruled | undefined
    },
  ) => string
  /** What stands before the title in the subject of a mail. */
  readonly urgent: { readonly reminder: string; readonly second: string }
  readonly subject: (title: string, name: string, number: string) => string
  readonly ground: (unruled: Unruled) => string
  readonly version: (revision: number) => string
  readonly firstVersion: (revision: number) => string

  /** One item of an order. */
  readonly basis: (basis: Basis) => string
  readonly transport: (say: Words) => string
  readonly own: string
  readonly ownDecision: string
  readonly rampDown: (from: Instant) => string
  readonly rampDownNow: (from: Instant, safeStopHours: number, meanwhile: string) => string
  readonly continues: string
  readonly from: (at: Instant) => string

  readonly until: (content: Pick<OrderContent, 'ends' | 'changes'>) => string
  readonly unchanged: string
  readonly isUnchanged: (say: Words) => boolean
  readonly afterEnd: (of: { readonly idle: boolean; readonly season: boolean }) => string
  readonly untilLifted: (ends: Instant, after: string) => string
  readonly released: (at: Instant, after: string) => string
  readonly recalled: string
  readonly because: (why: string) => string
  readonly ruled: (answered: Answered) => string
  readonly grounds: string
  /** A reason as it was written, as a sentence. */
  readonly reason: (why: string) => string

  readonly short: {
    /**
     * Parts that an order may take. Fewer, and a plant of three lines would be sent to its page for what it has to do;
     * more arrive out of order or not at all, and nobody reads them at night.
     */
    readonly mostParts: number
    readonly head: (title: string, version: string | null, name: string) => string
    readonly code: (code: string) => string
    readonly number: (number: string) => string
    readonly confirm: string
    readonly more: (count: number, lines: boolean, page: string) => string
    readonly whyOnPage: (page: string) => string
    /** Which language binds, where it is not this one. */
    readonly binding: string
  }
  readonly spoken: {
    readonly exercise: string
    readonly trial: string
    readonly repeated: string
    readonly opening: (area: string) => string
    readonly to: (title: string, name: string) => string
    readonly released: (at: Instant, after: string) => string
    readonly recalled: string
    readonly again: string
    readonly code: (spelt: string) => string
    readonly confirm: string
    readonly end: (exercise: boolean) => string
    readonly more: (count: number, all: boolean, lines: boolean) => string
    /** As a voice reads it. */
    readonly aloud: (text: string) => string
    readonly spell: (code: string) => string
    /** Characters of the instructions, once: about half a minute. */
    readonly longest: number
  }
  readonly long: {
    readonly to: (name: string, creditCode: string, grade: Grade) => string
    readonly number: (number: string, version: string) => string
    readonly given: (at: Instant, released: boolean) => string
    readonly released: (at: Instant, after: string) => string
    readonly changed: string
    readonly inForce: string
    readonly resting: string
    readonly recalled: (why: string) => string
    readonly answer: (page: string) => readonly string[]
    readonly check: (code: string, verify: string) => string
    readonly call: (whom: string) => string
    readonly binding: (page: string) => readonly string[]
  }
}
