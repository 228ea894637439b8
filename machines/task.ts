import { assign, setup } from 'xstate'
import type { Instant } from '../src/model/time.ts'
import { stands, type Deadlines, type Tick } from './deadline.ts'

export const version = 1

/** Something that somebody has to do by an hour (任务): an inspector at a silent plant. Whose and what for is columns. */
export interface TaskContext {
  /** When the answer is due; null once that has passed or it is answered. */
  deadlines: { answer: Instant | null }
}

export interface TaskInput {
  answerBy: Instant
}

export type TaskEvent =
  | Tick
  /** 已办: what was found is on record. */
  | { type: 'TASK_ANSWERED' }
  /** 撤销: nobody needs it any more. */
  | { type: 'TASK_WITHDRAWN' }

const machine = setup({
  types: {
    context: {} as TaskContext,
    events: {} as TaskEvent,
    input: {} as TaskInput | undefined,
  },
  guards: {
    deadlineStands: ({ context, event }) => event.type === 'TICK' && stands(deadlines(context), event),
  },
  actions: {
    stopClock: assign({ deadlines: { answer: null } }),
  },
})

/** `transition` builds a machine without input at every call and throws it away: without this it throws, unseen and slow. */
const NO_INPUT: TaskInput = { answerBy: '' }
const ends = { TASK_ANSWERED: 'answered', TASK_WITHDRAWN: 'withdrawn' } as const

export const taskMachine = machine.createMachine({
  id: 'task',
  context: ({ input = NO_INPUT }) => ({ deadlines: { answer: input.answerBy } }),
  initial: 'open',
  states: {
    open: { on: { TICK: { guard: 'deadlineStands', target: 'overdue' }, ...ends } },
    /** It stands first on the list of its area until somebody answers it. */
    overdue: { entry: 'stopClock', on: ends },
    answered: { type: 'final', entry: 'stopClock' },
    withdrawn: { type: 'final', entry: 'stopClock' },
  },
})

export function deadlines(context: TaskContext): Deadlines {
  return context.deadlines
}
