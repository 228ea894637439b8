import { first, type Reader } from '../../db/port.ts'
import type { Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'
import type { OrderContent } from '../../plan/order.ts'
import type { Place } from './code.ts'

/** A key as it is kept. */
export interface KeyRow {
  id: string
  publicKey: Uint8Array
  sealed: Uint8Array
  since: Instant
}

/** Every key that ever signed, oldest first. */
export async function signingKeys(db: Reader): Promise<KeyRow[]> {
  return await db.rows<KeyRow>(
    'select id, public_key as "publicKey", sealed, since from signing_key order by since, id',
  )
}

/** Keeps a key; one that begins at the same instant is there already and stays: two processes may begin together. */
export async function insertSigningKey(
  db: Reader,
  { id, publicKey, sealed, since }: KeyRow,
  by: string,
): Promise<void> {
  await db.rows(
    `insert into signing_key (id, public_key, sealed, since, made_by)
     values ($1, decode($2, 'base64'), decode($3, 'base64'), $4, $5) on conflict do nothing`,
    [id, Buffer.from(publicKey).toString('base64'), Buffer.from(sealed).toString('base64'), since, by],
  )
}

/** What the public may know of a revision: what the paper says, and whether it still counts. */
export interface PublishedOrder {
  number: string
  revision: number
  state: string
  name: string
  creditCode: string
  orderedAt: Instant
  /** When it came into the state that it is in. */
  since: Instant
  content: OrderContent
  /** The newest revision of the same order, and when it was given; its own where nothing replaced it. */
  newest: number
  newestAt: Instant
}
/** The revision that a code names; null where there is none. */
export async function orderAt(db: Reader, { warning, enterprise, revision }: Place): Promise<PublishedOrder | null> {
  return await first<PublishedOrder>(
    db,
    `select o.number, o.revision, o.state, o.name, o.credit_code as "creditCode", o.created_at as "orderedAt",
       o.updated_at as since, o.content, n.revision as newest, n.created_at as "newestAt"
     from warning w join enterprise e on e.serial = $2
       join enterprise_order o on o.warning_id = w.id and o.enterprise_id = e.id and o.revision = $3
       cross join lateral (select n.revision, n.created_at from enterprise_order n where n.order_id = o.order_id
         order by n.revision desc limit 1) n
     where w.serial = $1`,
    [warning, enterprise, revision],
  )
}

/** The numbers that the code of a revision follows from; null where its enterprise has none. */
export async function placeOfRevision(db: Reader, order: Id, revision: number): Promise<Place | null> {
  return await first<Place>(
    db,
    `select w.serial as warning, e.serial as enterprise, o.revision from enterprise_order o
       join warning w on w.id = o.warning_id join enterprise e on e.id = o.enterprise_id
     where o.order_id = $1 and o.revision = $2`,
    [order, revision],
  )
}
