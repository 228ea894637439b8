import { assign, setup } from 'xstate'
import type { Instant } from '../src/model/time.ts'
import { stands, type Deadlines, type Tick } from './deadline.ts'

export const version = 1

/**
 * What is done before any warning (临时管控、不利气象条件应对): mild and voluntary measures of one area, on a forecast that
 * calls for them and for no warning. It orders nobody, and gives way to the warning that it did not avert.
 */
export interface PrecautionContext {
  /** Until when it is called for; null once it has ended. */
  deadlines: { end: Instant | null }
}

export interface PrecautionInput {
  endsAt: Instant
}

export type PrecautionEvent =
  | Tick
  /** The forecast calls for it until another hour. */
  | { type: 'CALLED_UNTIL'; endsAt: Instant }
  /** The forecast calls for it no more. */
  | { type: 'CALL_LAPSED' }
  /** 启动. */
  | { type: 'PRECAUTION_TAKEN' }
  /** 不启动. */
  | { type: 'PRECAUTION_DECLINED' }
  /** 提前结束. */
  | { type: 'PRECAUTION_ENDED' }
  /** The response of a warning of the area has begun. */
  | { type: 'WARNING_BEGAN' }

const machine = setup({
  types: {
    context: {} as PrecautionContext,
    events: {} as PrecautionEvent,
    input: {} as PrecautionInput | undefined,
  },
  guards: {
    deadlineStands: ({ context, event }) => event.type === 'TICK' && stands(deadlines(context), event),
    /** What holds is not shortened by a forecast: that would end it with nobody having decided so. */
    isLater: ({ context, event }) => event.type === 'CALLED_UNTIL' && event.endsAt > (context.deadlines.end ?? ''),
  },
  actions: {
    setEnd: assign(({ event }) => (event.type === 'CALLED_UNTIL' ? { deadlines: { end: event.endsAt } } : {})),
    stopClock: assign({ deadlines: { end: null } }),
  },
})

/** `transition` builds a machine without input at every call and throws it away: without this it throws, unseen and slow. */
const NO_INPUT: PrecautionInput = { endsAt: '' }

export const precautionMachine = machine.createMachine({
  id: 'precaution',
  context: ({ input = NO_INPUT }) => ({ deadlines: { end: input.endsAt } }),
  initial: 'proposed',
  states: {
    proposed: {
      on: {
        TICK: { guard: 'deadlineStands', target: 'lapsed' },
        CALLED_UNTIL: { actions: 'setEnd' },
        CALL_LAPSED: 'lapsed',
        PRECAUTION_TAKEN: 'holding',
        PRECAUTION_DECLINED: 'declined',
        WARNING_BEGAN: 'overtaken',
      },
    },
    holding: {
      on: {
        TICK: { guard: 'deadlineStands', target: 'ended' },
        CALLED_UNTIL: { guard: 'isLater', actions: 'setEnd' },
        PRECAUTION_ENDED: 'ended',
        WARNING_BEGAN: 'overtaken',
      },
    },
    ended: { type: 'final', entry: 'stopClock' },
    declined: { type: 'final', entry: 'stopClock' },
    lapsed: { type: 'final', entry: 'stopClock' },
    overtaken: { type: 'final', entry: 'stopClock' },
  },
})

export function deadlines(context: PrecautionContext): Deadlines {
  return context.deadlines
}
