import { and, assign, setup } from 'xstate'
import type { Instant } from '../src/model/time.ts'
import { stands, type Deadlines, type Tick } from './deadline.ts'

export const version = 1

/**
 * A date (期限) that moves an enterprise by itself: the end of its grade or exemption, the deadline of a retrofit, the
 * day from which missing it has its consequence. Whose and which is columns; it is told before, and when it has come.
 */
export interface TermContext {
  /** When it is told beforehand, and when it comes. */
  deadlines: { announce: Instant | null; day: Instant | null }
}

export interface TermInput {
  announceAt: Instant
  at: Instant
}

export type TermEvent =
  | Tick
  /** The version or the grade that set it no longer holds. */
  | { type: 'TERM_WITHDRAWN' }

const machine = setup({
  types: {
    context: {} as TermContext,
    events: {} as TermEvent,
    input: {} as TermInput | undefined,
  },
  guards: {
    deadlineStands: ({ context, event }) => event.type === 'TICK' && stands(deadlines(context), event),
    isAnnounce: ({ event }) => event.type === 'TICK' && event.deadline === 'announce',
  },
  actions: {
    endAnnouncing: assign({ deadlines: ({ context }) => ({ ...context.deadlines, announce: null }) }),
    stopClock: assign({ deadlines: { announce: null, day: null } }),
    announceTerm: (_, _params: Record<never, never>) => {},
    tellTermPassed: (_, _params: Record<never, never>) => {},
  },
})

/** `transition` builds a machine without input at every call and throws it away: without this it throws, unseen and slow. */
const NO_INPUT: TermInput = { announceAt: '', at: '' }

export const termMachine = machine.createMachine({
  id: 'term',
  context: ({ input = NO_INPUT }) => ({ deadlines: { announce: input.announceAt, day: input.at } }),
  initial: 'running',
  states: {
    running: {
      on: {
        TICK: [
          {
            guard: and(['deadlineStands', 'isAnnounce']),
            target: 'announced',
            actions: ['endAnnouncing', { type: 'announceTerm', params: {} }],
          },
          { guard: 'deadlineStands', target: 'passed', actions: { type: 'tellTermPassed', params: {} } },
        ],
        TERM_WITHDRAWN: 'withdrawn',
      },
    },
    announced: {
      on: {
        TICK: { guard: 'deadlineStands', target: 'passed', actions: { type: 'tellTermPassed', params: {} } },
        TERM_WITHDRAWN: 'withdrawn',
      },
    },
    passed: { type: 'final', entry: 'stopClock' },
    withdrawn: { type: 'final', entry: 'stopClock' },
  },
})

export function deadlines(context: TermContext): Deadlines {
  return context.deadlines
}
