import type { Keys } from '../../db/keys.ts'
import { first, type Reader, type Tx } from '../../db/port.ts'
import { unwrap, wrap } from '../../db/wrapping.ts'
import type { Id } from '../../model/id.ts'

interface Kept {
  readonly id: Id
  readonly sealed: Uint8Array
  readonly version: number
}

/** What lies under a key outside of the database: the key of each person, the secret of each second factor. */
const KEPT = [
  { table: 'person_key', id: 'person_id', sealed: 'wrapped' },
  { table: 'officer_factor', id: 'officer_id', sealed: 'secret' },
] as const

/** Wraps some that lie under an older key by the newest one; returns how many. Nobody else writes them meanwhile. */
export async function rewrapSome(tx: Tx, keys: Pick<Keys, 'wrapping' | 'cipher'>, limit: number): Promise<number> {
  const { version } = keys.wrapping.newest()
  for (const { table, id, sealed } of KEPT) {
    const rows = await tx.rows<Kept>(
      `select ${id} as id, ${sealed} as sealed, key_version as version from ${table}
       where key_version < $1 order by key_version, ${id} limit $2 for update`,
      [version, limit],
    )
    if (rows.length === 0) continue
    const fresh = rows.map((row) => wrap(keys, unwrap(keys, row.sealed, row.version)))
    await tx.rows(
      `update ${table} as t set ${sealed} = decode(n.sealed, 'hex'), key_version = n.version
       from unnest($1::uuid[], $2::text[], $3::smallint[]) as n (id, sealed, version) where t.${id} = n.id`,
      [rows.map((row) => row.id), fresh.map((one) => one.sealed.toString('hex')), fresh.map((one) => one.version)],
    )
    return rows.length
  }
  return 0
}

/** How many lie under each key. */
export async function countByKey(db: Reader): Promise<{ version: number; count: number }[]> {
  return await db.rows(
    `select version, count(*)::int as count from (
       ${KEPT.map(({ table }) => `select key_version as version from ${table}`).join(' union all ')}
     ) as kept group by version order by version`,
  )
}

/** How many do not lie under the newest one yet. */
export async function leftBefore(db: Reader, version: number): Promise<number> {
  const found = await first<{ count: number }>(
    db,
    `select ${KEPT.map(({ table }) => `(select count(*)::int from ${table} where key_version < $1)`).join(' + ')} as count`,
    [version],
  )
  return found?.count ?? 0
}
