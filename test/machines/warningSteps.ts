import { nearest } from '../../machines/deadline.ts'
import type { Machine, Stored } from '../../machines/index.ts'
import type { Change, WarningContext, WarningEvent } from '../../machines/warning.ts'
import { mayFrom } from '../../machines/warningContext.ts'
import { run } from '../../src/db/machine.ts'
import { aChange, EARLIER, LATER, NOW } from './samples.ts'

/*
 * What may happen to a warning next, and what must not. Time is reduced to what guards compare: an instant has come
 * (EARLIER) or is ahead (LATER); any of them may come next, in any order, so that late clocks and held deadlines are
 * covered as well.
 */

export const PROPERTIES = {
  signedFirst: 'I1 orders are planned only by a signature of the rank that is asked for',
  oneOrder: 'I2 an enterprise holds one living order',
  releasedOnce: 'I3 a signed warning ends with one releaseOrders after the last planOrders',
  nothingLeft: 'I3 no order lives on after its warning has ended',
  heard: 'I6 every deadline that has passed is taken, and then stands no more',
  waitsForSomething: 'I6 what waits for an hour has that hour among its deadlines',
  endedQuietly: 'I6 what has ended waits for nothing',
  inTime: 'a response is in force from its start, not before',
  untilTheHour: 'measures hold until the hour of the lift',
  whileAbove: 'what an instruction from above asks for is neither lifted, suspended, withdrawn nor dropped before it',
  rests: 'measures rest only by a signed suspension, and hold again only by a signed resumption',
  toldAhead: 'a lift for later is announced when it is signed, once',
  inStages: 'whom a stage of the lift names is released at its hour, and is not ordered again',
  called: 'an hour at which nobody ended or resumed it calls an officer, once',
  overtakes: 'what was done before any warning is ended when its response begins, once',
  relief: 'a lower rank signs only where it was called in, and that only after the hour of the signer',
  reliefAsked: 'whose signature does not come by its hour is somebody called in for, once',
  grows: 'a revision grows by one with each plan, and only then',
} as const

/** Deadlines without which a state would wait for ever; every other state waits for a person (machines/README.md). */
export const WAITS_FOR_HOUR: Readonly<Record<string, string>> = {
  'scheduled.steady': 'start',
  'scheduled.changeProposed': 'start',
  'scheduled.changeAwaitingSignature': 'start',
  lifting: 'lift',
}

export const ENDS = new Set(['lifted', 'dismissed', 'withdrawn'])
export type WarningStored = Omit<Stored, 'context'> & { readonly context: WarningContext }

export const CHANGES: readonly Change[] = [
  aChange({ kind: 'issue', startsAt: EARLIER }),
  aChange({ kind: 'issue', startsAt: LATER, endsAt: LATER }),
  aChange({ kind: 'raise', level: 'red', startsAt: EARLIER, endsAt: LATER }),
  aChange({ kind: 'extend', startsAt: EARLIER, rank: 1 }),
  aChange({ kind: 'move', startsAt: LATER }),
  aChange({ kind: 'suspend', startsAt: EARLIER, resumeBy: LATER }),
  aChange({ kind: 'resume', startsAt: EARLIER }),
  aChange({ kind: 'lift', startsAt: EARLIER }),
  aChange({ kind: 'lift', startsAt: LATER }),
  aChange({ kind: 'lift', startsAt: LATER, stages: [{ at: LATER, counties: ['140802'], industries: [] }] }),
]

const EVENTS: readonly (readonly [string, WarningEvent])[] = [
  ...CHANGES.map((change) => [`propose ${sayChange(change)}`, { type: 'CHANGE_PROPOSED', change }] as const),
  ...CHANGES.filter(({ kind }) => kind === 'lift' || kind === 'issue').map(
    (change) => [`confer on ${sayChange(change)}`, { type: 'CONSULTATION_HELD', decision: 'proceed', change }] as const,
  ),
  ['confer: proceed', { type: 'CONSULTATION_HELD', decision: 'proceed' }],
  ['confer: dismiss', { type: 'CONSULTATION_HELD', decision: 'dismiss' }],
  ['the proposal lapses', { type: 'PROPOSAL_LAPSED' }],
  ...[1, 2].flatMap((rank) => [
    [`rank ${rank} signs`, { type: 'OFFICER_SIGNED', rank, now: NOW }] as const,
    [`rank ${rank} sends back`, { type: 'OFFICER_RETURNED', rank }] as const,
    [`rank ${rank} withdraws`, { type: 'WARNING_WITHDRAWN', rank }] as const,
  ]),
]

const ASKED = ['callRelief', 'planOrders', 'releaseOrders', 'releasePart', 'announceLift', 'taskDepartments'] as const
/** Effects that a warning asks for. */
export type Asked = (typeof ASKED)[number]

export interface WarningStep {
  readonly by: string
  readonly to: WarningStored
  readonly asked: readonly Asked[]
  readonly broken: readonly string[]
}

/** What comes from above, for the space in which it is explored. */
export const INSTRUCTIONS: readonly (readonly [string, WarningEvent])[] = [
  ['an instruction comes', { type: 'INSTRUCTED', above: { instruction: 'a', level: 'orange' } }],
  ['it is lifted', { type: 'INSTRUCTION_LIFTED', instruction: 'a' }],
]

/** Who is called in for a silent signer, for the space in which it is explored. */
export const RELIEFS: readonly (readonly [string, WarningEvent])[] = [
  ['rank 1 is called in', { type: 'RELIEF_CALLED', calls: 1, until: LATER }],
  ['the signer is given time anew', { type: 'RELIEF_CALLED', calls: null, until: LATER }],
]

/** What may happen to a warning: an event of somebody, a deadline that passes, the clock that tells of it. */
export function* stepsOf(machine: Machine, before: WarningStored, others: typeof EVENTS = []): Iterable<WarningStep> {
  for (const [by, event] of [...EVENTS, ...others]) {
    const step = taken(machine, before, event, by)
    if (step) yield step
  }
  for (const slot of SLOTS) {
    const passed = slot(before.context)
    if (passed) yield { by: passed.by, to: { ...before, context: passed.context }, asked: [], broken: [] }
  }
  const due = nearest(before.context.deadlines)
  if (due === null || due.due > NOW || ENDS.has(before.state)) return
  const step = taken(machine, before, { type: 'TICK', now: NOW, ...due }, `the clock tells of ${due.deadline}`)
  const stillThere = step?.to.context.deadlines[due.deadline as keyof WarningContext['deadlines']] === due.due
  if (!step) yield { by: `${due.deadline} has passed`, to: before, asked: [], broken: [PROPERTIES.heard] }
  else yield stillThere ? { ...step, broken: [PROPERTIES.heard] } : step
}

function taken(machine: Machine, before: WarningStored, event: WarningEvent, by: string): WarningStep | null {
  const outcome = run(machine, { ...before, context: { ...before.context } }, event)
  if (outcome === null) return null
  const after = asWarning(outcome.stored)
  const asked = outcome.effects.flatMap(({ kind }) => ASKED.find((known) => known === kind) ?? [])
  const { change } = before.context
  const broken: string[] = []
  const plans = asked.filter((kind) => kind === 'planOrders').length
  if (plans > 0 && !(event.type === 'OFFICER_SIGNED' && change !== null && event.rank >= mayFrom(change)))
    broken.push(PROPERTIES.signedFirst)
  if (after.context.revision !== before.context.revision + plans) broken.push(PROPERTIES.grows)
  if (asked.includes('releaseOrders') && !ENDS.has(after.state)) broken.push(PROPERTIES.releasedOnce)
  const rests = (state: string) => state.startsWith('suspended')
  const turns = event.type === 'OFFICER_SIGNED' && change !== null ? change.kind : null
  if (rests(after.state) !== rests(before.state) && !/^(suspend|resume|lift)$/.test(turns ?? ''))
    broken.push(PROPERTIES.rests)
  if ((turns === 'suspend') !== (rests(after.state) && !rests(before.state))) broken.push(PROPERTIES.rests)
  const eases = rests(after.state) && !rests(before.state)
  const ends = after.state === 'lifting' || ENDS.has(after.state)
  if (before.context.above !== null && before.state !== 'lifting' && (ends || eases)) broken.push(PROPERTIES.whileAbove)
  const calledIn = (context: WarningContext) => context.change?.relieved?.length ?? 0
  const hourStands = before.context.deadlines.sign !== null
  if (calledIn(after.context) > 0 && calledIn(before.context) === 0 && hourStands) broken.push(PROPERTIES.relief)
  // What is conferred on anew goes to its own signer first.
  const conferred = event.type === 'CONSULTATION_HELD' || event.type === 'CHANGE_PROPOSED'
  if (conferred && calledIn(after.context) > 0) broken.push(PROPERTIES.relief)
  const silent = event.type === 'TICK' && event.deadline === 'sign' && /awaitingSignature$/i.test(before.state)
  if (asked.includes('callRelief') !== silent) broken.push(PROPERTIES.reliefAsked)
  const announced = after.state === 'lifting' && before.state !== 'lifting'
  if (asked.filter((kind) => kind === 'announceLift').length !== (announced ? 1 : 0)) broken.push(PROPERTIES.toldAhead)
  const stageCame = event.type === 'TICK' && event.deadline === 'stage' && before.state === 'lifting'
  if (asked.includes('releasePart') !== stageCame) broken.push(PROPERTIES.inStages)
  const begins = after.state.startsWith('inForce') && /^(awaitingSignature|scheduled)/.test(before.state)
  if (outcome.effects.filter(({ kind }) => kind === 'overtakePrecaution').length !== (begins ? 1 : 0))
    broken.push(PROPERTIES.overtakes)
  const missed = event.type === 'TICK' && ['end', 'resume'].includes(event.deadline)
  if (outcome.effects.filter(({ kind }) => kind === 'wake').length !== (missed ? 1 : 0)) broken.push(PROPERTIES.called)
  const inForce = after.state.startsWith('inForce') || after.state === 'lifting'
  if (inForce && (after.context.startsAt === null || after.context.startsAt > NOW)) broken.push(PROPERTIES.inTime)
  const hour = event.type === 'OFFICER_SIGNED' ? change?.startsAt : before.context.deadlines.lift
  if (after.state === 'lifted' && (hour ?? LATER) > NOW) broken.push(PROPERTIES.untilTheHour)
  return { by, to: reduced(after), asked, broken }
}

/** The instants of a warning that are still ahead: each may be the next to pass. */
const SLOTS: readonly ((context: WarningContext) => { by: string; context: WarningContext } | null)[] = [
  (context) =>
    context.deadlines.start === LATER
      ? {
          by: 'the start passes',
          context: { ...context, startsAt: EARLIER, deadlines: { ...context.deadlines, start: EARLIER } },
        }
      : null,
  (context) =>
    context.deadlines.sign === LATER || context.change?.signBy === LATER
      ? {
          by: 'the hour of the signature passes',
          context: {
            ...context,
            change: context.change && { ...context.change, signBy: EARLIER },
            deadlines: { ...context.deadlines, sign: context.deadlines.sign && EARLIER },
          },
        }
      : null,
  (context) =>
    context.deadlines.stage === LATER
      ? {
          by: 'the hour of the stage passes',
          context: {
            ...context,
            stages: context.stages.map((stage) => ({ ...stage, at: EARLIER })),
            deadlines: { ...context.deadlines, stage: EARLIER },
          },
        }
      : null,
  ...(['end', 'resume', 'lift'] as const).map(
    (name) => (context: WarningContext) =>
      context.deadlines[name] === LATER
        ? {
            by: `the hour of ${name} passes`,
            context: { ...context, deadlines: { ...context.deadlines, [name]: EARLIER } },
          }
        : null,
  ),
  ...(['startsAt', 'endsAt'] as const).map(
    (name) => (context: WarningContext) =>
      context.change?.[name] === LATER
        ? {
            by: `${name} of the proposal passes`,
            context: { ...context, change: { ...context.change, [name]: EARLIER } },
          }
        : null,
  ),
]

/** Without what no guard and no effect reads: measures, planned end, when it rested, what is overdue, the number of the revision. */
export function reduced(warning: WarningStored): WarningStored {
  const { context } = warning
  return {
    ...warning,
    context: {
      ...context,
      change: reducedChange(context.change),
      // Every change here reaches the level of the instruction.
      level: context.level === null ? null : 'orange',
      measures: null,
      ground: null,
      unruled: null,
      endsAt: null,
      pause: null,
      overdue: [],
      revision: Math.min(context.revision, 1),
    },
  }
}

/** What is stored of a warning: known by the shape of its context. */
export function asWarning({ state, context }: Stored): WarningStored {
  return { state, context: isWarningContext(context) ? context : fail(state) }
}

function isWarningContext(context: object): context is WarningContext {
  return 'deadlines' in context && 'revision' in context
}

function fail(state: string): never {
  throw new TypeError(`${state} is not of a warning`)
}

function sayChange({ kind, startsAt, stages }: Change): string {
  return `${kind} ${startsAt > NOW ? 'later' : 'at once'}${stages ? ' in stages' : ''}`
}

/** Of those who were called in the lowest rank counts. */
function reducedChange(change: Change | null): Change | null {
  return change?.relieved === undefined ? change : { ...change, relieved: [Math.min(...change.relieved)] }
}
