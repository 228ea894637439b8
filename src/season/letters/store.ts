import { first, type Reader, type Tx } from '../../db/port.ts'
import type { Doing } from '../../db/journal.ts'
import type { Document } from '../../document/document.ts'
import { newId, type Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'
import type { LetterKind } from '../targets/paper.ts'

/** What was told of a season (通报、提醒函、约谈通知、总结), as it was issued. */
export interface SeasonLetter {
  readonly id: Id
  readonly area: string
  readonly city: string
  readonly season: string
  readonly kind: LetterKind
  readonly month: string | null
  readonly document: Document
  readonly issuedBy: string
  readonly issuedAt: Instant
}

const LETTER = `id, area, city, season, kind, month, document, issued_by as "issuedBy", issued_at as "issuedAt"`

export function letterById(db: Reader, id: Id): Promise<SeasonLetter | null> {
  return first<SeasonLetter>(db, `select ${LETTER} from season_letter where id = $1`, [id])
}

/** Those to some areas, and the circulars of the cities around them; newest first, continued before an id. */
export function listLetters(
  db: Reader,
  { areas, around, season }: { areas: readonly string[]; around: readonly string[]; season: string | null },
  before: Id | null,
  limit: number,
): Promise<SeasonLetter[]> {
  return db.rows(
    `select ${LETTER} from season_letter
     where (area = any($1::text[]) or kind in ('circular', 'seasonSummary') and area = any($2::text[]))
       and ($3::text is null or season = $3) and ($4::uuid is null or id < $4) order by id desc limit $5`,
    [areas, around, season, before, limit],
  )
}

export function lettersOf(db: Reader, season: string): Promise<Pick<SeasonLetter, 'kind' | 'month' | 'area'>[]> {
  return db.rows('select kind, month, area from season_letter where season = $1', [season])
}

/** Keeps a letter; null where it was issued before. */
export async function keepLetter(
  tx: Tx,
  { area, city, season, kind, month, document }: Omit<SeasonLetter, 'id' | 'issuedBy' | 'issuedAt'>,
  doing: Doing,
): Promise<Id | null> {
  const kept = await first<{ id: Id }>(
    tx,
    `insert into season_letter (id, area, city, season, kind, month, document, issued_by, issued_at)
     values ($1, $2, $3, $4, $5, $6, $7::json, $8, $9) on conflict do nothing returning id`,
    [newId(doing.now), area, city, season, kind, month, JSON.stringify(document), doing.by, doing.now],
  )
  return kept?.id ?? null
}
