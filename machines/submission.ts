import { and, assign, setup } from 'xstate'
import type { Instant } from '../src/model/time.ts'
import { stands, type Deadlines, type Tick } from './deadline.ts'
import type { EffectParams } from './effects.ts'

export const version = 1

/** Something that a season's plan wants sent by its day (报送事项): the report of a month, the summary of the season. */
export interface SubmissionContext {
  /**
   * When the offices are asked for their part, when those are asked again who have given none, and from when on it is
   * late. Null once that has passed, and of what nobody is asked for.
   */
  deadlines: Record<'ask' | 'remind' | 'due', Instant | null>
}

export interface SubmissionInput {
  ask: Instant | null
  remind: Instant | null
  due: Instant
}

export type SubmissionEvent =
  | Tick
  /** 报送. */
  | { type: 'SUBMISSION_SENT' }

const machine = setup({
  types: {
    context: {} as SubmissionContext,
    events: {} as SubmissionEvent,
    input: {} as SubmissionInput | undefined,
  },
  guards: {
    deadlineStands: ({ context, event }) => event.type === 'TICK' && stands(deadlines(context), event),
    isAsk: ({ event }) => event.type === 'TICK' && event.deadline === 'ask',
    isRemind: ({ event }) => event.type === 'TICK' && event.deadline === 'remind',
  },
  actions: {
    markAsked: assign(({ context }) => ({ deadlines: { ...context.deadlines, ask: null } })),
    markReminded: assign(({ context }) => ({ deadlines: { ...context.deadlines, remind: null } })),
    stopClock: assign({ deadlines: { ask: null, remind: null, due: null } }),
    /** Effects. */
    askOffices: (_, _params: EffectParams['askOffices']) => {},
    wake: (_, _params: EffectParams['wake']) => {},
  },
})

const isAsked = { guard: and(['deadlineStands', 'isAsk']) } as const
const isReminded = { guard: and(['deadlineStands', 'isRemind']) } as const

/** `transition` builds a machine without input at every call and throws it away: without this it throws, unseen and slow. */
const NO_INPUT: SubmissionInput = { ask: null, remind: null, due: '' }

export const submissionMachine = machine.createMachine({
  id: 'submission',
  context: ({ input: { ask, remind, due } = NO_INPUT }) => ({ deadlines: { ask, remind, due } }),
  initial: 'waiting',
  states: {
    waiting: {
      on: {
        SUBMISSION_SENT: 'sent',
        TICK: [
          { ...isAsked, actions: ['markAsked', { type: 'askOffices', params: { round: 1 } }] },
          { ...isReminded, actions: ['markReminded', { type: 'askOffices', params: { round: 2 } }] },
          {
            guard: 'deadlineStands',
            target: 'overdue',
            actions: {
              type: 'wake',
              params: ({ event }) => ({ cause: 'reportDue', occasion: event.due }),
            },
          },
        ],
      },
    },
    /** Somebody was woken; it can still be sent. */
    overdue: { entry: 'stopClock', on: { SUBMISSION_SENT: 'sent' } },
    sent: { type: 'final', entry: 'stopClock' },
  },
})

export function deadlines(context: SubmissionContext): Deadlines {
  return context.deadlines
}
