import type { DeliveryEvent } from '../../../machines/delivery.ts'
import { ask, finish } from '../../db/effects.ts'
import type { Doing } from '../../db/journal.ts'
import type { Tx } from '../../db/port.ts'
import { stepCohort } from '../../db/step.ts'
import type { Id } from '../../model/id.ts'

/** What came of one attempt. */
export interface Attempted {
  /** What asked for it, and ends with it; null where it was one of several. */
  effect: Id | null
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
    attempted.flatMap(({ effect }) => effect ?? []),
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
      return await reachedRungs(tx, moved, ['handedOver', 'accepted'], doing)
    case 'ATTEMPT_UNKNOWN':
      return await reachedRungs(tx, moved, ['handedOver'], doing)
    default:
  }
}

async function reachedRungs(tx: Tx, deliveries: readonly Id[], rungs: readonly string[], doing: Doing): Promise<void> {
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
       from delivery d where d.id = any($1::uuid[]) and d.order_row is not null),
     written as (
       insert into evidence (order_row, rung, channel, at, actor, area)
       select order_row, rung, channel, $2::timestamptz, $3, area from reached on conflict do nothing)
     select o.id from reached r join enterprise_order o on o.id = r.order_row
     where r.purpose in ('order', 'reminder', 'second', 'other') and o.state in ('planned', 'unreached')`,
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
     from delivery where ${ended} and purpose in ('ending', 'release', 'recall', 'answer') on conflict do nothing`,
    [deliveries, doing.now, doing.by, why],
  )
  const letters = await tx.rows<{ id: Id; area: string }>(
    `select id, area from delivery where ${ended} and purpose = 'letter' and said->>'about' = 'departmentTasks'
     order by id`,
    [deliveries],
  )
  // Whose task it is hears at once that its department was not told.
  await ask(
    tx,
    letters.map(({ id: subject, area }) => ({ kind: 'missDepartment', subject, area, params: {} })),
    doing.now,
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
