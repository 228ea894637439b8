import { begun, initial } from '../db/step.ts'
import type { Doing } from '../db/journal.ts'
import { first, type Reader, type Tx } from '../db/port.ts'
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

/** A task with the order that it is about, as that stands now. */
export interface TaskRow {
  readonly id: Id
  readonly area: string
  readonly state: string
  readonly kind: string
  readonly name: string
  readonly answerBy: Instant
  readonly beganAt: Instant
  readonly answeredBy: string | null
  readonly answeredAt: Instant | null
  readonly answer: string | null
  readonly orderId: Id
  readonly number: string
  readonly orderState: string
  readonly weight: number
}

const TASK = `t.id, t.area, t.state, t.kind, t.name, t.answer_by as "answerBy", t.created_at as "beganAt",
  t.answered_by as "answeredBy", t.answered_at as "answeredAt", t.answer, o.order_id as "orderId", o.number,
  o.state as "orderState", o.weight`
const FROM = 'task t join enterprise_order o on o.id = t.order_row'

export function taskById(db: Reader, id: Id): Promise<TaskRow | null> {
  return first<TaskRow>(db, `select ${TASK} from ${FROM} where t.id = $1`, [id])
}

/** Open tasks first by their hour, then by weight; continued after (closed, answerBy, id). */
export async function listTasks(
  db: Reader,
  { areas, open }: { areas: readonly string[]; open: boolean },
  after: readonly [number, Instant, Id] | null,
  limit: number,
): Promise<(TaskRow & { closed: number })[]> {
  return await db.rows<TaskRow & { closed: number }>(
    `select * from (
       select ${TASK}, case when t.state in ('open', 'overdue') then 0 else 1 end as closed from ${FROM}
       where t.area = any($1::text[]) and ($2 = false or t.state in ('open', 'overdue'))) as listed
     where $3::int is null or (closed, "answerBy", id) > ($3, $4::timestamptz, $5::uuid)
     order by closed, "answerBy", id limit $6`,
    [areas, open, after?.[0] ?? null, after?.[1] ?? null, after?.[2] ?? null, limit],
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
