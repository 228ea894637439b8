import { first, type Reader, type Tx } from '../../db/port.ts'
import type { DepartmentRung } from '../../model/department.ts'
import type { Id } from '../../model/id.ts'

/** Silent tasks of departments that were told, with whom they wait for by now; one group for each message. */
export interface Urged {
  readonly warning: Id
  readonly department: Id
  readonly rung: DepartmentRung
  readonly tasks: readonly Id[]
}

/** Which of some tasks are still unanswered, locked: whoever answers now finds nobody urged after it. */
export async function lockUrged(tx: Tx, tasks: readonly Id[]): Promise<Urged[]> {
  const rows = await tx.rows<Omit<Urged, 'tasks'> & { id: Id }>(
    `select id, warning_id as warning, department_id as department, context->>'rung' as rung from department_task
     where id = any($1::uuid[]) and state = 'issued' and department_id is not null order by id for update`,
    [tasks],
  )
  return [...Map.groupBy(rows, ({ warning, department, rung }) => `${warning} ${department} ${rung}`).values()].flatMap(
    (some) => some.slice(0, 1).map(({ id: _, ...group }) => ({ ...group, tasks: some.map(({ id }) => id) })),
  )
}

/** Warnings of which the desk has to do something: a department that was told is silent, or meets a difficulty. */
export async function deskWarnings(db: Reader, tasks: readonly Id[]): Promise<{ id: Id; area: string }[]> {
  return await db.rows(
    `select distinct w.id, w.area from department_task t join warning w on w.id = t.warning_id
     where t.id = any($1::uuid[]) and ${WAITS_FOR_DESK} order by w.id`,
    [tasks],
  )
}

/** Who was never told is on the list, and wakes nobody: that no such department is entered is known by day. */
const WAITS_FOR_DESK = `(t.state = 'hindered' or t.state = 'silent' and t.department_id is not null)`

/** How many departments of a warning the desk has to look after. */
export async function countForDesk(db: Reader, warning: Id): Promise<{ silent: number; hindered: number }> {
  const found = await first<{ silent: number; hindered: number }>(
    db,
    `select count(distinct t.department_id) filter (where t.state = 'silent') as silent,
       count(distinct t.department_id) filter (where t.state = 'hindered') as hindered
     from department_task t where t.warning_id = $1 and ${WAITS_FOR_DESK}`,
    [warning],
  )
  return found ?? { silent: 0, hindered: 0 }
}

/** The unanswered tasks of one department under a warning, locked. */
export async function lockIssued(tx: Tx, warning: Id, department: Id): Promise<Id[]> {
  const rows = await tx.rows<{ id: Id }>(
    `select id from department_task where warning_id = $1 and department_id = $2 and state = 'issued'
     order by id for update`,
    [warning, department],
  )
  return rows.map(({ id }) => id)
}
