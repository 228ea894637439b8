import { note, type Doing } from '../../db/journal.ts'
import { first, type Reader, type Tx } from '../../db/port.ts'
import type { Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'
import type { Fault } from '../fault.ts'
import type { Checked, Meta, Site } from './decide.ts'

/** A photograph, without its bytes. */
export interface Photo {
  readonly note: Id
  readonly type: string
  readonly takenAt: Instant | null
  readonly latitude: number | null
  readonly longitude: number | null
  readonly metres: number | null
  readonly faults: readonly Fault[]
  readonly state: 'believed' | 'open' | 'accepted' | 'rejected'
  readonly decidedBy: string | null
  readonly decidedAt: Instant | null
  readonly reason: string | null
}

const PHOTO = `note_id as note, type, taken_at as "takenAt", latitude, longitude, metres, faults, state,
  decided_by as "decidedBy", decided_at as "decidedAt", reason`

export function photoOf(db: Reader, noteId: Id): Promise<Photo | null> {
  return first(db, `select ${PHOTO} from evidence_photo where note_id = $1`, [noteId])
}

export function imageOf(db: Reader, noteId: Id): Promise<{ type: string; image: Uint8Array } | null> {
  return first(db, 'select type, image from evidence_photo where note_id = $1', [noteId])
}

/** The note of the very same picture, if it was used before. */
export function usedBefore(db: Reader, sha256: string): Promise<{ note: Id; enterprise: Id; at: Instant } | null> {
  return first(
    db,
    `select p.note_id as note, n.enterprise_id as enterprise, n.from_at as at
     from evidence_photo p join evidence_note n on n.id = p.note_id where p.sha256 = decode($1, 'hex')`,
    [sha256],
  )
}

export async function addPhoto(
  tx: Tx,
  noteId: Id,
  picture: { sha256: string; type: string; bytes: Uint8Array },
  { takenAt, place }: Meta,
  { faults, metres }: Checked,
): Promise<void> {
  await tx.rows(
    `insert into evidence_photo (note_id, sha256, type, image, taken_at, latitude, longitude, metres, faults, state)
     values ($1, decode($2, 'hex'), $3, $4, $5, $6, $7, $8, $9::jsonb, $10)`,
    [
      noteId,
      picture.sha256,
      picture.type,
      picture.bytes,
      takenAt,
      place?.latitude ?? null,
      place?.longitude ?? null,
      metres,
      JSON.stringify(faults),
      faults.length === 0 ? 'believed' : 'open',
    ],
  )
}

/** False where somebody was first, or nothing speaks against it. */
export async function settlePhoto(
  tx: Tx,
  { id, area }: { id: Id; area: string },
  { state, reason }: { state: 'accepted' | 'rejected'; reason: string },
  doing: Doing,
): Promise<boolean> {
  const settled = await tx.rows(
    `update evidence_photo set state = $2, reason = $3, decided_by = $4, decided_at = $5
     where note_id = $1 and state = 'open' returning note_id`,
    [id, state, reason, doing.by, doing.now],
  )
  if (settled.length === 0) return false
  const event = state === 'accepted' ? 'PHOTO_ACCEPTED' : 'PHOTO_REJECTED'
  await note(tx, { area, kind: 'evidenceNote', subject: id, event, body: {} }, doing)
  return true
}

export function siteOf(db: Reader, enterprise: Id): Promise<Site | null> {
  return first(db, 'select latitude, longitude, metres from evidence_place where enterprise_id = $1', [enterprise])
}

/** Enters where an enterprise is, or puts it right; photographs that were looked at stay as they were seen. */
export async function saveSite(
  tx: Tx,
  { enterprise, area, site }: { enterprise: Id; area: string; site: Site },
  doing: Doing,
): Promise<void> {
  await tx.rows(
    `insert into evidence_place (enterprise_id, area, latitude, longitude, metres, entered_by, entered_at)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (enterprise_id) do update set area = excluded.area, latitude = excluded.latitude,
       longitude = excluded.longitude, metres = excluded.metres, entered_by = excluded.entered_by,
       entered_at = excluded.entered_at`,
    [enterprise, area, site.latitude, site.longitude, site.metres, doing.by, doing.now],
  )
  await note(tx, { area, kind: 'enterprise', subject: enterprise, event: 'PLACE_ENTERED', body: site }, doing)
}
