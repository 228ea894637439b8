import { and, assign, setup } from 'xstate'
import type { Instant } from '../src/model/time.ts'
import { stands, type Deadlines, type Tick } from './deadline.ts'
import type { EffectParams } from './effects.ts'

export const version = 1

/** The review of a warning (总结评估), from its lift until it is published, and replaced by a corrected one. */
export interface ReviewContext {
  /** When it is written by itself; until when it is to be published. Null once that has passed or is done. */
  deadlines: Record<'write' | 'summary', Instant | null>
}

export interface ReviewInput {
  writeAt: Instant
  summaryBy: Instant
}

export type ReviewEvent =
  | Tick
  /** An officer wants it now, or counted anew. */
  | { type: 'REVIEW_CALLED' }
  /** The engine has counted it. */
  | { type: 'REVIEW_WRITTEN' }
  /** 批注. */
  | { type: 'REVIEW_ANNOTATED' }
  /** 签发: from here on its figures stand. */
  | { type: 'REVIEW_SIGNED' }
  /** 发布, 结案. */
  | { type: 'REVIEW_PUBLISHED' }
  /** A corrected one was published in its place. */
  | { type: 'REVIEW_REPLACED' }

const machine = setup({
  types: {
    context: {} as ReviewContext,
    events: {} as ReviewEvent,
    input: {} as ReviewInput | undefined,
  },
  guards: {
    deadlineStands: ({ context, event }) => event.type === 'TICK' && stands(deadlines(context), event),
    isWrite: ({ event }) => event.type === 'TICK' && event.deadline === 'write',
  },
  actions: {
    stopWriting: assign(({ context }) => ({ deadlines: { ...context.deadlines, write: null } })),
    markOverdue: assign(({ context }) => ({ deadlines: { ...context.deadlines, summary: null } })),
    stopClock: assign({ deadlines: { write: null, summary: null } }),
    /** Effects. */
    writeReview: (_, _params: Record<never, never>) => {},
    wake: (_, _params: EffectParams['wake']) => {},
  },
})

const writeReview = { type: 'writeReview', params: {} } as const
const overdue = {
  guard: 'deadlineStands',
  actions: [
    'markOverdue',
    {
      type: 'wake',
      params: ({ event }: { event: ReviewEvent }) => ({
        cause: 'reviewOverdue' as const,
        occasion: event.type === 'TICK' ? event.due : '',
      }),
    },
  ],
} as const

/** `transition` builds a machine without input at every call and throws it away: without this it throws, unseen and slow. */
const NO_INPUT: ReviewInput = { writeAt: '', summaryBy: '' }

export const reviewMachine = machine.createMachine({
  id: 'review',
  context: ({ input = NO_INPUT }) => ({ deadlines: { write: input.writeAt, summary: input.summaryBy } }),
  initial: 'collecting',
  states: {
    /** The response is over; late answers and the verdicts of its last day still come in. */
    collecting: {
      on: {
        REVIEW_CALLED: { target: 'writing', actions: writeReview },
        TICK: [{ guard: and(['deadlineStands', 'isWrite']), target: 'writing', actions: writeReview }, overdue],
      },
    },
    writing: { entry: 'stopWriting', on: { REVIEW_WRITTEN: 'written', TICK: overdue } },
    written: {
      on: {
        REVIEW_CALLED: { target: 'writing', actions: writeReview },
        REVIEW_ANNOTATED: 'written',
        REVIEW_SIGNED: 'signed',
        TICK: overdue,
      },
    },
    signed: { on: { REVIEW_PUBLISHED: 'published', TICK: overdue } },
    /** The case is closed, until somebody finds that it is wrong. */
    published: { entry: 'stopClock', on: { REVIEW_REPLACED: 'replaced' } },
    replaced: { type: 'final' },
  },
})

export function deadlines(context: ReviewContext): Deadlines {
  return context.deadlines
}
