import { initial, begun, stepCohort } from '../db/step.ts'
import type { DeliveryEvent } from '../../machines/delivery.ts'
import { finish } from '../db/effects.ts'
import type { Doing } from '../db/journal.ts'
import type { Reader, Tx } from '../db/port.ts'
import { newId, type Id } from '../model/id.ts'
import type { Instant } from '../model/time.ts'
import type { WarningLevel } from '../model/level.ts'
import type { ChannelName } from './channel.ts'
import type { Place } from './genuine/code.ts'

/**
 * Why a message is sent: the order itself, its release, the reminder, the second contact, the other channel, its recall,
 * an answer to what was said against it.
 */
export type Purpose = 'order' | 'release' | 'reminder' | 'second' | 'other' | 'recall' | 'answer'

/** A message to be sent, as planned. */
export interface NewDelivery {
  orderRow: Id
  area: string
  contactId: Id | null
  channel: ChannelName
  address: string
  purpose: Purpose
  key: string
  /** What it says, where it does not carry the order. */
  said?: object
}

/** Stores messages that wait for their first attempt; each asks for its own `deliver`. A key that exists is left alone. */
export async function insertDeliveries(tx: Tx, deliveries: readonly NewDelivery[], doing: Doing): Promise<void> {
  if (deliveries.length === 0) return
  const { state, context, version, due } = initial('delivery', undefined)
  const inserted = await tx.rows<{ id: Id; area: string }>(
    `insert into delivery (id, area, state, context, machine_version, due_at, created_at, updated_at,
       order_row, contact_id, channel, address, purpose, key, said)
     select id, area, $9, $10::jsonb, $11, $12::timestamptz, $13::timestamptz, $13::timestamptz,
       order_row, contact_id, channel, address, purpose, key, said::json
     from unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $14::text[])
       as d (id, area, order_row, contact_id, channel, address, purpose, key, said)
     on conflict (key) do nothing returning id, area`,
    [
      deliveries.map(() => newId(doing.now)),
      deliveries.map(({ area }) => area),
      deliveries.map(({ orderRow }) => orderRow),
      deliveries.map(({ contactId }) => contactId),
      deliveries.map(({ channel }) => channel),
      deliveries.map(({ address }) => address),
      deliveries.map(({ purpose }) => purpose),
      deliveries.map(({ key }) => key),
      state,
      context,
      version,
      due,
      doing.now,
      deliveries.map(({ said }) => (said === undefined ? null : JSON.stringify(said))),
    ],
  )
  await begun(tx, 'delivery', inserted, undefined, doing)
}

/** What an attempt needs to know. */
export interface Sendable {
  id: Id
  channel: ChannelName
  address: string
  purpose: Purpose
  key: string
  attempts: number
  /** It is sent once more, because nobody knows what became of it (重发). */
  repeated: boolean
  /** The attempt that was begun with a receiver who can not tell a second message from the first; null before any. */
  sending: number | null
  /** Waits to be sent. */
  open: boolean
  /** What it carries was replaced, released or, where it only reminds, answered meanwhile: it would only confuse. */
  stale: boolean
  orderId: Id
  number: string
  revision: number
  enterpriseId: Id
  creditCode: string
  name: string
  area: string
  /** JSON, as it was published. */
  content: string
  /** JSON, what the message says where it does not carry the order. */
  said: string | null
  orderedAt: Instant
  /** When the message itself was written. */
  writtenAt: Instant
  /** From which its code follows; null where its enterprise has no number. */
  place: Place | null
  /** The key that signs it: the one in force when it was written, the same at every attempt. */
  signedBy: string
  /** With the level that this revision was written for: the same at every attempt, whatever is signed meanwhile. */
  warning: { id: Id; name: string; area: string; level: WarningLevel }
}

/** After a release the warning was raised again: the enterprise holds a newer revision, which must not be called off. */
const IS_OVERTAKEN = `exists (
  select 1 from enterprise_order n where n.order_id = o.order_id and n.revision > o.revision)`

/** The warning has ended, and the release of its orders is only on its way: nobody is ordered or reminded any more. */
const HAS_ENDED = `w.state in ('lifted', 'withdrawn', 'dismissed')`

/** As `o`, `d` and `w` stand in the query. */
export const IS_STALE = `case d.purpose
  when 'release' then ${IS_OVERTAKEN}
  when 'recall' then false
  when 'answer' then false
  when 'order' then o.state in ('superseded', 'released', 'recalled') or ${HAS_ENDED}
  else o.state not in ('live', 'unreached') or ${HAS_ENDED} end`

export async function loadSendable(db: Reader, ids: readonly Id[]): Promise<Sendable[]> {
  return await db.rows<Sendable>(
    `select d.id, d.channel, d.address, d.purpose, d.key, (d.context->>'attempts')::int as attempts,
       coalesce((d.context->>'repeated')::boolean, false) as repeated, d.sending,
       d.state in ('queued', 'retrying') as open, ${IS_STALE} as stale,
       o.order_id as "orderId", o.number, o.revision, o.enterprise_id as "enterpriseId",
       o.credit_code as "creditCode", o.name, o.area, o.content::text as content, d.said::text as said,
       o.created_at as "orderedAt",
       d.created_at as "writtenAt",
       jsonb_build_object('id', w.id, 'name', w.name, 'area', w.area, 'level', o.context->>'level') as warning,
       case when e.id is not null
         then jsonb_build_object('warning', w.serial, 'enterprise', e.serial, 'revision', o.revision) end as place,
       (select k.id from signing_key k
        where k.since <= case d.purpose when 'release' then d.created_at else o.created_at end
        order by k.since desc limit 1) as "signedBy"
     from delivery d join enterprise_order o on o.id = d.order_row join warning w on w.id = o.warning_id
       left join enterprise e on e.id = o.enterprise_id
     where d.id = any($1::uuid[])`,
    [ids],
  )
}

/** What came of one attempt. */
export interface Attempted {
  effect: Id
  delivery: Id
  event: DeliveryEvent
  /** The provider's own name of the message, where it gave one. */
  named?: { readonly provider: string; readonly message: string }
}

/**
 * Writes what came of up to some hundred attempts: deliveries and their orders step as cohorts, the rungs are recorded,
 * the effects are done. Twice the same changes nothing: a delivery that has ended refuses.
 */
export async function recordAttempts(tx: Tx, attempted: readonly Attempted[], doing: Doing): Promise<void> {
  const alike = new Map<string, { event: DeliveryEvent; ids: Id[] }>()
  for (const { delivery, event } of attempted) {
    const name = JSON.stringify(event)
    const group = alike.get(name)
    if (group) group.ids.push(delivery)
    else alike.set(name, { event, ids: [delivery] })
  }
  for (const { event, ids } of alike.values()) {
    const { moved } = await stepCohort(tx, 'delivery', ids, event, doing)
    await follow(tx, moved, event, doing)
  }
  await finish(
    tx,
    attempted.map(({ effect }) => effect),
  )
}

/** What a step of a message means for the order that it carries. */
export async function follow(tx: Tx, moved: readonly Id[], event: DeliveryEvent, doing: Doing): Promise<void> {
  switch (event.type) {
    case 'ATTEMPT_DELIVERED':
    case 'REPORTED_DELIVERED':
      return await delivered(tx, moved, doing)
    case 'ATTEMPT_GAVE_UP':
    case 'REPORTED_FAILED':
      return await gaveUp(tx, moved, event.why, doing)
    case 'PROVIDER_CAN_NOT_TELL':
      return await gaveUp(tx, moved, 'nobody knows what became of it', doing)
    case 'ATTEMPT_ACCEPTED':
    case 'PROVIDER_HAS_IT':
      return await reachedRung(tx, moved, ['handedOver', 'accepted'], doing)
    case 'ATTEMPT_UNKNOWN':
      return await reachedRung(tx, moved, ['handedOver'], doing)
    default:
  }
}

async function reachedRung(tx: Tx, deliveries: readonly Id[], rungs: readonly string[], doing: Doing): Promise<void> {
  await tx.rows(
    `insert into evidence (order_row, rung, channel, at, actor, area)
     select order_row, rung, channel, $3::timestamptz, $4, area from delivery, unnest($2::text[]) as rung
     where id = any($1::uuid[]) and purpose = 'order' on conflict do nothing`,
    [deliveries, rungs, doing.now, doing.by],
  )
}

async function delivered(tx: Tx, deliveries: readonly Id[], doing: Doing): Promise<void> {
  const waiting = await tx.rows<{ id: Id }>(
    `with reached as (
       select d.order_row, d.purpose, d.channel, d.area,
         case d.purpose when 'order' then 'delivered' when 'reminder' then 'reminded'
           when 'second' then 'secondContactTold' when 'other' then 'otherChannelTold'
           else d.purpose || 'Delivered' end as rung
       from delivery d where d.id = any($1::uuid[])),
     written as (
       insert into evidence (order_row, rung, channel, at, actor, area)
       select order_row, rung, channel, $2::timestamptz, $3, area from reached on conflict do nothing)
     select o.id from reached r join enterprise_order o on o.id = r.order_row
     where r.purpose in ('order', 'reminder', 'second') and o.state in ('planned', 'unreached')`,
    [deliveries, doing.now, doing.by],
  )
  await stepCohort(
    tx,
    'order',
    waiting.map(({ id }) => id),
    { type: 'ORDER_DELIVERED', now: doing.now },
    doing,
  )
}

/**
 * An order whose last open message was given up is on the county officer's list from now on, and so is one whose
 * provider does not report. Of messages that are sent again nothing is said here.
 */
export async function gaveUp(tx: Tx, deliveries: readonly Id[], why: string, doing: Doing): Promise<void> {
  const ended = `id = any($1::uuid[]) and state in ('givenUp', 'unreported')`
  await tx.rows(`update delivery set last_why = $2 where ${ended}`, [deliveries, why])
  // Who was not told of the end, or of a mistake, may stand still for nothing: the county officer's list, too.
  await tx.rows(
    `insert into evidence (order_row, rung, channel, at, actor, area, detail)
     select order_row, purpose || 'GivenUp', channel, $2::timestamptz, $3, area, jsonb_build_object('why', $4::text)
     from delivery where ${ended} and purpose in ('release', 'recall', 'answer') on conflict do nothing`,
    [deliveries, doing.now, doing.by, why],
  )
  const lost = await tx.rows<{ id: Id; channel: string }>(
    `select o.id, (select min(d.channel) from delivery d where d.order_row = o.id and d.id = any($1::uuid[])) as channel
     from enterprise_order o
     where o.state = 'planned' and o.id in (select order_row from delivery where ${ended} and purpose = 'order')
       and not exists (select 1 from delivery d where d.order_row = o.id
         and d.state in ('queued', 'retrying', 'doubtful', 'accepted', 'delivered'))
     order by o.id`,
    [deliveries],
  )
  for (const [channel, orders] of Map.groupBy(lost, (one) => one.channel))
    await markUnreachable(
      tx,
      orders.map(({ id }) => id),
      why,
      doing,
      channel,
    )
}

/** An order or a release for which no message has been written. */
export interface Unsent {
  id: Id
  orderId: Id
  revision: number
  area: string
  enterprise: Id
}

/**
 * Orders of a range of enterprises that wait for their first message, or released ones, which nobody has been told of;
 * by enterprise, after one of the range. Whoever looks at the same range meanwhile finds the same orders: their keys let
 * only one of the two write each message.
 */
export async function unsent(
  tx: Tx,
  warning: Id,
  purpose: 'order' | 'release',
  { from, to, after }: { from: Id; to: Id; after: Id | null },
  limit: number,
): Promise<Unsent[]> {
  return await tx.rows<Unsent>(
    `select o.id, o.order_id as "orderId", o.revision, o.area, o.enterprise_id as enterprise from enterprise_order o
     where o.warning_id = $1 and o.state = $2 and o.enterprise_id >= coalesce($6::uuid, $3) and o.enterprise_id <= $4
       and ($6::uuid is null or o.enterprise_id > $6)
       and not exists (select 1 from delivery d where d.order_row = o.id and d.purpose = $5)
       and ($5 = 'order' or not ${IS_OVERTAKEN})
     order by o.enterprise_id limit $7`,
    [warning, purpose === 'order' ? 'planned' : 'released', from, to, purpose, after, limit],
  )
}

/** Orders that no channel leads to: the county officer's list. */
export async function markUnreachable(
  tx: Tx,
  orders: readonly Id[],
  why: string,
  doing: Doing,
  channel = 'webhook',
): Promise<void> {
  const { moved } = await stepCohort(tx, 'order', orders, { type: 'ORDER_UNDELIVERABLE', now: doing.now }, doing)
  await tx.rows(
    `insert into evidence (order_row, rung, channel, at, actor, area, detail)
     select id, 'givenUp', $5, $2::timestamptz, $3, area, jsonb_build_object('why', $4::text)
     from enterprise_order where id = any($1::uuid[]) on conflict do nothing`,
    [moved, doing.now, doing.by, why, channel],
  )
}

/** A way on which something was sent. */
export interface Way {
  contactId: Id | null
  channel: ChannelName
  address: string
}

/** What was sent of an order that still waits for an answer; null where it has been answered or has ended meanwhile. */
export async function sentSoFar(
  db: Reader,
  orderRow: Id,
): Promise<{ order: Unsent; first: Way; tried: ReadonlySet<string>; isLost: boolean } | null> {
  const rows = await db.rows<Unsent & Way & { isLost: boolean }>(
    `select o.id, o.area, o.order_id as "orderId", o.revision, o.enterprise_id as enterprise, d.contact_id as "contactId",
       d.channel, d.address, o.state = 'unreached' as "isLost"
     from enterprise_order o join delivery d on d.order_row = o.id join warning w on w.id = o.warning_id
     where o.id = $1 and d.purpose not in ('release', 'recall', 'answer') and o.state in ('live', 'unreached') and not ${HAS_ENDED}
     order by (d.purpose = 'order') desc, d.id`,
    [orderRow],
  )
  const [first] = rows
  if (!first) return null
  const { isLost, contactId, channel, address, ...order } = first
  return {
    order,
    first: { contactId, channel, address },
    tried: new Set(rows.map((row) => `${row.channel} ${row.address}`)),
    isLost,
  }
}
