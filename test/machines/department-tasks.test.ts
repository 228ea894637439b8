import { expect, it } from 'vitest'
import { assign } from 'xstate'
import { departmentTaskMachine } from '../../machines/departmentTask.ts'
import { departmentTaskTable } from '../../machines/tables/departmentTask.ts'
import { EVERY, type Dossier } from './dossierSpace.ts'
import { NO_END } from './explore.ts'
import { holdsSpaces, type Mutant } from './holdsSpaces.ts'
import { altered, standIn } from './mutants.ts'
import { EARLIER, LATER, NOW } from './samples.ts'

/* A task of a department, explored to the last state, and with a machine that is wrong in one place for each property. */

const DEPARTMENT = {
  inTurn: 'contacts of a department are told one after the other, each once, and then the desk',
  quiet: 'nobody of a department is told again after it has answered',
  desk: 'the desk hears of every department that stays silent or meets a difficulty, and of nothing else',
} as const

const departmentTask: Dossier = {
  input: {
    ladder: [
      { rung: 'secondContact', minutes: 30 },
      { rung: 'head', minutes: 30 },
      { rung: 'desk', minutes: 30 },
    ],
    reportBy: LATER,
    now: EARLIER,
  },
  events: [
    ...(['firstContact', 'secondContact', 'head', 'desk'] as const).map((rung) => ({
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
  ],
  ends: ['released', 'withdrawn'],
  waits: { issued: 'answer', received: 'report' },
  remembers: ({ event }) => (/^DEPARTMENT_(RECEIVED|DONE|HINDERED)$/.test(event.type) ? 'answered' : null),
  broken: ({ event, before, after, effects, known }) => {
    const broken: string[] = []
    const urges = effects.filter((kind) => kind === 'urgeDepartment').length
    const [was, is] = [before, after].map(({ context }) => (context['ahead'] as unknown[]).length)
    const climbed = Number(was) - Number(is)
    if (
      urges > 1 ||
      (urges === 1 && climbed !== 1) ||
      climbed > 1 ||
      (climbed === 1 && urges === 0 && after.state !== 'silent')
    )
      broken.push(DEPARTMENT.inTurn)
    if (event.type === 'DEPARTMENT_MISSED' && event['rung'] !== before.context['rung']) broken.push(DEPARTMENT.inTurn)
    if (urges > 0 && known.includes('answered')) broken.push(DEPARTMENT.quiet)
    const needs = after.state !== before.state && (after.state === 'silent' || after.state === 'hindered')
    if (needs !== effects.includes('tellDesk')) broken.push(DEPARTMENT.desk)
    return broken
  },
}

const mutants: readonly Mutant<'departmentTask'>[] = [
  {
    kind: 'departmentTask',
    name: 'a late report of the first message ends the second',
    breaks: DEPARTMENT.inTurn,
    machine: standIn(departmentTaskMachine.provide({ guards: { isThisRung: () => true } })),
  },
  {
    kind: 'departmentTask',
    name: 'whoever was asked again is urged again from the beginning',
    breaks: DEPARTMENT.quiet,
    machine: altered('departmentTask', {
      'states.hindered.on.DESK_ASKED_AGAIN': {
        target: 'issued',
        actions: [{ type: 'urgeDepartment', params: { rung: 'head' } }, 'climb'],
      },
    }),
  },
  {
    kind: 'departmentTask',
    name: 'a difficulty is only noted',
    breaks: DEPARTMENT.desk,
    machine: altered('departmentTask', { 'states.hindered.entry': 'stopClock' }),
  },
  {
    kind: 'departmentTask',
    name: 'silence is heard by nobody',
    breaks: EVERY.heard,
    machine: altered('departmentTask', { 'states.issued.on.TICK': undefined }),
  },
  {
    kind: 'departmentTask',
    name: 'what is released keeps its clock',
    breaks: EVERY.endedQuietly,
    machine: altered('departmentTask', { 'states.released.entry': undefined }),
  },
  {
    kind: 'departmentTask',
    name: 'the next contact has no hour',
    breaks: EVERY.waitsForHour,
    machine: standIn(
      departmentTaskMachine.provide({
        actions: {
          climb: assign(({ context }) => ({
            ahead: context.ahead.slice(1),
            deadlines: { answer: null, report: null },
          })),
        },
      }),
    ),
  },
  {
    kind: 'departmentTask',
    name: 'lifting leaves what is done alive',
    breaks: NO_END,
    machine: altered('departmentTask', { 'states.done.on': {} }),
  },
]

holdsSpaces({ departmentTask: { dossier: departmentTask, table: departmentTaskTable } }, mutants)

it('every property of a task of a department has its mutant', () => {
  const own = [...Object.values(DEPARTMENT), ...Object.values(EVERY), NO_END]
  expect(new Set(mutants.map(({ breaks }) => breaks))).toEqual(new Set(own))
})
