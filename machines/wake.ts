import { and, assign, setup } from 'xstate'
import { addMinutes, type Instant } from '../src/model/time.ts'
import { stands, type Deadlines, type Tick } from './deadline.ts'

export const version = 1

/**
 * Somebody has to be woken (叫应): one after the other on the roster, then everybody, again and again, until someone
 * answers or there is no cause any more. Why, and who was called, is columns.
 */
export interface WakeContext {
  /** The call that is out: 1 for the first. */
  round: number
  /** How many calls there are, those to everybody included. */
  rounds: number
  /** What each call is given before the next. */
  minutes: number
  deadlines: { answer: Instant | null }
}

export interface WakeInput {
  rounds: number
  minutes: number
  now: Instant
}

export type WakeEvent =
  | Tick
  /** Nobody could be reached by the call of this round: no number, or every way refused. */
  | { type: 'CALL_FAILED'; round: number; now: Instant }
  /** 应答: by a link, a key or at the desk. */
  | { type: 'OFFICER_ANSWERED' }
  /** It was signed, conferred on, answered; the feed is back. */
  | { type: 'CAUSE_GONE' }

const machine = setup({
  types: {
    context: {} as WakeContext,
    events: {} as WakeEvent,
    input: {} as WakeInput | undefined,
  },
  guards: {
    deadlineStands: ({ context, event }) => event.type === 'TICK' && stands(deadlines(context), event),
    isThisRound: ({ context, event }) => event.type === 'CALL_FAILED' && event.round === context.round,
    somebodyIsLeft: ({ context: { round, rounds } }) => round < rounds,
  },
  actions: {
    goOn: assign(({ context, event }) => ({
      round: context.round + 1,
      deadlines: { answer: 'now' in event ? addMinutes(event.now, context.minutes) : null },
    })),
    stopClock: assign({ deadlines: { answer: null } }),
    call: (_, _params: { round: number }) => {},
  },
})

const call = {
  type: 'call',
  params: ({ context }: { context: WakeContext }) => ({ round: context.round }),
} as const
const ends = { OFFICER_ANSWERED: 'answered', CAUSE_GONE: 'stoodDown' } as const

/** `transition` builds a machine without input at every call and throws it away: without this it throws, unseen and slow. */
const NO_INPUT: WakeInput = { rounds: 1, minutes: 1, now: '2000-01-01T00:00:00.000Z' }

export const wakeMachine = machine.createMachine({
  id: 'wake',
  context: ({ input: { rounds, minutes, now } = NO_INPUT }) => ({
    round: 1,
    rounds,
    minutes,
    deadlines: { answer: addMinutes(now, minutes) },
  }),
  initial: 'calling',
  states: {
    calling: {
      entry: call,
      on: {
        TICK: [
          { guard: and(['deadlineStands', 'somebodyIsLeft']), actions: ['goOn', call] },
          { guard: 'deadlineStands', target: 'unheard' },
        ],
        CALL_FAILED: [
          { guard: and(['isThisRound', 'somebodyIsLeft']), actions: ['goOn', call] },
          { guard: 'isThisRound', target: 'unheard' },
        ],
        ...ends,
      },
    },
    /** Everybody was called and nobody answered: it stands first at every desk of the area until somebody does. */
    unheard: { entry: 'stopClock', on: ends },
    answered: { type: 'final', entry: 'stopClock' },
    stoodDown: { type: 'final', entry: 'stopClock' },
  },
})

export function deadlines(context: WakeContext): Deadlines {
  return context.deadlines
}
