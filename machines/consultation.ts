import { assign, setup } from 'xstate'
import { addMinutes, type Instant } from '../src/model/time.ts'
import { stands, type Deadlines, type Tick } from './deadline.ts'

export const version = 1

/** A consultation (会商): called by itself, on a proposed change, or by an officer. Who said what is columns. */
export interface ConsultationContext {
  /** What a consultation that was opened is given until it has its conclusion. */
  minutes: number
  /** By when it is to be opened, null where something else waits for it; by when it is to be concluded. */
  deadlines: { hold: Instant | null; conclude: Instant | null }
}

export interface ConsultationInput {
  minutes: number
  /** Null for one on a proposed change: that has its own hour of signature, and wakes by itself. */
  holdBy: Instant | null
}

export type ConsultationEvent =
  | Tick
  /** 开始会商: the parties are together, somebody chairs. */
  | { type: 'CONSULTATION_OPENED'; now: Instant }
  /** 形成结论, also without having been opened here: people confer by telephone. */
  | { type: 'CONSULTATION_CONCLUDED' }
  /** There is nothing to confer on any more, or the next one was called. */
  | { type: 'CONSULTATION_LAPSED' }

const machine = setup({
  types: {
    context: {} as ConsultationContext,
    events: {} as ConsultationEvent,
    input: {} as ConsultationInput | undefined,
  },
  guards: {
    deadlineStands: ({ context, event }) => event.type === 'TICK' && stands(deadlines(context), event),
  },
  actions: {
    begin: assign({
      deadlines: ({ context, event }) => ({
        hold: null,
        conclude: event.type === 'CONSULTATION_OPENED' ? addMinutes(event.now, context.minutes) : null,
      }),
    }),
    stopClock: assign({ deadlines: { hold: null, conclude: null } }),
    tellConsultation: (_, _params: { missing: 'opening' | 'conclusion' }) => {},
  },
})

/** Somebody is woken when it is overdue, and need not be any more when it is not. */
const tellOpening = { type: 'tellConsultation', params: { missing: 'opening' } } as const
const tellConclusion = { type: 'tellConsultation', params: { missing: 'conclusion' } } as const

/** `transition` builds a machine without input at every call and throws it away: without this it throws, unseen and slow. */
const NO_INPUT: ConsultationInput = { minutes: 1, holdBy: null }

export const consultationMachine = machine.createMachine({
  id: 'consultation',
  context: ({ input: { minutes, holdBy } = NO_INPUT }) => ({ minutes, deadlines: { hold: holdBy, conclude: null } }),
  initial: 'called',
  states: {
    called: {
      on: {
        TICK: { guard: 'deadlineStands', target: 'overdue' },
        CONSULTATION_OPENED: 'open',
        CONSULTATION_CONCLUDED: 'concluded',
        CONSULTATION_LAPSED: 'lapsed',
      },
    },
    /** It waits for whoever is on duty, who is woken. */
    overdue: {
      entry: ['stopClock', tellOpening],
      on: {
        CONSULTATION_OPENED: { target: 'open', actions: tellOpening },
        CONSULTATION_CONCLUDED: { target: 'concluded', actions: tellOpening },
        CONSULTATION_LAPSED: { target: 'lapsed', actions: tellOpening },
      },
    },
    open: {
      entry: 'begin',
      on: {
        TICK: { guard: 'deadlineStands', target: 'unconcluded' },
        CONSULTATION_CONCLUDED: 'concluded',
        CONSULTATION_LAPSED: 'lapsed',
      },
    },
    /** It waits for whoever chairs it, or is on duty, who is woken. */
    unconcluded: {
      entry: ['stopClock', tellConclusion],
      on: {
        CONSULTATION_CONCLUDED: { target: 'concluded', actions: tellConclusion },
        CONSULTATION_LAPSED: { target: 'lapsed', actions: tellConclusion },
      },
    },
    concluded: { type: 'final', entry: 'stopClock' },
    lapsed: { type: 'final', entry: 'stopClock' },
  },
})

export function deadlines(context: ConsultationContext): Deadlines {
  return context.deadlines
}
