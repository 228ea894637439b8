import { enough } from '../../machines/fitting.ts'
import type { Change, WarningContext } from '../../machines/warning.ts'
import { isAbove, stricter, type Level, type WarningLevel } from '../model/level.ts'
import { addDays, addMinutes, dayOf, hoursBetween, startOfDay, type Day, type Instant } from '../model/time.ts'

/** What the rule calls for now, for one area (contract 3.4): the episode that is under way or ahead. */
export interface Called {
  readonly level: Level
  /** First and last day of the episode as now known; null where nothing is called for. */
  readonly first: Day | null
  readonly last: Day | null
  /** The run reaches the end of what is forecast: its end is not known. */
  readonly openEnd: boolean
  /** The episode's last day has come and the book's clear time ahead calls for nothing. */
  readonly over: boolean
  /** The first day still ahead that calls for something; null where none does. */
  readonly ahead: Day | null
  /** The level that the days still ahead call for, where the book lets a warning be lowered; otherwise null. */
  readonly lowerTo: WarningLevel | null
}

/** The living warning of the area, as far as a proposal depends on it. */
export interface Living {
  readonly state: string
  readonly context: WarningContext
}

export interface Terms {
  /** Hours of notice that the book asks for before the first day. */
  readonly leadHours: number
  readonly rankFor: (level: WarningLevel) => number
  /** Minutes from a proposal to the last hour for its signature. */
  readonly signMinutes: number
  /** Until then what holds is neither lowered nor lifted by the engine (最短维持); absent where nothing holds it. */
  readonly holdUntil?: Instant | null
}

export type Proposal =
  | { readonly kind: 'nothing' }
  /** A new warning. */
  | { readonly kind: 'begin'; readonly change: Change }
  /** Another level, another end, or the end. */
  | { readonly kind: 'change'; readonly change: Change }
  /** What is proposed and not yet signed is no longer called for. */
  | { readonly kind: 'lapse' }

const NOTHING: Proposal = { kind: 'nothing' }

/** What the engine proposes after judging an area; people confer and sign, or not. */
export function propose(living: Living | null, called: Called, terms: Terms, now: Instant): Proposal {
  if (living === null) return begin(called, terms, now)
  const { context } = living
  if (living.state === 'lifting') return NOTHING
  const unsigned = () => first(withFloor(called, context), terms, now)
  const wanted = context.level === null ? unsigned() : next(living, context.level, called, terms, now)
  const { change } = context
  // What an instruction from above calls for waits for its signature, whatever the rule says.
  const stays = change === null || change.ground !== 'rule' || !enough(context.above, context.level)
  if (wanted === null) return stays ? NOTHING : { kind: 'lapse' }
  // The rule does not take the pen out of an officer's hand, but for something stricter than what is being written.
  if (change && change.ground !== 'rule' && !isStricter(wanted, change)) return NOTHING
  return change !== null && same(change, wanted, now) ? NOTHING : { kind: 'change', change: wanted }
}

/**
 * Whether the days that a lift looks at are not all forecast: then "nothing is called for" only means that nobody said
 * anything, and a dead feed must not release a city. Judged by the bulletins alone it would.
 */
export function isBlind(
  days: readonly { readonly day: Day; readonly aqi: number | null }[],
  today: Day,
  { lift }: { readonly lift: { readonly forecastHours: number } },
): boolean {
  const known = new Set(days.flatMap(({ day, aqi }) => (aqi === null ? [] : [day])))
  const ahead = Array.from({ length: Math.ceil(lift.forecastHours / 24) }, (_, n) => addDays(today, n + 1))
  return !ahead.every((day) => known.has(day))
}

/**
 * What may be proposed on what can be seen. Nothing ends because its days dropped out of a bulletin: a lift needs the
 * days that it looks at, a proposal lapses when its own days are forecast and call for nothing, or when they are past.
 */
export function onSight(
  proposal: Proposal,
  change: Change | null,
  days: readonly { readonly day: Day; readonly aqi: number | null }[],
  { today, now }: { today: Day; now: Instant },
  book: { readonly lift: { readonly forecastHours: number } },
): Proposal {
  if (proposal.kind === 'change' && proposal.change.kind === 'lift')
    return isBlind(days, today, book) ? NOTHING : proposal
  if (proposal.kind !== 'lapse' || change === null) return proposal
  const { startsAt, endsAt } = change
  if (endsAt !== null && endsAt <= now) return proposal
  const own = days.filter(({ day }) => day > today && startOfDay(addDays(day, 1)) > startsAt)
  const unseen = own.some(({ day, aqi }) => aqi === null && endsAt !== null && startOfDay(day) < endsAt)
  return unseen || (endsAt === null && isBlind(days, today, book)) ? NOTHING : proposal
}

/** A new warning is proposed on the last evening that leaves the lead time, or at once if that has passed. */
function begin(called: Called, terms: Terms, now: Instant): Proposal {
  const change = first(called, terms, now)
  if (change === null || called.first === null) return NOTHING
  const leftTomorrow = hoursBetween(now, startOfDay(called.first)) - 24
  return leftTomorrow >= terms.leadHours ? NOTHING : { kind: 'begin', change }
}

function first(called: Called, terms: Terms, now: Instant): Change | null {
  if (called.level === 'none' || called.first === null) return null
  const startsAt = startOfDay(called.first)
  return changeTo('issue', called.level, startsAt > now ? startsAt : now, endOf(called), terms, now)
}

/** An episode under an instruction from above calls for no less than that does. */
function withFloor(called: Called, { above }: WarningContext): Called {
  if (above === null || called.level === 'none') return called
  return { ...called, level: stricter(called.level, above.level) }
}

/** What a signed warning should become; null when it may stay as it is. */
function next(
  { state, context }: Living,
  level: WarningLevel,
  called: Called,
  terms: Terms,
  now: Instant,
): Change | null {
  if (called.over || called.level === 'none' || called.last === null) {
    // What came from above ends after the one above, and comes to its level before.
    if (context.above !== null) {
      if (enough(context.above, level) || state.startsWith('suspended.')) return null
      return raisedTo(context, context.above.level, context.endsAt, terms, now)
    }
    const end = called.last === null ? now : startOfDay(addDays(called.last, 1))
    const at = end > now ? end : now
    return isHeld(terms, at) ? null : changeTo('lift', level, at, null, terms, now)
  }
  const atLeast = withFloor(called, context)
  if (state.startsWith('suspended.')) return resumed(context, atLeast, terms, now)
  if (atLeast.level !== 'none' && isAbove(atLeast.level, level))
    return raisedTo(context, atLeast.level, endOf(called), terms, now)
  const floor = context.above?.level ?? 'none'
  const { lowerTo } = called
  if (lowerTo !== null && isAbove(level, lowerTo) && !isAbove(floor, lowerTo) && !isHeld(terms, now)) {
    const rank = Math.max(terms.rankFor(level), terms.rankFor(context.measures ?? level))
    return { ...changeTo('lower', lowerTo, now, endOf(called), terms, now), rank }
  }
  const start = called.first === null ? null : startOfDay(called.first)
  if (state.startsWith('scheduled.') && start !== null && called.first !== dayOf(context.startsAt ?? now))
    return keepingMeasures(
      context,
      changeTo('move', level, start > now ? start : now, endOf(called), terms, now),
      terms,
    )
  const end = endOf(called)
  if (context.endsAt !== null && (end === null || end > context.endsAt))
    return keepingMeasures(context, changeTo('extend', level, context.startsAt ?? now, end, terms, now), terms)
  return null
}

/** Whether what would take effect then comes before the least time that a level holds. */
function isHeld({ holdUntil = null }: Terms, at: Instant): boolean {
  return holdUntil !== null && at < holdUntil
}

function raisedTo(
  context: WarningContext,
  level: WarningLevel,
  endsAt: Instant | null,
  terms: Terms,
  now: Instant,
): Change {
  return keepingMeasures(context, changeTo('raise', level, now, endsAt, terms, now), terms)
}

/** A response that rests holds again, with the notice that the book asks for, from the next day that calls for it. */
function resumed(context: WarningContext, called: Called, terms: Terms, now: Instant): Change | null {
  if (called.ahead === null || called.level === 'none') return null
  const start = startOfDay(called.ahead)
  if (hoursBetween(now, start) - 24 >= terms.leadHours) return null
  return keepingMeasures(
    context,
    changeTo('resume', called.level, start > now ? start : now, endOf(called), terms, now),
    terms,
  )
}

/** Stricter measures than those of its level (提级措施) go on until somebody lowers them. */
function keepingMeasures({ measures }: WarningContext, change: Change, terms: Terms): Change {
  if (measures === null || !isAbove(measures, change.level)) return change
  return { ...change, measures, rank: Math.max(change.rank, terms.rankFor(measures)) }
}

/** 24:00 of the last day, or until further notice where the run goes on to the edge of the forecast. */
function endOf({ last, openEnd }: Called): Instant | null {
  return openEnd || last === null ? null : startOfDay(addDays(last, 1))
}

function changeTo(
  kind: Change['kind'],
  level: WarningLevel,
  startsAt: Instant,
  endsAt: Instant | null,
  terms: Terms,
  now: Instant,
): Change {
  const rank = terms.rankFor(level)
  return { kind, ground: 'rule', level, startsAt, endsAt, rank, signBy: addMinutes(now, terms.signMinutes) }
}

/** A level above what is written; to end what is in force, or to hold it longer, is no call for more. */
function isStricter(wanted: Change, written: Change): boolean {
  return (
    (wanted.kind === 'issue' || wanted.kind === 'raise' || wanted.kind === 'resume') &&
    isAbove(wanted.level, written.level)
  )
}

/** The clock moves on between two bulletins: what would start "now" is still the same proposal. */
function same(a: Change, b: Change, now: Instant): boolean {
  const atOnce = !/^(issue|move|resume)$/.test(a.kind) || (a.startsAt <= now && b.startsAt <= now)
  return a.kind === b.kind && a.level === b.level && a.endsAt === b.endsAt && (atOnce || a.startsAt === b.startsAt)
}
