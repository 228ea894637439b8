import { first, type Reader, type Tx } from '../../db/port.ts'
import { newId, type Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'
import type { Address, Follow } from './decide.ts'

/** A recall (误发更正): which revisions should not have been sent, by whom it was named and confirmed. */
export interface Recall {
  readonly id: Id
  readonly area: string
  readonly warning: Id
  readonly warningName: string
  readonly reason: string
  readonly follow: Follow
  readonly orderRows: readonly Id[]
  readonly proposedBy: string
  readonly proposedAt: Instant
  readonly decision: 'confirm' | 'refuse' | null
  readonly decidedBy: string | null
  readonly decidedAt: Instant | null
}

const RECALL = `r.id, r.area, r.warning_id as warning, w.name as "warningName", r.reason, r.follow,
  r.order_rows as "orderRows", r.proposed_by as "proposedBy", r.proposed_at as "proposedAt", r.decision,
  r.decided_by as "decidedBy", r.decided_at as "decidedAt"`
const FROM = 'from recall r join warning w on w.id = r.warning_id'
const ALIVE = `o.state not in ('superseded', 'released', 'recalled')`

/** Living revisions of a warning: all, or those of some orders or counties. */
export async function livingOrders(
  db: Reader,
  warning: Id,
  { orders, counties }: { orders: readonly Id[] | null; counties: readonly string[] | null },
): Promise<Id[]> {
  const rows = await db.rows<{ id: Id }>(
    `select o.id from enterprise_order o where o.warning_id = $1 and ${ALIVE}
       and ($2::uuid[] is null or o.order_id = any($2::uuid[])) and ($3::text[] is null or o.area = any($3::text[]))
     order by o.id`,
    [warning, orders, counties],
  )
  return rows.map(({ id }) => id)
}

export async function addRecall(
  tx: Tx,
  recall: Pick<Recall, 'area' | 'warning' | 'reason' | 'follow' | 'orderRows' | 'proposedBy' | 'proposedAt'>,
): Promise<Id> {
  const id = newId(recall.proposedAt)
  await tx.rows(
    `insert into recall (id, area, warning_id, reason, follow, order_rows, proposed_by, proposed_at)
     values ($1, $2, $3, $4, $5, $6::uuid[], $7, $8)`,
    [
      id,
      recall.area,
      recall.warning,
      recall.reason,
      recall.follow,
      recall.orderRows,
      recall.proposedBy,
      recall.proposedAt,
    ],
  )
  return id
}

export function recallById(db: Reader, id: Id): Promise<Recall | null> {
  return first(db, `select ${RECALL} ${FROM} where r.id = $1`, [id])
}

/** Held until the transaction ends. */
export function holdRecall(tx: Tx, id: Id): Promise<Recall | null> {
  return first(tx, `select ${RECALL} ${FROM} where r.id = $1 for update of r`, [id])
}

export function recallsIn(db: Reader, areas: readonly string[], before: Id | null, limit: number): Promise<Recall[]> {
  return db.rows(
    `select ${RECALL} ${FROM} where r.area = any($1::text[]) and ($2::uuid is null or r.id < $2)
     order by r.id desc limit $3`,
    [areas, before, limit],
  )
}

export async function decideRecall(
  tx: Tx,
  { id, decision, by, because, at }: { id: Id; decision: string; by: string; because: string; at: Instant },
): Promise<void> {
  await tx.rows(
    'update recall set decision = $2, decided_by = $3, decided_because = $4, decided_at = $5 where id = $1',
    [id, decision, by, because, at],
  )
}

/** How many of a recall's revisions still live: one that was replaced meanwhile is another order by now. */
export async function aliveOf(db: Reader, rows: readonly Id[]): Promise<number> {
  const found = await first<{ count: number }>(
    db,
    `select count(*) as count from enterprise_order o where o.id = any($1::uuid[]) and ${ALIVE}`,
    [rows],
  )
  return found?.count ?? 0
}

/** A revision that is being taken back. */
export interface Taken {
  readonly id: Id
  readonly orderId: Id
  readonly number: string
  readonly revision: number
  readonly area: string
  readonly enterprise: Id
  /** Somebody has answered or read it, over whatever channel. */
  readonly known: boolean
}

/** The next living revisions of a recall, held until the transaction ends. */
export function takeLiving(tx: Tx, rows: readonly Id[], limit: number): Promise<Taken[]> {
  return tx.rows(
    `select o.id, o.order_id as "orderId", o.number, o.revision, o.area, o.enterprise_id as enterprise,
       exists (select 1 from evidence e where e.order_row = o.id
         and e.rung in ('opened', 'read', 'acknowledged', 'committed', 'done', 'difficulty', 'appeal')) as known
     from enterprise_order o where o.id = any($1::uuid[]) and ${ALIVE} order by o.id limit $2 for update of o`,
    [rows, limit],
  )
}

/**
 * The addresses at which some revisions have arrived or may have: every message that was attempted, and every one that
 * is under way at this moment. Messages that wait are held: no relay takes one up before this transaction ends, and then
 * their order has ended.
 */
export async function addressesOf(tx: Tx, orders: readonly Id[]): Promise<Map<Id, Address[]>> {
  await tx.rows(
    `with meant as (select id from delivery where order_row = any($1::uuid[]))
     select e.id from effect e
     where e.kind = 'deliver' and e.subject in (select id from meant) or e.kind = 'deliverTogether'
       and e.params->'deliveries' ?| (select coalesce(array_agg(id::text), '{}') from meant)
     order by e.id for update of e`,
    [orders],
  )
  const rows = await tx.rows<Address & { order: Id }>(
    `select distinct on (d.order_row, d.channel, d.address) d.order_row as "order", d.contact_id as "contactId",
       d.channel, d.address
     from delivery d where d.order_row = any($1::uuid[]) and d.purpose in ('order', 'reminder', 'second')
       and ((d.context->>'attempts')::int > 0 or d.state not in ('queued', 'retrying', 'withdrawn') or exists (
         select 1 from effect e where e.subject = d.id and e.kind = 'deliver'
           and (e.queued_at is not null or e.failed > 0)) or d.id in (
         select jsonb_array_elements_text(e.params->'deliveries')::uuid from effect e
         where e.kind = 'deliverTogether' and (e.queued_at is not null or e.failed > 0)))
     order by d.order_row, d.channel, d.address, d.id`,
    [orders],
  )
  return Map.groupBy(rows, ({ order }) => order)
}

/** How far a recall has come. */
export interface Told {
  readonly orders: number
  readonly recalled: number
  readonly messages: { planned: number; delivered: number; givenUp: number; waiting: number }
}

export async function toldOf(db: Reader, { orderRows }: Pick<Recall, 'orderRows'>): Promise<Told> {
  const orders = await first<{ recalled: number }>(
    db,
    `select count(*) as recalled from enterprise_order where id = any($1::uuid[]) and state = 'recalled'`,
    [orderRows],
  )
  const messages = await first<Told['messages']>(
    db,
    `select count(*) as planned, count(*) filter (where state = 'delivered') as delivered,
       count(*) filter (where state = 'givenUp') as "givenUp",
       count(*) filter (where state in ('queued', 'retrying')) as waiting
     from delivery where order_row = any($1::uuid[]) and purpose = 'recall'`,
    [orderRows],
  )
  if (!orders || !messages) throw new Error('a count without a row')
  return { orders: orderRows.length, recalled: orders.recalled, messages }
}

/** Those whom no message took back: the county officer's list. */
export async function recordUntold(tx: Tx, rows: readonly Taken[], why: string, now: Instant): Promise<void> {
  await tx.rows(
    `insert into evidence (order_row, rung, channel, at, actor, area, detail)
     select id, 'recallGivenUp', 'webhook', $3::timestamptz, 'engine', area, jsonb_build_object('why', $4::text)
     from unnest($1::uuid[], $2::text[]) as t (id, area) on conflict do nothing`,
    [rows.map(({ id }) => id), rows.map(({ area }) => area), now, why],
  )
}
