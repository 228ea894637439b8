import { note, type Doing } from '../../db/journal.ts'
import { first, type Reader, type Tx } from '../../db/port.ts'
import { newId, type Id } from '../../model/id.ts'
import type { Note } from '../source.ts'
import { FROM_NOTE, NOTE } from '../store.ts'

export type NewNote = Omit<Note, 'id' | 'saidBy' | 'saidAt' | 'counts'>

/** Keeps what was said or seen. What it says stays out of the journal: it may name people. */
export async function addNote(tx: Tx, said: NewNote, doing: Doing): Promise<Id> {
  const id = newId(doing.now)
  const { area, enterprise, line, kind, from, until, text, shows } = said
  await tx.rows(
    `insert into evidence_note (id, area, enterprise_id, line, kind, from_at, until_at, text, shows, said_by, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [id, area, enterprise, line, kind, from, until, text, shows, doing.by, doing.now],
  )
  const body = { enterprise, line, kind, from, until, shows }
  await note(tx, { area, kind: 'evidenceNote', subject: id, event: 'EVIDENCE_NOTED', body }, doing)
  return id
}

/** What a visit has found (现场检查): evidence as everything else. */
export function recordSite(tx: Tx, visit: Omit<NewNote, 'kind'>, doing: Doing): Promise<Id> {
  return addNote(tx, { ...visit, kind: 'site' }, doing)
}

export function noteById(db: Reader, id: Id): Promise<Note | null> {
  return first(db, `select ${NOTE} ${FROM_NOTE} where n.id = $1`, [id])
}

/** Newest first. */
export function listNotes(
  db: Reader,
  { areas, enterprise }: { areas: readonly string[]; enterprise: Id | null },
  before: Id | null,
  limit: number,
): Promise<Note[]> {
  return db.rows(
    `select ${NOTE} ${FROM_NOTE}
     where n.area = any($1::text[]) and ($2::uuid is null or n.enterprise_id = $2) and ($3::uuid is null or n.id < $3)
     order by n.id desc limit $4`,
    [areas, enterprise, before, limit],
  )
}

/** False where it was withdrawn before. It stays where it is, and counts no more. */
export async function withdrawNote(tx: Tx, { id, area }: Note, reason: string, doing: Doing): Promise<boolean> {
  const done = await tx.rows(
    `update evidence_note set withdrawn_at = $2, withdrawn_by = $3, reason = $4
     where id = $1 and withdrawn_at is null returning id`,
    [id, doing.now, doing.by, reason],
  )
  if (done.length === 0) return false
  await note(tx, { area, kind: 'evidenceNote', subject: id, event: 'EVIDENCE_WITHDRAWN', body: {} }, doing)
  return true
}
