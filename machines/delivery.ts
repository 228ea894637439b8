import { assign, setup } from 'xstate'
import type { Instant } from '../src/model/time.ts'
import { stands, type Deadlines, type Tick } from './deadline.ts'

export const version = 2

/** One message to one address over one channel (投递). What it carries and to whom are columns; guards read only this. */
export interface DeliveryContext {
  /** Attempts already made. */
  attempts: number
  /** Whether it is being sent once more, marked 重发, because nobody knows what became of it (law 6). */
  repeated: boolean
  /** Until when the provider's report is waited for; null where none is. */
  reportBy: Instant | null
}

export type DeliveryEvent =
  | Tick
  /** The receiver took it (2xx). */
  | { type: 'ATTEMPT_DELIVERED' }
  /** A provider took it and will report what became of it: sent is not delivered. */
  | { type: 'ATTEMPT_ACCEPTED'; reportBy: Instant }
  /** It may have arrived, and the receiver could not tell a second one from the first: the provider is asked. */
  | { type: 'ATTEMPT_UNKNOWN'; askAt: Instant; why: string }
  /** It may go better later: the next attempt is due at `retryAt`. */
  | { type: 'ATTEMPT_FAILED'; retryAt: Instant; why: string }
  /** It will never go: refused for good, or the schedule is used up. */
  | { type: 'ATTEMPT_GAVE_UP'; why: string }
  /** The provider, asked, has it. */
  | { type: 'PROVIDER_HAS_IT'; reportBy: Instant }
  /** The provider, asked, can not tell. */
  | { type: 'PROVIDER_CAN_NOT_TELL'; retryAt: Instant }
  /** The provider's report (状态报告): it arrived. */
  | { type: 'REPORTED_DELIVERED' }
  /** The provider's report: it did not, and will not. */
  | { type: 'REPORTED_FAILED'; why: string }
  /** The order that it carries was replaced or released before it went out. */
  | { type: 'MESSAGE_WITHDRAWN' }

const machine = setup({
  types: {
    context: {} as DeliveryContext,
    events: {} as DeliveryEvent,
  },
  guards: {
    deadlineStands: ({ context, event }) => event.type === 'TICK' && stands(deadlines(context), event),
    notRepeated: ({ context }) => !context.repeated,
  },
  actions: {
    countAttempt: assign({ attempts: ({ context }) => context.attempts + 1 }),
    waitForReport: assign({
      reportBy: ({ context, event }) => ('reportBy' in event ? event.reportBy : context.reportBy),
    }),
    stopWaiting: assign({ reportBy: null }),
    markRepeated: assign({ repeated: true }),
    /** Effect: each attempt is its own. */
    deliver: (_, _params: { attempt: number; notBefore?: Instant }) => {},
    /** Effect: what became of it. */
    askProvider: (_, _params: { attempt: number; notBefore?: Instant }) => {},
  },
})

const tryAgain = {
  type: 'deliver',
  params: ({ context, event }: { context: DeliveryContext; event: { retryAt: Instant } }) => ({
    attempt: context.attempts + 1,
    notBefore: event.retryAt,
  }),
} as const

const askLater = {
  type: 'askProvider',
  params: ({ context, event }: { context: DeliveryContext; event: { askAt: Instant } }) => ({
    attempt: context.attempts,
    notBefore: event.askAt,
  }),
} as const

const askNow = {
  type: 'askProvider',
  params: ({ context }: { context: DeliveryContext }) => ({ attempt: context.attempts }),
} as const

const outcome = {
  ATTEMPT_DELIVERED: { target: 'delivered', actions: 'countAttempt' },
  ATTEMPT_ACCEPTED: { target: 'accepted', actions: ['countAttempt', 'waitForReport'] },
  ATTEMPT_UNKNOWN: { target: 'doubtful', actions: ['countAttempt', askLater] },
  ATTEMPT_FAILED: { target: 'retrying', actions: ['countAttempt', tryAgain] },
  ATTEMPT_GAVE_UP: { target: 'givenUp', actions: 'countAttempt' },
  MESSAGE_WITHDRAWN: 'withdrawn',
} as const

const reports = {
  REPORTED_DELIVERED: { target: 'delivered', actions: 'stopWaiting' },
  REPORTED_FAILED: { target: 'givenUp', actions: 'stopWaiting' },
} as const

export const deliveryMachine = machine.createMachine({
  id: 'delivery',
  context: { attempts: 0, repeated: false, reportBy: null },
  initial: 'queued',
  states: {
    queued: { entry: { type: 'deliver', params: { attempt: 1 } }, on: outcome },
    retrying: { on: outcome },
    /** Nobody knows whether it arrived: the provider is asked, then it is sent once more. */
    doubtful: {
      on: {
        ...reports,
        PROVIDER_HAS_IT: { target: 'accepted', actions: 'waitForReport' },
        PROVIDER_CAN_NOT_TELL: [
          { guard: 'notRepeated', target: 'retrying', actions: ['markRepeated', tryAgain] },
          { target: 'givenUp' },
        ],
      },
    },
    /** With the provider, whose report is waited for. */
    accepted: {
      on: { ...reports, TICK: { guard: 'deadlineStands', target: 'unreported', actions: ['stopWaiting', askNow] } },
    },
    /** The report is overdue: the provider is asked, and the county officer takes the order over; a late one still counts. */
    unreported: { on: reports },
    delivered: { type: 'final' },
    givenUp: { type: 'final' },
    withdrawn: { type: 'final' },
  },
})

/** Its next attempt is an effect with its own instant; only a report that does not come is a deadline. */
export function deadlines(context: DeliveryContext): Deadlines {
  return { report: context.reportBy }
}

/** Before there were providers every message was told its end at once. */
export function migrate(
  _from: number,
  { state, context }: { state: string; context: Readonly<Record<string, unknown>> },
): { state: string; context: Record<string, unknown> } {
  return { state, context: { repeated: false, reportBy: null, ...context } }
}
