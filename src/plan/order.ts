import type { Grade, EnterpriseClass, Means } from '../model/enterprise.ts'
import type { Id } from '../model/id.ts'
import type { Unruled } from '../../machines/warning.ts'
import type { WarningLevel } from '../model/level.ts'
import type { Measure } from '../model/measure.ts'
import type { Day, Instant } from '../model/time.ts'
import type { Emissions } from '../model/tonnes.ts'
import type { Clause } from '../rulebook/measures.ts'
import type { AlsoAsked } from './tightening/decide.ts'

/** What one revision of a warning asks of everybody. */
export interface Terms {
  /** The level whose measures are asked for. */
  readonly level: WarningLevel
  /** The level of the warning, where its measures are those of a stricter one (提级措施). */
  readonly warning?: WarningLevel
  /** What of it an officer had begin or go on without the rule's ground (会商决定). */
  readonly unruled?: Unruled
  /** From when on the measures rest (暂停): the order says what holds again later. */
  readonly suspendedFrom?: Instant
  /** Half-open: from `starts` on, until `ends`; null until it is lifted. */
  readonly starts: Instant
  readonly ends: Instant | null
  /** When the orders are given; whether the notice is long enough is judged from here. */
  readonly issuedAt: Instant
  /** The day by which the measure tables are read: that on which the warning pinned its rules. */
  readonly asOf: Day
  readonly list: { readonly id: Id; readonly name: string }
  /** Counties whose small emitters need not stop at this level: the floors hold without them. */
  readonly spares: ReadonlySet<string>
  /** Levels that are asked for beside this one: by the county, or by a warning above or below. */
  readonly alsoAsked?: readonly AlsoAsked[]
}

/** Chinese first, English beside it. */
export interface Words {
  readonly zh: string
  readonly en: string
}

/** What decides for an enterprise (管控方式), in the order in which it is asked. */
export type Basis =
  | 'stopForCause'
  | 'protected'
  | 'heating'
  | 'idle'
  | 'spared'
  | 'small'
  | 'ownDecision'
  | 'grade'
  | 'listed'

/** One thing to do and where it comes from: the enterprise's own row, a table, or a rule for its class. */
export interface Duty {
  readonly measure: Measure
  /** The words of the list's cell, where it is the enterprise's own row. */
  readonly words: string
  readonly from: 'listed' | 'table' | 'rule'
  /** Id of a clause of the order. */
  readonly clause: string
  /** What a share comes to, where the list holds its base: 日产量不超过 2000 吨. */
  readonly figure?: Words
  /** Where equipment is counted: who names which of it stops, and by when. */
  readonly which?: Words
}

/** The line stands still by its season plan (错峰停产), whatever the warning asks of it. */
export interface SeasonDuty {
  /** The plan's name. */
  readonly plan: string
  /** Null where it stands still from the start of the order on. */
  readonly from: Instant | null
  /** Null where it stands still until the end of the order. */
  readonly until: Instant | null
  readonly clause: string
}

/**
 * What an officer should look at: the table replaced a weaker own row; own row and table can't be compared and both
 * bind; the list names nothing for the line; the table wants more lines stopped than the list; equipment is counted and
 * nobody has named which of it stops; the notice is shorter
 * than a safe stop takes; a line that should stop for cause can't be interrupted; this line alone is stopped for cause;
 * the measures are raised by a zone or by the blacklist; the grade has run out; the protection has; a protected
 * enterprise does not reach the grade that protection needs.
 */
export type Flag =
  | 'tableStricter'
  | 'notComparable'
  | 'noListedMeasure'
  | 'moreLinesThanListed'
  | 'unitsNotNamed'
  | 'noticeShort'
  | 'cannotInterrupt'
  | 'processStopped'
  | 'raised'
  | 'gradeExpired'
  | 'protectionExpired'
  | 'protectedGradeLow'

/** The order of one line (生产线). */
export interface LineOrder {
  readonly line: string
  readonly name: string
  readonly action: Duty
  /** A second duty that can't be compared with the first: both bind. */
  readonly also: Duty | null
  /** Absent where no season plan stops the line while the order is in force, or the order stops it anyway. */
  readonly season?: SeasonDuty
  /** False where the enterprise decides itself: the row is its plan, not a duty. */
  readonly binding: boolean
  readonly starts: Instant
  /** When to begin to ramp down, so that the line stands still at `starts`; null where nothing has to be ramped. */
  readonly rampDownFrom: Instant | null
  /** Already in force by an earlier revision: no notice, no ramp. */
  readonly continues: boolean
  /** What holds meanwhile by the plant's own plan (过渡措施), where the notice is shorter than a safe stop takes. */
  readonly meanwhile?: string
  readonly noticeHours: number
  readonly safeStopHours: number
  readonly means: readonly Means[]
  /** Person id of whoever is responsible for this step. */
  readonly responsible: Id | null
  readonly promised: Emissions
  readonly flags: readonly Flag[]
  /** Ids of the clauses that decide for this line: its row, its table, the rule of its class. */
  readonly clauses: readonly string[]
  readonly say: Words
}

/** How a revision differs from the one that it replaces. */
export interface Change {
  readonly kind:
    | 'level'
    | 'measures'
    | 'suspended'
    | 'resumed'
    | 'starts'
    | 'ends'
    | 'basis'
    | 'added'
    | 'removed'
    | 'stricter'
    | 'milder'
    | 'different'
    | 'transport'
  /** The line it concerns; null for the whole enterprise. */
  readonly line: string | null
  readonly say: Words
}

/** The content of an order (减排指令) to one enterprise: all of it in every revision, what changed first. Plain JSON. */
export interface OrderContent {
  /** Shape of this JSON, for readers of old rows. */
  readonly form: 1
  readonly enterprise: {
    readonly creditCode: string
    readonly name: string
    readonly county: string
    readonly class: EnterpriseClass
    readonly grade: Grade
    /** The lowest of its industries, where that is the grade by which it goes and another than its own. */
    readonly counted?: Grade
  }
  readonly level: WarningLevel
  /** Absent where the measures are those of its level. */
  readonly measures?: WarningLevel
  /** Present where an officer, not the rule, had it begin or go on: the texts say so. */
  readonly unruled?: Unruled
  /** Present while the order stands and its measures rest: until then they hold, from then on nothing is asked. */
  readonly suspended?: { readonly from: Instant }
  readonly starts: Instant
  readonly ends: Instant | null
  readonly basis: Basis
  /** Empty in a first revision. */
  readonly changes: readonly Change[]
  readonly summary: Words
  readonly lines: readonly LineOrder[]
  /** A ban on transport for the whole enterprise. */
  readonly transport: { readonly duty: Duty; readonly say: Words } | null
  readonly clauses: readonly Clause[]
  /** Sum of the lines, a day. */
  readonly promised: Emissions
}
