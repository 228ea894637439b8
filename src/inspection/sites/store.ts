import { note, type Doing } from '../../db/journal.ts'
import { first, type Reader, type Tx } from '../../db/port.ts'
import { newId, type Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'
import type { Site } from './decide.ts'

export interface StoppedSite extends Site {
  readonly id: Id
  readonly area: string
  readonly enteredBy: string
  readonly enteredAt: Instant
  readonly endedBy: string | null
  readonly endedBecause: string | null
}

const SITE = `id, area, name, place, reason, since, entered_by as "enteredBy", entered_at as "enteredAt",
  ended_at as "endedAt", ended_by as "endedBy", ended_because as "endedBecause"`

export function siteById(db: Reader, id: Id): Promise<StoppedSite | null> {
  return first(db, `select ${SITE} from stopped_site where id = $1`, [id])
}

/** The same, held until the transaction ends. */
export function holdSite(tx: Tx, id: Id): Promise<StoppedSite | null> {
  return first(tx, `select ${SITE} from stopped_site where id = $1 for update`, [id])
}

/** Newest first, continued before an id. */
export function sitesIn(
  db: Reader,
  { areas, standing }: { readonly areas: readonly string[]; readonly standing: boolean },
  before: Id | null,
  limit: number,
): Promise<StoppedSite[]> {
  return db.rows(
    `select ${SITE} from stopped_site where area = any($1::text[]) and ($2::boolean is false or ended_at is null)
       and ($3::uuid is null or id < $3) order by id desc limit $4`,
    [areas, standing, before, limit],
  )
}

export async function addSite(
  tx: Tx,
  site: Pick<StoppedSite, 'area' | 'name' | 'place' | 'reason' | 'since'>,
  doing: Doing,
): Promise<Id> {
  const id = newId(doing.now)
  await tx.rows(
    `insert into stopped_site (id, area, name, place, reason, since, entered_by, entered_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, site.area, site.name, site.place, site.reason, site.since, doing.by, doing.now],
  )
  await note(tx, { area: site.area, kind: 'site', subject: id, event: 'SITE_STOPPED', body: site }, doing)
  return id
}

/** It goes on; false where it does already. */
export async function endSite(tx: Tx, { id, area }: Pick<StoppedSite, 'id' | 'area'>, doing: Doing): Promise<boolean> {
  const ended = await tx.rows(
    `update stopped_site set ended_at = $2, ended_by = $3, ended_because = $4
     where id = $1 and ended_at is null returning id`,
    [id, doing.now, doing.by, doing.because ?? ''],
  )
  if (ended.length === 0) return false
  await note(tx, { area, kind: 'site', subject: id, event: 'SITE_RESUMED', body: {} }, doing)
  return true
}

/** What was supplied, and the finding that came of it; false where it is known already. */
export async function addDelivery(
  tx: Tx,
  of: { readonly site: Id; readonly area: string; readonly enterprise: Id; readonly at: Instant; readonly finding: Id },
  { now }: Doing,
): Promise<void> {
  await tx.rows(
    `insert into site_delivery (id, area, site_id, enterprise_id, at, finding_id) values ($1, $2, $3, $4, $5, $6)`,
    [newId(now), of.area, of.site, of.enterprise, of.at, of.finding],
  )
}

export function deliveriesTo(
  db: Reader,
  site: Id,
): Promise<{ readonly enterprise: Id; readonly at: Instant; readonly finding: Id }[]> {
  return db.rows(
    'select enterprise_id as enterprise, at, finding_id as finding from site_delivery where site_id = $1 order by at, id',
    [site],
  )
}
