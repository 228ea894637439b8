import type { Doing } from '../../../db/journal.ts'
import { first, type Reader, type Tx } from '../../../db/port.ts'
import { newId, type Id } from '../../../model/id.ts'
import type { Instant } from '../../../model/time.ts'

/** An approver is away (委托代签): who signs in his place, from when to when, and why. */
export interface Delegation {
  readonly id: Id
  readonly area: string
  readonly principal: Id
  readonly principalLogin: string
  readonly principalRank: number
  readonly deputy: Id
  readonly deputyLogin: string
  readonly from: Instant
  readonly until: Instant
  readonly reason: string
  readonly grantedAt: Instant
  readonly acceptedAt: Instant | null
  readonly endedAt: Instant | null
}

const DELEGATION = `d.id, d.area, d.principal_id as principal, p.login as "principalLogin", p.rank as "principalRank",
  d.deputy_id as deputy, o.login as "deputyLogin", d.from_at as "from", d.until_at as until, d.reason,
  d.granted_at as "grantedAt", d.accepted_at as "acceptedAt", d.ended_at as "endedAt"`
const FROM = 'delegation d join officer p on p.id = d.principal_id join officer o on o.id = d.deputy_id'

export async function grant(
  tx: Tx,
  one: Pick<Delegation, 'area' | 'principal' | 'deputy' | 'from' | 'until' | 'reason'>,
  { now }: Doing,
): Promise<Id> {
  const id = newId(now)
  await tx.rows(
    `insert into delegation (id, area, principal_id, deputy_id, from_at, until_at, reason, granted_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, one.area, one.principal, one.deputy, one.from, one.until, one.reason, now],
  )
  return id
}

export async function delegationById(db: Reader, id: Id): Promise<Delegation | null> {
  return await first<Delegation>(db, `select ${DELEGATION} from ${FROM} where d.id = $1`, [id])
}

/** Newest first; continued before an id. */
export async function listDelegations(
  db: Reader,
  areas: readonly string[],
  before: Id | null,
  limit: number,
): Promise<Delegation[]> {
  return await db.rows<Delegation>(
    `select ${DELEGATION} from ${FROM} where d.area = any($1::text[]) and ($2::uuid is null or d.id < $2)
     order by d.id desc limit $3`,
    [areas, before, limit],
  )
}

/** False where it was accepted or ended meanwhile. */
export async function accept(tx: Tx, id: Id, now: Instant): Promise<boolean> {
  const rows = await tx.rows(
    `update delegation set accepted_at = $2 where id = $1 and accepted_at is null and ended_at is null and until_at > $2
     returning id`,
    [id, now],
  )
  return rows.length > 0
}

/** False where it had ended. */
export async function end(tx: Tx, id: Id, now: Instant): Promise<boolean> {
  const rows = await tx.rows(
    'update delegation set ended_at = $2 where id = $1 and ended_at is null and until_at > $2 returning id',
    [id, now],
  )
  return rows.length > 0
}

/** The lowest rank of those to whom somebody who may sign a change of this rank has lent his own for now; null: nobody. */
export async function lowestDeputy(
  db: Reader,
  areas: readonly string[],
  rank: number,
  now: Instant,
): Promise<number | null> {
  const found = await first<{ rank: number | null }>(
    db,
    `select min(o.rank) as rank from ${FROM}
     where d.area = any($1::text[]) and p.rank >= $2 and d.accepted_at is not null and d.ended_at is null
       and d.from_at <= $3 and d.until_at > $3 and o.ended_at is null and p.ended_at is null`,
    [areas, rank, now],
  )
  return found?.rank ?? null
}
