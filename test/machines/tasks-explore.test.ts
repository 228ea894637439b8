import { expect, it } from 'vitest'
import { assign } from 'xstate'
import { openerTable } from '../../machines/tables/opener.ts'
import { taskTable } from '../../machines/tables/task.ts'
import { wakeTable } from '../../machines/tables/wake.ts'
import { wakeMachine } from '../../machines/wake.ts'
import { EVERY, type Dossier } from './dossierSpace.ts'
import { NO_END } from './explore.ts'
import { holdsSpaces, type Mutant } from './holdsSpaces.ts'
import { altered, standIn } from './mutants.ts'
import { EARLIER, LATER, NOW } from './samples.ts'

/* A task, a wake and a season opener, explored to the last state, and with a machine that is wrong in one place for each property (N06). */

const WAKE = {
  inTurn: 'officers are called one after the other, each call once',
  quiet: 'nobody is called after an answer, or when the cause is gone',
} as const
const OPENER = {
  once: 'everybody is tried once, and nobody by one that is called off',
  calledBack: 'what a season opener has not sent is taken back when it is called off, and only then',
} as const
const ROUNDS = 3

const task: Dossier = {
  input: { answerBy: LATER },
  events: [{ type: 'TASK_ANSWERED' }, { type: 'TASK_WITHDRAWN' }],
  ends: ['answered', 'withdrawn'],
  waits: { open: 'answer' },
  remembers: () => null,
  broken: () => [],
}

const wake: Dossier = {
  input: { rounds: ROUNDS, minutes: 120, now: EARLIER },
  events: [
    ...[1, 2, 3, 4].map((round) => ({ type: 'CALL_FAILED', round, now: NOW })),
    { type: 'OFFICER_ANSWERED' },
    { type: 'CAUSE_GONE' },
  ],
  ends: ['answered', 'stoodDown'],
  waits: { calling: 'answer' },
  remembers: ({ event }) => (event.type === 'OFFICER_ANSWERED' || event.type === 'CAUSE_GONE' ? 'quiet' : null),
  broken: ({ event, before, after, effects, known }) => {
    const broken: string[] = []
    const [was, is] = [before, after].map(({ context }) => Number(context['round']))
    const calls = effects.length
    if (calls > 1 || Number(is) - Number(was) !== calls || Number(is) > ROUNDS) broken.push(WAKE.inTurn)
    if (event.type === 'CALL_FAILED' && event['round'] !== was) broken.push(WAKE.inTurn)
    if (calls > 0 && known.includes('quiet')) broken.push(WAKE.quiet)
    return broken
  },
}

const opener: Dossier = {
  input: { answerBy: LATER },
  events: [{ type: 'OPENER_CALLED_OFF' }],
  ends: ['over', 'calledOff'],
  waits: { running: 'answer' },
  remembers: () => null,
  broken: ({ event, effects }) => [
    ...(effects.includes('testLines') ? [OPENER.once] : []),
    ...((event.type === 'OPENER_CALLED_OFF') === effects.includes('callOffTests') ? [] : [OPENER.calledBack]),
  ],
}

const spaces = {
  opener: { dossier: opener, table: openerTable },
  task: { dossier: task, table: taskTable },
  wake: { dossier: wake, table: wakeTable },
}

const mutants: readonly Mutant<'task' | 'wake' | 'opener'>[] = [
  {
    kind: 'opener',
    name: 'called off, it begins anew',
    breaks: OPENER.once,
    machine: altered('opener', {
      'states.running.on.OPENER_CALLED_OFF': {
        target: 'calledOff',
        actions: { type: 'testLines', params: {} },
      },
    }),
  },
  {
    kind: 'opener',
    name: 'called off, it goes on sending',
    breaks: OPENER.calledBack,
    machine: altered('opener', { 'states.calledOff.entry': 'stopClock' }),
  },
  {
    kind: 'opener',
    name: 'its time passes and nobody hears it',
    breaks: EVERY.heard,
    machine: altered('opener', { 'states.running.on.TICK': undefined }),
  },
  {
    kind: 'opener',
    name: 'called off, it keeps its clock',
    breaks: EVERY.endedQuietly,
    machine: altered('opener', { 'states.calledOff.entry': { type: 'callOffTests', params: {} } }),
  },
  {
    kind: 'opener',
    name: 'it is begun without its hour',
    breaks: EVERY.waitsForHour,
    machine: altered('opener', { 'states.running.entry': assign({ deadlines: { answer: null } }) }),
  },
  {
    kind: 'opener',
    name: 'it runs for ever',
    breaks: NO_END,
    machine: altered('opener', {
      'states.running.on': {
        TICK: { guard: 'deadlineStands', actions: assign({ deadlines: { answer: LATER } }) },
      },
    }),
  },
  {
    kind: 'task',
    name: 'its hour is heard by nobody',
    breaks: EVERY.heard,
    machine: altered('task', { 'states.open.on.TICK': undefined }),
  },
  {
    kind: 'task',
    name: 'what is answered keeps its clock',
    breaks: EVERY.endedQuietly,
    machine: altered('task', { 'states.answered.entry': undefined }),
  },
  {
    kind: 'task',
    name: 'it is begun without its hour',
    breaks: EVERY.waitsForHour,
    machine: altered('task', { 'states.open.entry': assign({ deadlines: { answer: null } }) }),
  },
  {
    kind: 'task',
    name: 'what is overdue can not be answered',
    breaks: NO_END,
    machine: altered('task', { 'states.overdue.on': {} }),
  },
  {
    kind: 'wake',
    name: 'a late report of the first call ends the second',
    breaks: WAKE.inTurn,
    machine: standIn(wakeMachine.provide({ guards: { isThisRound: () => true } })),
  },
  {
    kind: 'wake',
    name: 'the roster has no end',
    breaks: WAKE.inTurn,
    machine: standIn(wakeMachine.provide({ guards: { somebodyIsLeft: () => true } })),
  },
  {
    kind: 'wake',
    name: 'an answer leaves the calls going',
    breaks: WAKE.quiet,
    machine: altered('wake', { 'states.calling.on.OFFICER_ANSWERED': { actions: assign({}) } }),
  },
  {
    kind: 'wake',
    name: 'silence is heard by nobody',
    breaks: EVERY.heard,
    machine: altered('wake', { 'states.calling.on.TICK': undefined }),
  },
  {
    kind: 'wake',
    name: 'who was answered keeps its clock',
    breaks: EVERY.endedQuietly,
    machine: altered('wake', { 'states.answered.entry': undefined }),
  },
  {
    kind: 'wake',
    name: 'the next call has no hour',
    breaks: EVERY.waitsForHour,
    machine: standIn(
      wakeMachine.provide({
        actions: { goOn: assign({ round: ({ context }) => context.round + 1, deadlines: { answer: null } }) },
      }),
    ),
  },
  {
    kind: 'wake',
    name: 'what nobody heard stays for ever',
    breaks: NO_END,
    machine: altered('wake', { 'states.unheard.on': {} }),
  },
]

holdsSpaces(spaces, mutants)

it.each(['task', 'wake', 'opener'] as const)('every property of a %s has its mutant', (kind) => {
  const named = { task: {}, wake: WAKE, opener: OPENER }[kind]
  const own = [...Object.values(named), ...Object.values(EVERY), NO_END]
  expect(new Set(mutants.flatMap((one) => (one.kind === kind ? [one.breaks] : [])))).toEqual(new Set(own))
})
