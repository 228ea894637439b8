import { first, type Reader, type Tx } from '../../../db/port.ts'
import type { Doing } from '../../../db/journal.ts'
import type { Id } from '../../../model/id.ts'
import type { Instant } from '../../../model/time.ts'

/** A link to an enterprise's own desk (企业页登录链接) that nobody has used yet. */
export interface DeskLink {
  readonly enterprise: Id
  readonly area: string
  readonly name: string
}

/** A newer link ends those before it. */
export async function keepDeskLink(
  tx: Tx,
  link: { readonly hash: Buffer; readonly area: string; readonly enterprise: Id; readonly until: Instant },
  { now, by }: Doing,
): Promise<void> {
  await tx.rows('update desk_link set used_at = $2 where enterprise_id = $1 and used_at is null', [
    link.enterprise,
    now,
  ])
  await tx.rows(
    `insert into desk_link (token_hash, area, enterprise_id, made_by, made_at, until)
     values (decode($1, 'hex'), $2, $3, $4, $5, $6)`,
    [link.hash.toString('hex'), link.area, link.enterprise, by, now, link.until],
  )
}

const NAME = `(select g.name from listing g join list l on l.id = g.list_id where g.enterprise_id = d.enterprise_id
  order by l.released_at desc nulls last, l.id desc limit 1)`

export function livingDeskLink(db: Reader, hash: Buffer, now: Instant): Promise<DeskLink | null> {
  return first(
    db,
    `select d.enterprise_id as enterprise, d.area, coalesce(${NAME}, '') as name from desk_link d
     where d.token_hash = decode($1, 'hex') and d.used_at is null and d.until > $2`,
    [hash.toString('hex'), now],
  )
}

/** Uses a link up; false where somebody was first. */
export async function useDeskLink(tx: Tx, hash: Buffer, now: Instant): Promise<boolean> {
  const used = await tx.rows(
    `update desk_link set used_at = $2 where token_hash = decode($1, 'hex') and used_at is null and until > $2
     returning enterprise_id`,
    [hash.toString('hex'), now],
  )
  return used.length > 0
}

/** Who left the desk: the token of the browser ends. */
export async function endToken(tx: Tx, hash: Buffer, now: Instant): Promise<void> {
  await tx.rows(
    `update enterprise_token set revoked_at = $2 where token_hash = decode($1, 'hex') and revoked_at is null`,
    [hash.toString('hex'), now],
  )
  tx.announce('callers')
}
