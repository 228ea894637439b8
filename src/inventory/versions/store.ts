import { first, type Reader, type Tx } from '../../db/port.ts'
import type { ListingState } from '../../../machines/tables/listing.ts'
import { newId, type Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'
import type { Listing } from '../store.ts'

/** A version with what its machine keeps of it. */
export interface Version {
  readonly id: Id
  readonly area: string
  readonly name: string
  readonly size: number
  /** Hex. */
  readonly sha256: string
  readonly state: ListingState
  readonly preparedAt: Instant
  readonly preparedBy: string
  readonly draftedFrom: Id | null
  readonly proposedBy: string | null
  /** From when on it is proposed to be, or is, in force. */
  readonly from: Instant | null
  readonly objectionsUntil: Instant | null
  readonly openObjections: number
  readonly upheldObjections: number
  readonly releasedAt: Instant | null
}

/** A version that is wholly written. */
export function versionById(db: Reader, id: Id): Promise<Version | null> {
  return first(
    db,
    `select id, area, name, size, encode(sha256, 'hex') as sha256, state, created_at as "preparedAt",
       context->>'preparedBy' as "preparedBy", drafted_from as "draftedFrom", context->>'proposedBy' as "proposedBy",
       (context->>'from')::timestamptz as "from",
       coalesce(objections_until, (context#>>'{deadlines,objections}')::timestamptz) as "objectionsUntil",
       (context->>'open')::int as "openObjections", (context->>'upheld')::int as "upheldObjections",
       released_at as "releasedAt"
     from list where id = $1 and complete_at is not null`,
    [id],
  )
}

/** Until when objections can be made; whoever asks later is told too. */
export async function saveObjectionsUntil(tx: Tx, id: Id, until: Instant): Promise<void> {
  await tx.rows('update list set objections_until = $2 where id = $1', [id, until])
}

/** What the check of a version found, in its order. */
export async function findingsOf(db: Reader, list: Id, from: number, limit: number): Promise<{ code: string }[]> {
  const rows = await db.rows<{ finding: { code: string } }>(
    `select f.finding from list l, jsonb_array_elements(l.findings) with ordinality as f (finding, n)
     where l.id = $1 and f.n > $2 order by f.n limit $3`,
    [list, from, limit],
  )
  return rows.map(({ finding }) => finding)
}

/** The versions of an area that are in force, the newest first: more than one only until the older ones are ended. */
export async function inForceNow(tx: Tx, area: string): Promise<Id[]> {
  const rows = await tx.rows<{ id: Id }>(
    `select id from list where area = $1 and state = 'inForce' order by released_at desc, id desc for update`,
    [area],
  )
  return rows.map(({ id }) => id)
}

/** Whether a version is in force; it stays so until the transaction ends. */
export async function holdInForce(tx: Tx, list: Id): Promise<boolean> {
  return (await first(tx, `select 1 as found from list where id = $1 and state = 'inForce' for share`, [list])) !== null
}

/** How many contacts each enterprise of a version has. */
export async function contactCounts(db: Reader, list: Id): Promise<Map<Id, number>> {
  const rows = await db.rows<{ enterprise: Id; contacts: number }>(
    'select enterprise_id as enterprise, count(*) as contacts from contact where list_id = $1 group by enterprise_id',
    [list],
  )
  return new Map(rows.map(({ enterprise, contacts }) => [enterprise, contacts]))
}

/** The enterprise with a code, on a version. */
export function listedByCode(
  db: Reader,
  list: Id,
  creditCode: string,
): Promise<{ enterprise: Id; area: string } | null> {
  return first(db, 'select enterprise_id as enterprise, area from listing where list_id = $1 and credit_code = $2', [
    list,
    creditCode,
  ])
}

/** One enterprise on a version of the list. */
export function listedOn(db: Reader, list: Id, enterprise: Id): Promise<Listing | null> {
  return first(
    db,
    'select enterprise_id as enterprise, area, position, entry from listing where list_id = $1 and enterprise_id = $2',
    [list, enterprise],
  )
}

/** Some enterprises as a list version has them. */
export function listedAmong(db: Reader, list: Id, enterprises: readonly Id[]): Promise<Listing[]> {
  return db.rows(
    `select enterprise_id as enterprise, area, position, entry from listing
     where list_id = $1 and enterprise_id = any($2::uuid[]) order by enterprise_id`,
    [list, enterprises],
  )
}

/** An objection (异议): who made it is a person by reference. */
export interface Objection {
  readonly id: Id
  readonly subject: Id
  readonly area: string
  readonly enterprise: Id | null
  readonly person: Id
  readonly text: string
  readonly raisedBy: string
  readonly raisedAt: Instant
  readonly answer: string | null
  readonly upheld: boolean | null
  readonly answeredBy: string | null
  readonly answeredAt: Instant | null
}

const OBJECTION = `id, subject, area, enterprise_id as enterprise, person_id as person, text, raised_by as "raisedBy",
  raised_at as "raisedAt", answer, upheld, answered_by as "answeredBy", answered_at as "answeredAt"`

export async function addObjection(
  tx: Tx,
  objection: Pick<Objection, 'subject' | 'area' | 'enterprise' | 'person' | 'text' | 'raisedBy'>,
  now: Instant,
): Promise<Id> {
  const id = newId(now)
  await tx.rows(
    `insert into objection (id, area, subject, enterprise_id, person_id, text, raised_by, raised_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      id,
      objection.area,
      objection.subject,
      objection.enterprise,
      objection.person,
      objection.text,
      objection.raisedBy,
      now,
    ],
  )
  return id
}

/** Answers an objection; false if there is none that waits under this id. */
export async function answerObjection(
  tx: Tx,
  { id, subject, ...said }: { id: Id; subject: Id; answer: string; upheld: boolean; by: string },
  now: Instant,
): Promise<boolean> {
  const answered = await tx.rows(
    `update objection set answer = $3, upheld = $4, answered_by = $5, answered_at = $6
     where id = $1 and subject = $2 and answered_at is null returning id`,
    [id, subject, said.answer, said.upheld, said.by, now],
  )
  return answered.length === 1
}

export function objectionById(db: Reader, subject: Id, id: Id): Promise<Objection | null> {
  return first(db, `select ${OBJECTION} from objection where subject = $1 and id = $2`, [subject, id])
}

export function objectionsTo(db: Reader, subject: Id, after: Id | null, limit: number): Promise<Objection[]> {
  return db.rows(
    `select ${OBJECTION} from objection where subject = $1 and ($2::uuid is null or id > $2) order by id limit $3`,
    [subject, after, limit],
  )
}

/** How many enterprises one version names that another does not. */
export async function missingFrom(db: Reader, list: Id, before: Id): Promise<number> {
  const [found] = await db.rows<{ count: number }>(
    `select count(*)::int as count from listing g where g.list_id = $2
       and not exists (select 1 from listing o where o.list_id = $1 and o.enterprise_id = g.enterprise_id)`,
    [list, before],
  )
  return found?.count ?? 0
}

/** How many versions of an area have a name, or the same with a number after it. */
export async function versionsNamed(
  tx: Tx,
  { area, name }: { readonly area: string; readonly name: string },
): Promise<number> {
  const [found] = await tx.rows<{ count: number }>(
    `select count(*)::int as count from list where area = $1 and (name = $2 or starts_with(name, $2 || '（'))`,
    [area, name],
  )
  return found?.count ?? 0
}
