import { and, assign, setup } from 'xstate'
import type { Instant } from '../src/model/time.ts'
import { stands, type Deadlines, type Tick } from './deadline.ts'

export const version = 1

/** What one provider sends of one kind about one area (数据接口). Whose it is and what it last said is columns. */
export interface FeedContext {
  /** When it was last heard: names the silence that follows. */
  heardAt: Instant
  /** When the next bulletin is late, and when the feed counts as dead. */
  deadlines: { late: Instant | null; dead: Instant | null }
}

/** The rule of the day says how long is late and how long is dead. */
export interface Heard {
  now: Instant
  lateAt: Instant
  deadAt: Instant
}

export type FeedEvent =
  | Tick
  /** 报文到达: it says something of the present, not of a season that is filled in. */
  | ({ type: 'BULLETIN_ARRIVED' } & Heard)
  /** 停用: nothing is expected of it any more. */
  | { type: 'FEED_CLOSED' }

const machine = setup({
  types: {
    context: {} as FeedContext,
    events: {} as FeedEvent,
    input: {} as Heard | undefined,
  },
  guards: {
    deadlineStands: ({ context, event }) => event.type === 'TICK' && stands(deadlines(context), event),
    isDead: ({ event }) => event.type === 'TICK' && event.deadline === 'dead',
  },
  actions: {
    hear: assign(({ context, event }) => (event.type === 'BULLETIN_ARRIVED' ? heard(event) : context)),
    stopLate: assign({ deadlines: ({ context }) => ({ ...context.deadlines, late: null }) }),
    stopClock: assign({ deadlines: { late: null, dead: null } }),
    tellFeed: (_, _params: { since: Instant }) => {},
  },
})

function heard({ now, lateAt, deadAt }: Heard): FeedContext {
  return { heardAt: now, deadlines: { late: lateAt, dead: deadAt } }
}

/** Somebody is woken by a death, and need not be any more when it speaks again or is closed. */
const tellFeed = {
  type: 'tellFeed',
  params: ({ context }: { context: FeedContext }) => ({ since: context.heardAt }),
} as const

/** `transition` builds a machine without input at every call and throws it away: without this it throws, unseen and slow. */
const NO_INPUT: Heard = { now: '', lateAt: '', deadAt: '' }

export const feedMachine = machine.createMachine({
  id: 'feed',
  context: ({ input = NO_INPUT }) => heard(input),
  initial: 'alive',
  states: {
    alive: {
      on: {
        TICK: [
          { guard: and(['deadlineStands', 'isDead']), target: 'dead' },
          { guard: 'deadlineStands', target: 'late' },
        ],
        BULLETIN_ARRIVED: { actions: 'hear' },
        FEED_CLOSED: 'closed',
      },
    },
    late: {
      entry: 'stopLate',
      on: {
        TICK: { guard: and(['deadlineStands', 'isDead']), target: 'dead' },
        BULLETIN_ARRIVED: { target: 'alive', actions: 'hear' },
        FEED_CLOSED: 'closed',
      },
    },
    /** It waits for its provider, or for an officer who closes it: nobody may take its silence for clean air. */
    dead: {
      entry: ['stopClock', tellFeed],
      on: {
        BULLETIN_ARRIVED: { target: 'alive', actions: ['hear', tellFeed] },
        FEED_CLOSED: { target: 'closed', actions: tellFeed },
      },
    },
    closed: { type: 'final', entry: 'stopClock' },
  },
})

export function deadlines(context: FeedContext): Deadlines {
  return context.deadlines
}
