import type { GradingContext, GradingEvent } from '../../machines/grading.ts'
import type { HardshipContext, HardshipEvent } from '../../machines/hardship.ts'
import type { ListingContext, ListingEvent } from '../../machines/listing.ts'
import type { OpenerContext, OpenerEvent } from '../../machines/opener.ts'
import type { PlantPlanContext, PlantPlanEvent } from '../../machines/plantPlan.ts'
import type { ShiftContext, ShiftEvent } from '../../machines/shift.ts'
import type { DepartmentTaskContext, DepartmentTaskEvent } from '../../machines/departmentTask.ts'
import type { TaskContext, TaskEvent } from '../../machines/task.ts'
import type { TermContext, TermEvent } from '../../machines/term.ts'
import type { WakeContext, WakeEvent } from '../../machines/wake.ts'
import { EARLIER, LATER, NOW } from './samples.ts'

/* Lists, grades, plans and dates: what each cell of their tables is tried with. */

const [ANN, BEN, EVA] = ['user:ann', 'user:ben', 'user:eva']

function ticks(...deadlines: string[]) {
  return [...deadlines, 'nothing'].flatMap((deadline) =>
    [EARLIER, NOW, LATER].map((due) => ({ type: 'TICK', now: NOW, deadline, due }) as const),
  )
}

export const listingEvents: readonly ListingEvent[] = [
  ...ticks('objections', 'start'),
  { type: 'LIST_CHECKED', errors: 0 },
  { type: 'LIST_CHECKED', errors: 3 },
  { type: 'LIST_FOUNDED' },
  { type: 'LIST_PUBLISHED', until: LATER },
  { type: 'OBJECTION_RAISED' },
  { type: 'OBJECTION_ANSWERED', upheld: true },
  { type: 'OBJECTION_ANSWERED', upheld: false },
  ...[ANN, BEN].map((by): ListingEvent => ({ type: 'RELEASE_PROPOSED', by, from: LATER })),
  ...[ANN, BEN, EVA].map((by): ListingEvent => ({ type: 'RELEASE_CONFIRMED', by, now: NOW })),
  { type: 'RELEASE_RETURNED' },
  { type: 'LIST_REPLACED' },
  { type: 'LIST_WITHDRAWN', now: NOW },
]

export const listingContexts: readonly ListingContext[] = [null, NOW, LATER].flatMap((objections) =>
  [null, NOW, LATER].flatMap((start) =>
    [0, 1, 2].flatMap((open) =>
      [null, NOW, LATER].flatMap((from) =>
        [0, 1].map((upheld): ListingContext => ({
          preparedBy: ANN,
          proposedBy: BEN,
          from,
          open,
          upheld,
          deadlines: { objections, start },
        })),
      ),
    ),
  ),
)

export const termEvents: readonly TermEvent[] = [...ticks('announce', 'day'), { type: 'TERM_WITHDRAWN' }]

export const termContexts: readonly TermContext[] = [null, NOW, LATER].flatMap((announce) =>
  [null, NOW, LATER].map((day): TermContext => ({ deadlines: { announce, day } })),
)

export const taskEvents: readonly TaskEvent[] = [
  ...ticks('answer'),
  { type: 'TASK_ANSWERED' },
  { type: 'TASK_WITHDRAWN' },
]

export const taskContexts: readonly TaskContext[] = [null, NOW, LATER].map((answer): TaskContext => ({
  deadlines: { answer },
}))

const RUNGS = [
  { rung: 'secondContact', minutes: 30 },
  { rung: 'head', minutes: 20 },
  { rung: 'desk', minutes: 10 },
] as const

export const departmentTaskEvents: readonly DepartmentTaskEvent[] = [
  ...ticks('answer', 'report'),
  ...(['firstContact', 'secondContact', 'head', 'desk'] as const).map((rung): DepartmentTaskEvent => ({
    type: 'DEPARTMENT_MISSED',
    rung,
    now: NOW,
  })),
  { type: 'DEPARTMENT_RECEIVED' },
  { type: 'DEPARTMENT_DONE' },
  { type: 'DEPARTMENT_HINDERED' },
  { type: 'DESK_ASKED_AGAIN', reportBy: LATER },
  { type: 'TASK_MOVED', reportBy: LATER },
  { type: 'TASK_RELEASED' },
  { type: 'TASK_WITHDRAWN' },
]

export const departmentTaskContexts: readonly DepartmentTaskContext[] = [0, 1, 2, 3].flatMap((climbed) =>
  [null, NOW, LATER].flatMap((at) =>
    (['answer', 'report'] as const).map((name): DepartmentTaskContext => ({
      rung: RUNGS[climbed - 1]?.rung ?? 'firstContact',
      ahead: RUNGS.slice(climbed),
      reportBy: LATER,
      deadlines: { answer: null, report: null, [name]: at },
    })),
  ),
)

export const openerEvents: readonly OpenerEvent[] = [...ticks('answer'), { type: 'OPENER_CALLED_OFF' }]

export const openerContexts: readonly OpenerContext[] = [null, NOW, LATER].map((answer): OpenerContext => ({
  deadlines: { answer },
}))

export const shiftEvents: readonly ShiftEvent[] = [
  ...ticks('start', 'checkIn', 'end'),
  { type: 'PERSON_NAMED' },
  { type: 'CHECKED_IN', now: NOW },
  { type: 'HANDED_OVER' },
  { type: 'TAKEN_OVER', now: NOW },
  { type: 'SHIFT_WITHDRAWN', now: NOW },
]

export const shiftContexts: readonly ShiftContext[] = [null, NOW, LATER].flatMap((start) =>
  [null, NOW, LATER].flatMap((checkIn) =>
    [null, NOW, LATER].map((end): ShiftContext => ({ post: 'duty', deadlines: { start, checkIn, end } })),
  ),
)

export const wakeEvents: readonly WakeEvent[] = [
  ...ticks('answer'),
  ...[1, 2, 3].map((round): WakeEvent => ({ type: 'CALL_FAILED', round, now: NOW })),
  { type: 'OFFICER_ANSWERED' },
  { type: 'CAUSE_GONE' },
]

export const wakeContexts: readonly WakeContext[] = [1, 2, 3].flatMap((round) =>
  [null, NOW, LATER].map((answer): WakeContext => ({ round, rounds: 3, minutes: 5, deadlines: { answer } })),
)

export const gradingEvents: readonly GradingEvent[] = [
  ...ticks('objections', 'expiry'),
  ...(['APPLICATION_PASSED', 'APPLICATION_RETURNED', 'APPLICATION_REJECTED'] as const).flatMap((type) =>
    (['county', 'city', 'province'] as const).flatMap((level) =>
      [ANN, EVA].map((by): GradingEvent => ({ type, level, by })),
    ),
  ),
  { type: 'APPLICATION_AMENDED', by: ANN },
  { type: 'APPLICATION_WITHDRAWN' },
  { type: 'GRADE_PUBLISHED', objectionsUntil: LATER, validUntil: LATER },
  { type: 'OBJECTION_RAISED' },
  { type: 'OBJECTION_ANSWERED', upheld: true },
  { type: 'OBJECTION_ANSWERED', upheld: false },
  ...(['A+', 'B', 'D', 'leading', 'nonLeading'] as const).map((to): GradingEvent => ({
    type: 'GRADE_LOWERED',
    to,
    by: ANN,
  })),
  ...(['A+', 'A', 'C', 'leading'] as const).map((to): GradingEvent => ({ type: 'GRADE_RESTORED', to, by: ANN })),
  { type: 'GRADE_REPLACED' },
]

export const gradingContexts: readonly GradingContext[] = (['city', 'province'] as const).flatMap((authority) =>
  [null, NOW, LATER].flatMap((objections) =>
    [null, NOW, LATER].flatMap((expiry) =>
      [0, 1, 2].flatMap((open) =>
        (['A', 'leading'] as const).map((grade): GradingContext => ({
          grade,
          authority,
          hands: ['enterprise:1', ANN],
          open,
          until: LATER,
          deadlines: { objections, expiry },
        })),
      ),
    ),
  ),
)

export const plantPlanEvents: readonly PlantPlanEvent[] = [
  ...ticks('start', 'end'),
  { type: 'PLAN_WRITTEN', by: ANN },
  { type: 'PLAN_SUBMITTED', errors: 0 },
  { type: 'PLAN_SUBMITTED', errors: 2 },
  ...[ANN, BEN].flatMap((by) =>
    [NOW, LATER].flatMap((from) =>
      [null, LATER].map((until): PlantPlanEvent => ({ type: 'PLAN_APPROVED', by, from, until, now: NOW })),
    ),
  ),
  { type: 'PLAN_RETURNED' },
  { type: 'REVISION_CALLED' },
  { type: 'PLAN_REPLACED' },
  { type: 'PLAN_DROPPED' },
]

export const plantPlanContexts: readonly PlantPlanContext[] = [null, NOW, LATER].flatMap((start) =>
  [null, NOW, LATER].flatMap((end) =>
    [null, LATER].map((until): PlantPlanContext => ({ writtenBy: ANN, until, deadlines: { start, end } })),
  ),
)

export const hardshipEvents: readonly HardshipEvent[] = [
  ...ticks('take', 'answer'),
  { type: 'OFFICER_TOOK', now: NOW },
  ...(['ADJUSTMENT_PROPOSED', 'ADJUSTMENT_CONFIRMED', 'ADJUSTMENT_REFUSED'] as const).flatMap((type) =>
    [ANN, BEN].map((by): HardshipEvent => ({ type, by })),
  ),
  { type: 'HARDSHIP_REFUSED' },
  { type: 'HARDSHIP_WITHDRAWN' },
  { type: 'HARDSHIP_OUTLIVED' },
]

export const hardshipContexts: readonly HardshipContext[] = [null, NOW, LATER].flatMap((take) =>
  [null, NOW, LATER].flatMap((answer) =>
    [0, 1, 2].map((rung): HardshipContext => ({
      rung,
      proposedBy: ANN,
      patience: { take: 30, answer: 120 },
      deadlines: { take, answer },
    })),
  ),
)
