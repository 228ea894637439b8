import { and, assign, setup } from 'xstate'
import type { Grade } from '../src/model/enterprise.ts'
import { isLowerGrade, LOWEST_GRADES } from '../src/model/gradeOrder.ts'
import type { Instant } from '../src/model/time.ts'
import { stands, type Deadlines, type Tick } from './deadline.ts'

export const version = 1

/** Who looks at an application, from below to above. */
export type ReviewLevel = 'county' | 'city' | 'province'

/** One application for a performance grade (绩效分级申请) of one enterprise in one industry, and the grade that comes of it. */
export interface GradingContext {
  /** Applied for, then granted, then perhaps lowered. */
  grade: Grade
  /** Who confirms this grade; the levels below look first. */
  authority: 'city' | 'province'
  /** Everybody who had a part in it, as the journal names actors: nobody acts on one application in two parts. */
  hands: readonly string[]
  /** Objections that wait for an answer. */
  open: number
  /** How long the grade holds; null before it is published. */
  until: Instant | null
  /** What the clock watches: last hour for objections, end of the grade. */
  deadlines: { objections: Instant | null; expiry: Instant | null }
}

export interface GradingInput {
  grade: Grade
  authority: 'city' | 'province'
  appliedBy: string
}

export type GradingEvent =
  | Tick
  | { type: 'APPLICATION_PASSED'; level: ReviewLevel; by: string }
  /** 退回补正. */
  | { type: 'APPLICATION_RETURNED'; level: ReviewLevel; by: string }
  | { type: 'APPLICATION_REJECTED'; level: ReviewLevel; by: string }
  /** Completed by the applicant after it was sent back: it is looked at from the beginning. */
  | { type: 'APPLICATION_AMENDED'; by: string }
  | { type: 'APPLICATION_WITHDRAWN' }
  /** 公示. */
  | { type: 'GRADE_PUBLISHED'; objectionsUntil: Instant; validUntil: Instant }
  | { type: 'OBJECTION_RAISED' }
  | { type: 'OBJECTION_ANSWERED'; upheld: boolean }
  /** 降级. */
  | { type: 'GRADE_LOWERED'; to: Grade; by: string }
  /** What it was lowered for was ruled out: it is again what it was. */
  | { type: 'GRADE_RESTORED'; to: Grade; by: string }
  /** A later application of the same enterprise and industry was granted. */
  | { type: 'GRADE_REPLACED' }

const machine = setup({
  types: {
    context: {} as GradingContext,
    events: {} as GradingEvent,
    input: {} as GradingInput | undefined,
  },
  guards: {
    deadlineStands: ({ context, event }) => event.type === 'TICK' && stands(deadlines(context), event),
    ofCounty: ({ event }) => 'level' in event && event.level === 'county',
    ofCity: ({ event }) => 'level' in event && event.level === 'city',
    ofProvince: ({ event }) => 'level' in event && event.level === 'province',
    cityDecides: ({ context }) => context.authority === 'city',
    /** Not the applicant, and not who looked at it at another level. */
    freshHand: ({ context, event }) => 'by' in event && !context.hands.includes(event.by),
    nothingOpen: ({ context }) => context.open === 0,
    somethingOpen: ({ context }) => context.open > 0,
    lastOpen: ({ context }) => context.open === 1,
    upholds: ({ event }) => event.type === 'OBJECTION_ANSWERED' && event.upheld,
    lowers: ({ context, event }) => event.type === 'GRADE_LOWERED' && isLowerGrade(event.to, context.grade),
    raises: ({ context, event }) => event.type === 'GRADE_RESTORED' && isLowerGrade(context.grade, event.to),
    toTheLowest: ({ event }) => event.type === 'GRADE_LOWERED' && LOWEST_GRADES.has(event.to),
  },
  actions: {
    addHand: assign({
      hands: ({ context, event }) => ('by' in event ? [...context.hands, event.by] : context.hands),
    }),
    beginAgain: assign({
      hands: ({ context, event }) => [...context.hands.slice(0, 1), ...('by' in event ? [event.by] : [])],
    }),
    publish: assign(({ context, event }) =>
      event.type === 'GRADE_PUBLISHED'
        ? { until: event.validUntil, deadlines: { ...context.deadlines, objections: event.objectionsUntil } }
        : {},
    ),
    endObjections: assign({ deadlines: ({ context }) => ({ ...context.deadlines, objections: null }) }),
    countObjection: assign({ open: ({ context }) => context.open + 1 }),
    countAnswer: assign({ open: ({ context }) => context.open - 1 }),
    grant: assign({ deadlines: ({ context }) => ({ objections: null, expiry: context.until }) }),
    lower: assign({
      grade: ({ context, event }) => (event.type === 'GRADE_LOWERED' ? event.to : context.grade),
    }),
    restore: assign({
      grade: ({ context, event }) => (event.type === 'GRADE_RESTORED' ? event.to : context.grade),
      deadlines: ({ context }) => ({ objections: null, expiry: context.until }),
    }),
    stopClock: assign({ deadlines: { objections: null, expiry: null } }),
    /** Effect: end the grade before it, and watch the day on which this one ends. */
    recordGrade: (_, _params: Record<never, never>) => {},
  },
})

const record = { type: 'recordGrade', params: {} } as const
const withdraws = { APPLICATION_WITHDRAWN: 'withdrawn' } as const

function looks(level: 'ofCounty' | 'ofCity' | 'ofProvince') {
  return {
    APPLICATION_RETURNED: { guard: and([level, 'freshHand']), target: 'returned', actions: 'addHand' },
    APPLICATION_REJECTED: { guard: and([level, 'freshHand']), target: 'rejected', actions: 'addHand' },
    ...withdraws,
  } as const
}

/** `transition` builds a machine without input at every call and throws it away: without this it throws, unseen and slow. */
const NO_INPUT: GradingInput = { grade: 'C', authority: 'province', appliedBy: '' }

export const gradingMachine = machine.createMachine({
  id: 'grading',
  context: ({ input = NO_INPUT }) => ({
    grade: input.grade,
    authority: input.authority,
    hands: [input.appliedBy],
    open: 0,
    until: null,
    deadlines: { objections: null, expiry: null },
  }),
  initial: 'applied',
  states: {
    applied: {
      on: {
        APPLICATION_PASSED: { guard: and(['ofCounty', 'freshHand']), target: 'countyPassed', actions: 'addHand' },
        ...looks('ofCounty'),
      },
    },
    countyPassed: {
      on: {
        APPLICATION_PASSED: [
          { guard: and(['ofCity', 'freshHand', 'cityDecides']), target: 'confirmed', actions: 'addHand' },
          { guard: and(['ofCity', 'freshHand']), target: 'cityPassed', actions: 'addHand' },
        ],
        ...looks('ofCity'),
      },
    },
    cityPassed: {
      on: {
        APPLICATION_PASSED: { guard: and(['ofProvince', 'freshHand']), target: 'confirmed', actions: 'addHand' },
        ...looks('ofProvince'),
      },
    },
    /** Sent back: the applicant completes it. */
    returned: { on: { APPLICATION_AMENDED: { target: 'applied', actions: 'beginAgain' }, ...withdraws } },
    /** Confirmed by who decides on this grade; to be published. */
    confirmed: { on: { GRADE_PUBLISHED: { target: 'published', actions: 'publish' }, ...withdraws } },
    published: {
      on: {
        OBJECTION_RAISED: { actions: 'countObjection' },
        OBJECTION_ANSWERED: [
          { guard: and(['somethingOpen', 'upholds']), target: 'rejected', actions: 'countAnswer' },
          { guard: 'somethingOpen', actions: 'countAnswer' },
        ],
        TICK: [
          { guard: and(['deadlineStands', 'nothingOpen']), target: 'granted', actions: ['grant', record] },
          { guard: 'deadlineStands', target: 'disputed', actions: 'endObjections' },
        ],
        ...withdraws,
      },
    },
    /** The time for objections has passed and some wait for an answer. */
    disputed: {
      on: {
        OBJECTION_ANSWERED: [
          { guard: 'upholds', target: 'rejected', actions: 'countAnswer' },
          { guard: 'lastOpen', target: 'granted', actions: ['countAnswer', 'grant', record] },
          { actions: 'countAnswer' },
        ],
        ...withdraws,
      },
    },
    granted: {
      on: {
        GRADE_LOWERED: [
          { guard: and(['lowers', 'toTheLowest']), target: 'fallen', actions: 'lower' },
          { guard: 'lowers', actions: 'lower' },
        ],
        GRADE_RESTORED: { guard: 'raises', actions: 'restore' },
        GRADE_REPLACED: 'replaced',
        TICK: { guard: 'deadlineStands', target: 'expired' },
      },
    },
    /** Lowered to the lowest grade of its scheme: there until another application is granted, or that is ruled out. */
    fallen: {
      entry: 'stopClock',
      on: { GRADE_REPLACED: 'replaced', GRADE_RESTORED: { guard: 'raises', target: 'granted', actions: 'restore' } },
    },
    expired: { type: 'final', entry: 'stopClock' },
    replaced: { type: 'final', entry: 'stopClock' },
    rejected: { type: 'final', entry: 'stopClock' },
    withdrawn: { type: 'final', entry: 'stopClock' },
  },
})

export function deadlines(context: GradingContext): Deadlines {
  return context.deadlines
}
