import { and, assign, setup } from 'xstate'
import type { Instant } from '../src/model/time.ts'
import { stands, type Deadlines, type Tick } from './deadline.ts'

export const version = 1

/** One revision of an enterprise's own plan (一厂一策), from the first draft to the one that replaces it. */
export interface PlantPlanContext {
  /** Who wrote it last, as the journal names actors. */
  writtenBy: string
  /** Until when it is to hold; null until it is replaced. */
  until: Instant | null
  /** What the clock watches: first hour in force, and the end. */
  deadlines: { start: Instant | null; end: Instant | null }
}

export interface PlantPlanInput {
  writtenBy: string
}

export type PlantPlanEvent =
  | Tick
  | { type: 'PLAN_WRITTEN'; by: string }
  /** The check counted the errors in it: with one it stays with the enterprise. */
  | { type: 'PLAN_SUBMITTED'; errors: number }
  | { type: 'PLAN_APPROVED'; by: string; from: Instant; until: Instant | null; now: Instant }
  | { type: 'PLAN_RETURNED' }
  /** Process, product or law has changed: the enterprise has to write the next one; this one holds until then. */
  | { type: 'REVISION_CALLED' }
  /** A newer plan is in force. */
  | { type: 'PLAN_REPLACED' }
  | { type: 'PLAN_DROPPED' }

const machine = setup({
  types: {
    context: {} as PlantPlanContext,
    events: {} as PlantPlanEvent,
    input: {} as PlantPlanInput | undefined,
  },
  guards: {
    deadlineStands: ({ context, event }) => event.type === 'TICK' && stands(deadlines(context), event),
    isStart: ({ event }) => event.type === 'TICK' && event.deadline === 'start',
    errorFree: ({ event }) => event.type === 'PLAN_SUBMITTED' && event.errors === 0,
    anotherPerson: ({ context, event }) => event.type === 'PLAN_APPROVED' && event.by !== context.writtenBy,
    startsLater: ({ event }) => event.type === 'PLAN_APPROVED' && event.from > event.now,
  },
  actions: {
    write: assign({ writtenBy: ({ context, event }) => ('by' in event ? event.by : context.writtenBy) }),
    waitForStart: assign(({ event }) =>
      event.type === 'PLAN_APPROVED' ? { until: event.until, deadlines: { start: event.from, end: null } } : {},
    ),
    takeEffect: assign(({ context, event }) => {
      const until = event.type === 'PLAN_APPROVED' ? event.until : context.until
      return { until, deadlines: { start: null, end: until } }
    }),
    stopClock: assign({ deadlines: { start: null, end: null } }),
    /** Effect: end the plan before it. */
    enforcePlan: (_, _params: Record<never, never>) => {},
  },
})

const enforce = { type: 'enforcePlan', params: {} } as const
const written = {
  PLAN_WRITTEN: { target: 'drafted', actions: 'write' },
  PLAN_SUBMITTED: { guard: 'errorFree', target: 'submitted' },
  PLAN_DROPPED: 'dropped',
} as const
const holds = {
  PLAN_REPLACED: 'replaced',
  TICK: { guard: 'deadlineStands', target: 'expired' },
} as const

/** `transition` builds a machine without input at every call and throws it away: without this it throws, unseen and slow. */
const NO_INPUT: PlantPlanInput = { writtenBy: '' }

export const plantPlanMachine = machine.createMachine({
  id: 'plantPlan',
  context: ({ input = NO_INPUT }) => ({
    writtenBy: input.writtenBy,
    until: null,
    deadlines: { start: null, end: null },
  }),
  initial: 'drafted',
  states: {
    drafted: { on: written },
    /** Without error, and with the officer. */
    submitted: {
      on: {
        PLAN_APPROVED: [
          { guard: and(['anotherPerson', 'startsLater']), target: 'approved', actions: 'waitForStart' },
          { guard: 'anotherPerson', target: 'inForce', actions: ['takeEffect', enforce] },
        ],
        PLAN_RETURNED: 'returned',
        PLAN_DROPPED: 'dropped',
      },
    },
    returned: { on: written },
    /** In force from its day. */
    approved: {
      on: {
        TICK: { guard: and(['deadlineStands', 'isStart']), target: 'inForce', actions: ['takeEffect', enforce] },
        PLAN_DROPPED: 'dropped',
      },
    },
    inForce: { on: { REVISION_CALLED: 'revisionCalled', ...holds } },
    revisionCalled: { on: holds },
    replaced: { type: 'final', entry: 'stopClock' },
    expired: { type: 'final', entry: 'stopClock' },
    dropped: { type: 'final', entry: 'stopClock' },
  },
})

export function deadlines(context: PlantPlanContext): Deadlines {
  return context.deadlines
}
