import type { Doing } from '../../db/journal.ts'
import { first, type Reader, type Tx } from '../../db/port.ts'
import { newId, type Id } from '../../model/id.ts'
import type { Day, Instant } from '../../model/time.ts'

/** Who is not drawn for a visit (监督执法正面清单); it counts once another officer has confirmed it. */
export interface Positive {
  readonly id: Id
  readonly area: string
  readonly enterprise: Id
  readonly reason: string
  readonly until: Day
  readonly namedBy: string
  readonly namedAt: Instant
  readonly confirmedBy: string | null
  readonly confirmedAt: Instant | null
  readonly endedAt: Instant | null
  readonly endedBy: string | null
  readonly endedBecause: string | null
}

const POSITIVE = `id, area, enterprise_id as enterprise, reason, to_char(until_day, 'YYYY-MM-DD') as until,
  named_by as "namedBy", named_at as "namedAt", confirmed_by as "confirmedBy", confirmed_at as "confirmedAt",
  ended_at as "endedAt", ended_by as "endedBy", ended_because as "endedBecause"`

/** Null where it stands there already. */
export async function namePositive(
  tx: Tx,
  one: Pick<Positive, 'area' | 'enterprise' | 'reason' | 'until'>,
  { now, by }: Doing,
): Promise<Id | null> {
  const row = await first<{ id: Id }>(
    tx,
    `insert into positive_entry (id, area, enterprise_id, reason, until_day, named_by, named_at)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning id`,
    [newId(now), one.area, one.enterprise, one.reason, one.until, by, now],
  )
  return row?.id ?? null
}

/** False where it is confirmed, or has ended, already. */
export async function confirmPositive(tx: Tx, id: Id, { now, by }: Doing): Promise<boolean> {
  const done = await tx.rows(
    `update positive_entry set confirmed_by = $2, confirmed_at = $3
     where id = $1 and confirmed_at is null and ended_at is null and named_by <> $2 returning id`,
    [id, by, now],
  )
  return done.length > 0
}

/** False where it has ended already. */
export async function endPositive(tx: Tx, id: Id, { now, by, because = '' }: Doing): Promise<boolean> {
  const done = await tx.rows(
    `update positive_entry set ended_at = $2, ended_by = $3, ended_because = $4
     where id = $1 and ended_at is null returning id`,
    [id, now, by, because],
  )
  return done.length > 0
}

export function positiveById(db: Reader, id: Id): Promise<Positive | null> {
  return first(db, `select ${POSITIVE} from positive_entry where id = $1`, [id])
}

/** The entry of an enterprise that has not ended. */
export function positiveOf(db: Reader, enterprise: Id): Promise<Positive | null> {
  return first(db, `select ${POSITIVE} from positive_entry where enterprise_id = $1 and ended_at is null`, [enterprise])
}

/** Newest first. */
export function positivesIn(
  db: Reader,
  areas: readonly string[],
  before: Id | null,
  limit: number,
): Promise<Positive[]> {
  return db.rows(
    `select ${POSITIVE} from positive_entry where area = any($1::text[]) and ($2::uuid is null or id < $2)
     order by id desc limit $3`,
    [areas, before, limit],
  )
}
