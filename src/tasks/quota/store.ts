import type { Doing } from '../../db/journal.ts'
import { first, type Reader, type Tx } from '../../db/port.ts'
import { newId, type Id } from '../../model/id.ts'
import type { WarningLevel } from '../../model/level.ts'
import type { Instant } from '../../model/time.ts'

/** The most trucks a day into an area at a level (货车总量控制), as the area has set it. */
export interface Quota {
  readonly area: string
  readonly level: WarningLevel
  readonly tripsADay: number
  readonly reason: string
  readonly setBy: string
  readonly at: Instant
}

/** What holds now; null where the area has set nothing. */
export async function quotaIn(db: Reader, area: string, level: WarningLevel): Promise<number | null> {
  const found = await first<{ trips: number }>(
    db,
    'select trips_a_day as trips from truck_quota where area = $1 and level = $2 order by at desc, id desc limit 1',
    [area, level],
  )
  return found?.trips ?? null
}

/** What holds in some areas, one for each level. */
export async function quotasIn(db: Reader, areas: readonly string[]): Promise<Quota[]> {
  return await db.rows<Quota>(
    `select distinct on (area, level) area, level, trips_a_day as "tripsADay", reason, set_by as "setBy", at
     from truck_quota where area = any($1::text[]) order by area, level, at desc, id desc`,
    [areas],
  )
}

export async function setQuota(
  tx: Tx,
  { area, level, tripsADay, reason }: Pick<Quota, 'area' | 'level' | 'tripsADay' | 'reason'>,
  { now, by }: Doing,
): Promise<Id> {
  const id = newId(now)
  await tx.rows(
    `insert into truck_quota (id, area, level, trips_a_day, reason, set_by, at) values ($1, $2, $3, $4, $5, $6, $7)`,
    [id, area, level, tripsADay, reason, by, now],
  )
  return id
}
