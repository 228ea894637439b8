import { and, assign, setup } from 'xstate'
import { isAbove, type Level, type WarningLevel } from '../src/model/level.ts'
import { addMinutes, type Instant } from '../src/model/time.ts'
import { stands, type Deadlines, type Tick } from './deadline.ts'

export const version = 1

/**
 * An instruction of the nation, the region or the province (上级指令、调度令) to one area: a warning of at least its level.
 * Its clocks are copied when it is entered; who gave it, its number and its text are columns.
 */
export interface InstructionContext {
  /** At least this level (不低于). */
  level: WarningLevel
  /** Minutes from its lift to the last hour of the summary. */
  summaryMinutes: number
  /** Last hour of the answer, of the next daily report and of the summary; the end that it names itself. */
  deadlines: { answer: Instant | null; report: Instant | null; end: Instant | null; summary: Instant | null }
}

export interface InstructionInput {
  level: WarningLevel
  answerBy: Instant
  endsAt: Instant | null
  summaryMinutes: number
}

export type InstructionEvent =
  | Tick
  /** 回复: the answer went up; `standing` is the level that is signed or lies before who signs. */
  | { type: 'ANSWER_SENT'; standing: Level; reportBy: Instant }
  /** 日报; `next` is the last hour of the one after it. */
  | { type: 'REPORT_SENT'; next: Instant }
  /** The one above has lifted it. */
  | { type: 'ABOVE_LIFTED'; now: Instant }
  /** 总结. */
  | { type: 'SUMMARY_SENT' }
  /** It was entered by mistake. */
  | { type: 'INSTRUCTION_WITHDRAWN' }

/** A report is due each day. */
const DAY_MINUTES = 24 * 60

const machine = setup({
  types: {
    context: {} as InstructionContext,
    events: {} as InstructionEvent,
    input: {} as InstructionInput | undefined,
  },
  guards: {
    deadlineStands: ({ context, event }) => event.type === 'TICK' && stands(deadlines(context), event),
    isEnd: ({ event }) => event.type === 'TICK' && event.deadline === 'end',
    isReport: ({ event }) => event.type === 'TICK' && event.deadline === 'report',
    standsAtLevel: ({ context, event }) => event.type === 'ANSWER_SENT' && !isAbove(context.level, event.standing),
  },
  actions: {
    /** It is overdue once. */
    miss: assign(({ context, event }) =>
      'deadline' in event ? { deadlines: { ...context.deadlines, [event.deadline]: null } } : {},
    ),
    missReport: assign(({ context, event }) =>
      'due' in event ? { deadlines: { ...context.deadlines, report: addMinutes(event.due, DAY_MINUTES) } } : {},
    ),
    waitForReport: assign(({ context, event }) => {
      const report = 'reportBy' in event ? event.reportBy : 'next' in event ? event.next : context.deadlines.report
      return { deadlines: { ...context.deadlines, answer: null, report } }
    }),
    waitForSummary: assign(({ context, event }) => {
      const from = 'due' in event ? event.due : 'now' in event ? event.now : null
      const summary = from === null ? null : addMinutes(from, context.summaryMinutes)
      return { deadlines: { answer: null, report: null, end: null, summary } }
    }),
    stopClock: assign({ deadlines: { answer: null, report: null, end: null, summary: null } }),
    /** Effects. */
    heedInstructions: (_, _params: Record<never, never>) => {},
    tellOverdue: (_, _params: { deadline: string; due: string }) => {},
  },
})

const heed = { type: 'heedInstructions', params: {} } as const
const overdue = {
  type: 'tellOverdue',
  params: ({ event }: { event: InstructionEvent }) =>
    event.type === 'TICK' ? { deadline: event.deadline, due: event.due } : { deadline: '', due: '' },
} as const
const ends = { guard: and(['deadlineStands', 'isEnd']), target: 'lifted', actions: ['waitForSummary', heed] } as const
const lifts = { ABOVE_LIFTED: { target: 'lifted', actions: ['waitForSummary', heed] } } as const
const withdraws = { INSTRUCTION_WITHDRAWN: { target: 'withdrawn', actions: heed } } as const

/** `transition` builds a machine without input at every call and throws it away: without this it throws, unseen and slow. */
const NO_INPUT: InstructionInput = { level: 'yellow', answerBy: '', endsAt: null, summaryMinutes: 0 }

export const instructionMachine = machine.createMachine({
  id: 'instruction',
  context: ({ input = NO_INPUT }) => ({
    level: input.level,
    summaryMinutes: input.summaryMinutes,
    deadlines: { answer: input.answerBy, report: null, end: input.endsAt, summary: null },
  }),
  initial: 'received',
  states: {
    /** Entered; the area's warning is brought to its level, and nobody has answered above. */
    received: {
      entry: heed,
      on: {
        TICK: [ends, { guard: 'deadlineStands', actions: ['miss', overdue] }],
        ANSWER_SENT: { guard: 'standsAtLevel', target: 'answered', actions: 'waitForReport' },
        ...lifts,
        ...withdraws,
      },
    },
    /** Answered; it is reported on each day until it is lifted. */
    answered: {
      on: {
        TICK: [ends, { guard: and(['deadlineStands', 'isReport']), actions: ['missReport', overdue] }],
        REPORT_SENT: { actions: 'waitForReport' },
        ...lifts,
        ...withdraws,
      },
    },
    /** The one above has lifted it, or its own end has come; the summary is still to go up. */
    lifted: {
      on: {
        TICK: { guard: 'deadlineStands', actions: ['miss', overdue] },
        SUMMARY_SENT: 'summarised',
      },
    },
    summarised: { type: 'final', entry: 'stopClock' },
    withdrawn: { type: 'final', entry: 'stopClock' },
  },
})

export function deadlines(context: InstructionContext): Deadlines {
  return context.deadlines
}
