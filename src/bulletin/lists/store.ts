import type { GradingState } from '../../../machines/tables/grading.ts'
import type { ListingState } from '../../../machines/tables/listing.ts'
import { first, type Reader } from '../../db/port.ts'
import type { Entry, Grade } from '../../model/enterprise.ts'
import type { Id } from '../../model/id.ts'
import type { Day, Instant } from '../../model/time.ts'

/** A version of a list as anybody may know it (公示、公布的清单). */
export interface OpenList {
  readonly id: Id
  readonly area: string
  readonly name: string
  readonly size: number
  readonly state: ListingState
  readonly objectionsUntil: Instant | null
  readonly from: Instant | null
}

/** One enterprise on it. */
export interface OpenListing {
  readonly position: number
  readonly entry: Entry
}

/** A grade that is shown for objection, or granted (公示、公布的绩效等级). */
export interface OpenGrade {
  readonly id: Id
  readonly area: string
  readonly name: string
  readonly creditCode: string
  readonly industry: string
  readonly grade: Grade
  readonly state: GradingState
  readonly objectionsUntil: Instant | null
  readonly validUntil: Day | null
}

/** From the publication for objection on; a version that was withdrawn is nobody's any more. */
const OPEN_LIST = `state in ('published', 'disputed', 'settled', 'releaseProposed', 'scheduled', 'inForce', 'replaced')
  and complete_at is not null`
const LIST = `id, area, name, size, state, (context->>'from')::timestamptz as "from",
  coalesce(objections_until, (context#>>'{deadlines,objections}')::timestamptz) as "objectionsUntil"`

/** Newest first. */
export function openLists(db: Reader, areas: readonly string[], before: Id | null, limit: number): Promise<OpenList[]> {
  return db.rows(
    `select ${LIST} from list where area = any($1::text[]) and ${OPEN_LIST} and ($2::uuid is null or id < $2)
     order by id desc limit $3`,
    [areas, before, limit],
  )
}

export function openList(db: Reader, id: Id): Promise<OpenList | null> {
  return first(db, `select ${LIST} from list where id = $1 and ${OPEN_LIST}`, [id])
}

/** In the order of the workbook, continued after a position. */
export function openListings(db: Reader, list: Id, after: number, limit: number): Promise<OpenListing[]> {
  return db.rows(
    'select position, entry from listing where list_id = $1 and position > $2 order by position limit $3',
    [list, after, limit],
  )
}

/** Newest first: what is shown for objection, and what is held now. */
export function openGrades(
  db: Reader,
  areas: readonly string[],
  before: Id | null,
  limit: number,
): Promise<OpenGrade[]> {
  return db.rows(
    `select g.id, g.area, g.name, e.credit_code as "creditCode", g.industry, g.context->>'grade' as grade, g.state,
       coalesce(g.objections_until, (g.context#>>'{deadlines,objections}')::timestamptz) as "objectionsUntil",
       g.valid_until as "validUntil"
     from grading g join enterprise e on e.id = g.enterprise_id
     where g.area = any($1::text[]) and g.state in ('published', 'disputed', 'granted')
       and ($2::uuid is null or g.id < $2) order by g.id desc limit $3`,
    [areas, before, limit],
  )
}
