import { assign, setup } from 'xstate'
import type { Instant } from '../src/model/time.ts'
import { stands, type Deadlines, type Tick } from './deadline.ts'

export const version = 1

/**
 * The consultations of an area that call themselves (会商日程): daily in the season, closer together in an episode. The
 * hours are a rule; this only knows when to look next, and since when nobody has looked.
 */
export interface ConferringContext {
  lookedAt: Instant
  deadlines: { look: Instant | null }
}

export interface ConferringInput {
  now: Instant
  lookAt: Instant
}

export type ConferringEvent =
  | Tick
  /** A warning was proposed: from here on the hours of an episode count. */
  | { type: 'EPISODE_TURNED' }
  /** What was due is called; the next hour at which one may be. */
  | { type: 'SLOTS_CALLED'; now: Instant; lookAt: Instant }
  /** 停止: none is called by itself any more. */
  | { type: 'CONFERRING_ENDED' }

const machine = setup({
  types: {
    context: {} as ConferringContext,
    events: {} as ConferringEvent,
    input: {} as ConferringInput | undefined,
  },
  guards: {
    deadlineStands: ({ context, event }) => event.type === 'TICK' && stands(deadlines(context), event),
  },
  actions: {
    waitOn: assign(({ context, event }) =>
      event.type === 'SLOTS_CALLED' ? { lookedAt: event.now, deadlines: { look: event.lookAt } } : context,
    ),
    lookAnyway: assign({}),
    stopClock: assign({ deadlines: { look: null } }),
    callSlots: (_, _params: { since: Instant }) => {},
  },
})

/** `transition` builds a machine without input at every call and throws it away: without this it throws, unseen and slow. */
const NO_INPUT: ConferringInput = { now: '', lookAt: '' }

export const conferringMachine = machine.createMachine({
  id: 'conferring',
  context: ({ input: { now, lookAt } = NO_INPUT }) => ({ lookedAt: now, deadlines: { look: lookAt } }),
  initial: 'waiting',
  states: {
    waiting: {
      on: {
        TICK: { guard: 'deadlineStands', target: 'calling' },
        EPISODE_TURNED: 'calling',
        CONFERRING_ENDED: 'ended',
      },
    },
    /** It waits for the effect that it asked for. */
    calling: {
      entry: [
        'stopClock',
        { type: 'callSlots', params: ({ context }: { context: ConferringContext }) => ({ since: context.lookedAt }) },
      ],
      on: {
        SLOTS_CALLED: { target: 'waiting', actions: 'waitOn' },
        EPISODE_TURNED: { actions: 'lookAnyway' },
        CONFERRING_ENDED: 'ended',
      },
    },
    ended: { type: 'final', entry: 'stopClock' },
  },
})

export function deadlines(context: ConferringContext): Deadlines {
  return context.deadlines
}
