import { and, assign, setup } from 'xstate'
import type { Post } from '../src/model/post.ts'
import type { Instant } from '../src/model/time.ts'
import { stands, type Deadlines, type Tick } from './deadline.ts'

export const version = 1

/**
 * One person's duty (班次) at a post, from an hour to an hour: checked in (到岗), handed over to the next (交接班), or nobody
 * came (缺岗). Who, when and where is columns.
 */
export interface ShiftContext {
  post: Post
  /** Asked to come; absent when nobody has by then; over, some time after the hour at which the next begins. */
  deadlines: Record<'start' | 'checkIn' | 'end', Instant | null>
}

export interface ShiftInput {
  post: Post
  start: Instant
  checkIn: Instant
  end: Instant
}

export type ShiftEvent =
  | Tick
  /** 明确人员、替班: who it is, or who stands in. */
  | { type: 'PERSON_NAMED' }
  /** 到岗签到. */
  | { type: 'CHECKED_IN'; now: Instant }
  /** 交班: with a note to whoever comes next, until when the post is still this shift's. */
  | { type: 'HANDED_OVER' }
  /** 接班: by the next, who is at the post. */
  | { type: 'TAKEN_OVER'; now: Instant }
  /** 撤销班次: the roster was changed, or the warning that asked for it asks no more. */
  | { type: 'SHIFT_WITHDRAWN'; now: Instant }

const machine = setup({
  types: {
    context: {} as ShiftContext,
    events: {} as ShiftEvent,
    input: {} as ShiftInput | undefined,
  },
  guards: {
    deadlineStands: ({ context, event }) => event.type === 'TICK' && stands(deadlines(context), event),
    isStart: ({ event }) => event.type === 'TICK' && event.deadline === 'start',
    isCheckIn: ({ event }) => event.type === 'TICK' && event.deadline === 'checkIn',
    /** A shift that was entered before anybody checked in has no such hour. */
    wasAsked: ({ context }) => context.deadlines.checkIn !== null,
    hasBegun: ({ context }) => context.deadlines.start === null,
  },
  actions: {
    askedToCome: assign({ deadlines: ({ context }) => ({ ...context.deadlines, start: null }) }),
    /** Whoever is named before the beginning is asked at the beginning. */
    waitForStart: assign({}),
    stopAsking: assign({ deadlines: ({ context }) => ({ ...context.deadlines, start: null, checkIn: null }) }),
    stopClock: assign({ deadlines: { start: null, checkIn: null, end: null } }),
    /** Effects. */
    callToPost: (_, _params: Record<never, never>) => {},
    wake: (_, _params: { cause: 'dutyAbsent'; occasion: string }) => {},
  },
})

const callToPost = { type: 'callToPost', params: {} } as const
/** Somebody has to be woken, or need not be any more: the look itself sees which. */
const lookAtPost = {
  type: 'wake',
  params: ({ context, event }: { context: ShiftContext; event: ShiftEvent }) => ({
    cause: 'dutyAbsent' as const,
    occasion: `${context.post} ${'now' in event ? event.now : ''}`,
  }),
} as const

/** `transition` builds a machine without input at every call and throws it away: without this it throws, unseen and slow. */
const NO_INPUT: ShiftInput = { post: 'duty', start: '', checkIn: '', end: '' }

export const shiftMachine = machine.createMachine({
  id: 'shift',
  context: ({ input: { post, ...asked } = NO_INPUT }) => ({ post, deadlines: asked }),
  initial: 'planned',
  states: {
    planned: {
      on: {
        TICK: [
          { guard: and(['deadlineStands', 'isStart']), actions: ['askedToCome', callToPost] },
          { guard: and(['deadlineStands', 'isCheckIn']), target: 'absent', actions: lookAtPost },
          { guard: and(['deadlineStands', 'wasAsked']), target: 'missed' },
          { guard: 'deadlineStands', target: 'over' },
        ],
        PERSON_NAMED: [{ guard: 'hasBegun', actions: callToPost }, { actions: 'waitForStart' }],
        CHECKED_IN: 'present',
        SHIFT_WITHDRAWN: 'withdrawn',
      },
    },
    /** Nobody is at the post: an alarm, until somebody is. */
    absent: {
      entry: 'stopAsking',
      on: {
        TICK: { guard: 'deadlineStands', target: 'missed', actions: lookAtPost },
        PERSON_NAMED: { actions: callToPost },
        CHECKED_IN: { target: 'present', actions: lookAtPost },
        SHIFT_WITHDRAWN: { target: 'missed', actions: lookAtPost },
      },
    },
    present: {
      entry: 'stopAsking',
      on: {
        TICK: { guard: 'deadlineStands', target: 'over', actions: lookAtPost },
        HANDED_OVER: 'handingOver',
        SHIFT_WITHDRAWN: { target: 'over', actions: lookAtPost },
      },
    },
    /** The note is written; the post is left when the next has taken over. */
    handingOver: {
      on: {
        TICK: { guard: 'deadlineStands', target: 'over', actions: lookAtPost },
        TAKEN_OVER: { target: 'handedOver', actions: lookAtPost },
        SHIFT_WITHDRAWN: { target: 'over', actions: lookAtPost },
      },
    },
    handedOver: { type: 'final', entry: 'stopClock' },
    over: { type: 'final', entry: 'stopClock' },
    missed: { type: 'final', entry: 'stopClock' },
    withdrawn: { type: 'final', entry: 'stopClock' },
  },
})

export function deadlines(context: ShiftContext): Deadlines {
  return context.deadlines
}
