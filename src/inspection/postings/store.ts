import type { Doing } from '../../db/journal.ts'
import { first, type Reader, type Tx } from '../../db/port.ts'
import { newId, type Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'

/** An inspector who stays at a plant during a response (驻厂监督). */
export interface Posting {
  readonly id: Id
  readonly area: string
  readonly warning: Id
  readonly enterprise: Id
  readonly officer: Id
  readonly postedBy: string
  readonly at: Instant
  readonly endedAt: Instant | null
  readonly endedBy: string | null
}

const POSTING = `p.id, p.area, p.warning_id as warning, p.enterprise_id as enterprise, p.officer_id as officer,
  p.posted_by as "postedBy", p.at, p.ended_at as "endedAt", p.ended_by as "endedBy"`

/** Null where somebody stays there already. */
export async function addPosting(
  tx: Tx,
  one: Pick<Posting, 'area' | 'warning' | 'enterprise' | 'officer'>,
  { now, by }: Doing,
): Promise<Id | null> {
  const row = await first<{ id: Id }>(
    tx,
    `insert into inspection_posting (id, area, warning_id, enterprise_id, officer_id, posted_by, at)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning id`,
    [newId(now), one.area, one.warning, one.enterprise, one.officer, by, now],
  )
  return row?.id ?? null
}

/** False where it has ended already. */
export async function endPosting(tx: Tx, id: Id, { now, by }: Doing): Promise<boolean> {
  const ended = await tx.rows(
    'update inspection_posting set ended_at = $2, ended_by = $3 where id = $1 and ended_at is null returning id',
    [id, now, by],
  )
  return ended.length > 0
}

export function postingById(db: Reader, id: Id): Promise<Posting | null> {
  return first(db, `select ${POSTING} from inspection_posting p where p.id = $1`, [id])
}

/** Newest first. */
export function postingsIn(db: Reader, areas: readonly string[], before: Id | null, limit: number): Promise<Posting[]> {
  return db.rows(
    `select ${POSTING} from inspection_posting p where p.area = any($1::text[]) and ($2::uuid is null or p.id < $2)
     order by p.id desc limit $3`,
    [areas, before, limit],
  )
}

/** Who stays where under a warning, with what its visits are called. */
export function postedUnder(
  db: Reader,
  warning: Id,
  areas: readonly string[],
): Promise<(Pick<Posting, 'enterprise' | 'officer' | 'area'> & { readonly name: string; readonly place: string })[]> {
  return db.rows(
    `select p.enterprise_id as enterprise, p.officer_id as officer, p.area, g.name, coalesce(g.entry->>'township', '') as place
     from inspection_posting p join warning w on w.id = p.warning_id
     join listing g on g.list_id = w.list_id and g.enterprise_id = p.enterprise_id
     where p.warning_id = $1 and p.area = any($2::text[]) and p.ended_at is null order by p.id limit 50`,
    [warning, areas],
  )
}
