import { and, assign, setup } from 'xstate'
import { nextStage, type Part } from '../src/model/stage.ts'
import { stands, type Deadlines } from './deadline.ts'
import type { EffectParams } from './effects.ts'
import { enough, fits, IN_FORCE, keeps, SCHEDULED, SUSPENDED } from './fitting.ts'
import {
  adopted,
  begun,
  calledFor,
  mayFrom,
  missed,
  relieved,
  unrelieved,
  watch,
  type WarningContext,
  type WarningEvent,
  type WarningInput,
} from './warningContext.ts'
import {
  changes,
  conferred,
  dismissedTo,
  endOverdue,
  fromAbove,
  lapses,
  liftsLater,
  liftsNow,
  overtakePrecaution,
  others,
  releaseOrders,
  releasePart,
  reliefCalled,
  resumptionOverdue,
  signatureOverdue,
  signed,
  signerSilent,
  signs,
  starts,
} from './warningRows.ts'

export type { Change, Pause, Unruled, WarningContext, WarningEvent, WarningInput } from './warningContext.ts'

export const version = 1

const machine = setup({
  types: {
    context: {} as WarningContext,
    events: {} as WarningEvent,
    input: {} as WarningInput | undefined,
  },
  guards: {
    deadlineStands: ({ context, event }) => event.type === 'TICK' && stands(deadlines(context), event),
    isStart: ({ event }) => event.type === 'TICK' && event.deadline === 'start',
    isResume: ({ event }) => event.type === 'TICK' && event.deadline === 'resume',
    isStage: ({ event }) => event.type === 'TICK' && event.deadline === 'stage',
    isLift: ({ event }) => event.type === 'TICK' && event.deadline === 'lift',
    isSign: ({ event }) => event.type === 'TICK' && event.deadline === 'sign',
    isEnd: ({ event }) => event.type === 'TICK' && event.deadline === 'end',
    proceeds: ({ event }) => event.type === 'CONSULTATION_HELD' && event.decision === 'proceed',
    dismisses: ({ event }) => event.type === 'CONSULTATION_HELD' && event.decision === 'dismiss',
    issues: ({ context, event }) => calledFor(context, event)?.kind === 'issue',
    fitsScheduled: ({ context, event }) => fits(SCHEDULED, calledFor(context, event)),
    fitsInForce: ({ context, event }) => fits(IN_FORCE, calledFor(context, event)),
    fitsSuspended: ({ context, event }) => fits(SUSPENDED, calledFor(context, event)),
    /** While an instruction from above holds, it is neither lifted nor lowered below its level. */
    keepsAbove: ({ context, event }) => keeps(context.above, calledFor(context, event)),
    nothingAbove: ({ context }) => context.above === null,
    enoughWithout: ({ context }) => enough(context.above, context.level),
    isThatAbove: ({ context, event }) =>
      event.type === 'INSTRUCTION_LIFTED' && event.instruction === context.above?.instruction,
    rankSuffices: ({ context, event }) => 'rank' in event && event.rank >= mayFrom(context.change),
    /** Its hour has passed, and nobody was called in since. */
    signerIsSilent: ({ context }) => context.deadlines.sign === null,
    suspends: ({ context }) => context.change?.kind === 'suspend',
    resumes: ({ context }) => context.change?.kind === 'resume',
    lifts: ({ context }) => context.change?.kind === 'lift',
    takesEffectLater: ({ context, event }) => 'now' in event && (context.change?.startsAt ?? '') > event.now,
    rankOfSigner: ({ context, event }) => 'rank' in event && event.rank >= context.rank,
  },
  actions: {
    propose: assign(({ context, event }) => {
      const change = unrelieved(calledFor(context, event))
      return { change, ...watch(context, { sign: change?.signBy ?? null }) }
    }),
    dropChange: assign(({ context }) => ({ change: null, ...watch(context, { sign: null }) })),
    /** Nothing is waited for after the end. */
    stopClock: assign(({ context }) => ({
      change: null,
      ...watch(context, { start: null, sign: null, end: null, resume: null, stage: null, lift: null }),
    })),
    passStart: assign(({ context }) => watch(context, { start: null })),
    passStage: assign(({ context, event }) =>
      'due' in event ? watch(context, { stage: nextStage(context.stages, event.due) }) : {},
    ),
    markSignatureOverdue: assign(({ context }) => missed(context, 'sign')),
    markEndOverdue: assign(({ context }) => missed(context, 'end')),
    markResumptionOverdue: assign(({ context }) => missed(context, 'resume')),
    standUnder: assign(({ event }) => (event.type === 'INSTRUCTED' ? { above: event.above } : {})),
    standFree: assign({ above: null }),
    /** What was signed is what holds. */
    adopt: assign(({ context, event }) =>
      context.change !== null && 'now' in event ? adopted(context, context.change, event.now) : {},
    ),
    callIn: assign(({ context, event }) =>
      event.type === 'RELIEF_CALLED' ? relieved(context, event.calls, event.until) : {},
    ),
    callRelief: (_, _params: Record<never, never>) => {},
    planOrders: (_, _params: { revision: number }) => {},
    releaseOrders: (_, _params: { revision: number }) => {},
    announceLift: (_, _params: Record<never, never>) => {},
    releasePart: (_, _params: { parts: readonly Part[] }) => {},
    wake: (_, _params: EffectParams['wake']) => {},
    overtakePrecaution: (_, _params: Record<never, never>) => {},
    tellOfWarning: (_, _params: { revision: number }) => {},
    taskDepartments: (_, _params: Record<never, never>) => {},
    openReview: (_, _params: Record<never, never>) => {},
  },
})

export const warningMachine = machine.createMachine({
  id: 'warning',
  context: ({ input }) => begun(input),
  initial: 'proposed',
  states: {
    proposed: {
      on: {
        ...fromAbove,
        CHANGE_PROPOSED: { guard: and(['issues', 'keepsAbove']), actions: 'propose' },
        PROPOSAL_LAPSED: lapses('dismissed'),
        CONSULTATION_HELD: [
          { guard: and(['proceeds', 'issues', 'keepsAbove']), target: 'awaitingSignature', actions: 'propose' },
          dismissedTo('dismissed'),
        ],
        WARNING_WITHDRAWN: { guard: 'enoughWithout', target: 'withdrawn' },
        TICK: signatureOverdue,
      },
    },
    awaitingSignature: {
      on: {
        ...fromAbove,
        CHANGE_PROPOSED: { guard: and(['issues', 'keepsAbove']), target: 'proposed', actions: 'propose' },
        PROPOSAL_LAPSED: lapses('dismissed'),
        OFFICER_SIGNED: [
          {
            guard: and(['rankSuffices', 'takesEffectLater', 'keepsAbove']),
            target: 'scheduled',
            actions: signs,
          },
          { guard: and(['rankSuffices', 'keepsAbove']), target: 'inForce', actions: [...signs, overtakePrecaution] },
        ],
        OFFICER_RETURNED: { guard: 'rankSuffices', target: 'proposed' },
        WARNING_WITHDRAWN: { guard: 'enoughWithout', target: 'withdrawn' },
        RELIEF_CALLED: reliefCalled,
        TICK: signerSilent,
      },
    },
    /** Signed, the orders are out; the response starts later. */
    scheduled: {
      initial: 'steady',
      on: {
        ...fromAbove,
        WARNING_WITHDRAWN: {
          guard: and(['rankOfSigner', 'nothingAbove']),
          target: 'withdrawn',
          actions: [releaseOrders, ...others],
        },
        TICK: endOverdue,
      },
      states: {
        steady: {
          on: {
            CHANGE_PROPOSED: { ...changes('fitsScheduled'), target: 'changeProposed' },
            TICK: starts('#warning.inForce.steady'),
          },
        },
        changeProposed: {
          on: {
            CHANGE_PROPOSED: changes('fitsScheduled'),
            PROPOSAL_LAPSED: lapses('steady'),
            CONSULTATION_HELD: [
              { ...conferred('fitsScheduled'), target: 'changeAwaitingSignature' },
              dismissedTo('steady'),
            ],
            TICK: [starts('#warning.inForce.changeProposed'), signatureOverdue],
          },
        },
        changeAwaitingSignature: {
          on: {
            CHANGE_PROPOSED: { ...changes('fitsScheduled'), target: 'changeProposed' },
            PROPOSAL_LAPSED: lapses('steady'),
            OFFICER_SIGNED: [liftsNow('#warning.withdrawn'), { ...signed('fitsScheduled'), target: 'steady' }],
            OFFICER_RETURNED: { guard: 'rankSuffices', target: 'changeProposed' },
            RELIEF_CALLED: reliefCalled,
            TICK: [starts('#warning.inForce.changeAwaitingSignature'), signerSilent],
          },
        },
      },
    },
    inForce: {
      initial: 'steady',
      on: { ...fromAbove, TICK: endOverdue },
      states: {
        steady: {
          on: {
            CHANGE_PROPOSED: { ...changes('fitsInForce'), target: 'changeProposed' },
          },
        },
        changeProposed: {
          on: {
            CHANGE_PROPOSED: changes('fitsInForce'),
            PROPOSAL_LAPSED: lapses('steady'),
            CONSULTATION_HELD: [
              { ...conferred('fitsInForce'), target: 'changeAwaitingSignature' },
              dismissedTo('steady'),
            ],
            TICK: signatureOverdue,
          },
        },
        changeAwaitingSignature: {
          on: {
            CHANGE_PROPOSED: { ...changes('fitsInForce'), target: 'changeProposed' },
            PROPOSAL_LAPSED: lapses('steady'),
            OFFICER_SIGNED: [
              liftsLater,
              liftsNow('#warning.lifted'),
              {
                guard: and(['rankSuffices', 'suspends', 'keepsAbove']),
                target: '#warning.suspended',
                actions: signs,
              },
              { ...signed('fitsInForce'), target: 'steady' },
            ],
            OFFICER_RETURNED: { guard: 'rankSuffices', target: 'changeProposed' },
            RELIEF_CALLED: reliefCalled,
            TICK: signerSilent,
          },
        },
      },
    },
    /** The order stands and its measures rest, from the hour that it names (暂停); it ends by a resumption or a lift. */
    suspended: {
      initial: 'steady',
      on: { ...fromAbove, TICK: [endOverdue, resumptionOverdue] },
      states: {
        steady: {
          on: {
            CHANGE_PROPOSED: { ...changes('fitsSuspended'), target: 'changeProposed' },
          },
        },
        changeProposed: {
          on: {
            CHANGE_PROPOSED: changes('fitsSuspended'),
            PROPOSAL_LAPSED: lapses('steady'),
            CONSULTATION_HELD: [
              { ...conferred('fitsSuspended'), target: 'changeAwaitingSignature' },
              dismissedTo('steady'),
            ],
            TICK: signatureOverdue,
          },
        },
        changeAwaitingSignature: {
          on: {
            CHANGE_PROPOSED: { ...changes('fitsSuspended'), target: 'changeProposed' },
            PROPOSAL_LAPSED: lapses('steady'),
            OFFICER_SIGNED: [
              liftsLater,
              liftsNow('#warning.lifted'),
              {
                guard: and(['rankSuffices', 'resumes', 'keepsAbove']),
                target: '#warning.inForce',
                actions: signs,
              },
              { ...signed('fitsSuspended'), target: 'steady' },
            ],
            OFFICER_RETURNED: { guard: 'rankSuffices', target: 'changeProposed' },
            RELIEF_CALLED: reliefCalled,
            TICK: signerSilent,
          },
        },
      },
    },
    /** The lift is signed and announced; the response holds until its hour, but for those whom a stage names. */
    lifting: {
      on: {
        TICK: [
          { guard: and(['deadlineStands', 'isStage']), actions: ['passStage', releasePart] },
          { guard: and(['deadlineStands', 'isLift']), target: 'lifted', actions: [releaseOrders, ...others] },
        ],
      },
    },
    lifted: { type: 'final', entry: ['stopClock', { type: 'openReview', params: {} }] },
    dismissed: { type: 'final', entry: 'stopClock' },
    withdrawn: { type: 'final', entry: 'stopClock' },
  },
})

export function deadlines(context: WarningContext): Deadlines {
  return context.deadlines
}
