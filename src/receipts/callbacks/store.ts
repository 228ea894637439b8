import { first, type Reader } from '../../db/port.ts'
import type { Id } from '../../model/id.ts'
import type { Meant } from './decide.ts'

/** An order that somebody was told of, and the newest revision of it that they were told. */
export interface Told extends Meant {
  id: Id
  area: string
  revision: number
  contactId: Id | null
}

/** Who answers the news of an end, or a ruling, has not answered the order. */
const CARRIES_ORDER = `d.purpose not in ('ending', 'release', 'recall', 'answer')`

const TOLD = `b.id, b.area, b.order_id as "orderId", b.number, b.credit_code as "creditCode", b.name, b.revision,
  d.contact_id as "contactId"`

/**
 * The living orders of which a telephone was told: of each enterprise the newest that is not known to have failed. Who
 * answers although all have failed has one of them, whatever its provider says.
 */
export async function toldTo(db: Reader, channel: string, receiver: string): Promise<Told[]> {
  return await db.rows<Told>(
    `select distinct on (b.enterprise_id) ${TOLD}
     from handed h join delivery d on d.id = h.delivery_id join enterprise_order b on b.id = d.order_row
     where h.receiver = decode($2, 'hex') and d.channel = $1 and ${CARRIES_ORDER} and exists (
       select 1 from enterprise_order n where n.order_id = b.order_id and n.state not in ('superseded', 'released', 'recalled'))
     order by b.enterprise_id, d.state in ('givenUp', 'withdrawn'), b.created_at desc, b.revision desc`,
    [channel, receiver],
  )
}

/** The order that a message carried, by the provider's name of the message. */
export async function toldBy(db: Reader, channel: string, message: string): Promise<Told | null> {
  return await first<Told>(
    db,
    `select ${TOLD} from delivery d join enterprise_order b on b.id = d.order_row
     where d.channel = $1 and d.provider_message = $2 and ${CARRIES_ORDER} limit 1`,
    [channel, message],
  )
}
