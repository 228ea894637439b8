import { and, assign, setup } from 'xstate'
import { nextStage, type Part } from '../src/model/stage.ts'
import type { Instant } from '../src/model/time.ts'
import { stands, type Deadlines, type Tick } from './deadline.ts'
import { adopted, late, watch, type Change, type WarningContext } from './warningContext.ts'

export type { Change, WarningContext } from './warningContext.ts'

export const version = 1

export type WarningEvent =
  | Tick
  /** The rule, or an officer with a reason, calls for a change; replaces one that is not yet signed. */
  | { type: 'CHANGE_PROPOSED'; change: Change }
  /** What was proposed is no longer called for. */
  | { type: 'PROPOSAL_LAPSED' }
  /** 会商: proceed with what is proposed, or with the change as conferred. */
  | { type: 'CONSULTATION_HELD'; decision: 'proceed' | 'dismiss'; change?: Change }
  | { type: 'OFFICER_SIGNED'; rank: number; now: Instant }
  /** Sent back (退回) to consultation. */
  | { type: 'OFFICER_RETURNED'; rank: number }
  /** 撤回: taken back before it started. */
  | { type: 'WARNING_WITHDRAWN'; rank: number }

export interface WarningInput {
  change: Change
}

const machine = setup({
  types: {
    context: {} as WarningContext,
    events: {} as WarningEvent,
    input: {} as WarningInput | undefined,
  },
  guards: {
    deadlineStands: ({ context, event }) => event.type === 'TICK' && stands(deadlines(context), event),
    isStart: ({ event }) => event.type === 'TICK' && event.deadline === 'start',
    isStage: ({ event }) => event.type === 'TICK' && event.deadline === 'stage',
    isLift: ({ event }) => event.type === 'TICK' && event.deadline === 'lift',
    isSign: ({ event }) => event.type === 'TICK' && event.deadline === 'sign',
    isEnd: ({ event }) => event.type === 'TICK' && event.deadline === 'end',
    proceeds: ({ event }) => event.type === 'CONSULTATION_HELD' && event.decision === 'proceed',
    dismisses: ({ event }) => event.type === 'CONSULTATION_HELD' && event.decision === 'dismiss',
    issues: ({ context, event }) => calledFor(context, event)?.kind === 'issue',
    /** What is signed is raised, lowered, extended or lifted; a second issue would move its start. */
    alters: ({ context, event }) => (calledFor(context, event)?.kind ?? 'issue') !== 'issue',
    rankSuffices: ({ context, event }) => 'rank' in event && event.rank >= (context.change?.rank ?? Infinity),
    lifts: ({ context }) => context.change?.kind === 'lift',
    takesEffectLater: ({ context, event }) => 'now' in event && (context.change?.startsAt ?? '') > event.now,
    rankOfSigner: ({ context, event }) => 'rank' in event && event.rank >= context.rank,
  },
  actions: {
    propose: assign(({ context, event }) => {
      const change = calledFor(context, event)
      return { change, ...watch(context, { sign: change?.signBy ?? null }) }
    }),
    dropChange: assign(({ context }) => ({ change: null, ...watch(context, { sign: null }) })),
    /** Nothing is waited for after the end. */
    stopClock: assign(({ context }) => ({
      change: null,
      ...watch(context, { start: null, sign: null, end: null, stage: null, lift: null }),
    })),
    passStart: assign(({ context }) => watch(context, { start: null })),
    passStage: assign(({ context, event }) =>
      'due' in event ? watch(context, { stage: nextStage(context.stages, event.due) }) : {},
    ),
    markSignatureOverdue: assign(({ context }) => ({
      ...watch(context, { sign: null }),
      overdue: late(context, 'sign'),
    })),
    markEndOverdue: assign(({ context }) => ({ ...watch(context, { end: null }), overdue: late(context, 'end') })),
    /** What was signed is what holds. */
    adopt: assign(({ context, event }) =>
      context.change !== null && 'now' in event ? adopted(context, context.change, event.now) : {},
    ),
    planOrders: (_, _params: { revision: number }) => {},
    releaseOrders: (_, _params: { revision: number }) => {},
    announceLift: (_, _params: Record<never, never>) => {},
    releasePart: (_, _params: { parts: readonly Part[] }) => {},
  },
})

const params = ({ context }: { context: WarningContext }) => ({ revision: context.revision })
const planOrders = { type: 'planOrders', params } as const
const releaseOrders = { type: 'releaseOrders', params } as const
const announceLift = { type: 'announceLift', params: {} } as const
/** Those whose hour has come; they stand in the stages until the end, for nobody may order them again meanwhile. */
const releasePart = {
  type: 'releasePart',
  params: ({ context: { stages }, event }: { context: WarningContext; event: WarningEvent }) => ({
    parts: stages.flatMap(({ at, counties, industries }) =>
      'due' in event && at === event.due ? [{ counties, industries }] : [],
    ),
  }),
} as const
const signatureOverdue = { guard: and(['deadlineStands', 'isSign']), actions: 'markSignatureOverdue' } as const
const endOverdue = { guard: and(['deadlineStands', 'isEnd']), actions: 'markEndOverdue' } as const
const starts = <Target extends string>(target: Target) =>
  ({ guard: and(['deadlineStands', 'isStart']), target, actions: 'passStart' }) as const
const changes = { guard: 'alters', actions: 'propose' } as const
const conferred = { guard: and(['proceeds', 'alters']), actions: 'propose' } as const
const droppedTo = <Target extends string>(target: Target) => ({ target, actions: 'dropChange' }) as const

/**
 * `transition` builds a machine without input at every call and throws it away. Without this it would throw inside,
 * unseen, and a step would take three times as long.
 */
const NO_INPUT: WarningInput = {
  change: { kind: 'issue', ground: 'rule', level: 'yellow', startsAt: '', endsAt: null, rank: 3, signBy: '' },
}

export const warningMachine = machine.createMachine({
  id: 'warning',
  context: ({ input = NO_INPUT }) => ({
    level: null,
    startsAt: null,
    endsAt: null,
    revision: 0,
    rank: 0,
    change: input.change,
    stages: [],
    deadlines: { start: null, sign: input.change.signBy, end: null, stage: null, lift: null },
    overdue: [],
  }),
  initial: 'proposed',
  states: {
    proposed: {
      on: {
        CHANGE_PROPOSED: { guard: 'issues', actions: 'propose' },
        PROPOSAL_LAPSED: 'dismissed',
        CONSULTATION_HELD: [
          { guard: and(['proceeds', 'issues']), target: 'awaitingSignature', actions: 'propose' },
          { guard: 'dismisses', target: 'dismissed' },
        ],
        WARNING_WITHDRAWN: 'withdrawn',
        TICK: signatureOverdue,
      },
    },
    awaitingSignature: {
      on: {
        CHANGE_PROPOSED: { guard: 'issues', target: 'proposed', actions: 'propose' },
        PROPOSAL_LAPSED: 'dismissed',
        OFFICER_SIGNED: [
          {
            guard: and(['rankSuffices', 'takesEffectLater']),
            target: 'scheduled',
            actions: ['adopt', planOrders],
          },
          { guard: 'rankSuffices', target: 'inForce', actions: ['adopt', planOrders] },
        ],
        OFFICER_RETURNED: { guard: 'rankSuffices', target: 'proposed' },
        WARNING_WITHDRAWN: 'withdrawn',
        TICK: signatureOverdue,
      },
    },
    /** Signed, the orders are out; the response starts later. */
    scheduled: {
      initial: 'steady',
      on: {
        WARNING_WITHDRAWN: { guard: 'rankOfSigner', target: 'withdrawn', actions: releaseOrders },
        TICK: endOverdue,
      },
      states: {
        steady: {
          on: {
            CHANGE_PROPOSED: { ...changes, target: 'changeProposed' },
            TICK: starts('#warning.inForce.steady'),
          },
        },
        changeProposed: {
          on: {
            CHANGE_PROPOSED: changes,
            PROPOSAL_LAPSED: droppedTo('steady'),
            CONSULTATION_HELD: [
              { ...conferred, target: 'changeAwaitingSignature' },
              { guard: 'dismisses', ...droppedTo('steady') },
            ],
            TICK: [starts('#warning.inForce.changeProposed'), signatureOverdue],
          },
        },
        changeAwaitingSignature: {
          on: {
            CHANGE_PROPOSED: { ...changes, target: 'changeProposed' },
            PROPOSAL_LAPSED: droppedTo('steady'),
            OFFICER_SIGNED: [
              {
                guard: and(['rankSuffices', 'lifts']),
                target: '#warning.withdrawn',
                actions: ['adopt', releaseOrders],
              },
              { guard: 'rankSuffices', target: 'steady', actions: ['adopt', planOrders] },
            ],
            OFFICER_RETURNED: { guard: 'rankSuffices', target: 'changeProposed' },
            TICK: [starts('#warning.inForce.changeAwaitingSignature'), signatureOverdue],
          },
        },
      },
    },
    inForce: {
      initial: 'steady',
      on: { TICK: endOverdue },
      states: {
        steady: {
          on: { CHANGE_PROPOSED: { ...changes, target: 'changeProposed' } },
        },
        changeProposed: {
          on: {
            CHANGE_PROPOSED: changes,
            PROPOSAL_LAPSED: droppedTo('steady'),
            CONSULTATION_HELD: [
              { ...conferred, target: 'changeAwaitingSignature' },
              { guard: 'dismisses', ...droppedTo('steady') },
            ],
            TICK: signatureOverdue,
          },
        },
        changeAwaitingSignature: {
          on: {
            CHANGE_PROPOSED: { ...changes, target: 'changeProposed' },
            PROPOSAL_LAPSED: droppedTo('steady'),
            OFFICER_SIGNED: [
              {
                guard: and(['rankSuffices', 'lifts', 'takesEffectLater']),
                target: '#warning.lifting',
                actions: ['adopt', announceLift],
              },
              { guard: and(['rankSuffices', 'lifts']), target: '#warning.lifted', actions: ['adopt', releaseOrders] },
              { guard: 'rankSuffices', target: 'steady', actions: ['adopt', planOrders] },
            ],
            OFFICER_RETURNED: { guard: 'rankSuffices', target: 'changeProposed' },
            TICK: signatureOverdue,
          },
        },
      },
    },
    /** The lift is signed and announced; the response holds until its hour, but for those whom a stage names. */
    lifting: {
      on: {
        TICK: [
          { guard: and(['deadlineStands', 'isStage']), actions: ['passStage', releasePart] },
          { guard: and(['deadlineStands', 'isLift']), target: 'lifted', actions: releaseOrders },
        ],
      },
    },
    lifted: { type: 'final', entry: 'stopClock' },
    dismissed: { type: 'final', entry: 'stopClock' },
    withdrawn: { type: 'final', entry: 'stopClock' },
  },
})

export function deadlines(context: WarningContext): Deadlines {
  return context.deadlines
}

/** The change that an event brings, else the one that is on the table. */
function calledFor(context: WarningContext, event: WarningEvent): Change | null {
  return ('change' in event ? event.change : undefined) ?? context.change
}
