import type { ReviewState } from '../../../machines/tables/review.ts'
import { begin } from '../../db/step.ts'
import type { Doing } from '../../db/journal.ts'
import { first, type Reader, type Tx } from '../../db/port.ts'
import { newId, type Id } from '../../model/id.ts'
import { addMinutes, type Instant } from '../../model/time.ts'
import type { Figures } from '../figures.ts'

/** The review of a warning (总结评估). */
export interface Review {
  readonly id: Id
  readonly area: string
  readonly state: ReviewState
  readonly name: string
  readonly warning: Id
  /** The published one that this puts right. */
  readonly corrects: Id | null
  readonly reason: string | null
  readonly writeAt: Instant | null
  readonly summaryBy: Instant | null
  readonly sha256: string | null
  readonly countedAt: Instant | null
  readonly signedBy: Id | null
  readonly signedAt: Instant | null
  readonly publishedAt: Instant | null
  readonly createdAt: Instant
}

const REVIEW = `id, area, state, name, warning_id as warning, corrects, reason,
  (context->'deadlines'->>'write')::timestamptz as "writeAt",
  (context->'deadlines'->>'summary')::timestamptz as "summaryBy", sha256, counted_at as "countedAt",
  signed_by as "signedBy", signed_at as "signedAt", published_at as "publishedAt", created_at as "createdAt"`

export function reviewById(db: Reader, id: Id): Promise<Review | null> {
  return first<Review>(db, `select ${REVIEW} from review where id = $1`, [id])
}

/** The same, held until the transaction ends. */
export function holdReview(tx: Tx, id: Id): Promise<Review | null> {
  return first<Review>(tx, `select ${REVIEW} from review where id = $1 for update`, [id])
}

/** What was counted, as it stands in it; null before it is written. */
export async function figuresIn(db: Reader, id: Id): Promise<Figures | null> {
  return (
    (await first<{ figures: Figures | null }>(db, 'select figures from review where id = $1', [id]))?.figures ?? null
  )
}

/** Newest first, continued before an id. */
export function listReviews(
  db: Reader,
  { areas, warning }: { areas: readonly string[]; warning: Id | null },
  before: Id | null,
  limit: number,
): Promise<Review[]> {
  return db.rows(
    `select ${REVIEW} from review where area = any($1::text[]) and ($2::uuid is null or warning_id = $2)
       and ($3::uuid is null or id < $3) order by id desc limit $4`,
    [areas, warning, before, limit],
  )
}

/** Whether a review of a warning is there or on its way. */
export async function isReviewed(db: Reader, warning: Id): Promise<boolean> {
  return (await first(db, 'select id from review where warning_id = $1 limit 1', [warning])) !== null
}

/** From when it is written by itself, and until when it is to be published. */
export interface Clocks {
  readonly write: number
  readonly summary: number
}

/** Begins the review of a warning; of a correction with the one that it puts right, and why. */
export async function beginReview(
  tx: Tx,
  warning: { readonly id: Id; readonly area: string; readonly name: string },
  { write, summary }: Clocks,
  correction: { readonly corrects: Id; readonly reason: string } | null,
  doing: Doing,
): Promise<Id> {
  const id = newId(doing.now)
  const columns = {
    name: correction === null ? `${warning.name} 总结评估` : `${warning.name} 总结评估（更正）`,
    warning_id: warning.id,
    corrects: correction?.corrects ?? null,
    reason: correction?.reason ?? null,
  }
  const input = { writeAt: addMinutes(doing.now, write), summaryBy: addMinutes(doing.now, summary) }
  await begin(tx, 'review', { id, area: warning.area, columns, input }, doing)
  return id
}

export async function keepFigures(tx: Tx, id: Id, figures: Figures, sha256: string, at: Instant): Promise<void> {
  await tx.rows('update review set figures = $2::json, sha256 = $3, counted_at = $4 where id = $1', [
    id,
    JSON.stringify(figures),
    sha256,
    at,
  ])
}

export async function markSigned(tx: Tx, id: Id, by: Id, at: Instant): Promise<void> {
  await tx.rows('update review set signed_by = $2, signed_at = $3 where id = $1', [id, by, at])
}

export async function markPublished(tx: Tx, id: Id, at: Instant): Promise<void> {
  await tx.rows('update review set published_at = $2 where id = $1', [id, at])
}

/** A remark of an officer (批注). */
export interface Note {
  readonly at: Instant
  readonly by: Id
  readonly text: string
}

export function notesOn(db: Reader, review: Id): Promise<Note[]> {
  return db.rows('select at, by, text from review_note where review_id = $1 order by id', [review])
}

export async function addNote(tx: Tx, review: Pick<Review, 'id' | 'area'>, note: Note): Promise<void> {
  await tx.rows('insert into review_note (id, area, review_id, text, by, at) values ($1, $2, $3, $4, $5, $6)', [
    newId(note.at),
    review.area,
    review.id,
    note.text,
    note.by,
    note.at,
  ])
}
