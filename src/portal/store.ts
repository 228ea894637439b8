import { first, type Reader } from '../db/port.ts'
import type { Id } from '../model/id.ts'

/** Whom a link was sent to (持链接者), about what. */
export interface Holder {
  /** The revision that the message carried. */
  orderRow: Id
  orderId: Id
  revision: number
  enterpriseId: Id
  area: string
  channel: string
  contactId: Id | null
  language: 'zh' | 'en'
}

export async function holderOf(db: Reader, delivery: Id): Promise<Holder | null> {
  return await first<Holder>(
    db,
    `select o.id as "orderRow", o.order_id as "orderId", o.revision, o.enterprise_id as "enterpriseId", o.area, d.channel,
       d.contact_id as "contactId", coalesce(c.language, 'zh') as language
     from delivery d join enterprise_order o on o.id = d.order_row left join contact c on c.id = d.contact_id where d.id = $1`,
    [delivery],
  )
}

/** An order that somebody may answer. */
export interface Answerable {
  orderId: Id
  enterpriseId: Id
}

/**
 * The living orders of every plant for which the same telephone stands in the newest list: contacts are live, and who
 * is no contact any more is shown nothing of the plant.
 */
export async function livingOrdersOf(db: Reader, contact: Id, atMost: number): Promise<Answerable[]> {
  return await db.rows<Answerable>(
    `with same as (
       select distinct c.enterprise_id, c.phone_mark from contact m join contact c on c.phone_mark = m.phone_mark
       where m.id = $1),
     newest as (
       select distinct on (g.enterprise_id) g.enterprise_id, g.list_id, s.phone_mark
       from same s join listing g on g.enterprise_id = s.enterprise_id join list l on l.id = g.list_id
       where l.state in ('inForce', 'replaced') order by g.enterprise_id, l.released_at desc, l.id desc)
     select distinct o.order_id as "orderId", o.enterprise_id as "enterpriseId"
     from newest n
       join contact c on c.enterprise_id = n.enterprise_id and c.list_id = n.list_id and c.phone_mark = n.phone_mark
       join enterprise_order o on o.enterprise_id = n.enterprise_id
     where o.state not in ('superseded', 'released', 'recalled')
     order by 2, 1 limit $2`,
    [contact, atMost],
  )
}
