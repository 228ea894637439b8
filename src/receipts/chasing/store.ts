import type { Doing } from '../../db/journal.ts'
import type { Reader, Tx } from '../../db/port.ts'
import { insertDeliveries, type NewDelivery } from '../../dispatch/store.ts'
import type { Id } from '../../model/id.ts'
import { addMinutes, type Instant } from '../../model/time.ts'

/** Which silent orders of a warning are reminded (批量催办). */
export interface Chased {
  readonly warning: Id
  readonly areas: readonly string[]
  readonly industry: string | null
  readonly grade: string | null
}

type Sent = Omit<NewDelivery, 'purpose' | 'key'> & { orderId: Id; revision: number }

/**
 * Silent orders, the heaviest first, with the way on which each was reached; those left out to whom something was sent
 * after `since`: who hears the same every minute hears nothing any more.
 */
export async function silentSince(
  tx: Reader,
  { warning, areas, industry, grade }: Chased,
  since: Instant,
  limit: number,
): Promise<Sent[]> {
  return await tx.rows<Sent>(
    `select o.id as "orderRow", o.area, d.contact_id as "contactId", d.channel, d.address, o.order_id as "orderId",
       o.revision
     from enterprise_order o join warning w on w.id = o.warning_id
     join lateral (
       select contact_id, channel, address from delivery
       where order_row = o.id and purpose = 'order' and state = 'delivered' order by id limit 1) d on true
     where o.warning_id = $1 and o.area = any($2::text[]) and o.state = 'live'
       and w.state not in ('lifted', 'withdrawn', 'dismissed') and ($3::text is null or o.grade = $3)
       and ($4::text is null or exists (
         select 1 from listing l where l.list_id = w.list_id and l.enterprise_id = o.enterprise_id and l.industry = $4))
       and not exists (select 1 from delivery r where r.order_row = o.id and r.created_at > $5)
     order by o.weight desc, o.id limit $6`,
    [warning, areas, grade, industry, since, limit],
  )
}

/** Reminds them; how many. The same order in the same minute is reminded once. */
export async function remindAll(
  tx: Tx,
  chased: Chased,
  { againMinutes, limit }: { againMinutes: number; limit: number },
  doing: Doing,
): Promise<number> {
  const sent = await silentSince(tx, chased, addMinutes(doing.now, -againMinutes), limit)
  const minute = doing.now.slice(0, 16)
  const deliveries = sent.map(({ orderId, revision, ...way }): NewDelivery => {
    return { ...way, purpose: 'reminder', key: `${orderId}.${revision}.m${minute}` }
  })
  await insertDeliveries(tx, deliveries, doing)
  return deliveries.length
}
