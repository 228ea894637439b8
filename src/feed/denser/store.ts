import type { Doing } from '../../db/journal.ts'
import { first, type Reader, type Tx } from '../../db/port.ts'
import { newId, type Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'

/** Denser monitoring (加密监测) of an area, called for by a consultation: from when until when, how often. */
export interface Denser {
  readonly id: Id
  readonly area: string
  readonly consultation: Id
  readonly from: Instant
  readonly until: Instant
  readonly everyHours: number
  readonly reason: string
  readonly calledBy: string
}

const DENSER = `id, area, consultation_id as consultation, from_at as "from", until_at as until,
  every_hours as "everyHours", reason, called_by as "calledBy"`

export async function callForDenser(
  tx: Tx,
  {
    areas,
    consultation,
    from,
    until,
    everyHours,
    reason,
  }: Omit<Denser, 'id' | 'area' | 'calledBy'> & {
    readonly areas: readonly string[]
  },
  doing: Doing,
): Promise<void> {
  await tx.rows(
    `insert into denser_monitoring (id, area, consultation_id, from_at, until_at, every_hours, reason, called_by)
     select id, area, $3, $4, $5, $6, $7, $8 from unnest($1::uuid[], $2::text[]) as a (id, area)`,
    [areas.map(() => newId(doing.now)), areas, consultation, from, until, everyHours, reason, doing.by],
  )
}

export async function denserOf(db: Reader, consultation: Id): Promise<Denser[]> {
  return await db.rows<Denser>(`select ${DENSER} from denser_monitoring where consultation_id = $1 order by area`, [
    consultation,
  ])
}

/** What holds, or lies ahead, in some areas; the newest first, before one. `over: null`: what is over too, else what is not by then. */
export async function denserIn(
  db: Reader,
  { areas, over }: { areas: readonly string[]; over: Instant | null },
  before: Id | null,
  limit: number,
): Promise<Denser[]> {
  return await db.rows<Denser>(
    `select ${DENSER} from denser_monitoring
     where area = any($1::text[]) and ($2::timestamptz is null or until_at > $2) and ($3::uuid is null or id < $3)
     order by id desc limit $4`,
    [areas, over, before, limit],
  )
}

/** How often an area is to be measured now; null where nobody asked for more than usual. */
export async function rhythmOf(db: Reader, area: string, now: Instant): Promise<number | null> {
  const found = await first<{ hours: number | null }>(
    db,
    `select min(every_hours) as hours from denser_monitoring where area = $1 and from_at <= $2 and until_at > $2`,
    [area, now],
  )
  return found?.hours ?? null
}
