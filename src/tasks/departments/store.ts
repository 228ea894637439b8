import { stepCohort, begin } from '../../db/step.ts'
import type { Doing } from '../../db/journal.ts'
import { first, type Reader, type Tx } from '../../db/port.ts'
import type { DepartmentKind, DepartmentRungAhead } from '../../model/department.ts'
import { newId, type Id } from '../../model/id.ts'
import type { WarningLevel } from '../../model/level.ts'
import type { Instant } from '../../model/time.ts'
import { nameOfTask, type AskedTask, type HeldTask, type TaskContent } from './decide.ts'

const ENDED = `('released', 'withdrawn')`

/** A signed warning as departments have it. */
export interface TaskWarning {
  readonly id: Id
  readonly area: string
  readonly name: string
  /** It asks for nothing any more. */
  readonly ended: boolean
  readonly level: WarningLevel
  /** Whose measures hold, and with them whose tasks: stricter than the level's own where they were raised (提级措施). */
  readonly measures: WarningLevel
  readonly startsAt: Instant
  readonly endsAt: Instant | null
  readonly restsFrom: Instant | null
  /** The first signature, by whose day rules are read, and the last one that was no lift. */
  readonly pinnedAt: Instant
  readonly signedAt: Instant
}

const WARNING = `select w.id, w.area, w.name, w.state in ('lifted', 'withdrawn', 'dismissed') as ended,
    w.context->>'level' as level, coalesce(w.context->>'measures', w.context->>'level') as measures, (w.context->>'startsAt')::timestamptz as "startsAt",
    (w.context->>'endsAt')::timestamptz as "endsAt",
    case when w.state like 'suspended.%' then (w.context->'pause'->>'from')::timestamptz end as "restsFrom",
    w.signed_at as "pinnedAt",
    (select max(s.signed_at) from signature s where s.warning_id = w.id and s.decision = 'sign'
      and s.change->>'kind' <> 'lift') as "signedAt"
  from warning w where w.id = $1 and w.signed_at is not null`

export function warningOfTasks(db: Reader, id: Id): Promise<TaskWarning | null> {
  return first<TaskWarning>(db, WARNING, [id])
}

/** Held against a signature that comes meanwhile, and against whoever else gives its tasks out; null before any signature. */
export async function holdTaskWarning(tx: Tx, id: Id): Promise<TaskWarning | null> {
  await tx.rows('select pg_advisory_xact_lock(hashtext($1))', [`department tasks ${id}`])
  return await first<TaskWarning>(tx, `${WARNING} for share of w`, [id])
}

/** Areas in which a warning has living tasks. */
export async function taskedAreas(db: Reader, warning: Id): Promise<string[]> {
  const rows = await db.rows<{ area: string }>(
    `select distinct area from department_task where warning_id = $1 and state not in ${ENDED} order by area`,
    [warning],
  )
  return rows.map(({ area }) => area)
}

/** A living task with what its department is told of it. */
export interface LivingTask extends HeldTask {
  readonly kind: DepartmentKind
  readonly department: Id | null
  readonly state: string
  readonly content: TaskContent
}

/** Living tasks of a warning in an area, or of one department. */
export async function livingTasks(
  db: Reader,
  warning: Id,
  of: { readonly area: string } | { readonly department: Id },
): Promise<LivingTask[]> {
  return await db.rows<LivingTask>(
    `select id, area, rule, kind, department_id as department, state, content, begins_at as begins, ends_at as ends,
       rests_from as rests, report_by as "reportBy"
     from department_task where warning_id = $1 and state not in ${ENDED}
       and ($2::text is null or area = $2) and ($3::uuid is null or department_id = $3)
     order by begins_at, id`,
    [warning, 'area' in of ? of.area : null, 'department' in of ? of.department : null],
  )
}

/** Gives a task out; to nobody where the area has entered no such department. */
export async function beginTask(
  tx: Tx,
  warning: Pick<TaskWarning, 'id' | 'name'>,
  task: AskedTask & { readonly department: Id | null; readonly ladder: readonly DepartmentRungAhead[] },
  doing: Doing,
): Promise<Id> {
  const id = newId(doing.now)
  const columns = {
    name: nameOfTask(warning.name, task),
    warning_id: warning.id,
    kind: task.kind,
    department_id: task.department,
    rule: task.rule,
    content: JSON.stringify(task.content),
    begins_at: task.begins,
    ends_at: task.ends,
    rests_from: task.rests,
    report_by: task.reportBy,
  }
  const input = { ladder: task.ladder, reportBy: task.reportBy, now: doing.now }
  await begin(tx, 'departmentTask', { id, area: task.area, columns, input }, doing)
  // Nobody can be told: it is the desk's from the beginning.
  if (task.ladder.length === 0) {
    const missed = { type: 'DEPARTMENT_MISSED', rung: 'firstContact', now: doing.now } as const
    await stepCohort(tx, 'departmentTask', [id], missed, doing)
  }
  return id
}

/** Tasks that stand on with another span, or until another hour for their report. */
export async function moveTask(tx: Tx, held: Id, asked: AskedTask, doing: Doing): Promise<void> {
  await stepCohort(tx, 'departmentTask', [held], { type: 'TASK_MOVED', reportBy: asked.reportBy }, doing)
  await tx.rows(
    'update department_task set begins_at = $2, ends_at = $3, rests_from = $4, report_by = $5 where id = $1',
    [held, asked.begins, asked.ends, asked.rests, asked.reportBy],
  )
}

export async function releaseTasks(tx: Tx, ids: readonly Id[], doing: Doing): Promise<void> {
  if (ids.length > 0) await stepCohort(tx, 'departmentTask', ids, { type: 'TASK_RELEASED' }, doing)
}

/** A department that was entered while its tasks waited for one. */
export async function adoptTasks(tx: Tx, ids: readonly Id[], department: Id): Promise<void> {
  await tx.rows('update department_task set department_id = $2 where id = any($1::uuid[])', [ids, department])
}

/** One task of a department, with all that is known of it. */
export interface TaskDetail extends LivingTask {
  readonly warning: Id
  readonly areaOfWarning: string
}

export async function departmentTask(db: Reader, id: Id): Promise<TaskDetail | null> {
  return await first<TaskDetail>(
    db,
    `select t.id, t.area, t.rule, t.kind, t.department_id as department, t.state, t.content, t.begins_at as begins,
       t.ends_at as ends, t.rests_from as rests, t.report_by as "reportBy", w.id as warning, w.area as "areaOfWarning"
     from department_task t join warning w on w.id = t.warning_id where t.id = $1`,
    [id],
  )
}

/** Until when its report is waited for, where the desk asks again. */
export async function setReportBy(tx: Tx, id: Id, reportBy: Instant): Promise<void> {
  await tx.rows('update department_task set report_by = $2 where id = $1', [id, reportBy])
}

/** What each department of a warning has said so far (部门反馈). */
export interface DepartmentSum {
  readonly area: string
  readonly kind: DepartmentKind
  readonly id: Id | null
  readonly name: string | null
  readonly states: Readonly<Record<string, number>>
  readonly onBehalf: number
  readonly lastSaidAt: Instant | null
}

/** Each task of the departments of a warning in some areas. */
export async function tasksOf(
  db: Reader,
  warning: Id,
  areas: readonly string[],
): Promise<(Pick<DepartmentSum, 'area' | 'kind' | 'name'> & { id: Id; department: Id | null })[]> {
  return await db.rows(
    `select t.id, t.area, t.kind, t.department_id as department, d.name
     from department_task t left join department d on d.id = t.department_id
     where t.warning_id = $1 and t.area = any($2::text[]) order by t.id`,
    [warning, areas],
  )
}

/** Departments in the areas that somebody sees; those that wait for the desk first, then the silent ones. */
export async function departmentSums(db: Reader, warning: Id, areas: readonly string[]): Promise<DepartmentSum[]> {
  return await db.rows<DepartmentSum>(
    `with sums as (
       select t.area, t.kind, t.department_id, t.state, count(*)::int as count,
         count(*) filter (where exists (select from department_report r where r.task_id = t.id and r.on_behalf))::int as behalf,
         max((select max(r.at) from department_report r where r.task_id = t.id and r.kind in ('received', 'done', 'difficulty'))) as said
       from department_task t where t.warning_id = $1 and t.area = any($2::text[]) group by 1, 2, 3, 4)
     select s.area, s.kind, s.department_id as id, d.name, json_object_agg(s.state, s.count) as states,
       sum(s.behalf)::int as "onBehalf", max(s.said) as "lastSaidAt"
     from sums s left join department d on d.id = s.department_id group by s.area, s.kind, s.department_id, d.name
     order by bool_or(s.state in ('silent', 'overdue', 'hindered')) desc, bool_or(s.state = 'issued') desc, s.area, s.kind`,
    [warning, areas],
  )
}
