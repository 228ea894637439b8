import { assign, setup } from 'xstate'
import type { Instant } from '../src/model/time.ts'
import { stands, type Deadlines, type Tick } from './deadline.ts'

export const version = 1

/** A season opener (开季联络测试): every contact of an area is tried by each of its ways. What came of it is facts. */
export interface OpenerContext {
  /** Until when answers are waited for; null once that has passed or it is called off. */
  deadlines: { answer: Instant | null }
}

export interface OpenerInput {
  answerBy: Instant
}

export type OpenerEvent =
  | Tick
  /** 取消: what has not gone out does not go out any more. */
  | { type: 'OPENER_CALLED_OFF' }

const machine = setup({
  types: {
    context: {} as OpenerContext,
    events: {} as OpenerEvent,
    input: {} as OpenerInput | undefined,
  },
  guards: {
    deadlineStands: ({ context, event }) => event.type === 'TICK' && stands(deadlines(context), event),
  },
  actions: {
    stopClock: assign({ deadlines: { answer: null } }),
    /** Effects. */
    testLines: (_, _params: Record<never, never>) => {},
    callOffTests: (_, _params: Record<never, never>) => {},
  },
})

/** `transition` builds a machine without input at every call and throws it away: without this it throws, unseen and slow. */
const NO_INPUT: OpenerInput = { answerBy: '' }

export const openerMachine = machine.createMachine({
  id: 'opener',
  context: ({ input = NO_INPUT }) => ({ deadlines: { answer: input.answerBy } }),
  initial: 'running',
  states: {
    running: {
      entry: { type: 'testLines', params: {} },
      on: { TICK: { guard: 'deadlineStands', target: 'over' }, OPENER_CALLED_OFF: 'calledOff' },
    },
    /** Who has not answered stands on the county's list; a late answer, and that to a second try, still counts. */
    over: { type: 'final', entry: 'stopClock' },
    calledOff: { type: 'final', entry: ['stopClock', { type: 'callOffTests', params: {} }] },
  },
})

export function deadlines(context: OpenerContext): Deadlines {
  return context.deadlines
}
