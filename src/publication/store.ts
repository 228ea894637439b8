import type { PublicationState } from '../../machines/tables/publication.ts'
import { begin } from '../db/step.ts'
import type { Doing } from '../db/journal.ts'
import { first, type Reader, type Tx } from '../db/port.ts'
import { newId, type Id } from '../model/id.ts'
import type { Instant } from '../model/time.ts'
import type { Content, Kind, ProblemCounts } from './decide.ts'

/** Results that are made public (结果公布). */
export interface Publication {
  readonly id: Id
  readonly area: string
  readonly state: PublicationState
  readonly name: string
  readonly kind: Kind
  readonly about: string
  /** The one in force that this puts right. */
  readonly corrects: Id | null
  readonly reason: string | null
  /** The one that has taken its place. */
  readonly correctedBy: Id | null
  readonly content: Content
  readonly sha256: string
  readonly preparedBy: string
  readonly preparedAt: Instant
  readonly objectionsUntil: Instant | null
  readonly open: number
  readonly upheld: number
  /** Objections that were made to it. */
  readonly objections: number
  readonly releasedBy: string | null
  readonly releasedAt: Instant | null
}

const PUBLICATION = `p.id, p.area, p.state, p.name, p.kind, p.about, p.corrects, p.reason, p.content, p.sha256,
  (select c.id from publication c where c.corrects = p.id and c.state in ('inForce', 'replaced')) as "correctedBy",
  p.prepared_by as "preparedBy", p.created_at as "preparedAt", p.objections_until as "objectionsUntil",
  (p.context->>'open')::int as open, (p.context->>'upheld')::int as upheld,
  (select count(*)::int from objection o where o.subject = p.id) as objections,
  p.released_by as "releasedBy", p.released_at as "releasedAt"`
/** What the public sees: what is shown for objection, and everything that has ever been in force. */
const OPEN = `('shown', 'disputed', 'settled', 'inForce', 'replaced')`

export function publicationById(db: Reader, id: Id): Promise<Publication | null> {
  return first<Publication>(db, `select ${PUBLICATION} from publication p where p.id = $1`, [id])
}

/** The same, held until the transaction ends. */
export function holdPublication(tx: Tx, id: Id): Promise<Publication | null> {
  return first<Publication>(tx, `select ${PUBLICATION} from publication p where p.id = $1 for update of p`, [id])
}

export interface PublicationFilter {
  readonly areas: readonly string[]
  readonly kind: Kind | null
  /** Only what the public sees. */
  readonly open: boolean
}

/** Newest first, continued before an id. */
export function publicationsIn(
  db: Reader,
  { areas, kind, open }: PublicationFilter,
  before: Id | null,
  limit: number,
): Promise<Publication[]> {
  return db.rows(
    `select ${PUBLICATION} from publication p
     where p.area = any($1::text[]) and ($2::text is null or p.kind = $2)
       and ($3::boolean is false or p.state in ${OPEN}) and ($4::uuid is null or p.id < $4)
     order by p.id desc limit $5`,
    [areas, kind, open, before, limit],
  )
}

/** One that the public may see; null of one that was never shown, or was taken back. */
export function openPublication(db: Reader, id: Id): Promise<Publication | null> {
  return first<Publication>(db, `select ${PUBLICATION} from publication p where p.id = $1 and p.state in ${OPEN}`, [id])
}

export async function beginPublication(
  tx: Tx,
  of: {
    readonly area: string
    readonly about: string
    readonly content: Content
    readonly sha256: string
    readonly correction: { readonly corrects: Id; readonly reason: string } | null
  },
  doing: Doing,
): Promise<Id> {
  const id = newId(doing.now)
  const columns = {
    name: of.content.title.zh,
    kind: of.content.kind,
    about: of.about,
    corrects: of.correction?.corrects ?? null,
    reason: of.correction?.reason ?? null,
    content: JSON.stringify(of.content),
    sha256: of.sha256,
    prepared_by: doing.by,
  }
  await begin(tx, 'publication', { id, area: of.area, columns, input: { preparedBy: doing.by } }, doing)
  return id
}

export async function keepObjectionsUntil(tx: Tx, id: Id, until: Instant): Promise<void> {
  await tx.rows('update publication set objections_until = $2 where id = $1', [id, until])
}

export async function markReleased(tx: Tx, id: Id, { now, by }: Doing): Promise<void> {
  await tx.rows('update publication set released_at = $2, released_by = $3 where id = $1', [id, now, by])
}

/** Whether one is on its way, or in force, of the same matter. */
export function sameMatter(
  db: Reader,
  { area, kind, about }: Pick<Publication, 'area' | 'kind' | 'about'>,
): Promise<{ id: Id; name: string; state: PublicationState } | null> {
  return first(
    db,
    `select id, name, state from publication where area = $1 and kind = $2 and about = $3
       and state not in ('replaced', 'withdrawn') order by state = 'inForce' limit 1`,
    [area, kind, about],
  )
}

/** What was listed and closed between two instants, and is open at the second, by county. */
export function problemCounts(
  db: Reader,
  areas: readonly string[],
  { from, until }: { readonly from: Instant; readonly until: Instant },
): Promise<ProblemCounts[]> {
  return db.rows(
    `select area, count(*) filter (where created_at >= $2)::int as listed,
       count(*) filter (where closed_at >= $2 and closed_at < $3)::int as closed,
       count(*) filter (where closed_at is null or closed_at >= $3)::int as open,
       count(*) filter (where (closed_at is null or closed_at >= $3) and fix_by <= $3)::int as overdue
     from problem where area = any($1::text[]) and created_at < $3::timestamptz and state <> 'struck'
       and (closed_at is null or closed_at >= $2::timestamptz)
     group by area order by area`,
    [areas, from, until],
  )
}
