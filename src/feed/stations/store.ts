import { note, type Doing } from '../../db/journal.ts'
import { first, type Reader, type Tx } from '../../db/port.ts'
import { newId, type Id } from '../../model/id.ts'
import type { Day, Instant } from '../../model/time.ts'
import type { StationKind } from '../../rulebook/feeds.ts'
import { BULLETIN, NEWEST, type Bulletin } from '../store.ts'

/** A monitoring station (监测站点) of an area. */
export interface Station {
  readonly id: Id
  readonly area: string
  /** By which feeds know it. */
  readonly code: string
  readonly name: string
  readonly kind: StationKind
  readonly closedAt: Instant | null
}

const STATION = `id, area, code, name, kind, closed_at as "closedAt"`

/** Enters a station; null where its code is taken. */
export async function enterStation(
  tx: Tx,
  { area, code, name, kind }: Omit<Station, 'id' | 'closedAt'>,
  doing: Doing,
): Promise<Station | null> {
  const entered = await first<Station>(
    tx,
    `insert into station (id, area, code, name, kind, entered_by, created_at) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (code) do nothing returning ${STATION}`,
    [newId(doing.now), area, code, name, kind, doing.by, doing.now],
  )
  if (entered === null) return null
  const body = { code, kind }
  await note(tx, { area, kind: 'station', subject: entered.id, event: 'STATION_ENTERED', body }, doing)
  return entered
}

/** It counts for nothing from here on; what it said before stays. False where it was closed before. */
export async function closeStation(tx: Tx, { id, area }: Station, doing: Doing): Promise<boolean> {
  const closed = await tx.rows('update station set closed_at = $2 where id = $1 and closed_at is null returning id', [
    id,
    doing.now,
  ])
  if (closed.length > 0)
    await note(tx, { area, kind: 'station', subject: id, event: 'STATION_CLOSED', body: {} }, doing)
  return closed.length > 0
}

export function stationById(db: Reader, id: Id): Promise<Station | null> {
  return first<Station>(db, `select ${STATION} from station where id = $1`, [id])
}

/** One that is not closed. */
export function stationByCode(db: Reader, code: string): Promise<Station | null> {
  return first<Station>(db, `select ${STATION} from station where code = $1 and closed_at is null`, [code])
}

/** The stations of some areas, the oldest first, `limit` of those after the id `after`. */
export async function listStations(
  db: Reader,
  areas: readonly string[],
  after: Id | null,
  limit: number,
): Promise<Station[]> {
  return await db.rows<Station>(
    `select ${STATION} from station where area = any($1::text[]) and ($2::uuid is null or id > $2) order by id limit $3`,
    [areas, after, limit],
  )
}

/** The stations that some areas had at an instant. */
export async function stationsAt(db: Reader, areas: readonly string[], at: Instant): Promise<Station[]> {
  return await db.rows<Station>(
    `select ${STATION} from station
     where area = any($1::text[]) and created_at <= $2 and (closed_at is null or closed_at > $2) order by code`,
    [areas, at],
  )
}

/** What stations observed over some days, the last revision of each issue, as known at `at`. */
export async function stationBulletins(
  db: Reader,
  stations: readonly Station[],
  { from, to, at }: { from: Day; to: Day; at: Instant },
): Promise<Bulletin[]> {
  return await db.rows<Bulletin>(
    `select ${BULLETIN} from bulletin b
     where area = any($1::text[]) and station = any($2::text[]) and kind = 'observation' and last_day >= $3
       and first_day <= $4 and received_at <= $5 and ${NEWEST.replaceAll('$at', '$5')}
     order by issued_at, id`,
    [[...new Set(stations.map(({ area }) => area))], stations.map(({ code }) => code), from, to, at],
  )
}
