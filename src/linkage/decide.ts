import { enough } from '../../machines/fitting.ts'
import type { Above, Change, WarningContext } from '../../machines/warningContext.ts'
import type { Id } from '../model/id.ts'
import { isAbove, stricter, type WarningLevel } from '../model/level.ts'
import { addMinutes, type Instant } from '../model/time.ts'

/** An instruction that holds in an area, as far as the area's warning depends on it. */
export interface Holding {
  readonly id: Id
  readonly level: WarningLevel
  readonly startsAt: Instant
  /** Null: until it is lifted. */
  readonly endsAt: Instant | null
  readonly answerBy: Instant
}

export interface Living {
  readonly state: string
  readonly context: WarningContext
}

export interface SigningTerms {
  readonly rankFor: (level: WarningLevel) => number
  readonly signMinutes: number
}

/** One thing to do with the warning of an area, so that it is what the instructions that hold there ask for. */
export type Doing =
  | { readonly kind: 'begin'; readonly change: Change; readonly above: Above }
  | { readonly kind: 'instruct'; readonly above: Above }
  | { readonly kind: 'free'; readonly instruction: string }
  | { readonly kind: 'propose'; readonly change: Change }
  | { readonly kind: 'lapse' }

/** Of several instructions the strictest counts; of two of one level the one that begins first, then the longer. */
export function strictest(held: readonly Holding[]): Holding | null {
  return held.reduce<Holding | null>((most, one) => (most === null || precedes(one, most) ? one : most), null)
}

function precedes(a: Holding, b: Holding): boolean {
  if (a.level !== b.level) return isAbove(a.level, b.level)
  if (a.startsAt !== b.startsAt) return a.startsAt < b.startsAt
  return a.endsAt !== b.endsAt && later(a.endsAt, b.endsAt) === a.endsAt
}

/**
 * What has to be done so that the warning of an area follows the instructions that hold there (S10): it stands under the
 * strictest, at its level at least, from its hour on. People confer and sign as ever; nothing here ends or lowers.
 */
export function align(
  living: Living | null,
  held: readonly Holding[],
  terms: SigningTerms,
  now: Instant,
): readonly Doing[] {
  const asked = strictest(held)
  if (asked === null) return living === null ? [] : freed(living)
  const above: Above = { instruction: asked.id, level: asked.level }
  if (living === null) {
    const { level, endsAt } = asked
    const change = changeTo('issue', level, { startsAt: latest(asked.startsAt, now), endsAt }, asked, terms, now)
    return [{ kind: 'begin', change, above }]
  }
  // Its lift is signed and announced: what the instruction asks for is a new warning after it.
  if (living.state === 'lifting') return []
  const { above: before } = living.context
  const same = before?.instruction === above.instruction && before.level === above.level
  const change = wanted(living, asked, terms, now)
  // A lift or a suspension that was proposed before the instruction came can not be signed any more.
  const { level, change: written } = living.context
  const isStuck = change === null && level !== null && (written?.kind === 'lift' || written?.kind === 'suspend')
  return [
    ...(same ? [] : [{ kind: 'instruct', above } as const]),
    ...(change === null ? [] : [{ kind: 'propose', change } as const]),
    ...(isStuck ? [{ kind: 'lapse' } as const] : []),
  ]
}

/** No instruction holds any more: what only waited for one is dropped, what is signed waits for the rule or an officer. */
function freed({ context: { above, change } }: Living): Doing[] {
  return [
    ...(above === null ? [] : [{ kind: 'free', instruction: above.instruction } as const]),
    ...(change?.ground === 'instructed' ? [{ kind: 'lapse' } as const] : []),
  ]
}

function wanted({ state, context }: Living, asked: Holding, terms: SigningTerms, now: Instant): Change | null {
  const { level: signed, change } = context
  const above: Above = { instruction: asked.id, level: asked.level }
  const startsAt = latest(asked.startsAt, now)
  if (signed === null) return change === null ? null : issued(change, asked, terms, now)
  // What lies before those who sign is enough, or does not hinder what is signed from being enough.
  const comes =
    change !== null && change.kind !== 'lift' && change.kind !== 'suspend' && !isAbove(asked.level, change.level)
  const level = stricter(signed, asked.level)
  if (state.startsWith('suspended.')) {
    if (comes && change.kind === 'resume') return null
    return keeping(context, changeTo('resume', level, { startsAt, endsAt: context.endsAt }, asked, terms, now), terms)
  }
  if (!enough(above, signed)) {
    if (comes && change.kind === 'raise') return null
    const endsAt = later(context.endsAt, asked.endsAt)
    return keeping(context, changeTo('raise', level, { startsAt: now, endsAt }, asked, terms, now), terms)
  }
  return comes ? null : settled(state, context, asked, terms, now)
}

/** The unsigned warning at the level, from the hour and until the end that both ask for. */
function issued(change: Change, asked: Holding, terms: SigningTerms, now: Instant): Change | null {
  const level = stricter(change.level, asked.level)
  const from = latest(asked.startsAt, now)
  const startsAt = change.startsAt < from ? change.startsAt : from
  const endsAt = later(change.endsAt, asked.endsAt)
  const begins = latest(change.startsAt, now) === latest(startsAt, now)
  if (level === change.level && endsAt === change.endsAt && begins) return null
  const measures = change.measures !== undefined && isAbove(change.measures, level) ? change.measures : null
  const issue = changeTo('issue', level, { startsAt, endsAt }, asked, terms, now)
  return measures === null ? issue : { ...issue, measures, rank: Math.max(issue.rank, terms.rankFor(measures)) }
}

/** At its level it still may begin too late or end too early. */
function settled(
  state: string,
  context: WarningContext,
  asked: Holding,
  terms: SigningTerms,
  now: Instant,
): Change | null {
  const { level, startsAt } = context
  if (level === null || startsAt === null) return null
  const from = latest(asked.startsAt, now)
  const endsAt = later(context.endsAt, asked.endsAt)
  if (state.startsWith('scheduled.') && startsAt > from)
    return keeping(context, changeTo('move', level, { startsAt: from, endsAt }, asked, terms, now), terms)
  // An open end is told by the lift; only an end that is named, and later, is a longer response.
  if (asked.endsAt === null || context.endsAt === null || asked.endsAt <= context.endsAt) return null
  return keeping(context, changeTo('extend', level, { startsAt, endsAt: asked.endsAt }, asked, terms, now), terms)
}

/** Stricter measures than those of its level (提级措施) go on. */
function keeping({ measures }: WarningContext, change: Change, terms: SigningTerms): Change {
  if (measures === null || !isAbove(measures, change.level)) return change
  return { ...change, measures, rank: Math.max(change.rank, terms.rankFor(measures)) }
}

function changeTo(
  kind: Change['kind'],
  level: WarningLevel,
  { startsAt, endsAt }: { startsAt: Instant; endsAt: Instant | null },
  { answerBy }: Holding,
  terms: SigningTerms,
  now: Instant,
): Change {
  // It is to be issued within the hours of the answer; once they are over, as soon as any other.
  const signBy = answerBy > now ? answerBy : addMinutes(now, terms.signMinutes)
  return { kind, ground: 'instructed', level, startsAt, endsAt, rank: terms.rankFor(level), signBy }
}

function latest(a: Instant, b: Instant): Instant {
  return a > b ? a : b
}

/** The later of two ends; none is later than until further notice. */
function later(a: Instant | null, b: Instant | null): Instant | null {
  if (a === null || b === null) return null
  return latest(a, b)
}
