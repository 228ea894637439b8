import { describe, expect, it } from 'vitest'
import { MACHINES, type ContextOf, type EventOf, type MachineKind } from '../../machines/index.ts'
import type { Expected } from '../../machines/tables/expected.ts'
import { departmentTaskTable, type DepartmentTaskGuard } from '../../machines/tables/departmentTask.ts'
import { gradingTable, type GradingGuard } from '../../machines/tables/grading.ts'
import { hardshipTable, type HardshipGuard } from '../../machines/tables/hardship.ts'
import { listingTable, type ListingGuard } from '../../machines/tables/listing.ts'
import { openerTable, type OpenerGuard } from '../../machines/tables/opener.ts'
import { plantPlanTable, type PlantPlanGuard } from '../../machines/tables/plantPlan.ts'
import { shiftTable, type ShiftGuard } from '../../machines/tables/shift.ts'
import { taskTable, type TaskGuard } from '../../machines/tables/task.ts'
import { termTable, type TermGuard } from '../../machines/tables/term.ts'
import { wakeTable, type WakeGuard } from '../../machines/tables/wake.ts'
import { sayEvent, sayState } from '../../machines/words.ts'
import {
  departmentTaskContexts,
  departmentTaskEvents,
  gradingContexts,
  gradingEvents,
  hardshipContexts,
  hardshipEvents,
  listingContexts,
  listingEvents,
  openerContexts,
  openerEvents,
  plantPlanContexts,
  plantPlanEvents,
  shiftContexts,
  shiftEvents,
  taskContexts,
  taskEvents,
  wakeContexts,
  wakeEvents,
  termContexts,
  termEvents,
} from './dossierSamples.ts'
import { holdsTable, type Reading } from './holdsTable.ts'
import { NOW } from './samples.ts'
import { unreadFields } from './unread.ts'

/* Lists, grades, plans and dates: their tables, cell by cell; each guard is written a second time from its name. */

type Timed = { readonly deadlines: Readonly<Record<string, string | null>> }

function deadlineStands({ deadlines }: Timed, event: { type: string }): boolean {
  if (event.type !== 'TICK' || !('deadline' in event) || !('due' in event) || !('now' in event)) return false
  return deadlines[String(event.deadline)] === event.due && String(event.due) <= String(event.now)
}
const named = (name: string) => (_: unknown, event: object) => 'deadline' in event && event.deadline === name
const atLevel = (name: string) => (_: unknown, event: object) => 'level' in event && event.level === name

const listingGuards: Record<ListingGuard, Reading<'listing'>> = {
  deadlineStands,
  errorFree: (_, event) => event.type === 'LIST_CHECKED' && event.errors === 0,
  nothingOpen: ({ open }) => open === 0,
  somethingOpen: ({ open }) => open > 0,
  lastOpen: ({ open }) => open === 1,
  nothingUpheld: ({ upheld }) => upheld === 0,
  secondPerson: ({ preparedBy, proposedBy }, event) =>
    event.type === 'RELEASE_CONFIRMED' && ![preparedBy, proposedBy].includes(event.by),
  startsLater: ({ from }, event) => 'now' in event && from !== null && from > event.now,
}

const termGuards: Record<TermGuard, Reading<'term'>> = { deadlineStands, isAnnounce: named('announce') }

const taskGuards: Record<TaskGuard, Reading<'task'>> = { deadlineStands }
const departmentTaskGuards: Record<DepartmentTaskGuard, Reading<'departmentTask'>> = {
  deadlineStands,
  isThisRung: ({ rung }, event) => event.type === 'DEPARTMENT_MISSED' && event.rung === rung,
  somebodyIsLeft: ({ ahead }) => ahead.length >= 2,
}
const openerGuards: Record<OpenerGuard, Reading<'opener'>> = { deadlineStands }
const shiftGuards: Record<ShiftGuard, Reading<'shift'>> = {
  deadlineStands,
  isStart: named('start'),
  isCheckIn: named('checkIn'),
  wasAsked: ({ deadlines }) => deadlines.checkIn !== null,
  hasBegun: ({ deadlines }) => deadlines.start === null,
}
const wakeGuards: Record<WakeGuard, Reading<'wake'>> = {
  deadlineStands,
  isThisRound: ({ round }, event) => event.type === 'CALL_FAILED' && event.round === round,
  somebodyIsLeft: ({ round, rounds }) => round < rounds,
}

const LADDER = ['A+', 'A', 'B', 'B-', 'C', 'D']
const isBelow = (grade: string, than: string) =>
  (LADDER.includes(than) && LADDER.indexOf(grade) > LADDER.indexOf(than)) ||
  (than === 'leading' && grade === 'nonLeading')
const gradingGuards: Record<GradingGuard, Reading<'grading'>> = {
  deadlineStands,
  ofCounty: atLevel('county'),
  ofCity: atLevel('city'),
  ofProvince: atLevel('province'),
  cityDecides: ({ authority }) => authority === 'city',
  freshHand: ({ hands }, event) => 'by' in event && hands.every((hand) => hand !== event.by),
  nothingOpen: ({ open }) => open === 0,
  somethingOpen: ({ open }) => open > 0,
  lastOpen: ({ open }) => open === 1,
  upholds: (_, event) => 'upheld' in event && event.upheld,
  lowers: ({ grade }, event) => event.type === 'GRADE_LOWERED' && isBelow(event.to, grade),
  raises: ({ grade }, event) => event.type === 'GRADE_RESTORED' && isBelow(grade, event.to),
  toTheLowest: (_, event) => event.type === 'GRADE_LOWERED' && ['D', 'nonLeading'].includes(event.to),
}

const plantPlanGuards: Record<PlantPlanGuard, Reading<'plantPlan'>> = {
  deadlineStands,
  isStart: named('start'),
  errorFree: (_, event) => event.type === 'PLAN_SUBMITTED' && event.errors === 0,
  anotherPerson: ({ writtenBy }, event) => event.type === 'PLAN_APPROVED' && event.by !== writtenBy,
  startsLater: (_, event) => event.type === 'PLAN_APPROVED' && event.from > event.now,
}

const hardshipGuards: Record<HardshipGuard, Reading<'hardship'>> = {
  deadlineStands,
  belowTop: ({ rung }) => rung <= 1,
  anotherPerson: ({ proposedBy }, event) => 'by' in event && proposedBy !== event.by,
}

holdsTable({
  kind: 'hardship',
  table: hardshipTable,
  guards: hardshipGuards,
  events: hardshipEvents,
  contexts: hardshipContexts,
})
holdsTable({
  kind: 'listing',
  table: listingTable,
  guards: listingGuards,
  events: listingEvents,
  contexts: listingContexts,
})
holdsTable({ kind: 'task', table: taskTable, guards: taskGuards, events: taskEvents, contexts: taskContexts })
holdsTable({
  kind: 'departmentTask',
  table: departmentTaskTable,
  guards: departmentTaskGuards,
  events: departmentTaskEvents,
  contexts: departmentTaskContexts,
})
holdsTable({ kind: 'opener', table: openerTable, guards: openerGuards, events: openerEvents, contexts: openerContexts })
holdsTable({ kind: 'shift', table: shiftTable, guards: shiftGuards, events: shiftEvents, contexts: shiftContexts })
holdsTable({ kind: 'wake', table: wakeTable, guards: wakeGuards, events: wakeEvents, contexts: wakeContexts })
holdsTable({ kind: 'term', table: termTable, guards: termGuards, events: termEvents, contexts: termContexts })
holdsTable({
  kind: 'grading',
  table: gradingTable,
  guards: gradingGuards,
  events: gradingEvents,
  contexts: gradingContexts,
})
holdsTable({
  kind: 'plantPlan',
  table: plantPlanTable,
  guards: plantPlanGuards,
  events: plantPlanEvents,
  contexts: plantPlanContexts,
})

interface Subject<K extends MachineKind> {
  kind: K
  table: Readonly<Record<string, Readonly<Record<string, Expected<string, string>>>>>
  events: readonly EventOf[K][]
  contexts: readonly ContextOf[K][]
  /** What no guard and no effect reads, but officers do. */
  shown: readonly string[]
}
const subjects: readonly Subject<MachineKind>[] = [
  { kind: 'listing', table: listingTable, events: listingEvents, contexts: listingContexts, shown: [] },
  { kind: 'task', table: taskTable, events: taskEvents, contexts: taskContexts, shown: [] },
  {
    kind: 'departmentTask',
    table: departmentTaskTable,
    events: departmentTaskEvents,
    contexts: departmentTaskContexts,
    shown: [],
  },
  { kind: 'opener', table: openerTable, events: openerEvents, contexts: openerContexts, shown: [] },
  { kind: 'shift', table: shiftTable, events: shiftEvents, contexts: shiftContexts, shown: [] },
  { kind: 'wake', table: wakeTable, events: wakeEvents, contexts: wakeContexts, shown: [] },
  { kind: 'term', table: termTable, events: termEvents, contexts: termContexts, shown: [] },
  { kind: 'grading', table: gradingTable, events: gradingEvents, contexts: gradingContexts, shown: [] },
  { kind: 'plantPlan', table: plantPlanTable, events: plantPlanEvents, contexts: plantPlanContexts, shown: [] },
  { kind: 'hardship', table: hardshipTable, events: hardshipEvents, contexts: hardshipContexts, shown: [] },
]
const OTHER = {
  preparedBy: 'user:eva',
  proposedBy: 'user:eva',
  from: '2020-12-31T00:00:00.000Z',
  open: 1,
  upheld: 1,
  deadlines: {
    objections: NOW,
    start: NOW,
    announce: NOW,
    day: NOW,
    expiry: NOW,
    end: NOW,
    take: NOW,
    answer: null,
    checkIn: NOW,
  },
  post: 'leader',
  rung: 2,
  patience: { take: 7, answer: 7 },
  grade: 'C',
  authority: 'city',
  hands: ['user:eva'],
  until: NOW,
  writtenBy: 'user:ben',
  round: 7,
  rounds: 7,
  minutes: 7,
  ahead: [{ rung: 'desk', minutes: 7 }],
  reportBy: NOW,
}

describe.each(subjects)('a $kind', ({ kind, table, events, contexts, shown }) => {
  it('holds in its context what guards and effects read', () => {
    expect(unreadFields(MACHINES[kind], Object.keys(table), contexts, events, OTHER)).toEqual(shown)
  })

  it('has words for each state, and for each event that people send', () => {
    const said = new Set(Object.keys(table).map((state) => sayState(kind, state).zh))
    expect(said.size).toBe(Object.keys(table).length)
    for (const state of Object.keys(table)) expect(sayState(kind, state).zh).not.toBe(state)
    const silent = new Set([
      'TICK',
      'LIST_FOUNDED',
      'LIST_REPLACED',
      'GRADE_REPLACED',
      'PLAN_REPLACED',
      'TERM_WITHDRAWN',
      'HARDSHIP_OUTLIVED',
      'CALL_FAILED',
      'CAUSE_GONE',
      'DEPARTMENT_MISSED',
      'TASK_MOVED',
      'TASK_RELEASED',
    ])
    for (const event of Object.keys(Object.values(table)[0] ?? {}))
      expect(sayEvent(event) === null, event).toBe(silent.has(event))
  })
})
