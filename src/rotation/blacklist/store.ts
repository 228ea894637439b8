import type { Doing } from '../../db/journal.ts'
import { first, type Reader, type Tx } from '../../db/port.ts'
import { newId, type Id } from '../../model/id.ts'
import type { Day, Instant } from '../../model/time.ts'

/** Who stands, or stood, on the blacklist; one entry binds from the hour in which a second person confirmed it. */
export interface Blacklisted {
  readonly id: Id
  readonly area: string
  readonly enterprise: Id
  readonly ground: string
  readonly reason: string
  readonly from: Day
  readonly listedAt: Instant
  readonly listedBy: string
  readonly confirmedAt: Instant | null
  readonly confirmedBy: string | null
  readonly removedAt: Instant | null
  readonly removedBy: string | null
  readonly removal: string | null
}

const BLACKLISTED = `id, area, enterprise_id as enterprise, ground, reason, from_day as "from", listed_at as "listedAt",
  listed_by as "listedBy", confirmed_at as "confirmedAt",
  confirmed_by as "confirmedBy", removed_at as "removedAt", removed_by as "removedBy", removal`

/** Null where it stands on the list already. */
export async function insertBlacklisted(
  tx: Tx,
  one: Pick<Blacklisted, 'area' | 'enterprise' | 'ground' | 'reason' | 'from'>,
  { now, by }: Doing,
): Promise<Id | null> {
  const [row] = await tx.rows<{ id: Id }>(
    `insert into rotation_blacklist (id, area, enterprise_id, ground, reason, from_day, listed_at, listed_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning id`,
    [newId(now), one.area, one.enterprise, one.ground, one.reason, one.from, now, by],
  )
  return row?.id ?? null
}

/** Confirms an entry by a person who did not name it; false where it is decided already or the person is the same. */
export async function confirmBlacklisted(tx: Tx, id: Id, { now, by }: Doing): Promise<boolean> {
  const confirmed = await tx.rows(
    `update rotation_blacklist set confirmed_at = $2, confirmed_by = $3
     where id = $1 and confirmed_at is null and removed_at is null and listed_by <> $3 returning id`,
    [id, now, by],
  )
  return confirmed.length > 0
}

/** Refuses an entry that waits for its second person; false where it is decided already. */
export async function refuseBlacklisted(tx: Tx, id: Id, { now, by, because }: Doing): Promise<boolean> {
  const refused = await tx.rows(
    `update rotation_blacklist set removed_at = $2, removed_by = $3, removal = $4
     where id = $1 and confirmed_at is null and removed_at is null returning id`,
    [id, now, by, because ?? ''],
  )
  return refused.length > 0
}

/** Takes an entry off the list; false where it is off already. */
export async function removeBlacklisted(tx: Tx, id: Id, { now, by, because }: Doing): Promise<boolean> {
  const removed = await tx.rows(
    `update rotation_blacklist set removed_at = $2, removed_by = $3, removal = $4
     where id = $1 and removed_at is null returning id`,
    [id, now, by, because ?? ''],
  )
  return removed.length > 0
}

export async function blacklistedById(db: Reader, id: Id): Promise<Blacklisted | null> {
  return await first(db, `select ${BLACKLISTED} from rotation_blacklist where id = $1`, [id])
}

export async function listBlacklisted(
  db: Reader,
  areas: readonly string[],
  before: Id | null,
  limit: number,
): Promise<Blacklisted[]> {
  return await db.rows(
    `select ${BLACKLISTED} from rotation_blacklist where area = any($1::text[]) and ($2::uuid is null or id < $2)
     order by id desc limit $3`,
    [areas, before, limit],
  )
}

/** The credit codes of those who stand on the blacklist now. */
export async function codesOnBlacklist(db: Reader, codes: readonly string[], on: Day): Promise<Set<string>> {
  const rows = await db.rows<{ code: string }>(
    `select e.credit_code as code from rotation_blacklist b join enterprise e on e.id = b.enterprise_id
     where b.removed_at is null and b.confirmed_at is not null and b.from_day <= $2::date and e.credit_code = any($1::text[])`,
    [codes, on],
  )
  return new Set(rows.map(({ code }) => code))
}
