import { and, assign, setup } from 'xstate'
import type { Instant } from '../src/model/time.ts'
import { stands, type Deadlines, type Tick } from './deadline.ts'

export const version = 1

/** Results that are made public (结果公布): counted, published for objection, then in force until a corrected one comes. */
export interface PublicationContext {
  /** Who had them counted, as the journal names actors: another one lets them out. */
  preparedBy: string
  /** Objections that wait for an answer. */
  open: number
  /** Objections that were right: what is wrong does not come into force. */
  upheld: number
  /** What the clock watches: the last hour for objections. */
  deadlines: { objections: Instant | null }
}

export interface PublicationInput {
  preparedBy: string
}

export type PublicationEvent =
  | Tick
  /** 公示: anybody may object until then. */
  | { type: 'RESULTS_SHOWN'; until: Instant }
  /** 异议. */
  | { type: 'OBJECTION_RAISED' }
  | { type: 'OBJECTION_ANSWERED'; upheld: boolean }
  /** 公布, by the second of two persons. */
  | { type: 'RESULTS_RELEASED'; by: string }
  /** Corrected ones were released in their place. */
  | { type: 'RESULTS_REPLACED' }
  /** Taken back before they are in force. */
  | { type: 'RESULTS_WITHDRAWN' }

const machine = setup({
  types: {
    context: {} as PublicationContext,
    events: {} as PublicationEvent,
    input: {} as PublicationInput | undefined,
  },
  guards: {
    deadlineStands: ({ context, event }) => event.type === 'TICK' && stands(deadlines(context), event),
    nothingOpen: ({ context }) => context.open === 0,
    somethingOpen: ({ context }) => context.open > 0,
    lastOpen: ({ context }) => context.open === 1,
    nothingUpheld: ({ context }) => context.upheld === 0,
    secondPerson: ({ context, event }) => event.type === 'RESULTS_RELEASED' && event.by !== context.preparedBy,
  },
  actions: {
    waitForObjections: assign({
      deadlines: ({ context, event }) =>
        event.type === 'RESULTS_SHOWN' ? { objections: event.until } : context.deadlines,
    }),
    stopClock: assign({ deadlines: { objections: null } }),
    countObjection: assign({ open: ({ context }) => context.open + 1 }),
    countAnswer: assign(({ context, event }) => ({
      open: context.open - 1,
      upheld: context.upheld + (event.type === 'OBJECTION_ANSWERED' && event.upheld ? 1 : 0),
    })),
  },
})

const withdraws = { RESULTS_WITHDRAWN: 'withdrawn' } as const

/** `transition` builds a machine without input at every call and throws it away: without this it throws, unseen and slow. */
const NO_INPUT: PublicationInput = { preparedBy: '' }

export const publicationMachine = machine.createMachine({
  id: 'publication',
  context: ({ input = NO_INPUT }) => ({
    preparedBy: input.preparedBy,
    open: 0,
    upheld: 0,
    deadlines: { objections: null },
  }),
  initial: 'counted',
  states: {
    counted: { on: { RESULTS_SHOWN: { target: 'shown', actions: 'waitForObjections' }, ...withdraws } },
    shown: {
      on: {
        OBJECTION_RAISED: { actions: 'countObjection' },
        OBJECTION_ANSWERED: { guard: 'somethingOpen', actions: 'countAnswer' },
        TICK: [
          { guard: and(['deadlineStands', 'nothingOpen']), target: 'settled', actions: 'stopClock' },
          { guard: 'deadlineStands', target: 'disputed', actions: 'stopClock' },
        ],
        ...withdraws,
      },
    },
    /** The time for objections has passed and some wait for an answer. */
    disputed: {
      on: {
        OBJECTION_ANSWERED: [
          { guard: 'lastOpen', target: 'settled', actions: 'countAnswer' },
          { actions: 'countAnswer' },
        ],
        ...withdraws,
      },
    },
    /** Every objection is answered. */
    settled: {
      on: {
        RESULTS_RELEASED: { guard: and(['nothingUpheld', 'secondPerson']), target: 'inForce' },
        ...withdraws,
      },
    },
    inForce: { on: { RESULTS_REPLACED: 'replaced' } },
    replaced: { type: 'final' },
    withdrawn: { type: 'final', entry: 'stopClock' },
  },
})

export function deadlines(context: PublicationContext): Deadlines {
  return context.deadlines
}
