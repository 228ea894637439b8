import { first, type Reader, type Tx } from '../../db/port.ts'
import { newId, type Id } from '../../model/id.ts'
import type { Day, Instant } from '../../model/time.ts'
import { inForceAmong, type Rulebooks } from '../../rulebook/books.ts'
import type { WholeLevels } from '../../rulebook/layers.ts'
import type { Period, PeriodFile } from '../../rulebook/periods.ts'
import { rulebookOf, type Rulebook } from '../../rulebook/levels.ts'

/** What may be handed in: a book of levels, or a special period (专项时段). */
export const RELEASED = ['levels', 'period'] as const
export type ReleaseKind = (typeof RELEASED)[number]

/** What was handed in for release (规则发布). */
export interface Release {
  readonly id: Id
  readonly kind: ReleaseKind
  readonly area: string
  /** The id of the book, or of the period. */
  readonly book: string
  readonly hash: string
  readonly text: string
  readonly reason: string
  readonly proposedBy: string
  readonly proposedAt: Instant
  readonly decision: 'confirm' | 'refuse' | null
  readonly decidedBy: string | null
  readonly decidedAt: Instant | null
}

/** Keeps what was handed in for as long as the database lives: what it decided must be readable, and a warning by it go on. */
export async function keepBook(
  tx: Tx,
  { hash, id, content }: { readonly hash: string; readonly id: string; readonly content: object },
  at: Instant,
): Promise<void> {
  await tx.rows(
    'insert into rulebook (hash, id, content, kept_at) values ($1, $2, $3::jsonb, $4) on conflict (hash) do nothing',
    [hash, id, JSON.stringify(content), at],
  )
}

/** The very book of a hash (law 8): of the files, or as it was kept; null when it never judged anything here. */
export async function bookByHash(db: Reader, rulebooks: Rulebooks, hash: string): Promise<Rulebook | null> {
  const shipped = rulebooks.pinned(hash)
  if (shipped !== null) return shipped
  const kept = await first<{ content: WholeLevels }>(db, 'select content from rulebook where hash = $1', [hash])
  return kept === null ? null : rulebookOf(kept.content, hash)
}

/** The book in force on a day for an area: those that this installation has released stand for the engine's of the same id. */
export async function bookInForce(db: Reader, rulebooks: Rulebooks, day: Day, area: string): Promise<Rulebook | null> {
  const own = await releasedBooks(db)
  const ids = new Set(own.map(({ id }) => id))
  return inForceAmong([...rulebooks.all.filter(({ id }) => !ids.has(id)), ...own], day, area)
}

/** Of each id the book that was released last. */
export async function releasedBooks(db: Reader): Promise<Rulebook[]> {
  const rows = await db.rows<{ hash: string; content: WholeLevels }>(
    `select distinct on (r.book) r.hash, b.content from rulebook_release r join rulebook b on b.hash = r.hash
     where r.kind = 'levels' and r.decision = 'confirm' order by r.book, r.decided_at desc, r.id desc`,
  )
  return rows.map(({ hash, content }) => rulebookOf(content, hash))
}

/** Whether a version was ever released here; otherwise it came with the engine, or waits, or was refused. */
export async function wasReleased(db: Reader, hash: string): Promise<boolean> {
  const found = await first(
    db,
    `select 1 as one from rulebook_release where hash = $1 and decision = 'confirm' limit 1`,
    [hash],
  )
  return found !== null
}

/** The special periods (专项时段) of this installation: those that it has released stand for the engine's of the same id. */
export async function periodsNow(db: Reader, rulebooks: Rulebooks): Promise<Period[]> {
  const rows = await db.rows<{ hash: string; content: PeriodFile }>(
    `select distinct on (r.book) r.hash, b.content from rulebook_release r join rulebook b on b.hash = r.hash
     where r.kind = 'period' and r.decision = 'confirm' order by r.book, r.decided_at desc, r.id desc`,
  )
  const own = rows.map(({ hash, content }): Period => ({ ...content, hash }))
  const ids = new Set(own.map(({ id }) => id))
  const shipped = rulebooks.files.periods.map(({ data }) => data)
  return [...shipped.filter(({ id }) => !ids.has(id)), ...own].toSorted((a, b) => (a.from < b.from ? -1 : 1))
}

/** Of each id the text of a book that was released last. */
export async function releasedTexts(db: Reader): Promise<string[]> {
  const rows = await db.rows<{ text: string }>(
    `select distinct on (book) text from rulebook_release where kind = 'levels' and decision = 'confirm'
     order by book, decided_at desc, id desc`,
  )
  return rows.map(({ text }) => text)
}

const RELEASE = `id, kind, area, book, hash, text, reason, proposed_by as "proposedBy", proposed_at as "proposedAt", decision,
  decided_by as "decidedBy", decided_at as "decidedAt"`

export async function addRelease(
  tx: Tx,
  made: Omit<Release, 'id' | 'decision' | 'decidedBy' | 'decidedAt'>,
): Promise<Id> {
  const id = newId(made.proposedAt)
  await tx.rows(
    `insert into rulebook_release (id, kind, area, book, hash, text, reason, proposed_by, proposed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [id, made.kind, made.area, made.book, made.hash, made.text, made.reason, made.proposedBy, made.proposedAt],
  )
  return id
}

export async function releaseById(db: Reader, id: Id): Promise<Release | null> {
  return await first<Release>(db, `select ${RELEASE} from rulebook_release where id = $1`, [id])
}

/** The same, locked: two who decide at once are one after the other. */
export async function holdRelease(tx: Tx, id: Id): Promise<Release | null> {
  return await first<Release>(tx, `select ${RELEASE} from rulebook_release where id = $1 for update`, [id])
}

/** Of some areas, the newest first; continued before an id. */
export async function releasesIn(
  db: Reader,
  areas: readonly string[],
  before: Id | null,
  limit: number,
): Promise<Release[]> {
  return await db.rows<Release>(
    `select ${RELEASE} from rulebook_release where area = any($1::text[]) and ($2::uuid is null or id < $2)
     order by id desc limit $3`,
    [areas, before, limit],
  )
}

export async function decideRelease(
  tx: Tx,
  { id, decision, by, because, at }: { id: Id; decision: string; by: string; because: string; at: Instant },
): Promise<void> {
  await tx.rows(
    'update rulebook_release set decision = $2, decided_by = $3, decided_because = $4, decided_at = $5 where id = $1',
    [id, decision, by, because, at],
  )
}
