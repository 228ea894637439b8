import type { Change } from '../../../machines/warning.ts'
import { ask } from '../../db/effects.ts'
import { first, type Reader, type Tx } from '../../db/port.ts'
import type { Document } from '../../document/document.ts'
import { newId, type Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'
import type { NoticeKind } from './decide.ts'

/** A notice (通知) of a warning; without number and document until it is written. */
export interface Notice {
  readonly id: Id
  readonly area: string
  readonly warning: Id
  readonly kind: NoticeKind
  readonly signature: Id | null
  readonly askedAt: Instant
  /** Who signed, withdrew or corrected. */
  readonly by: Id
  readonly askedFor: AskedFor
  readonly corrects: Id | null
  readonly year: number | null
  readonly number: number | null
  readonly document: Document | null
  readonly sha256: string | null
  readonly writtenAt: Instant | null
}

/** What a withdrawal or a correction says for itself; of a signed change the signature says it. */
export interface AskedFor {
  readonly change?: Change
  readonly rank?: number
  readonly reason?: string
}

const NOTICE = `id, area, warning_id as warning, kind, signature_id as signature, asked_at as "askedAt", asked_by as by,
  asked_for as "askedFor", corrects, year, number, document, sha256, written_at as "writtenAt"`

/** Has a notice written, in the transaction of what it tells of. */
export async function askNotice(
  tx: Tx,
  one: {
    readonly area: string
    readonly warning: Id
    readonly kind: NoticeKind
    readonly by: Id
    readonly signature?: Id
    readonly corrects?: Id
    readonly askedFor?: AskedFor
  },
  now: Instant,
): Promise<Id> {
  const id = newId(now)
  const { area, warning, kind, by, signature = null, corrects = null, askedFor = {} } = one
  await tx.rows(
    `insert into warning_notice (id, area, warning_id, kind, signature_id, asked_at, asked_by, asked_for, corrects)
     values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9)`,
    [id, area, warning, kind, signature, now, by, JSON.stringify(askedFor), corrects],
  )
  await ask(tx, [{ kind: 'writeNotice', subject: id, area, params: {} }], now)
  return id
}

/** One number of an area at a time: two at once would take the same, or leave a gap. */
export async function lockNumbers(tx: Tx, area: string): Promise<void> {
  await tx.rows('select pg_advisory_xact_lock(hashtext($1))', [`notice ${area}`])
}

/** Those of an area that wait to be written, in the order in which they were signed. */
export async function unwritten(tx: Tx, area: string): Promise<Notice[]> {
  return await tx.rows<Notice>(
    `select ${NOTICE} from warning_notice where area = $1 and written_at is null order by asked_at, id limit 50`,
    [area],
  )
}

/** The next number of an area in a year. */
export async function nextNumber(tx: Tx, area: string, year: number): Promise<number> {
  const found = await first<{ number: number }>(
    tx,
    'select coalesce(max(number), 0) + 1 as number from warning_notice where area = $1 and year = $2',
    [area, year],
  )
  return found?.number ?? 1
}

export async function write(
  tx: Tx,
  id: Id,
  written: { year: number; number: number; document: Document; sha256: string },
  now: Instant,
): Promise<void> {
  await tx.rows(
    `update warning_notice set year = $2, number = $3, document = $4::jsonb, sha256 = $5, written_at = $6
     where id = $1 and written_at is null`,
    [id, written.year, written.number, JSON.stringify(written.document), written.sha256, now],
  )
}

export async function noticeById(db: Reader, id: Id): Promise<Notice | null> {
  return await first<Notice>(db, `select ${NOTICE} from warning_notice where id = $1`, [id])
}

/** Newest first; continued before an id. */
export async function listNotices(
  db: Reader,
  { areas, warning, year }: { areas: readonly string[]; warning: Id | null; year: number | null },
  before: Id | null,
  limit: number,
): Promise<Notice[]> {
  return await db.rows<Notice>(
    `select ${NOTICE} from warning_notice
     where area = any($1::text[]) and ($2::uuid is null or warning_id = $2) and ($3::int is null or year = $3)
       and ($4::uuid is null or id < $4) order by id desc limit $5`,
    [areas, warning, year, before, limit],
  )
}

/** What was signed for a warning before a signature, the last of it; null: nothing. A lift changes no level. */
export async function signedBefore(tx: Reader, warning: Id, signature: Id | null): Promise<Change | null> {
  const found = await first<{ change: Change }>(
    tx,
    `select change from signature where warning_id = $1 and decision = 'sign' and ($2::uuid is null or id < $2)
       and change->>'kind' <> 'lift' order by id desc limit 1`,
    [warning, signature],
  )
  return found?.change ?? null
}
