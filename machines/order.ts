import { and, assign, setup } from 'xstate'
import type { WarningLevel } from '../src/model/level.ts'
import { addMinutes, type Instant } from '../src/model/time.ts'
import { stands, type Deadlines, type Tick } from './deadline.ts'

export const version = 1

/**
 * One revision of one enterprise's order (减排指令). What was handed over, opened, read or reported are facts with time
 * and channel beside it, not states: a key press acknowledges what was never "read".
 */
export interface OrderContext {
  level: WarningLevel
  /** Minutes to wait for an answer before each rung of the escalation: remind, second contact, county officer. */
  patience: readonly number[]
  /** Rungs climbed: 0 none, 1 reminded, 2 second contact told, 3 on the county officer's list. */
  rung: number
  /** When the next rung is due; null before delivery, after an answer and at the top. */
  answerBy: Instant | null
}

export interface OrderInput {
  level: WarningLevel
  patience: readonly number[]
}

export type OrderEvent =
  | Tick
  /** The first message that carries it reached its receiver. */
  | { type: 'ORDER_DELIVERED'; now: Instant }
  /** No channel is left. */
  | { type: 'ORDER_UNDELIVERABLE' }
  /** 收到. */
  | { type: 'ENTERPRISE_ACKNOWLEDGED' }
  /** 能执行. */
  | { type: 'ENTERPRISE_COMMITTED' }
  /** 执行困难: it has answered, and nobody may say of it that it will do it. */
  | { type: 'ENTERPRISE_HINDERED' }
  /** A newer revision of the same order stands in its place. */
  | { type: 'ORDER_REPLACED' }
  /** The warning was lifted or withdrawn. */
  | { type: 'ORDER_RELEASED' }
  /** 误发: it should not have been sent. */
  | { type: 'ORDER_RECALLED' }

const COUNTY = 3

const machine = setup({
  types: {
    context: {} as OrderContext,
    events: {} as OrderEvent,
    input: {} as OrderInput | undefined,
  },
  guards: {
    deadlineStands: ({ context, event }) => event.type === 'TICK' && stands(deadlines(context), event),
    firstRung: ({ context }) => context.rung === 0,
    secondRung: ({ context }) => context.rung === 1,
  },
  actions: {
    waitForAnswer: assign({
      answerBy: ({ context, event }) => ('now' in event ? waitFrom(event.now, context) : context.answerBy),
    }),
    climb: assign(({ context, event }) => {
      const climbed = { ...context, rung: context.rung + 1 }
      return { rung: climbed.rung, answerBy: 'now' in event ? waitFrom(event.now, climbed) : null }
    }),
    goToCounty: assign({ rung: COUNTY, answerBy: null }),
    stopWaiting: assign({ answerBy: null }),
    remind: (_, _params: { rung: 1 }) => {},
    tellSecondContact: (_, _params: { rung: 2 }) => {},
  },
})

const ends = { ORDER_REPLACED: 'superseded', ORDER_RELEASED: 'released', ORDER_RECALLED: 'recalled' } as const
const hindered = { ENTERPRISE_HINDERED: { target: 'acknowledged', actions: 'stopWaiting' } } as const
const answers = {
  ENTERPRISE_ACKNOWLEDGED: { target: 'acknowledged', actions: 'stopWaiting' },
  ENTERPRISE_COMMITTED: { target: 'acting', actions: 'stopWaiting' },
  ...hindered,
} as const
/** The report of a delivery may come after the answer that it made possible. */
const overtaken = { ORDER_DELIVERED: { actions: 'stopWaiting' } } as const
const escalates = {
  TICK: [
    { guard: and(['deadlineStands', 'firstRung']), actions: ['climb', { type: 'remind', params: { rung: 1 } }] },
    {
      guard: and(['deadlineStands', 'secondRung']),
      actions: ['climb', { type: 'tellSecondContact', params: { rung: 2 } }],
    },
    { guard: 'deadlineStands', actions: 'goToCounty' },
  ],
} as const

/** `transition` builds a machine without input at every call and throws it away: without this it throws, unseen and slow. */
const NO_INPUT: OrderInput = { level: 'yellow', patience: [] }

export const orderMachine = machine.createMachine({
  id: 'order',
  context: ({ input = NO_INPUT }) => ({ level: input.level, patience: input.patience, rung: 0, answerBy: null }),
  initial: 'planned',
  states: {
    /** Written and on its way; nobody is known to have it. An answer may overtake the report of its delivery. */
    planned: {
      on: {
        ORDER_DELIVERED: { target: 'live', actions: 'waitForAnswer' },
        ORDER_UNDELIVERABLE: { target: 'unreached', actions: 'goToCounty' },
        ...answers,
        ...ends,
      },
    },
    /** Delivered, unanswered. */
    live: { on: { ...escalates, ...answers, ...ends } },
    /** No channel led to it: the county officer's list, until somebody answers. */
    unreached: { on: { ORDER_DELIVERED: { target: 'live', actions: 'stopWaiting' }, ...answers, ...ends } },
    acknowledged: { on: { ...overtaken, ENTERPRISE_COMMITTED: 'acting', ...ends } },
    /** Who committed and meets a difficulty is no longer held to be doing it. */
    acting: { on: { ...overtaken, ...hindered, ...ends } },
    superseded: { type: 'final', entry: 'stopWaiting' },
    released: { type: 'final', entry: 'stopWaiting' },
    recalled: { type: 'final', entry: 'stopWaiting' },
  },
})

export function deadlines(context: OrderContext): Deadlines {
  return { answer: context.answerBy }
}

/** A rung for which no patience is given is climbed at once: an order that nobody answers must reach the county. */
function waitFrom(now: Instant, context: { patience: readonly number[]; rung: number }): Instant {
  return addMinutes(now, context.patience[context.rung] ?? 0)
}
