import { first, type Reader, type Tx } from '../../db/port.ts'
import { newId, type Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'
import type { Inspection } from '../store.ts'

/** A photo of a visit (现场照片) without its bytes. */
export interface Photo {
  readonly sha256: string
  readonly type: string
  readonly size: number
  readonly at: Instant
}

/** Keeps a photo; the very same twice is one. */
export async function keepPhoto(
  tx: Tx,
  { id, area }: Pick<Inspection, 'id' | 'area'>,
  photo: { readonly sha256: string; readonly type: string; readonly bytes: Uint8Array },
  { now, by }: { readonly now: Instant; readonly by: string },
): Promise<void> {
  await tx.rows(
    `insert into inspection_photo (id, area, inspection_id, sha256, type, size, bytes, entered_by, entered_at)
     values ($1, $2, $3, $4, $5, $6, decode($7, 'hex'), $8, $9) on conflict do nothing`,
    [
      newId(now),
      area,
      id,
      photo.sha256,
      photo.type,
      photo.bytes.length,
      Buffer.from(photo.bytes).toString('hex'),
      by,
      now,
    ],
  )
}

export function photosOf(db: Reader, inspection: Id): Promise<Photo[]> {
  return db.rows(
    'select sha256, type, size, entered_at as at from inspection_photo where inspection_id = $1 order by id',
    [inspection],
  )
}

export function photoBytes(
  db: Reader,
  inspection: Id,
  sha256: string,
): Promise<{ readonly type: string; readonly bytes: Uint8Array } | null> {
  return first(db, 'select type, bytes from inspection_photo where inspection_id = $1 and sha256 = $2', [
    inspection,
    sha256,
  ])
}

/** What a line was seen to do at a visit, as evidence for its verdict (证据：现场核查). */
export async function noteSite(
  tx: Tx,
  of: Pick<Inspection, 'area' | 'enterprise'>,
  seen: {
    readonly line: string
    readonly shows: 'running' | 'stopped' | 'unclear'
    readonly at: Instant
    readonly until: Instant
    readonly text: string
  },
  { now, by }: { readonly now: Instant; readonly by: string },
): Promise<Id> {
  const id = newId(now)
  await tx.rows(
    `insert into evidence_note (id, area, enterprise_id, line, kind, from_at, until_at, text, shows, said_by, created_at)
     values ($1, $2, $3, $4, 'site', $5, $6, $7, $8, $9, $10)`,
    [
      id,
      of.area,
      of.enterprise,
      seen.line === '' ? null : seen.line,
      seen.at,
      seen.until,
      seen.text,
      seen.shows,
      by,
      now,
    ],
  )
  return id
}

/** What was seen counts no more as evidence: the finding that it led to was ruled out. */
export async function withdrawNotes(
  tx: Tx,
  inspection: Id,
  { now, by, because = '' }: { readonly now: Instant; readonly by: string; readonly because?: string },
): Promise<void> {
  await tx.rows(
    `update evidence_note set withdrawn_at = $2, withdrawn_by = $3, reason = $4
     where withdrawn_at is null and id in (
       select note::uuid from inspection i, jsonb_array_elements_text(i.result->'notes') as note where i.id = $1)`,
    [inspection, now, by, because],
  )
}
