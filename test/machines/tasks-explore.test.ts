import { describe, expect, it } from 'vitest'
import { assign } from 'xstate'
import { MACHINES, type Machine } from '../../machines/index.ts'
import { taskTable } from '../../machines/tables/task.ts'
import { taskMachine } from '../../machines/task.ts'
import { EVERY, spaceOf, type Dossier } from './dossierSpace.ts'
import { explore, NO_END } from './explore.ts'
import { altered, standIn } from './mutants.ts'
import { LATER } from './samples.ts'

/* A task, explored to its last state, and with a machine that is wrong in one place for each property (N06). */

const task: Dossier = {
  input: { answerBy: LATER },
  events: [{ type: 'TASK_ANSWERED' }, { type: 'TASK_WITHDRAWN' }],
  ends: ['answered', 'withdrawn'],
  waits: { open: 'answer' },
  remembers: () => null,
  broken: () => [],
}

const mutants: readonly { name: string; breaks: string; machine: Machine }[] = [
  {
    name: 'its hour is heard by nobody',
    breaks: EVERY.heard,
    machine: altered('task', { 'states.open.on.TICK': undefined }),
  },
  {
    name: 'what is answered keeps its clock',
    breaks: EVERY.endedQuietly,
    machine: altered('task', { 'states.answered.entry': undefined }),
  },
  {
    name: 'it is begun without its hour',
    breaks: EVERY.waitsForHour,
    machine: altered('task', { 'states.open.entry': assign({ deadlines: { answer: null } }) }),
  },
  {
    name: 'what is overdue can not be answered',
    breaks: NO_END,
    machine: altered('task', { 'states.overdue.on': {} }),
  },
]

describe('a task', () => {
  it('keeps every property in every state, and every state can be reached', () => {
    const space = spaceOf(standIn(taskMachine), task)
    const visited = new Set<string>()
    const watched = {
      ...space,
      broken: (reached: Parameters<typeof space.broken>[0]) => {
        visited.add(reached.stored.state)
        return space.broken(reached)
      },
    }
    expect(explore(watched).fault).toBeNull()
    expect([...visited].sort()).toEqual(Object.keys(taskTable).sort())
    expect(MACHINES.task.table).toBe('task')
  })

  for (const { name, breaks, machine } of mutants)
    it(`mutant: ${name}`, () => {
      expect(explore(spaceOf(machine, task)).fault?.property).toBe(breaks)
    })

  it('every property has its mutant', () => {
    expect(new Set(mutants.map(({ breaks }) => breaks))).toEqual(new Set([...Object.values(EVERY), NO_END]))
  })
})
