import type { Statement } from './invariants.ts'

const ALIVE = `t.state not in ('released', 'withdrawn')`
/** Nobody is about to look at what the warning asks of departments. */
const RESTS = `not exists (select from effect e where e.subject = w.id and e.lane = 'desk' and e.parked_at is null
  and e.kind = 'taskDepartments')`
const TASKS = 'department_task t join warning w on w.id = t.warning_id'

/** What must hold of the tasks of departments (部门任务), cheap enough for every minute. */
export const OF_DEPARTMENTS: readonly Statement[] = [
  [
    'I1',
    'a task of a department was given out before its warning was signed',
    `select t.area, t.name as what from ${TASKS} where w.signed_at is null`,
  ],
  [
    'I3',
    'a task of a department lives after its warning has ended',
    `select t.area, t.name as what from ${TASKS}
     where ${ALIVE} and w.state in ('lifted', 'withdrawn', 'dismissed') and ${RESTS}`,
  ],
  [
    'I3',
    'a task of a department keeps an end that holds no longer',
    `select t.area, t.name as what from ${TASKS}
     where ${ALIVE} and w.state not in ('lifted', 'withdrawn', 'dismissed') and ${RESTS}
       and t.ends_at is distinct from (w.context->>'endsAt')::timestamptz`,
  ],
  [
    'I3',
    'a department is not told that its task has ended',
    `select t.area, t.name as what from ${TASKS}
     where t.state = 'released' and ${RESTS} and exists (
         select from department_contact c where c.department_id = t.department_id and c.ended_at is null)
       and exists (select from department_message m join delivery d on d.id = m.delivery_id
         where m.warning_id = w.id and m.department_id = t.department_id and d.created_at >= t.created_at)
       and not exists (select from department_message m join delivery d on d.id = m.delivery_id
         where m.warning_id = w.id and m.department_id = t.department_id and d.created_at >= t.updated_at)`,
  ],
  [
    'I6',
    'a task of a department waits for an hour that nobody keeps',
    `select t.area, t.name as what from ${TASKS} where t.state in ('issued', 'received') and t.due_at is null`,
  ],
]
