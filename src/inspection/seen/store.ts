import type { Doing } from '../../db/journal.ts'
import { first, type Reader, type Tx } from '../../db/port.ts'
import { noteById, withdrawNote } from '../../evidence/notes/store.ts'
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

/** What was seen counts no more as evidence: the finding that it led to was ruled out. */
export async function withdrawNotes(tx: Tx, inspection: Id, doing: Doing): Promise<void> {
  const kept = await tx.rows<{ id: Id }>(
    `select note as id from inspection i, jsonb_array_elements_text(i.result->'notes') as note where i.id = $1`,
    [inspection],
  )
  for (const { id } of kept) {
    const found = await noteById(tx, id)
    if (found !== null) await withdrawNote(tx, found, doing.because ?? '', doing)
  }
}
