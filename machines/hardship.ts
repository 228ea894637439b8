import { and, assign, setup } from 'xstate'
import { addMinutes, type Instant } from '../src/model/time.ts'
import { stands, type Deadlines, type Tick } from './deadline.ts'

export const version = 1

/**
 * What an enterprise says against its order: it can not do it (执行困难), or the order is wrong (申诉). The order stands
 * until an answer says otherwise. What is said, by whom and of which line are columns.
 */
export interface HardshipContext {
  /** Who is to look after it: 0 the county, 1 the city, 2 the city's leader. */
  rung: number
  /** Who proposed what is to be asked instead, as the journal names actors; another one confirms it. */
  proposedBy: string | null
  /** Minutes until somebody has taken it, and from there until it is answered. */
  patience: { readonly take: number; readonly answer: number }
  deadlines: { take: Instant | null; answer: Instant | null }
}

export interface HardshipInput {
  patience: HardshipContext['patience']
  now: Instant
}

export type HardshipEvent =
  | Tick
  /** An officer looks into it; it bears that name from here on. */
  | { type: 'OFFICER_TOOK'; now: Instant }
  /** One officer would have something else asked. */
  | { type: 'ADJUSTMENT_PROPOSED'; by: string }
  | { type: 'ADJUSTMENT_CONFIRMED'; by: string }
  | { type: 'ADJUSTMENT_REFUSED'; by: string }
  /** 不予采纳, with the reason. */
  | { type: 'HARDSHIP_REFUSED' }
  | { type: 'HARDSHIP_WITHDRAWN' }
  /** There is nothing to carry out any more. */
  | { type: 'HARDSHIP_OUTLIVED' }

/** Above the city's leader there is nobody to climb to: it stays on that list. */
const TOP = 2

const machine = setup({
  types: {
    context: {} as HardshipContext,
    events: {} as HardshipEvent,
    input: {} as HardshipInput | undefined,
  },
  guards: {
    deadlineStands: ({ context, event }) => event.type === 'TICK' && stands(deadlines(context), event),
    belowTop: ({ context }) => context.rung < TOP,
    anotherPerson: ({ context, event }) => 'by' in event && event.by !== context.proposedBy,
  },
  actions: {
    climb: assign(({ context, event }) => {
      const rung = context.rung + 1
      if (!('now' in event)) return { rung }
      const { take, answer } = context.patience
      return {
        rung,
        deadlines:
          context.deadlines.take === null
            ? { take: null, answer: addMinutes(event.now, answer) }
            : { take: addMinutes(event.now, take), answer: null },
      }
    }),
    /** Whoever takes it later answers no later: the hour of the answer that runs goes on. */
    waitForAnswer: assign({
      deadlines: ({ context, event }) => ({
        take: null,
        answer: context.deadlines.answer ?? ('now' in event ? addMinutes(event.now, context.patience.answer) : null),
      }),
    }),
    propose: assign({ proposedBy: ({ event }) => ('by' in event ? event.by : null) }),
    dropProposal: assign({ proposedBy: null }),
    stopClock: assign({ deadlines: { take: null, answer: null } }),
    /** Effect: tell the enterprise how it stands. */
    tellHardship: (_, _params: Record<never, never>) => {},
  },
})

const tell = { type: 'tellHardship', params: {} } as const
const overdue = {
  TICK: [
    { guard: and(['deadlineStands', 'belowTop']), actions: 'climb' },
    { guard: 'deadlineStands', actions: 'stopClock' },
  ],
} as const
const ends = { HARDSHIP_WITHDRAWN: 'withdrawn', HARDSHIP_OUTLIVED: 'moot' } as const

/** `transition` builds a machine without input at every call and throws it away: without this it throws, unseen and slow. */
const NO_INPUT: HardshipInput = { patience: { take: 0, answer: 0 }, now: '1970-01-01T00:00:00.000Z' }

export const hardshipMachine = machine.createMachine({
  id: 'hardship',
  context: ({ input = NO_INPUT }) => ({
    rung: 0,
    proposedBy: null,
    patience: input.patience,
    deadlines: { take: addMinutes(input.now, input.patience.take), answer: null },
  }),
  initial: 'reported',
  states: {
    /** Said, and nobody has taken it: with every hour that passes the next officer has it. */
    reported: {
      entry: tell,
      on: { ...overdue, OFFICER_TOOK: { target: 'lookedInto', actions: 'waitForAnswer' }, ...ends },
    },
    lookedInto: {
      on: {
        ...overdue,
        OFFICER_TOOK: { actions: 'waitForAnswer' },
        ADJUSTMENT_PROPOSED: { target: 'adjusting', actions: 'propose' },
        HARDSHIP_REFUSED: { target: 'refused', actions: tell },
        ...ends,
      },
    },
    /** One officer would have something else asked; another one decides. */
    adjusting: {
      on: {
        ...overdue,
        ADJUSTMENT_CONFIRMED: { guard: 'anotherPerson', target: 'accepted', actions: tell },
        ADJUSTMENT_REFUSED: { guard: 'anotherPerson', target: 'lookedInto', actions: 'dropProposal' },
        ...ends,
      },
    },
    accepted: { type: 'final', entry: 'stopClock' },
    refused: { type: 'final', entry: 'stopClock' },
    withdrawn: { type: 'final', entry: 'stopClock' },
    moot: { type: 'final', entry: 'stopClock' },
  },
})

export function deadlines(context: HardshipContext): Deadlines {
  return context.deadlines
}
