import { assign, setup } from 'xstate'
import { addMinutes, type Instant } from '../src/model/time.ts'
import { stands, type Deadlines, type Tick } from './deadline.ts'

export const version = 1

/**
 * The response of a county (县级应急响应) to its city's warning: told, acknowledged, started, and ended with the warning.
 * Which warning at which level, and who answered, are columns.
 */
export interface ResponseContext {
  /** Until when the county has to acknowledge; null once it has, or once the city was told that it has not. */
  deadlines: { receipt: Instant | null }
}

export interface ResponseInput {
  minutes: number
  now: Instant
}

export type ResponseEvent =
  | Tick
  /** 回执. */
  | { type: 'COUNTY_ACKNOWLEDGED' }
  /** 启动响应: it says by itself that the warning has come. */
  | { type: 'COUNTY_STARTED' }
  /** The warning was signed anew: raised, lowered, extended, suspended. */
  | { type: 'WARNING_CHANGED'; minutes: number; now: Instant }
  | { type: 'WARNING_ENDED' }

const machine = setup({
  types: {
    context: {} as ResponseContext,
    events: {} as ResponseEvent,
    input: {} as ResponseInput | undefined,
  },
  guards: {
    deadlineStands: ({ context, event }) => event.type === 'TICK' && stands(deadlines(context), event),
  },
  actions: {
    waitAnew: assign({
      deadlines: ({ event }) => ({ receipt: 'minutes' in event ? addMinutes(event.now, event.minutes) : null }),
    }),
    stopClock: assign({ deadlines: { receipt: null } }),
    /** Effects. */
    tellCounty: (_, _params: Record<never, never>) => {},
    tellSilence: (_, _params: Record<never, never>) => {},
  },
})

const changes = { WARNING_CHANGED: { target: 'told', reenter: true, actions: 'waitAnew' } } as const
const ends = { WARNING_ENDED: 'ended' } as const

/** `transition` builds a machine without input at every call and throws it away: without this it throws, unseen and slow. */
const NO_INPUT: ResponseInput = { minutes: 0, now: '1970-01-01T00:00:00.000Z' }

export const responseMachine = machine.createMachine({
  id: 'response',
  context: ({ input = NO_INPUT }) => ({ deadlines: { receipt: addMinutes(input.now, input.minutes) } }),
  initial: 'told',
  states: {
    /** Told of what was signed, and not acknowledged. */
    told: {
      entry: { type: 'tellCounty', params: {} },
      on: {
        TICK: { guard: 'deadlineStands', actions: ['stopClock', { type: 'tellSilence', params: {} }] },
        COUNTY_ACKNOWLEDGED: { target: 'acknowledged', actions: 'stopClock' },
        COUNTY_STARTED: { target: 'started', actions: 'stopClock' },
        ...changes,
        ...ends,
      },
    },
    acknowledged: { on: { COUNTY_STARTED: 'started', ...changes, ...ends } },
    started: { on: { ...changes, ...ends } },
    ended: { type: 'final', entry: 'stopClock' },
  },
})

export function deadlines(context: ResponseContext): Deadlines {
  return context.deadlines
}
