import type { Change, WarningContext } from '../../machines/warning.ts'
import { first, type Reader } from '../db/port.ts'
import type { Document } from '../document/document.ts'
import type { NoticeKind } from '../episode/notices/decide.ts'
import type { Id } from '../model/id.ts'
import type { Instant } from '../model/time.ts'

/** What was made known of a warning (预警信息): a notice that was numbered and written, with the change that it tells of. */
export interface Message {
  readonly id: Id
  readonly area: string
  readonly warning: Id
  readonly kind: NoticeKind
  /** Null of a withdrawal and of a correction. */
  readonly change: Change | null
  readonly number: number
  readonly document: Document
  readonly sha256: string
  readonly sentAt: Instant
  readonly corrects: Id | null
}

/** A warning as anybody may know it: from its first written notice on. */
export interface OpenWarning {
  readonly id: Id
  readonly area: string
  readonly name: string
  readonly state: string
  readonly context: Pick<WarningContext, 'level' | 'measures' | 'startsAt' | 'endsAt' | 'pause'>
  readonly endedAt: Instant | null
}

const MESSAGE = `n.id, n.area, n.warning_id as warning, n.kind, s.change, n.number, n.document, n.sha256,
  n.asked_at as "sentAt", n.corrects`
const FROM = 'warning_notice n left join signature s on s.id = n.signature_id'
/** `updated_at` of an ended warning is when it ended: nothing happens to it any more. */
const WARNING = `w.id, w.area, w.name, w.state, w.context,
  case when w.state in ('lifted', 'withdrawn') then w.updated_at end as "endedAt"`
/** What was never signed was told to nobody. */
const TOLD = 'exists (select from warning_notice n where n.warning_id = w.id and n.written_at is not null)'

/** The messages of some warnings, in the order in which they went out. */
export function messagesOf(db: Reader, warnings: readonly Id[]): Promise<Message[]> {
  return db.rows(
    `select ${MESSAGE} from ${FROM} where n.warning_id = any($1::uuid[]) and n.written_at is not null
     order by n.year, n.number, n.id`,
    [warnings],
  )
}

/** The newest messages of some areas, the newest first. */
export function newestMessages(db: Reader, areas: readonly string[], limit: number): Promise<Message[]> {
  return db.rows(
    `select ${MESSAGE} from ${FROM} where n.area = any($1::text[]) and n.written_at is not null
     order by n.asked_at desc, n.id desc limit $2`,
    [areas, limit],
  )
}

/** Which warning a message is of, or the warning itself, by the id of either; null where nothing was made known of it. */
export async function warningBehind(db: Reader, id: Id): Promise<Id | null> {
  const found = await first<{ warning: Id }>(
    db,
    `select warning_id as warning from warning_notice where (id = $1 or warning_id = $1) and written_at is not null limit 1`,
    [id],
  )
  return found?.warning ?? null
}

/** Newest first; continued before an id. */
export function openWarnings(
  db: Reader,
  { areas, alive }: { readonly areas: readonly string[]; readonly alive: boolean },
  before: Id | null,
  limit: number,
): Promise<OpenWarning[]> {
  return db.rows(
    `select ${WARNING} from warning w where w.area = any($1::text[]) and ${TOLD}
       and ($2::boolean is false or w.state not in ('lifted', 'dismissed', 'withdrawn'))
       and ($3::uuid is null or w.id < $3) order by w.id desc limit $4`,
    [areas, alive, before, limit],
  )
}

export function openWarning(db: Reader, id: Id): Promise<OpenWarning | null> {
  return first(db, `select ${WARNING} from warning w where w.id = $1 and ${TOLD}`, [id])
}
