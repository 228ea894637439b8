import { initialTransition, transition, type SnapshotFrom } from 'xstate'
import { nearest } from '../../machines/deadline.ts'
import { deadlines, warningMachine, type WarningEvent } from '../../machines/warning.ts'
import { isAbove, stricter, type WarningLevel } from '../model/level.ts'
import type { Instant } from '../model/time.ts'
import { numberOfDay } from '../feed/calendar.ts'
import type { Rulebook } from '../rulebook/levels.ts'
import type { Present } from './decide.ts'
import { propose, type Called, type Terms } from './propose.ts'

/** A warning as it was played. */
export interface Played {
  readonly area: string
  readonly issued: Instant
  start: Instant
  /** Exclusive; null only while it is being played. */
  end: Instant | null
  peak: WarningLevel
  /**
   * What was called for, in order of time: the level of the issue, which stands at the start, and each change at the
   * evening that called for it. Where that is before the start, the first stands at the issue.
   */
  readonly changes: { at: Instant; readonly level: WarningLevel }[]
  upgrades: number
  downgrades: number
}

interface Living {
  snapshot: SnapshotFrom<typeof warningMachine>
  /** First day of the episode. */
  readonly first: number
  readonly played: Played
}

/** Approvals are given at once, by the highest rank there is. */
const MAYOR = 3

/**
 * Warnings of one area on paper: the machine and the proposals of the engine without its database, every proposal
 * conferred on and signed the moment it is made.
 */
export class Paper {
  readonly warnings: Played[] = []
  readonly #area: string
  readonly #terms: Terms
  #living: Living | null = null

  constructor(area: string, book: Rulebook) {
    this.#area = area
    this.#terms = { leadHours: book.leadHours.value, rankFor: () => MAYOR, signMinutes: 0 }
  }

  get present(): Present | null {
    return this.#living === null ? null : { first: this.#living.first, level: this.#living.snapshot.context.level }
  }

  /** Whether something is in force: that needs no start any more. */
  get holds(): boolean {
    return this.#living !== null && /^(inForce|suspended|lifting)/.test(stateOf(this.#living.snapshot))
  }

  /** The clock: deadlines that are due by `now`, oldest first. */
  passUntil(now: Instant): void {
    for (let living = this.#living; living !== null; living = this.#living) {
      const next = nearest(deadlines(living.snapshot.context))
      if (next === null || next.due > now) return
      this.#send(living, { type: 'TICK', now, ...next })
    }
  }

  judge(called: Called, now: Instant): void {
    const living = this.#living
    const stand = living === null ? null : { state: stateOf(living.snapshot), context: living.snapshot.context }
    const proposal = propose(stand, called, this.#terms, now)
    if (proposal.kind === 'begin' && called.first !== null) {
      const { change } = proposal
      const [snapshot] = initialTransition(warningMachine, { change })
      const played: Played = {
        area: this.#area,
        issued: now,
        start: change.startsAt,
        end: null,
        peak: change.level,
        changes: [{ at: change.startsAt, level: change.level }],
        upgrades: 0,
        downgrades: 0,
      }
      const begun: Living = { snapshot, first: numberOfDay(called.first), played }
      this.#living = begun
      this.warnings.push(played)
      this.#approve(begun, now)
    } else if (proposal.kind === 'change' && living !== null) {
      const { change } = proposal
      this.#send(living, { type: 'CHANGE_PROPOSED', change })
      this.#approve(living, now)
      if (change.kind === 'lift') living.played.end = change.startsAt
      else {
        if (change.kind === 'move') living.played.start = change.startsAt
        note(living.played, change.level, now)
      }
    } else if (proposal.kind === 'lapse' && living !== null) this.#send(living, { type: 'PROPOSAL_LAPSED' })
  }

  #approve(living: Living, now: Instant): void {
    this.#send(living, { type: 'CONSULTATION_HELD', decision: 'proceed' })
    this.#send(living, { type: 'OFFICER_SIGNED', rank: MAYOR, now })
  }

  #send(living: Living, event: WarningEvent): void {
    const { snapshot } = living
    if (!snapshot.can(event)) throw new Error(`${event.type} is refused in ${stateOf(snapshot)}`)
    const [next] = transition(warningMachine, snapshot, event)
    living.snapshot = next
    if (next.status === 'done') this.#living = null
  }
}

function note(played: Played, level: WarningLevel, now: Instant): void {
  const before = played.changes.at(-1)
  if (before === undefined || before.level === level) return
  if (isAbove(level, before.level)) played.upgrades++
  else played.downgrades++
  played.peak = stricter(played.peak, level)
  if (now < before.at) before.at = played.issued
  played.changes.push({ at: now, level })
}

function stateOf({ value }: SnapshotFrom<typeof warningMachine>): string {
  if (typeof value === 'string') return value
  const [[name, inner] = ['', '']] = Object.entries(value)
  return `${name}.${inner}`
}

const HOUR_MS = 3_600_000
/** 18:00 in the jurisdiction (UTC+8), when the day's forecast is there. */
const EVENING_UTC = 18 - 8

/** 18:00 of a day number. */
export function eveningOf(day: number): Instant {
  return new Date((day * 24 + EVENING_UTC) * HOUR_MS).toISOString()
}
