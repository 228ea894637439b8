import { and, assign, setup } from 'xstate'
import type { DepartmentRung, DepartmentRungAhead } from '../src/model/department.ts'
import { addMinutes, type Instant } from '../src/model/time.ts'
import { stands, type Deadlines, type Tick } from './deadline.ts'

export const version = 1

/**
 * What a department has to do under a warning (部门任务). Whose, what and by which clause is columns; here is whether it is
 * known, who is asked next while it is not, and whether it is done.
 */
export interface DepartmentTaskContext {
  /** Who was told last. */
  rung: 'firstContact' | DepartmentRung
  /** Who is told next while nobody answers, and how long the one before is given. */
  ahead: readonly DepartmentRungAhead[]
  /** Until when what was done is to be on record. */
  reportBy: Instant
  /** One at a time: somebody says that it is known; what was done is on record. */
  deadlines: { answer: Instant | null; report: Instant | null }
}

export interface DepartmentTaskInput {
  ladder: readonly DepartmentRungAhead[]
  reportBy: Instant
  now: Instant
}

export type DepartmentTaskEvent =
  | Tick
  /** The message of this rung reached nobody, or there is no way to anybody. */
  | { type: 'DEPARTMENT_MISSED'; rung: DepartmentTaskContext['rung']; now: Instant }
  /** 收到. */
  | { type: 'DEPARTMENT_RECEIVED' }
  /** 已落实, with what was done. */
  | { type: 'DEPARTMENT_DONE' }
  /** 有困难, with why. */
  | { type: 'DEPARTMENT_HINDERED' }
  /** 要求继续落实: the desk's answer to a difficulty, or to what was shown. */
  | { type: 'DESK_ASKED_AGAIN'; reportBy: Instant }
  /** It stands on, with another beginning or end. */
  | { type: 'TASK_MOVED'; reportBy: Instant }
  /** 解除: with its warning, or by a level that does not ask for it. */
  | { type: 'TASK_RELEASED' }
  /** 撤销: the desk does not ask it of this department any more. */
  | { type: 'TASK_WITHDRAWN' }

const machine = setup({
  types: {
    context: {} as DepartmentTaskContext,
    events: {} as DepartmentTaskEvent,
    input: {} as DepartmentTaskInput | undefined,
  },
  guards: {
    deadlineStands: ({ context, event }) => event.type === 'TICK' && stands(deadlines(context), event),
    isThisRung: ({ context, event }) => event.type === 'DEPARTMENT_MISSED' && event.rung === context.rung,
    somebodyIsLeft: ({ context }) => context.ahead.length > 1,
  },
  actions: {
    climb: assign(({ context: { ahead }, event }) => {
      const [next, ...rest] = ahead
      const minutes = rest[0]?.minutes
      return {
        rung: next?.rung ?? 'desk',
        ahead: rest,
        deadlines: {
          answer: 'now' in event && minutes !== undefined ? addMinutes(event.now, minutes) : null,
          report: null,
        },
      }
    }),
    waitForReport: assign(({ context, event }) => {
      const reportBy = 'reportBy' in event ? event.reportBy : context.reportBy
      return { reportBy, deadlines: { answer: null, report: reportBy } }
    }),
    move: assign(({ context, event }) => ('reportBy' in event ? { reportBy: event.reportBy } : context)),
    stopClock: assign({ deadlines: { answer: null, report: null } }),
    urgeDepartment: (_, _params: { rung: DepartmentRung }) => {},
    tellDesk: (_, _params: Record<never, never>) => {},
  },
})

/** Asked for before the context has climbed: whom the message goes to is the next one of the ladder. */
const urge = {
  type: 'urgeDepartment',
  params: ({ context }: { context: DepartmentTaskContext }) => ({ rung: context.ahead[0]?.rung ?? 'desk' }),
} as const
const tellDesk = { type: 'tellDesk', params: {} } as const
const ends = { TASK_RELEASED: 'released', TASK_WITHDRAWN: 'withdrawn' } as const
const answers = {
  DEPARTMENT_RECEIVED: { target: 'received', actions: 'waitForReport' },
  DEPARTMENT_DONE: 'done',
  DEPARTMENT_HINDERED: 'hindered',
} as const
const askedAgain = { DESK_ASKED_AGAIN: { target: 'received', actions: 'waitForReport' } } as const
const moved = { TASK_MOVED: { actions: 'move' } } as const

/** `transition` builds a machine without input at every call and throws it away: without this it throws, unseen and slow. */
const NO_INPUT: DepartmentTaskInput = { ladder: [], reportBy: '', now: '' }

export const departmentTaskMachine = machine.createMachine({
  id: 'departmentTask',
  context: ({ input: { ladder, reportBy, now } = NO_INPUT }) => ({
    rung: 'firstContact',
    ahead: ladder,
    reportBy,
    deadlines: { answer: ladder[0] ? addMinutes(now, ladder[0].minutes) : null, report: null },
  }),
  initial: 'issued',
  states: {
    /** The message is out, nobody has said that it is known: the next contact is told, the head, and then the desk. */
    issued: {
      on: {
        TICK: [
          { guard: and(['deadlineStands', 'somebodyIsLeft']), actions: [urge, 'climb'] },
          { guard: 'deadlineStands', target: 'silent', actions: 'climb' },
        ],
        DEPARTMENT_MISSED: [
          { guard: and(['isThisRung', 'somebodyIsLeft']), actions: [urge, 'climb'] },
          { guard: 'isThisRung', target: 'silent', actions: 'climb' },
        ],
        ...answers,
        ...moved,
        ...ends,
      },
    },
    /** Nobody answers, or nobody can be told: first on the desk's list until somebody does. */
    silent: { entry: ['stopClock', tellDesk], on: { ...answers, ...moved, ...ends } },
    received: {
      on: {
        TICK: { guard: 'deadlineStands', target: 'overdue' },
        DEPARTMENT_DONE: 'done',
        DEPARTMENT_HINDERED: 'hindered',
        TASK_MOVED: { actions: 'waitForReport' },
        ...ends,
      },
    },
    /** It is known, and its hour passed without a word of what was done: on the desk's list. */
    overdue: {
      entry: 'stopClock',
      on: { DEPARTMENT_DONE: 'done', DEPARTMENT_HINDERED: 'hindered', ...askedAgain, ...moved, ...ends },
    },
    /** It holds until the desk answers: asks again, or takes it back. */
    hindered: {
      entry: ['stopClock', tellDesk],
      on: { DEPARTMENT_DONE: 'done', ...askedAgain, ...moved, ...ends },
    },
    /** Done is kept up until the end of the warning, of which it is told. */
    done: {
      entry: 'stopClock',
      on: { DEPARTMENT_HINDERED: 'hindered', ...askedAgain, ...moved, ...ends },
    },
    released: { type: 'final', entry: 'stopClock' },
    withdrawn: { type: 'final', entry: 'stopClock' },
  },
})

export function deadlines(context: DepartmentTaskContext): Deadlines {
  return context.deadlines
}
