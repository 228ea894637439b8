import type { WarningLevel } from '../src/model/level.ts'
import { nextStage, type Stage } from '../src/model/stage.ts'
import type { Instant } from '../src/model/time.ts'

/** What is to become of a warning: proposed, conferred on, and in force only once the right rank has signed. */
export interface Change {
  kind: 'issue' | 'raise' | 'lower' | 'extend' | 'lift'
  /** Whether the rulebook calls for it, or an officer does with a written reason. */
  ground: 'rule' | 'officer'
  level: WarningLevel
  /** When it takes effect; for `lift` the end of the response. */
  startsAt: Instant
  /** Planned end; null is until further notice (另行通知). */
  endsAt: Instant | null
  /** The rank that the rulebook asks for: 1 office head, 2 vice-mayor, 3 mayor. */
  rank: number
  /** The signature is overdue after this instant. */
  signBy: Instant
  /** Of a lift (分阶段解除): who may start again before the rest, each stage at an hour of its own. */
  stages?: readonly Stage[]
}

/** A warning (预警) of one area, from the first proposal to the end. */
export interface WarningContext {
  /** What is signed; null before the first signature. */
  level: WarningLevel | null
  startsAt: Instant | null
  endsAt: Instant | null
  /** Revision of the measures that was last ordered; 0 before the first signature. */
  revision: number
  /** The rank that its signature asked for; taking it back before its start asks for no less. */
  rank: number
  change: Change | null
  /** Of a lift that is signed: who is released before the rest. */
  stages: readonly Stage[]
  /** What the clock watches: start of the response, last hour for the signature, planned end, next stage and hour of the lift. */
  deadlines: Record<'start' | 'sign' | 'end' | 'stage' | 'lift', Instant | null>
  /** Deadlines that passed with nobody acting, for the officer's first line. */
  overdue: ('sign' | 'end')[]
}

/** What holds once a change is signed. A lift changes the end only: the measures hold until then. */
export function adopted(context: WarningContext, change: Change, now: Instant): Partial<WarningContext> {
  if (change.kind === 'lift') {
    const { startsAt, stages = [] } = change
    return {
      // Signed after the hour that was proposed: it held until now.
      endsAt: startsAt > now ? startsAt : now,
      stages,
      change: null,
      ...watch(context, { start: null, sign: null, end: null, stage: nextStage(stages, ''), lift: startsAt }),
    }
  }
  const signed = {
    level: change.level,
    endsAt: change.endsAt,
    revision: context.revision + 1,
    rank: change.rank,
    change: null,
  }
  // The start stands until its TICK, even where that is late: a scheduled response that lost it would never begin.
  if (change.kind !== 'issue') return { ...signed, ...watch(context, { sign: null, end: change.endsAt }) }
  const start = change.startsAt > now ? change.startsAt : null
  // Nothing was in force before its signature.
  return { ...signed, startsAt: start ?? now, ...watch(context, { start, sign: null, end: change.endsAt }) }
}

/** Sets some deadlines; one that is set anew is no longer overdue. */
export function watch(context: WarningContext, set: Partial<WarningContext['deadlines']>) {
  return {
    deadlines: { ...context.deadlines, ...set },
    overdue: context.overdue.filter((name) => !(name in set)),
  }
}

export function late(context: WarningContext, name: 'sign' | 'end'): ('sign' | 'end')[] {
  return [...context.overdue.filter((other) => other !== name), name]
}
