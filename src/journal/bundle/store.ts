import { first, type Reader } from '../../db/port.ts'
import type { Id } from '../../model/id.ts'

/** The papers of a warning that were issued: notices, minutes, reviews; each in the order in which it came. */
export async function papersOf(db: Reader, warning: Id): Promise<{ kind: 'notice' | 'minutes' | 'review'; id: Id }[]> {
  return await db.rows(
    `select 'notice' as kind, id from warning_notice where warning_id = $1 and document is not null
     union all select 'minutes', m.id from consultation_minutes m join consultation c on c.id = m.consultation_id
       where c.warning_id = $1
     union all select 'review', id from review where warning_id = $1 and published_at is not null
     order by kind, id`,
    [warning],
  )
}

/** Every revision of every order of a warning, as it was published, after an id. */
export async function ordersAfter(db: Reader, warning: Id, after: Id, limit: number): Promise<({ id: Id } & object)[]> {
  return await db.rows(
    `select id, order_id as "orderId", number, revision, purpose, state, area, credit_code as "creditCode", name, grade,
       created_at as "orderedAt", updated_at as "updatedAt", content
     from enterprise_order where warning_id = $1 and id > $2 order by id limit $3`,
    [warning, after, limit],
  )
}

/** Where the chain begins to tell of a warning and its orders, and up to where it does; null where it does not yet. */
export async function stretchOf(db: Reader, warning: Id): Promise<{ from: number; to: number } | null> {
  const found = await first<{ from: number | null; to: number | null }>(
    db,
    `select min(s.n) as "from", max(s.n) as "to" from journal j join seal s on s.seq = j.seq
     where j.subject = $1 or j.subject in (select id from enterprise_order where warning_id = $1)`,
    [warning],
  )
  const { from = null, to = null } = found ?? {}
  return from === null || to === null ? null : { from, to }
}

/** The first checkpoint at a place of the chain or after it. */
export async function checkpointFrom(db: Reader, n: number): Promise<string | null> {
  const found = await first<{ line: string }>(db, 'select line from checkpoint where n >= $1 order by n limit 1', [n])
  return found?.line ?? null
}
