import { initial, begun } from '../db/step.ts'
import type { Doing } from '../db/journal.ts'
import type { Reader, Tx } from '../db/port.ts'
import { newId, type Id } from '../model/id.ts'
import type { Instant } from '../model/time.ts'
import type { WarningLevel } from '../model/level.ts'
import type { ChannelName } from './channel.ts'
import type { Place } from './genuine/code.ts'
import { together } from './together/decide.ts'
import type { ToldIn } from './texts/told.ts'
import type { Way } from './ways.ts'

/**
 * Why a message of an order is sent: the order itself, that it will end, its release, the reminder, the second contact,
 * the other channel, its recall, an answer to what was said against it.
 */
export type Purpose = 'order' | 'ending' | 'release' | 'reminder' | 'second' | 'other' | 'recall' | 'answer'

/** A message to be sent, as planned. */
export interface NewDelivery {
  /** The order that it is about; null for a letter. */
  orderRow: Id | null
  area: string
  contactId: Id | null
  channel: ChannelName
  address: string
  purpose: Purpose | 'letter'
  key: string
  /** What it says, where it does not carry the order. */
  said?: object
}

/**
 * Stores messages that wait for their first attempt. A key that exists is left alone.
 * @param priority of their first attempts, where it is not that of an order's
 */
export async function insertDeliveries(
  tx: Tx,
  deliveries: readonly NewDelivery[],
  doing: Doing,
  priority?: number,
): Promise<void> {
  if (deliveries.length === 0) return
  const { state, context, version, due } = initial('delivery', undefined)
  const inserted = await tx.rows<{ id: Id; area: string; channel: ChannelName }>(
    `insert into delivery (id, area, state, context, machine_version, due_at, created_at, updated_at,
       order_row, contact_id, channel, address, purpose, key, said)
     select id, area, $9, $10::jsonb, $11, $12::timestamptz, $13::timestamptz, $13::timestamptz,
       order_row, contact_id, channel, address, purpose, key, said::json
     from unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $14::text[])
       as d (id, area, order_row, contact_id, channel, address, purpose, key, said)
     on conflict (key) do nothing returning id, area, channel`,
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
  // Who knows a message by its key may be asked for twice after a crash; of all others each attempt is its own effect.
  const keyed = new Set(inserted.flatMap(({ id, channel }) => (channel === 'webhook' ? [id] : [])))
  await begun(tx, 'delivery', inserted, undefined, doing, (asked) => together(asked, keyed, priority))
}

/** What an attempt needs to know of any message. */
export interface Attemptable {
  id: Id
  channel: ChannelName
  address: string
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
}

/** A message of an order. */
export interface Sendable extends Attemptable {
  /** Of the contact whom it is for; Chinese where it is for none. */
  language: ToldIn
  purpose: Purpose
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

const IS_OVER = `o.state in ('superseded', 'released', 'recalled') or ${HAS_ENDED}`

/** Whether what a message carries is overtaken, as `o`, `d` and `w` stand in the query. */
export const IS_STALE = `case d.purpose
    when 'release' then ${IS_OVERTAKEN}
    when 'recall' then false
    when 'answer' then false
    when 'ending' then ${IS_OVER}
    when 'order' then ${IS_OVER}
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
       coalesce(c.language, 'zh') as language,
       (select k.id from signing_key k
        where k.since <= case d.purpose when 'release' then d.created_at else o.created_at end
        order by k.since desc limit 1) as "signedBy"
     from delivery d join enterprise_order o on o.id = d.order_row join warning w on w.id = o.warning_id
       left join enterprise e on e.id = o.enterprise_id left join contact c on c.id = d.contact_id
     where d.id = any($1::uuid[])`,
    [ids],
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

/** A way on which something was sent. */
export interface Sent {
  contactId: Id | null
  channel: ChannelName
  address: string
}

/** Of each order the ways that led nowhere: its message was given up there. */
export async function lostWays(db: Reader, orderRows: readonly Id[]): Promise<Map<Id, Way[]>> {
  const rows = await db.rows<Way & { orderRow: Id }>(
    `select order_row as "orderRow", channel, address from delivery
     where order_row = any($1::uuid[]) and state = 'givenUp'`,
    [orderRows],
  )
  return Map.groupBy(rows, ({ orderRow }) => orderRow)
}

/** What was sent of an order that still waits for an answer; null where it has been answered or has ended meanwhile. */
export async function sentSoFar(
  db: Reader,
  orderRow: Id,
): Promise<{ order: Unsent; first: Sent; tried: readonly Sent[]; isLost: boolean } | null> {
  const rows = await db.rows<Unsent & Sent & { isLost: boolean }>(
    `select o.id, o.area, o.order_id as "orderId", o.revision, o.enterprise_id as enterprise, d.contact_id as "contactId",
       d.channel, d.address, o.state = 'unreached' as "isLost"
     from enterprise_order o join delivery d on d.order_row = o.id join warning w on w.id = o.warning_id
     where o.id = $1 and d.purpose not in ('ending', 'release', 'recall', 'answer') and o.state in ('live', 'unreached') and not ${HAS_ENDED}
     order by (d.purpose = 'order') desc, d.id`,
    [orderRow],
  )
  const [first] = rows
  if (!first) return null
  const { isLost, contactId, channel, address, ...order } = first
  return { order, first: { contactId, channel, address }, tried: rows, isLost }
}
