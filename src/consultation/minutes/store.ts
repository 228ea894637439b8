import type { Doing } from '../../db/journal.ts'
import { first, type Reader, type Tx } from '../../db/port.ts'
import { newId, type Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'
import type { Minutes } from './minutes.ts'

/** Minutes (会商纪要) as they were issued. */
export interface IssuedMinutes {
  readonly id: Id
  readonly area: string
  readonly consultation: Id
  readonly year: number
  readonly content: Minutes
  readonly issuedBy: string
  readonly issuedAt: Instant
  readonly replaces: Id | null
  /** The correction that stands in its place. */
  readonly replacedBy: Id | null
}

const MINUTES = `m.id, m.area, m.consultation_id as consultation, m.year, m.content, m.issued_by as "issuedBy",
  m.issued_at as "issuedAt", m.replaces,
  (select later.id from consultation_minutes later where later.replaces = m.id) as "replacedBy"`

/** The next number of an area in a year: nobody takes another until the transaction ends. */
export async function takeNumber(tx: Tx, area: string, year: number): Promise<number> {
  await tx.rows('select pg_advisory_xact_lock(hashtext($1))', [`minutes ${area} ${year}`])
  const last = await first<{ number: number | null }>(
    tx,
    'select max(number) as number from consultation_minutes where area = $1 and year = $2',
    [area, year],
  )
  return (last?.number ?? 0) + 1
}

export async function insertMinutes(
  tx: Tx,
  minutes: {
    readonly area: string
    readonly consultation: Id
    readonly year: number
    readonly number: number
    readonly replaces: Id | null
    readonly content: Minutes
  },
  doing: Doing,
): Promise<Id> {
  const id = newId(doing.now)
  const { area, consultation, year, number, replaces, content } = minutes
  await tx.rows(
    `insert into consultation_minutes (id, area, consultation_id, year, number, replaces, content, issued_by, issued_at)
     values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9)`,
    [id, area, consultation, year, number, replaces, JSON.stringify(content), doing.by, doing.now],
  )
  return id
}

export async function minutesById(db: Reader, id: Id): Promise<IssuedMinutes | null> {
  return await first<IssuedMinutes>(db, `select ${MINUTES} from consultation_minutes m where m.id = $1`, [id])
}

export interface MinutesFilter {
  readonly areas: readonly string[]
  readonly consultation: Id | null
  readonly year: number | null
}

/** Newest first; continued before an id. */
export async function listMinutes(
  db: Reader,
  { areas, consultation, year }: MinutesFilter,
  before: Id | null,
  limit: number,
): Promise<IssuedMinutes[]> {
  return await db.rows<IssuedMinutes>(
    `select ${MINUTES} from consultation_minutes m
     where m.area = any($1::text[]) and ($2::uuid is null or m.consultation_id = $2) and ($3::int is null or m.year = $3)
       and ($4::uuid is null or m.id < $4)
     order by m.id desc limit $5`,
    [areas, consultation, year, before, limit],
  )
}

/** What counts of a consultation: its last minutes; null before they are issued. */
export async function minutesOf(db: Reader, consultation: Id): Promise<IssuedMinutes | null> {
  return await first<IssuedMinutes>(
    db,
    `select ${MINUTES} from consultation_minutes m where m.consultation_id = $1 order by m.id desc limit 1`,
    [consultation],
  )
}
