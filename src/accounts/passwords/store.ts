import { first, type Reader, type Tx } from '../../db/port.ts'
import type { Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'

/** A link that sets a password (设置密码链接), as far as it still works. */
export interface LivingLink {
  readonly officer: Id
  readonly login: string
  readonly area: string
  /** An approver's (签发人), and nobody but who made it has confirmed it yet. */
  readonly waits: boolean
  /** The approver can confirm it with the own second factor. */
  readonly hasFactor: boolean
}

/** A newer link ends the one before it. */
export async function keepLink(
  tx: Tx,
  link: { officer: Id; area: string; hash: Buffer; until: Instant },
  { now, by }: { now: Instant; by: string },
): Promise<void> {
  await tx.rows(
    `insert into password_link (officer_id, area, token_hash, made_by, made_at, until)
     values ($1, $2, decode($3, 'hex'), $4, $5, $6)
     on conflict (officer_id) do update set token_hash = excluded.token_hash, made_by = excluded.made_by,
       made_at = excluded.made_at, until = excluded.until, confirmed_by = null, wrong = 0`,
    [link.officer, link.area, link.hash.toString('hex'), by, now, link.until],
  )
}

export function livingLink(db: Reader, hash: Buffer, now: Instant): Promise<LivingLink | null> {
  return first<LivingLink>(
    db,
    `select o.id as officer, o.login, o.area, o.role = 'approver' and l.confirmed_by is null as waits,
       exists (select from officer_factor f where f.officer_id = o.id and f.confirmed_at is not null) as "hasFactor"
     from password_link l join officer o on o.id = l.officer_id
     where l.token_hash = decode($1, 'hex') and l.until > $2 and o.ended_at is null`,
    [hash.toString('hex'), now],
  )
}

/** Uses a link up; false where somebody was first. */
export async function useLink(tx: Tx, hash: Buffer, now: Instant): Promise<boolean> {
  const used = await tx.rows(
    `delete from password_link where token_hash = decode($1, 'hex') and until > $2 returning officer_id`,
    [hash.toString('hex'), now],
  )
  return used.length > 0
}

/** Counts a wrong code against a link, and ends it with the last one that is allowed. */
export async function missCode(tx: Tx, hash: Buffer, most: number): Promise<void> {
  const link = [hash.toString('hex')]
  await tx.rows(`update password_link set wrong = wrong + 1 where token_hash = decode($1, 'hex')`, link)
  await tx.rows(`delete from password_link where token_hash = decode($1, 'hex') and wrong >= $2`, [...link, most])
}

/** Sets a password; whoever was locked out for guessing comes in again. */
export async function setPassword(tx: Tx, officer: Id, password: string): Promise<void> {
  await tx.rows('update officer set password = $2, wrong = 0, locked_until = null where id = $1', [officer, password])
}
