import { assign, setup } from 'xstate'
import { addMinutes, type Instant } from '../src/model/time.ts'
import { stands, type Deadlines, type Tick } from './deadline.ts'

export const version = 1

/**
 * A problem on the list (问题清单, 拉条挂账、销号): it stands there under its number until somebody else than whoever put it
 * there, owns it or has put it right says that it is gone. What it is, whose, and what was shown are columns.
 */
export interface ProblemContext {
  /** How many letters have been written since it was listed, or listed anew (督办). */
  rung: number
  /** Who has put it on the list, owns it, or has shown it to be put right, as the journal names actors: none of them closes it. */
  hands: readonly string[]
  /** Minutes from one letter to the next while it stays as it is. */
  patience: number
  /** One at a time: it is put right; somebody has looked at what was shown. */
  deadlines: { fix: Instant | null; check: Instant | null }
}

export interface ProblemInput {
  hands: readonly string[]
  patience: number
  fixBy: Instant
}

export type ProblemEvent =
  | Tick
  /** 整改完成, with what shows it. */
  | { type: 'FIX_SHOWN'; by: string; checkBy: Instant }
  /** 核销: another person has looked, and it is gone. */
  | { type: 'FIX_ACCEPTED'; by: string }
  /** 退回整改: it is not. */
  | { type: 'FIX_REFUSED'; by: string; fixBy: Instant }
  /** 延期, with the reason. */
  | { type: 'PROBLEM_EXTENDED'; fixBy: Instant }
  /** 转办: somebody else owns it from here on. Whose it was is for the journal, which tells of it as it once stood. */
  | { type: 'PROBLEM_PASSED_ON'; to: string; from?: { owner: string; unit: string } }
  /** 重新挂账: it is there again. */
  | { type: 'PROBLEM_REOPENED'; by: string; fixBy: Instant }
  /** 撤销: what it came from was ruled out. */
  | { type: 'PROBLEM_STRUCK' }

/** Above the third letter there is nobody to write to: whoever has more time given is written to again at its end. */
const TOP = 3
const above = ({ rung }: ProblemContext): number => Math.min(rung + 1, TOP)

const machine = setup({
  types: {
    context: {} as ProblemContext,
    events: {} as ProblemEvent,
    input: {} as ProblemInput | undefined,
  },
  guards: {
    deadlineStands: ({ context, event }) => event.type === 'TICK' && stands(deadlines(context), event),
    anotherPerson: ({ context, event }) => 'by' in event && !context.hands.includes(event.by),
  },
  actions: {
    climb: assign(({ context, event }) => {
      const rung = above(context)
      const next = rung < TOP && 'now' in event ? addMinutes(event.now, context.patience) : null
      return { rung, deadlines: { fix: next, check: null } }
    }),
    waitForFix: assign(({ event }) => ({
      deadlines: { fix: 'fixBy' in event ? event.fixBy : null, check: null },
    })),
    waitForCheck: assign(({ event }) => ({
      deadlines: { fix: null, check: 'checkBy' in event ? event.checkBy : null },
    })),
    beginAnew: assign({ rung: 0 }),
    addHand: assign(({ context, event }) => {
      const hand = 'by' in event ? event.by : 'to' in event ? event.to : null
      return hand === null || context.hands.includes(hand) ? {} : { hands: [...context.hands, hand] }
    }),
    stopClock: assign({ deadlines: { fix: null, check: null } }),
    /** Effect: write to whoever is next above whoever owns it. Asked for before the context has climbed. */
    writeLetter: (_, _params: { rung: number }) => {},
  },
})

const letter = {
  type: 'writeLetter',
  params: ({ context }: { context: ProblemContext }) => ({ rung: above(context) }),
} as const
const struck = { PROBLEM_STRUCK: 'struck' } as const
const shown = { FIX_SHOWN: { target: 'shown', actions: ['addHand', 'waitForCheck'] } } as const
const moved = {
  PROBLEM_EXTENDED: { target: 'listed', actions: 'waitForFix' },
  PROBLEM_PASSED_ON: { actions: 'addHand' },
} as const
const looked = {
  FIX_ACCEPTED: { guard: 'anotherPerson', target: 'closed' },
  FIX_REFUSED: { guard: 'anotherPerson', target: 'listed', actions: 'waitForFix' },
} as const

/** `transition` builds a machine without input at every call and throws it away: without this it throws, unseen and slow. */
const NO_INPUT: ProblemInput = { hands: [], patience: 0, fixBy: '' }

export const problemMachine = machine.createMachine({
  id: 'problem',
  context: ({ input: { hands, patience, fixBy } = NO_INPUT }) => ({
    rung: 0,
    hands,
    patience,
    deadlines: { fix: fixBy, check: null },
  }),
  initial: 'listed',
  states: {
    listed: {
      on: {
        TICK: { guard: 'deadlineStands', target: 'overdue', actions: [letter, 'climb'] },
        ...shown,
        ...moved,
        ...struck,
      },
    },
    /** Its hour has passed: a letter to its owner, then to the county, then to the city's leader. */
    overdue: {
      on: {
        TICK: { guard: 'deadlineStands', actions: [letter, 'climb'] },
        ...shown,
        ...moved,
        ...struck,
      },
    },
    /** Said to be put right; another person has to look. */
    shown: {
      on: { TICK: { guard: 'deadlineStands', target: 'unchecked' }, ...looked, ...struck },
    },
    /** Nobody has looked by the hour: first on the list of those who may. */
    unchecked: { entry: 'stopClock', on: { ...looked, ...struck } },
    /** 已销号: it stays under its number, and may be found to be there again. */
    closed: {
      entry: 'stopClock',
      on: {
        PROBLEM_REOPENED: { target: 'listed', actions: ['addHand', 'beginAnew', 'waitForFix'] },
        ...struck,
      },
    },
    struck: { type: 'final', entry: 'stopClock' },
  },
})

export function deadlines(context: ProblemContext): Deadlines {
  return context.deadlines
}
