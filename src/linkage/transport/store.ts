import { first, type Reader, type Tx } from '../../db/port.ts'
import { newId, type Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'

/** A county on the way, and the hour at which it is reached. */
export interface Stop {
  readonly area: string
  readonly reachedAt: Instant
  readonly acknowledgedAt: Instant | null
}

/** Predicted transport of pollution (污染传输) over the counties of a city. */
export interface TransportPath {
  readonly id: Id
  readonly area: string
  readonly reason: string
  readonly enteredBy: string
  readonly enteredAt: Instant
  /** In the order in which they are reached. */
  readonly stops: readonly Stop[]
}

const PATH = `p.id, p.area, p.reason, p.entered_by as "enteredBy", p.entered_at as "enteredAt"`

export async function addPath(
  tx: Tx,
  made: Pick<TransportPath, 'area' | 'reason' | 'enteredBy' | 'enteredAt'> & {
    readonly stops: readonly Pick<Stop, 'area' | 'reachedAt'>[]
  },
): Promise<Id> {
  const id = newId(made.enteredAt)
  await tx.rows('insert into transport_path (id, area, reason, entered_by, entered_at) values ($1, $2, $3, $4, $5)', [
    id,
    made.area,
    made.reason,
    made.enteredBy,
    made.enteredAt,
  ])
  await tx.rows(
    `insert into transport_stop (path_id, area, reached_at)
     select $1, area, reached_at from unnest($2::text[], $3::timestamptz[]) as s (area, reached_at)`,
    [id, made.stops.map(({ area }) => area), made.stops.map(({ reachedAt }) => reachedAt)],
  )
  return id
}

export async function pathById(db: Reader, id: Id): Promise<TransportPath | null> {
  const path = await first<Omit<TransportPath, 'stops'>>(db, `select ${PATH} from transport_path p where p.id = $1`, [
    id,
  ])
  if (path === null) return null
  const stops = await stopsOf(db, [id])
  return { ...path, stops: stops.get(id) ?? [] }
}

/** Those of some areas, and those that pass one of them, newest first. */
export async function listPaths(
  db: Reader,
  areas: readonly string[],
  before: Id | null,
  limit: number,
): Promise<TransportPath[]> {
  const rows = await db.rows<Omit<TransportPath, 'stops'>>(
    `select ${PATH} from transport_path p
     where (p.area = any($1::text[]) or exists (
         select from transport_stop s where s.path_id = p.id and s.area = any($1::text[])))
       and ($2::uuid is null or p.id < $2) order by p.id desc limit $3`,
    [areas, before, limit],
  )
  const stops = await stopsOf(
    db,
    rows.map(({ id }) => id),
  )
  return rows.map((row) => ({ ...row, stops: stops.get(row.id) ?? [] }))
}

async function stopsOf(db: Reader, paths: readonly Id[]): Promise<Map<Id, Stop[]>> {
  const rows = await db.rows<Stop & { path: Id }>(
    `select path_id as path, area, reached_at as "reachedAt", acknowledged_at as "acknowledgedAt" from transport_stop
     where path_id = any($1::uuid[]) order by reached_at, area`,
    [paths],
  )
  const found = new Map<Id, Stop[]>()
  for (const { path, ...stop } of rows) found.set(path, [...(found.get(path) ?? []), stop])
  return found
}

/** False where the county has acknowledged before. */
export async function acknowledgeStop(tx: Tx, path: Id, area: string, by: string, now: Instant): Promise<boolean> {
  const found = await first(
    tx,
    `update transport_stop set acknowledged_by = $3, acknowledged_at = $4
     where path_id = $1 and area = $2 and acknowledged_at is null returning area`,
    [path, area, by, now],
  )
  return found !== null
}
