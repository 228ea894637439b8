import { and, assign, setup } from 'xstate'
import {
  isToContact,
  isToOfficer,
  type ContactRung,
  type EscalationRung,
  type OfficerRung,
  type RungAhead,
} from '../src/model/escalation.ts'
import type { WarningLevel } from '../src/model/level.ts'
import { addMinutes, type Instant } from '../src/model/time.ts'
import { stands, type Deadlines, type Tick } from './deadline.ts'

export const version = 2

/**
 * One revision of one enterprise's order (减排指令). What was handed over, opened, read or reported are facts with time
 * and channel beside it, not states: a key press acknowledges what was never "read".
 */
export interface OrderContext {
  level: WarningLevel
  /** The rungs that silence has not climbed yet, next first; every ladder passes the county officer. */
  ahead: readonly RungAhead[]
  /** The last rung climbed; null before the first. */
  rung: EscalationRung | null
  /** When the next rung is due; null before delivery, after an answer and at the top. */
  answerBy: Instant | null
}

export interface OrderInput {
  level: WarningLevel
  ladder: readonly RungAhead[]
}

export type OrderEvent =
  | Tick
  /** The first message that carries it reached its receiver. */
  | { type: 'ORDER_DELIVERED'; now: Instant }
  /** The way that was taken first is at its end. */
  | { type: 'ORDER_UNDELIVERABLE'; now: Instant }
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

const machine = setup({
  types: {
    context: {} as OrderContext,
    events: {} as OrderEvent,
    input: {} as OrderInput | undefined,
  },
  guards: {
    deadlineStands: ({ context, event }) => event.type === 'TICK' && stands(deadlines(context), event),
    toContact: ({ context: { ahead } }) => ahead[0] !== undefined && isToContact(ahead[0].rung),
    toOfficer: ({ context: { ahead } }) => ahead[0] !== undefined && isToOfficer(ahead[0].rung),
    inspectorSent: ({ context: { rung } }) => rung === 'inspector',
  },
  actions: {
    waitForAnswer: assign({
      answerBy: ({ context: { ahead, answerBy }, event }) => ('now' in event ? waitFrom(event.now, ahead) : answerBy),
    }),
    climb: assign(({ context: { ahead, rung }, event }) => ({
      rung: ahead[0]?.rung ?? rung,
      ahead: ahead.slice(1),
      answerBy: 'now' in event ? waitFrom(event.now, ahead.slice(1)) : null,
    })),
    goToCounty: assign(({ context, event }) => {
      const ahead = context.ahead.slice(context.ahead.findIndex(({ rung }) => rung === 'county') + 1)
      return { rung: 'county', ahead, answerBy: 'now' in event ? waitFrom(event.now, ahead) : null }
    }),
    stopWaiting: assign({ answerBy: null }),
    escalate: (_, _params: { rung: ContactRung }) => {},
    tellOfficer: (_, _params: { rung: OfficerRung }) => {},
    sendInspector: (_, _params: Record<never, never>) => {},
    recallInspector: (_, _params: Record<never, never>) => {},
  },
})

const ends = { ORDER_REPLACED: 'superseded', ORDER_RELEASED: 'released', ORDER_RECALLED: 'recalled' } as const
const hindered = { ENTERPRISE_HINDERED: 'acknowledged' } as const
const answers = { ENTERPRISE_ACKNOWLEDGED: 'acknowledged', ENTERPRISE_COMMITTED: 'acting', ...hindered } as const
/** The report of a delivery may come after the answer that it made possible. */
const overtaken = { ORDER_DELIVERED: { actions: 'stopWaiting' } } as const

/** The guards have looked at the rung ahead, which is climbed when these are asked. */
const escalate = {
  type: 'escalate',
  params: ({ context }: { context: OrderContext }) => ({ rung: context.rung as ContactRung }),
} as const
const tellOfficer = {
  type: 'tellOfficer',
  params: ({ context }: { context: OrderContext }) => ({ rung: context.rung as OfficerRung }),
} as const
const sendInspector = { type: 'sendInspector', params: {} } as const
const recallInspector = { type: 'recallInspector', params: {} } as const
const climbs = {
  TICK: [
    { guard: and(['deadlineStands', 'toContact']), actions: ['climb', escalate] },
    { guard: and(['deadlineStands', 'toOfficer']), actions: ['climb', tellOfficer] },
    { guard: 'deadlineStands', actions: ['climb', sendInspector] },
  ],
} as const

/** Who is on the way to the plant need not go there any more. */
function calledBack<Target extends string>(target: Target) {
  return [{ guard: 'inspectorSent', target, actions: recallInspector }, { target }] as const
}
const silenceEnds = {
  ENTERPRISE_ACKNOWLEDGED: calledBack('acknowledged'),
  ENTERPRISE_COMMITTED: calledBack('acting'),
  ENTERPRISE_HINDERED: calledBack('acknowledged'),
  ORDER_REPLACED: calledBack('superseded'),
  ORDER_RELEASED: calledBack('released'),
  ORDER_RECALLED: calledBack('recalled'),
} as const

/** Every other way is tried at once, and the county officer need not wait for what comes of it. */
const lost = [
  'goToCounty',
  { type: 'escalate', params: { rung: 'secondContact' } },
  { type: 'escalate', params: { rung: 'otherChannel' } },
  tellOfficer,
] as const

/** `transition` builds a machine without input at every call and throws it away: without this it throws, unseen and slow. */
const NO_INPUT: OrderInput = { level: 'yellow', ladder: [] }

export const orderMachine = machine.createMachine({
  id: 'order',
  context: ({ input = NO_INPUT }) => ({ level: input.level, ahead: input.ladder, rung: null, answerBy: null }),
  initial: 'planned',
  states: {
    /** Written and on its way; nobody is known to have it. An answer may overtake the report of its delivery. */
    planned: {
      on: {
        ORDER_DELIVERED: { target: 'live', actions: 'waitForAnswer' },
        ORDER_UNDELIVERABLE: { target: 'unreached', actions: lost },
        ...answers,
        ...ends,
      },
    },
    /** Delivered, unanswered. */
    live: { on: { ...climbs, ...silenceEnds } },
    /** The first way did not lead to it: the county officer's list, until somebody answers; an inspector may follow. */
    unreached: { on: { ORDER_DELIVERED: 'live', ...climbs, ...silenceEnds } },
    acknowledged: { entry: 'stopWaiting', on: { ...overtaken, ENTERPRISE_COMMITTED: 'acting', ...ends } },
    /** Who committed and meets a difficulty is no longer held to be doing it. */
    acting: { entry: 'stopWaiting', on: { ...overtaken, ...hindered, ...ends } },
    superseded: { type: 'final', entry: 'stopWaiting' },
    released: { type: 'final', entry: 'stopWaiting' },
    recalled: { type: 'final', entry: 'stopWaiting' },
  },
})

export function deadlines(context: OrderContext): Deadlines {
  return { answer: context.answerBy }
}

/** Null at the top: from there it waits for people. */
function waitFrom(now: Instant, [next]: readonly RungAhead[]): Instant | null {
  return next === undefined ? null : addMinutes(now, next.minutes)
}

/** Version 1 knew three rungs by number: reminded, second contact told, on the county officer's list. */
export function migrate(
  from: number,
  { state, context }: { readonly state: string; readonly context: Readonly<Record<string, unknown>> },
): { state: string; context: Readonly<Record<string, unknown>> } {
  if (from !== 1) throw new RangeError(`no migration of an order from version ${from}`)
  const { level, patience, rung, answerBy } = context as unknown as Version1
  const ladder = (['remind', 'secondContact', 'county'] as const).map((name, n) => ({
    rung: name,
    minutes: patience[n] ?? 0,
  }))
  const migrated: OrderContext = { level, ahead: ladder.slice(rung), rung: ladder[rung - 1]?.rung ?? null, answerBy }
  return { state, context: { ...migrated } }
}

interface Version1 {
  level: WarningLevel
  patience: readonly number[]
  rung: number
  answerBy: Instant | null
}
