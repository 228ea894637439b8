import type { DepartmentTaskEvent } from '../../../machines/departmentTask.ts'
import type { Doing } from '../../db/journal.ts'
import { inStep, step, stepCohort } from '../../db/step.ts'
import type { Id } from '../../model/id.ts'
import type { World } from '../../world.ts'
import { recordReports } from './store.ts'

export const DEPARTMENT_SAYS = ['received', 'done', 'difficulty'] as const
export type DepartmentSays = (typeof DEPARTMENT_SAYS)[number]

const EVENT = {
  received: { type: 'DEPARTMENT_RECEIVED' },
  done: { type: 'DEPARTMENT_DONE' },
  difficulty: { type: 'DEPARTMENT_HINDERED' },
} as const satisfies Record<DepartmentSays, DepartmentTaskEvent>

/** Who says it: a contact by the link of a message, or an officer for the department. */
export interface Speaker {
  readonly by: string
  readonly contact: Id | null
  readonly onBehalf: boolean
}

/** Takes what is said of one task. @throws Refusal `event.refused` where its state does not take it */
export async function reportTask(
  { db, clock }: Pick<World, 'db' | 'clock'>,
  task: { readonly id: Id; readonly area: string },
  { kind, text }: { readonly kind: DepartmentSays; readonly text: string | null },
  { by, contact, onBehalf }: Speaker,
): Promise<void> {
  const doing: Doing = { now: clock.now(), by }
  await inStep(db, async (tx) => {
    await step(db, tx, { kind: 'departmentTask', id: task.id }, EVENT[kind], doing)
    await recordReports(tx, [{ task: task.id, area: task.area, kind, text, contact, onBehalf }], doing)
  })
}

/** 收到: of everything that a department has not acknowledged; pressed twice it changes nothing. Answers of how many. */
export async function acknowledgeTasks(
  { db, clock }: Pick<World, 'db' | 'clock'>,
  tasks: readonly { readonly id: Id; readonly area: string; readonly state: string }[],
  { by, contact, onBehalf }: Speaker,
): Promise<number> {
  const doing: Doing = { now: clock.now(), by }
  const waiting = tasks.filter(({ state }) => state === 'issued' || state === 'silent')
  return await db.transaction(async (tx) => {
    const ids = waiting.map(({ id }) => id)
    const { moved } = await stepCohort(tx, 'departmentTask', ids, EVENT.received, doing)
    const known = waiting.filter(({ id }) => moved.includes(id))
    const reports = known.map(({ id: task, area }) => ({
      task,
      area,
      kind: 'received' as const,
      text: null,
      contact,
      onBehalf,
    }))
    await recordReports(tx, reports, doing)
    return known.length
  })
}
