import type { WarningLevel } from '../src/model/level.ts'
import { nextStage, type Stage } from '../src/model/stage.ts'
import type { Instant } from '../src/model/time.ts'
import type { Tick } from './deadline.ts'

/** What is to become of a warning: proposed, conferred on, and in force only once the right rank has signed. */
export interface Change {
  kind: 'issue' | 'raise' | 'lower' | 'extend' | 'move' | 'suspend' | 'resume' | 'lift'
  /** Whether the rulebook calls for it, an officer does with a written reason, or an instruction from above (上级指令). */
  ground: 'rule' | 'officer' | 'instructed'
  /** Of an officer's: the rule calls for as much, so that its ground is not wanting. */
  ruled?: boolean
  level: WarningLevel
  /** The stricter level whose measures are asked for (提级措施); absent where they are those of its own level. */
  measures?: WarningLevel
  /** When it takes effect; for `lift` the end of the response, for `move` its start. */
  startsAt: Instant
  /** Planned end; null is until further notice (另行通知). */
  endsAt: Instant | null
  /** The rank that the rulebook asks for: 1 office head, 2 vice-mayor, 3 mayor. */
  rank: number
  /** The signature is overdue after this instant. */
  signBy: Instant
  /** Ranks that were called in since its signer let the hour pass (代签、升级): from then on the lowest of them may sign. */
  relieved?: readonly number[]
  /** Of a suspension (暂停): by when somebody resumes or lifts it. */
  resumeBy?: Instant
  /** Of a lift (分阶段解除): who may start again before the rest, each stage at an hour of its own. */
  stages?: readonly Stage[]
}

/** A response that was suspended (暂停): from when, and from when it holds again; null while it is suspended. */
export interface Pause {
  from: Instant
  until: Instant | null
}

/** An instruction of a higher body (上级指令) under which the warning stands, and the level that it asks for at least. */
export interface Above {
  instruction: string
  level: WarningLevel
}

/** What an officer had begin or go on without the rule's ground (无规则依据): it stays marked until the rule calls for more. */
export type Unruled = 'issue' | 'raise' | 'extend' | 'resume'

/** A warning (预警) of one area, from the first proposal to the end. */
export interface WarningContext {
  /** What is signed; null before the first signature. */
  level: WarningLevel | null
  /** The level whose measures are ordered: its own, or a stricter one (提级措施). */
  measures: WarningLevel | null
  /** Who called for what was signed last. */
  ground: Change['ground'] | null
  /** What of it holds without the rule's ground; null, or absent in older rows, where the rule called for all of it. */
  unruled?: Unruled | null
  startsAt: Instant | null
  endsAt: Instant | null
  /** Revision of the measures that was last ordered; 0 before the first signature. */
  revision: number
  /** The rank that its signature asked for; taking it back before its start asks for no less. */
  rank: number
  change: Change | null
  /** The last suspension; null before any. */
  pause: Pause | null
  above: Above | null
  /** Of a lift that is signed: who is released before the rest. */
  stages: readonly Stage[]
  /**
   * What the clock watches: start of the response, last hour for the signature, planned end, last hour to resume what is
   * suspended, next stage and hour of the lift.
   */
  deadlines: Record<'start' | 'sign' | 'end' | 'resume' | 'stage' | 'lift', Instant | null>
  /** Deadlines that passed with nobody acting, for the officer's first line. */
  overdue: Overdue[]
}

/** Deadlines at which somebody should have acted. */
export type Overdue = 'sign' | 'end' | 'resume'

/** What may happen to a warning. */
export type WarningEvent =
  | Tick
  /** The rule, or an officer with a reason, calls for a change; replaces one that is not yet signed. */
  | { type: 'CHANGE_PROPOSED'; change: Change }
  /** What was proposed is no longer called for. */
  | { type: 'PROPOSAL_LAPSED' }
  /** 会商: proceed with what is proposed, or with the change as conferred. */
  | { type: 'CONSULTATION_HELD'; decision: 'proceed' | 'dismiss'; change?: Change }
  | { type: 'OFFICER_SIGNED'; rank: number; now: Instant }
  /**
   * The signer is silent: another rank is called in, and has until `until`; nobody (null) gives the signer time anew, for
   * whom the hour had passed before the consultation was over.
   */
  | { type: 'RELIEF_CALLED'; calls: number | null; until: Instant | null }
  /** Sent back (退回) to consultation. */
  | { type: 'OFFICER_RETURNED'; rank: number }
  /** A higher body calls for it: it is lifted only after the one above. */
  | { type: 'INSTRUCTED'; above: Above }
  /** That instruction holds no longer. */
  | { type: 'INSTRUCTION_LIFTED'; instruction: string }
  /** 撤回: taken back before it started. */
  | { type: 'WARNING_WITHDRAWN'; rank: number }

export interface WarningInput {
  change: Change
}

/** `transition` builds a machine without input at every call and throws it away: without this it throws, unseen and slow. */
const NO_INPUT: WarningInput = {
  change: { kind: 'issue', ground: 'rule', level: 'yellow', startsAt: '', endsAt: null, rank: 3, signBy: '' },
}

/** Before anything is signed. */
export function begun({ change }: WarningInput = NO_INPUT): WarningContext {
  return {
    level: null,
    measures: null,
    ground: null,
    unruled: null,
    startsAt: null,
    endsAt: null,
    revision: 0,
    rank: 0,
    change,
    pause: null,
    above: null,
    stages: [],
    deadlines: { start: null, sign: change.signBy, end: null, resume: null, stage: null, lift: null },
    overdue: [],
  }
}

/** The change that an event brings, else the one that is on the table. */
export function calledFor(context: WarningContext, event: WarningEvent): Change | null {
  return ('change' in event ? event.change : undefined) ?? context.change
}

/** What holds once a change is signed. A lift changes the end only: the measures hold until then. */
export function adopted(context: WarningContext, change: Change, now: Instant): Partial<WarningContext> {
  if (change.kind === 'lift') {
    const { startsAt, stages = [] } = change
    return {
      // Signed after the hour that was proposed: it held until now.
      endsAt: startsAt > now ? startsAt : now,
      ground: change.ground,
      stages,
      change: null,
      ...watch(context, {
        start: null,
        sign: null,
        end: null,
        resume: null,
        stage: nextStage(stages, ''),
        lift: startsAt,
      }),
    }
  }
  const signed = {
    level: change.level,
    measures: change.measures ?? change.level,
    ground: change.ground,
    unruled: unruledBy(context, change),
    endsAt: change.endsAt,
    revision: context.revision + 1,
    rank: change.rank,
    change: null,
  }
  const { kind, startsAt, endsAt: end } = change
  const from = startsAt > now ? startsAt : now
  if (kind === 'suspend') {
    const resume = change.resumeBy ?? end
    return { ...signed, pause: { from, until: null }, ...watch(context, { sign: null, end, resume }) }
  }
  if (kind === 'resume') {
    const pause = { from: context.pause?.from ?? from, until: from }
    return { ...signed, pause, ...watch(context, { sign: null, end, resume: null }) }
  }
  // Moved to an hour that has come meanwhile: its TICK begins it.
  if (kind === 'move') return { ...signed, startsAt: from, ...watch(context, { start: from, sign: null, end }) }
  // The start stands until its TICK, even where that is late: a scheduled response that lost it would never begin.
  if (kind !== 'issue') return { ...signed, ...watch(context, { sign: null, end }) }
  const start = startsAt > now ? startsAt : null
  // Nothing was in force before its signature.
  return { ...signed, startsAt: from, ...watch(context, { start, sign: null, end }) }
}

/** A lower level is back on the rule's ground, or below it; a pause and another start change nothing of it. */
function unruledBy(
  { unruled = null }: WarningContext,
  { kind, ground, ruled = ground !== 'officer' }: Change,
): Unruled | null {
  if (kind === 'suspend' || kind === 'move' || kind === 'lift') return unruled
  return ruled || kind === 'lower' ? null : kind
}

/** Sets some deadlines; one that is set anew is no longer overdue. */
export function watch(context: WarningContext, set: Partial<WarningContext['deadlines']>) {
  return {
    deadlines: { ...context.deadlines, ...set },
    overdue: context.overdue.filter((name) => !(name in set)),
  }
}

/** A deadline that passed with nobody acting stands no more, and is overdue once. */
export function missed(context: WarningContext, name: Overdue): Partial<WarningContext> {
  const set = watch(context, { [name]: null })
  return { ...set, overdue: [...set.overdue, name] }
}

/** The lowest rank that may sign what waits: the rulebook's, or of whoever was called in for it. */
export function mayFrom(change: Change | null): number {
  return change === null ? Infinity : Math.min(change.rank, ...(change.relieved ?? []))
}

/** Another rank is called in. That the hour passed stays true. */
export function relieved(context: WarningContext, rank: number | null, until: Instant | null): Partial<WarningContext> {
  const { change, deadlines } = context
  if (change === null) return {}
  const called = rank === null ? {} : { relieved: [...(change.relieved ?? []), rank] }
  return { change: { ...change, ...called }, deadlines: { ...deadlines, sign: until } }
}

/** What is conferred on anew goes to its own signer first. */
export function unrelieved(change: Change | null): Change | null {
  if (change?.relieved === undefined) return change
  const { relieved: _, ...fresh } = change
  return fresh
}
