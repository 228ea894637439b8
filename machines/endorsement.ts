import { assign, setup } from 'xstate'
import type { Instant } from '../src/model/time.ts'
import { stands, type Deadlines, type Tick } from './deadline.ts'

export const version = 1

/** What was signed on paper or by telephone has to be shown (补签): a scan, or the signer's own word. Whose is columns. */
export interface EndorsementContext {
  /** By when it is shown; null once that has passed or it is over. */
  deadlines: { show: Instant | null }
}

export interface EndorsementInput {
  showBy: Instant
}

export type EndorsementEvent =
  | Tick
  /** 补签: a scan came in, or the signer confirmed it himself. */
  | { type: 'SIGNATURE_SHOWN' }
  /** 否认: the signer says that he did not sign. */
  | { type: 'SIGNATURE_DENIED' }

const machine = setup({
  types: {
    context: {} as EndorsementContext,
    events: {} as EndorsementEvent,
    input: {} as EndorsementInput | undefined,
  },
  guards: {
    deadlineStands: ({ context, event }) => event.type === 'TICK' && stands(deadlines(context), event),
  },
  actions: {
    stopClock: assign({ deadlines: { show: null } }),
    /** Somebody has to look: it is asked for, or was denied; or nobody has to any more. */
    tellUnproven: (_, _params: Record<never, never>) => {},
  },
})

/** `transition` builds a machine without input at every call and throws it away: without this it throws, unseen and slow. */
const NO_INPUT: EndorsementInput = { showBy: '' }

const tellUnproven = { type: 'tellUnproven', params: {} } as const
const ends = {
  SIGNATURE_SHOWN: { target: 'shown', actions: tellUnproven },
  SIGNATURE_DENIED: { target: 'denied', actions: tellUnproven },
} as const

export const endorsementMachine = machine.createMachine({
  id: 'endorsement',
  context: ({ input = NO_INPUT }) => ({ deadlines: { show: input.showBy } }),
  initial: 'awaited',
  states: {
    awaited: {
      on: { TICK: { guard: 'deadlineStands', target: 'overdue', actions: tellUnproven }, ...ends },
    },
    /** The orders are out, and nothing shows that they were signed. */
    overdue: { entry: 'stopClock', on: ends },
    shown: { type: 'final', entry: 'stopClock' },
    denied: { type: 'final', entry: 'stopClock' },
  },
})

export function deadlines(context: EndorsementContext): Deadlines {
  return context.deadlines
}
