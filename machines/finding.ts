import { assign, setup } from 'xstate'
import type { Instant } from '../src/model/time.ts'
import { stands, type Deadlines, type Tick } from './deadline.ts'

export const version = 1

/**
 * What was found at an enterprise (核查发现). It counts once the enterprise was told and has let its clock pass, has said
 * that it is so, or was heard and another person than the inspector has ruled (陈述申辩、复核).
 */
export interface FindingContext {
  /** Who found it, or wrote it down, as the journal names actors: another one rules. */
  foundBy: readonly string[]
  /** One at a time: the enterprise says something; somebody rules on it. */
  deadlines: { answer: Instant | null; ruling: Instant | null }
}

export interface FindingInput {
  foundBy: readonly string[]
  answerBy: Instant
}

export type FindingEvent =
  | Tick
  /** 无异议: the enterprise says that it is so. */
  | { type: 'FINDING_ACCEPTED' }
  /** 陈述申辩: it says that it is not. */
  | { type: 'FINDING_CONTESTED'; ruleBy: Instant }
  /** 维持认定, with the reason. */
  | { type: 'FINDING_UPHELD'; by: string }
  /** 不予认定、撤销认定, with the reason. */
  | { type: 'FINDING_DISMISSED'; by: string }

const machine = setup({
  types: {
    context: {} as FindingContext,
    events: {} as FindingEvent,
    input: {} as FindingInput | undefined,
  },
  guards: {
    deadlineStands: ({ context, event }) => event.type === 'TICK' && stands(deadlines(context), event),
    anotherPerson: ({ context, event }) => 'by' in event && !context.foundBy.includes(event.by),
  },
  actions: {
    waitForRuling: assign(({ event }) => ({
      deadlines: { answer: null, ruling: 'ruleBy' in event ? event.ruleBy : null },
    })),
    stopClock: assign({ deadlines: { answer: null, ruling: null } }),
    /** Effect: it counts. It is put on the list of problems, and what follows from it is proposed. */
    followFinding: (_, _params: Record<never, never>) => {},
    /** Effect: it does not count, or counts no more. What it fed into is undone. */
    undoFinding: (_, _params: Record<never, never>) => {},
  },
})

const follow = { type: 'followFinding', params: {} } as const
const undo = { type: 'undoFinding', params: {} } as const
const dismissed = { FINDING_DISMISSED: { guard: 'anotherPerson', target: 'dismissed' } } as const
const ruled = { FINDING_UPHELD: { guard: 'anotherPerson', target: 'upheld' }, ...dismissed } as const

/** `transition` builds a machine without input at every call and throws it away: without this it throws, unseen and slow. */
const NO_INPUT: FindingInput = { foundBy: [], answerBy: '' }

export const findingMachine = machine.createMachine({
  id: 'finding',
  context: ({ input: { foundBy, answerBy } = NO_INPUT }) => ({
    foundBy,
    deadlines: { answer: answerBy, ruling: null },
  }),
  initial: 'told',
  states: {
    /** The enterprise sees it with its evidence. Whoever says nothing has nothing to say. */
    told: {
      on: {
        TICK: { guard: 'deadlineStands', target: 'upheld' },
        FINDING_ACCEPTED: 'upheld',
        FINDING_CONTESTED: { target: 'contested', actions: 'waitForRuling' },
        ...dismissed,
      },
    },
    contested: { on: { TICK: { guard: 'deadlineStands', target: 'unruled' }, ...ruled } },
    /** It was contested and nobody has ruled by the hour: it does not count, and is first on the list of those who may. */
    unruled: { entry: 'stopClock', on: ruled },
    upheld: { entry: ['stopClock', follow], on: dismissed },
    dismissed: { type: 'final', entry: ['stopClock', undo] },
  },
})

export function deadlines(context: FindingContext): Deadlines {
  return context.deadlines
}
