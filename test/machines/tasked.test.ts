import { expect, it } from 'vitest'
import { and } from 'xstate'
import { nearest } from '../../machines/deadline.ts'
import { MACHINES, type Machine, type Stored } from '../../machines/index.ts'
import { run, start } from '../../src/db/machine.ts'
import { explore, interned, type Space } from './explore.ts'
import { altered } from './mutants.ts'
import { EARLIER, LATER, NOW } from './samples.ts'
import { asWarning, CHANGES, ENDS, reduced, stepsOf, type WarningStep, type WarningStored } from './warningSteps.ts'

/*
 * A warning, its signature, and the task of a department under it. Departments and orders do not know of each other, and
 * neither do two departments: with the space of a warning and an order (`way.ts`) this is all of them.
 */

const TASKED = {
  nothingLeft: 'I3 no task of a department lives on after its warning has ended',
  signedFirst: 'I1 a department has no task before a signature',
  given: 'a signed warning has the task of each department for as long as it lives',
} as const

interface Tasked {
  readonly warning: WarningStored
  /** The handler of `taskDepartments` has yet to look. Asked twice it looks once: it takes the warning as it is. */
  readonly asked: boolean
  /** The living task; null where there is none. */
  readonly task: Stored | null
}

interface Parts {
  readonly warning: Machine
  readonly task: Machine
  /** Whether the handler looks whether the warning still lives, and whether it is signed. */
  readonly looks: 'atBoth' | 'whetherSigned' | 'whetherAlive'
  /** What else asks for tasks. */
  readonly early: boolean
}

const REAL: Parts = { warning: MACHINES.warning, task: MACHINES.departmentTask, looks: 'atBoth', early: false }

const TASK = {
  ladder: [{ rung: 'desk', minutes: 30 }],
  reportBy: LATER,
  now: EARLIER,
} as const
const ANSWERS = [
  { type: 'DEPARTMENT_MISSED', rung: 'firstContact', now: NOW },
  { type: 'DEPARTMENT_RECEIVED' },
  { type: 'DEPARTMENT_DONE' },
  { type: 'DEPARTMENT_HINDERED' },
  { type: 'DESK_ASKED_AGAIN', reportBy: LATER },
]
const TASK_ENDS = new Set(['released', 'withdrawn'])

function isWanted({ state, context }: WarningStored, looks: Parts['looks'] = 'atBoth'): boolean {
  const [alive, signed] = [!ENDS.has(state), context.level !== null]
  return looks === 'atBoth' ? alive && signed : looks === 'whetherSigned' ? signed : alive
}

function taskedOf(parts: Parts): Space<Tasked> {
  const [warnings, tasks] = [interned<WarningStored>(), interned<Stored>()]
  const steps = new Map<string, readonly WarningStep[]>()
  const stepsAfter = (warning: WarningStored) => {
    const known = steps.get(warnings(warning)) ?? [...stepsOf(parts.warning, warning)]
    steps.set(warnings(warning), known)
    return known
  }
  const living = (stored: Stored | null) => (stored === null || TASK_ENDS.has(stored.state) ? null : stored)

  function look({ warning, task }: Tasked): Tasked {
    const after = isWanted(warning, parts.looks)
      ? (task ?? start(parts.task, TASK).stored)
      : task && (run(parts.task, task, { type: 'TASK_RELEASED' })?.stored ?? task)
    return { warning, asked: false, task: living(after) }
  }

  const answers = new Map<string, readonly { by: string; stored: Stored }[]>()
  function answersTo(task: Stored) {
    const known = answers.get(tasks(task))
    if (known) return known
    const due = nearest(parts.task.deadlines(task.context as never))
    // Whatever stands may be the next to pass.
    const events = [...ANSWERS, ...(due ? [{ type: 'TICK', now: due.due > NOW ? due.due : NOW, ...due }] : [])]
    const found = events.flatMap((event) => {
      const stored = run(parts.task, task, event)?.stored
      return stored ? [{ by: event.type, stored }] : []
    })
    answers.set(tasks(task), found)
    return found
  }

  return {
    start: CHANGES.filter(({ kind }) => kind === 'issue').map((change) => {
      const warning = reduced(asWarning(start(parts.warning, { change }).stored))
      return { warning, asked: parts.early, task: null }
    }),
    key: ({ warning, asked, task }) => [warnings(warning), asked, task && tasks(task)].join('|'),
    *moves(tasked) {
      for (const { by, to, asked } of stepsAfter(tasked.warning))
        yield { by, to: { ...tasked, warning: to, asked: tasked.asked || asked.includes('taskDepartments') } }
      if (tasked.asked) yield { by: 'departments are looked at', to: look(tasked) }
      if (tasked.task === null) return
      for (const { by, stored } of answersTo(tasked.task)) yield { by, to: { ...tasked, task: living(stored) } }
    },
    broken({ warning, asked, task }) {
      const broken: string[] = []
      if (task !== null && warning.context.level === null) broken.push(TASKED.signedFirst)
      if (task !== null && !asked && ENDS.has(warning.state)) broken.push(TASKED.nothingLeft)
      if (task === null && !asked && isWanted(warning)) broken.push(TASKED.given)
      return broken
    },
    ended: ({ warning, asked, task }) => ENDS.has(warning.state) && !asked && task === null,
  }
}

it('a warning and the task of a department keep every property in every state that can be reached', () => {
  const { fault, states } = explore(taskedOf(REAL))
  expect(fault).toBeNull()
  // Fewer would mean that the model has lost a part of the way.
  expect(states).toBeGreaterThan(5_000)
})

const release = { type: 'releaseOrders', params: { revision: 1 } }
const mutants: readonly { name: string; breaks: string; parts: Partial<Parts> }[] = [
  {
    name: 'the hour of the lift releases the orders and forgets the departments',
    breaks: TASKED.nothingLeft,
    parts: {
      warning: altered('warning', {
        'states.lifting.on.TICK': { guard: and(['deadlineStands', 'isLift']), target: 'lifted', actions: release },
      }),
    },
  },
  {
    name: 'the handler does not look whether the warning still lives',
    breaks: TASKED.nothingLeft,
    parts: { looks: 'whetherSigned' },
  },
  {
    name: 'a task that is overdue can not be released',
    breaks: TASKED.nothingLeft,
    parts: { task: altered('departmentTask', { 'states.overdue.on.TASK_RELEASED': undefined }) },
  },
  {
    name: 'somebody asks for tasks with the proposal, and the handler does not look whether it is signed',
    breaks: TASKED.signedFirst,
    parts: { looks: 'whetherAlive', early: true },
  },
  {
    name: 'the signature gives no task',
    breaks: TASKED.given,
    parts: {
      warning: altered('warning', {
        'states.awaitingSignature.on.OFFICER_SIGNED': {
          guard: 'rankSuffices',
          target: 'scheduled',
          actions: ['adopt', { type: 'planOrders', params: { revision: 1 } }],
        },
      }),
    },
  },
]

it.each(mutants)('mutant: $name', ({ breaks, parts }) => {
  expect(explore(taskedOf({ ...REAL, ...parts })).fault?.property).toBe(breaks)
})

it('every property has its mutant', () => {
  expect(new Set(mutants.map(({ breaks }) => breaks))).toEqual(new Set(Object.values(TASKED)))
})
