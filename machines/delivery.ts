import { assign, setup } from 'xstate'
import type { Instant } from '../src/model/time.ts'
import type { Deadlines } from './deadline.ts'

export const version = 1

/** One message to one address over one channel (投递). What it carries and to whom are columns; guards read only this. */
export interface DeliveryContext {
  /** Attempts already made. */
  attempts: number
}

export type DeliveryEvent =
  /** The receiver took it (2xx). */
  | { type: 'ATTEMPT_DELIVERED' }
  /** It may go better later: the next attempt is due at `retryAt`. */
  | { type: 'ATTEMPT_FAILED'; retryAt: Instant; why: string }
  /** It will never go: refused for good, or the schedule is used up. */
  | { type: 'ATTEMPT_GAVE_UP'; why: string }
  /** The order that it carries was replaced or released before it went out. */
  | { type: 'MESSAGE_WITHDRAWN' }

const machine = setup({
  types: {
    context: {} as DeliveryContext,
    events: {} as DeliveryEvent,
  },
  actions: {
    countAttempt: assign({ attempts: ({ context }) => context.attempts + 1 }),
    /** Effect: each attempt is its own. */
    deliver: (_, _params: { attempt: number; notBefore?: Instant }) => {},
  },
})

const tryAgain = {
  type: 'deliver',
  params: ({ context, event }: { context: DeliveryContext; event: { retryAt: Instant } }) => ({
    attempt: context.attempts + 1,
    notBefore: event.retryAt,
  }),
} as const

const outcome = {
  ATTEMPT_DELIVERED: { target: 'delivered', actions: 'countAttempt' },
  ATTEMPT_FAILED: { target: 'retrying', actions: ['countAttempt', tryAgain] },
  ATTEMPT_GAVE_UP: { target: 'givenUp', actions: 'countAttempt' },
  MESSAGE_WITHDRAWN: 'withdrawn',
} as const

export const deliveryMachine = machine.createMachine({
  id: 'delivery',
  context: { attempts: 0 },
  initial: 'queued',
  states: {
    queued: { entry: { type: 'deliver', params: { attempt: 1 } }, on: outcome },
    retrying: { on: outcome },
    delivered: { type: 'final' },
    givenUp: { type: 'final' },
    withdrawn: { type: 'final' },
  },
})

/** A delivery waits for no deadline: its next attempt is an effect with its own instant. */
export function deadlines(_context: DeliveryContext): Deadlines {
  return {}
}
