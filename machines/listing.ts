import { and, assign, setup } from 'xstate'
import type { Instant } from '../src/model/time.ts'
import { stands, type Deadlines, type Tick } from './deadline.ts'

export const version = 1

/** One version of a city's emergency reduction list (应急减排清单版本), from the first writing to the one that replaces it. */
export interface ListingContext {
  /** Who brought it in, as the journal names actors. */
  preparedBy: string
  /** Who proposed its release; null while nobody has. */
  proposedBy: string | null
  /** From when on it is to be in force; null while nobody has proposed it. */
  from: Instant | null
  /** Objections that wait for an answer. */
  open: number
  /** Objections that were right: what is wrong must not come into force. */
  upheld: number
  /** What the clock watches: last hour for objections; first hour in force, once that is confirmed. */
  deadlines: { objections: Instant | null; start: Instant | null }
}

export interface ListingInput {
  preparedBy: string
}

export type ListingEvent =
  | Tick
  /** The check counted the errors in it. */
  | { type: 'LIST_CHECKED'; errors: number }
  /** Put into force at once: an installation's first list, or one that the engine furnishes a world with. */
  | { type: 'LIST_FOUNDED' }
  /** 公示: anybody may object until then. */
  | { type: 'LIST_PUBLISHED'; until: Instant }
  /** 异议. */
  | { type: 'OBJECTION_RAISED' }
  | { type: 'OBJECTION_ANSWERED'; upheld: boolean }
  /** The first of two persons: in force from this instant. */
  | { type: 'RELEASE_PROPOSED'; by: string; from: Instant }
  /** The second. */
  | { type: 'RELEASE_CONFIRMED'; by: string; now: Instant }
  | { type: 'RELEASE_RETURNED' }
  /** A newer version is in force. */
  | { type: 'LIST_REPLACED' }
  /** Taken back before it is in force. */
  | { type: 'LIST_WITHDRAWN'; now: Instant }

const machine = setup({
  types: {
    context: {} as ListingContext,
    events: {} as ListingEvent,
    input: {} as ListingInput | undefined,
  },
  guards: {
    deadlineStands: ({ context, event }) => event.type === 'TICK' && stands(deadlines(context), event),
    errorFree: ({ event }) => event.type === 'LIST_CHECKED' && event.errors === 0,
    nothingOpen: ({ context }) => context.open === 0,
    somethingOpen: ({ context }) => context.open > 0,
    lastOpen: ({ context }) => context.open === 1,
    nothingUpheld: ({ context }) => context.upheld === 0,
    /** Neither who proposed the release nor who prepared the version lets it into force. */
    secondPerson: ({ context, event }) =>
      event.type === 'RELEASE_CONFIRMED' && event.by !== context.proposedBy && event.by !== context.preparedBy,
    startsLater: ({ context, event }) => 'now' in event && (context.from ?? '') > event.now,
  },
  actions: {
    waitForObjections: assign({
      deadlines: ({ context, event }) =>
        event.type === 'LIST_PUBLISHED' ? { ...context.deadlines, objections: event.until } : context.deadlines,
    }),
    endObjections: assign({ deadlines: ({ context }) => ({ ...context.deadlines, objections: null }) }),
    countObjection: assign({ open: ({ context }) => context.open + 1 }),
    countAnswer: assign(({ context, event }) => ({
      open: context.open - 1,
      upheld: context.upheld + (event.type === 'OBJECTION_ANSWERED' && event.upheld ? 1 : 0),
    })),
    proposeRelease: assign(({ event }) =>
      event.type === 'RELEASE_PROPOSED' ? { proposedBy: event.by, from: event.from } : {},
    ),
    dropRelease: assign({ proposedBy: null, from: null }),
    waitForStart: assign({ deadlines: ({ context }) => ({ ...context.deadlines, start: context.from }) }),
    stopClock: assign({ deadlines: { objections: null, start: null } }),
    /** Effect: end the version before it, and watch the dates of its enterprises. */
    enforceList: (_, _params: Record<never, never>) => {},
  },
})

const withdraws = { LIST_WITHDRAWN: 'withdrawn' } as const
const enforce = { type: 'enforceList', params: {} } as const

/** `transition` builds a machine without input at every call and throws it away: without this it throws, unseen and slow. */
const NO_INPUT: ListingInput = { preparedBy: '' }

export const listingMachine = machine.createMachine({
  id: 'listing',
  context: ({ input = NO_INPUT }) => ({
    preparedBy: input.preparedBy,
    proposedBy: null,
    from: null,
    open: 0,
    upheld: 0,
    deadlines: { objections: null, start: null },
  }),
  initial: 'draft',
  states: {
    draft: { on: { LIST_CHECKED: [{ guard: 'errorFree', target: 'checked' }, { target: 'draft' }], ...withdraws } },
    checked: {
      on: {
        LIST_PUBLISHED: { target: 'published', actions: 'waitForObjections' },
        LIST_FOUNDED: { target: 'inForce', actions: enforce },
        ...withdraws,
      },
    },
    published: {
      on: {
        OBJECTION_RAISED: { actions: 'countObjection' },
        OBJECTION_ANSWERED: { guard: 'somethingOpen', actions: 'countAnswer' },
        TICK: [
          { guard: and(['deadlineStands', 'nothingOpen']), target: 'settled', actions: 'endObjections' },
          { guard: 'deadlineStands', target: 'disputed', actions: 'endObjections' },
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
        RELEASE_PROPOSED: { guard: 'nothingUpheld', target: 'releaseProposed', actions: 'proposeRelease' },
        ...withdraws,
      },
    },
    releaseProposed: {
      on: {
        RELEASE_CONFIRMED: [
          { guard: and(['secondPerson', 'startsLater']), target: 'scheduled', actions: 'waitForStart' },
          { guard: 'secondPerson', target: 'inForce', actions: enforce },
        ],
        RELEASE_RETURNED: { target: 'settled', actions: 'dropRelease' },
        ...withdraws,
      },
    },
    scheduled: {
      on: {
        TICK: { guard: 'deadlineStands', target: 'inForce', actions: enforce },
        // Whoever plans by the list asks for its hour, not for the clock's tick: from that hour on it is in force.
        LIST_WITHDRAWN: { guard: 'startsLater', target: 'withdrawn' },
      },
    },
    inForce: { entry: 'stopClock', on: { LIST_REPLACED: 'replaced' } },
    replaced: { type: 'final' },
    withdrawn: { type: 'final', entry: 'stopClock' },
  },
})

export function deadlines(context: ListingContext): Deadlines {
  return context.deadlines
}
