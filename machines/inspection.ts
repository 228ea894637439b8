import { assign, setup } from 'xstate'
import type { Instant } from '../src/model/time.ts'
import { stands, type Deadlines, type Tick } from './deadline.ts'

export const version = 1

/** A visit to an enterprise (现场核查). Why, where and what was found there are columns. */
export interface InspectionContext {
  /** Who goes there, as the journal names actors; null while nobody was named. Nobody else says what was seen. */
  inspector: string | null
  deadlines: { visit: Instant | null }
}

export interface InspectionInput {
  visitBy: Instant
}

export type InspectionEvent =
  | Tick
  /** 派员、改派. */
  | { type: 'INSPECTOR_NAMED'; inspector: string; visitBy: Instant }
  /** 已核查, with the checklist and the signatures. */
  | { type: 'VISIT_RECORDED'; by: string }
  /** 撤销: nobody needs it any more. */
  | { type: 'INSPECTION_WITHDRAWN' }

const machine = setup({
  types: {
    context: {} as InspectionContext,
    events: {} as InspectionEvent,
    input: {} as InspectionInput | undefined,
  },
  guards: {
    deadlineStands: ({ context, event }) => event.type === 'TICK' && stands(deadlines(context), event),
    bySentOne: ({ context, event }) => event.type === 'VISIT_RECORDED' && event.by === context.inspector,
  },
  actions: {
    name: assign(({ context, event }) =>
      'inspector' in event ? { inspector: event.inspector, deadlines: { visit: event.visitBy } } : context,
    ),
    stopClock: assign({ deadlines: { visit: null } }),
  },
})

const named = { INSPECTOR_NAMED: { target: 'assigned', actions: 'name' } } as const
const ends = {
  VISIT_RECORDED: { guard: 'bySentOne', target: 'visited' },
  INSPECTION_WITHDRAWN: 'withdrawn',
} as const

/** `transition` builds a machine without input at every call and throws it away: without this it throws, unseen and slow. */
const NO_INPUT: InspectionInput = { visitBy: '' }

export const inspectionMachine = machine.createMachine({
  id: 'inspection',
  context: ({ input: { visitBy } = NO_INPUT }) => ({ inspector: null, deadlines: { visit: visitBy } }),
  initial: 'planned',
  states: {
    /** Nobody is named yet. */
    planned: {
      on: {
        TICK: { guard: 'deadlineStands', target: 'overdue' },
        ...named,
        INSPECTION_WITHDRAWN: 'withdrawn',
      },
    },
    assigned: { on: { TICK: { guard: 'deadlineStands', target: 'overdue' }, ...named, ...ends } },
    /** Nobody was there by the hour: first on the list of its area. */
    overdue: { entry: 'stopClock', on: { ...named, ...ends } },
    visited: { type: 'final', entry: 'stopClock' },
    withdrawn: { type: 'final', entry: 'stopClock' },
  },
})

export function deadlines(context: InspectionContext): Deadlines {
  return context.deadlines
}
