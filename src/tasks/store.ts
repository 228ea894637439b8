import { begun, initial } from '../db/step.ts'
import type { Doing } from '../db/journal.ts'
import type { Reader, Tx } from '../db/port.ts'
import type { DepartmentKind } from '../model/department.ts'
import { newId, type Id } from '../model/id.ts'
import type { WarningLevel } from '../model/level.ts'
import type { Instant } from '../model/time.ts'

/** An order that still waits for an answer. */
export interface SilentOrder {
  readonly id: Id
  readonly area: string
  readonly name: string
  readonly level: WarningLevel
}

/** Which of some orders still wait, locked: whoever answers now finds the task, or none is made. */
export async function lockSilent(tx: Tx, orders: readonly Id[]): Promise<SilentOrder[]> {
  return await tx.rows<SilentOrder>(
    `select o.id, o.area, o.name, o.context->>'level' as level from enterprise_order o
     join warning w on w.id = o.warning_id
     where o.id = any($1::uuid[]) and o.state in ('live', 'unreached')
       and w.state not in ('lifted', 'withdrawn', 'dismissed') order by o.id for update of o`,
    [orders],
  )
}

/** Begins a task for each order that has none, and records that somebody was sent. */
export async function beginInspections(
  tx: Tx,
  orders: readonly SilentOrder[],
  answerBy: Instant,
  doing: Doing,
): Promise<void> {
  const { state, context, version, due } = initial('task', { answerBy })
  const rows = await tx.rows<{ id: Id; area: string }>(
    `with begun as (
       insert into task (id, area, state, context, machine_version, due_at, created_at, updated_at, name, kind, order_row,
         answer_by)
       select id, area, $4, $5::jsonb, $6, $7::timestamptz, $8::timestamptz, $8::timestamptz, name, 'inspection',
         order_row, $9::timestamptz
       from unnest($1::uuid[], $2::text[], $3::text[], $10::uuid[]) as t (id, area, name, order_row)
       on conflict do nothing returning id, area, order_row),
     written as (
       insert into evidence (order_row, rung, channel, at, actor, area)
       select order_row, 'inspectorSent', 'desk', $8::timestamptz, $11, area from begun on conflict do nothing)
     select id, area from begun order by id`,
    [
      orders.map(() => newId(doing.now)),
      orders.map(({ area }) => area),
      orders.map(({ name }) => name),
      state,
      context,
      version,
      due,
      doing.now,
      answerBy,
      orders.map(({ id }) => id),
      doing.by,
    ],
  )
  await begun(tx, 'task', rows, { answerBy }, doing)
}

/** The open tasks about some orders. */
export async function openTasks(db: Reader, orders: readonly Id[]): Promise<Id[]> {
  const rows = await db.rows<{ id: Id }>(
    `select id from task where order_row = any($1::uuid[]) and state in ('open', 'overdue') order by id`,
    [orders],
  )
  return rows.map(({ id }) => id)
}

/** A task as it is listed: an inspection with the order that it is about, or a department's. */
export interface TaskRow {
  readonly id: Id
  readonly kind: 'inspection' | 'department'
  readonly area: string
  readonly state: string
  readonly title: string
  readonly warning: { readonly id: Id; readonly name: string }
  readonly beganAt: Instant
  readonly answerBy: Instant
  readonly order: { readonly id: Id; readonly number: string; readonly state: string } | null
  readonly answered: { readonly at: Instant; readonly by: string; readonly text: string } | null
  readonly department: {
    readonly id: Id | null
    readonly kind: DepartmentKind
    readonly name: string | null
    /** Who was told last while nobody answered. */
    readonly rung: string
  } | null
  /** First what waits for a person, then what waits for its hour, then the rest. */
  readonly rank: number
}

const INSPECTION = `select t.id, 'inspection' as kind, t.area, t.state, t.name as title, w.id as warning_id,
    json_build_object('id', w.id, 'name', w.name) as warning, t.created_at as "beganAt", t.answer_by as "answerBy",
    json_build_object('id', o.order_id, 'number', o.number, 'state', o.state) as "order",
    case when t.answered_at is not null
      then json_build_object('at', to_json(t.answered_at), 'by', t.answered_by, 'text', t.answer) end as answered,
    null::text as department_kind, null::json as department,
    case t.state when 'overdue' then 0 when 'open' then 1 else 2 end as rank
  from task t join enterprise_order o on o.id = t.order_row join warning w on w.id = o.warning_id`
const OF_DEPARTMENT = `select t.id, 'department' as kind, t.area, t.state, t.content->'title'->>'zh' as title, w.id as warning_id,
    json_build_object('id', w.id, 'name', w.name) as warning, t.created_at as "beganAt", t.report_by as "answerBy",
    null::json as "order", null::json as answered, t.kind as department_kind,
    json_build_object('id', t.department_id, 'kind', t.kind, 'name', d.name, 'rung', t.context->>'rung') as department,
    case when t.state in ('silent', 'overdue', 'hindered') then 0 when t.state in ('issued', 'received') then 1
      else 2 end as rank
  from department_task t join warning w on w.id = t.warning_id left join department d on d.id = t.department_id`

export async function taskById(db: Reader, id: Id): Promise<TaskRow | null> {
  const rows = await db.rows<TaskRow>(`${INSPECTION} where t.id = $1 union all ${OF_DEPARTMENT} where t.id = $1`, [id])
  return rows[0] ?? null
}

/** What tasks are asked for. */
export interface TaskFilter {
  readonly areas: readonly string[]
  readonly open: boolean
  readonly kind: TaskRow['kind'] | null
  readonly warning: Id | null
  readonly department: DepartmentKind | null
  readonly state: string | null
  /** Only those of this department. */
  readonly own: Id | null
}

/** First what waits for a person, each by its hour; continued after (rank, answerBy, id). */
export async function listTasks(
  db: Reader,
  { areas, open, kind, warning, department, state, own }: TaskFilter,
  after: readonly [number, Instant, Id] | null,
  limit: number,
): Promise<TaskRow[]> {
  return await db.rows<TaskRow>(
    `select * from (${INSPECTION} where t.area = any($1::text[]) union all ${OF_DEPARTMENT} where t.area = any($1::text[]))
       as listed
     where ($2 = false or rank < 2) and ($7::text is null or kind = $7) and ($8::uuid is null or warning_id = $8)
       and ($9::text is null or department_kind = $9) and ($10::text is null or state = $10)
       and ($11::uuid is null or kind = 'department' and department->>'id' = $11::text)
       and ($3::int is null or (rank, "answerBy", id) > ($3, $4::timestamptz, $5::uuid))
     order by rank, "answerBy", id limit $6`,
    [
      areas,
      open,
      after?.[0] ?? null,
      after?.[1] ?? null,
      after?.[2] ?? null,
      limit,
      kind,
      warning,
      department,
      state,
      own,
    ],
  )
}

/** What was found, and by whom; in the transaction of its step. */
export async function recordAnswer(tx: Tx, id: Id, answer: string, doing: Doing): Promise<void> {
  await tx.rows('update task set answered_by = $2, answered_at = $3, answer = $4 where id = $1', [
    id,
    doing.by,
    doing.now,
    answer,
  ])
}
