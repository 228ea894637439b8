import type { ListingState } from '../../machines/tables/listing.ts'
import { first, type Db, type Reader, type Tx } from '../db/port.ts'
import { begun, initial } from '../db/step.ts'
import type { Doing } from '../db/journal.ts'
import type { Area } from '../model/area.ts'
import { LISTED_LEVELS, type Entry } from '../model/enterprise.ts'
import { newId, type Id } from '../model/id.ts'
import type { Instant } from '../model/time.ts'
import { EMITTED, type Milligrams } from '../model/tonnes.ts'
import { promisedBy } from './proof.ts'

/** One version of a list (清单版本). */
export interface ListVersion {
  readonly id: Id
  /** The city's code. */
  readonly area: string
  readonly name: string
  readonly size: number
  /** A state of `machines/listing.ts`. */
  readonly state: ListingState
  readonly preparedAt: Instant
  /** From when on it is in force; null while nobody has confirmed that. */
  readonly releasedAt: Instant | null
}

/** One enterprise on one version. */
export interface Listing {
  readonly enterprise: Id
  readonly area: string
  readonly position: number
  readonly entry: Entry
}

/** A way to reach an enterprise: the person by reference. */
export interface Contact {
  readonly id: Id
  readonly enterprise: Id
  readonly person: Id
  readonly post: string | null
  readonly position: number
  readonly sms: boolean
  /** Where orders are posted. */
  readonly url: string | null
  /** The same for the same telephone number at another enterprise. */
  readonly phoneMark: string | null
  /** In which messages come; the Chinese text binds whichever it is. */
  readonly language: 'zh' | 'en'
}

/** A row to be listed, its people already stored. */
export interface NewListing {
  readonly entry: Entry
  readonly position: number
  readonly contacts: readonly Omit<Contact, 'id' | 'enterprise' | 'language'>[]
}

const VERSION = `id, area, name, size, state, created_at as "preparedAt", released_at as "releasedAt"`

/** The version of a city's list that is in force at an instant: released, and its hour has come. Null before the first. */
export function listInForce(db: Reader, area: string, at: Instant): Promise<ListVersion | null> {
  return first(
    db,
    `select ${VERSION} from list where area = $1 and released_at <= $2 order by released_at desc, id desc limit 1`,
    [area, at],
  )
}

/** A version that is wholly written, whatever has become of it. */
export function listById(db: Reader, id: Id): Promise<ListVersion | null> {
  return first(db, `select ${VERSION} from list where id = $1 and complete_at is not null`, [id])
}

/** Versions of some areas that are wholly written, newest first, from the one after `before` on. */
export function lists(db: Reader, areas: readonly string[], before: Id | null, limit: number): Promise<ListVersion[]> {
  return db.rows(
    `select ${VERSION} from list where area = any($1::text[]) and complete_at is not null and ($2::uuid is null or id < $2)
     order by id desc limit $3`,
    [areas, before, limit],
  )
}

/** The enterprises of a version in the order of their ids, for planning chunk by chunk. */
export function listingRows(db: Reader, list: Id, after: Id | null, limit: number): Promise<Listing[]> {
  return db.rows(
    `select enterprise_id as enterprise, area, position, entry from listing
     where list_id = $1 and ($2::uuid is null or enterprise_id > $2) order by enterprise_id limit $3`,
    [list, after, limit],
  )
}

/** Contacts by enterprise, first to be told first, as the newest list names them; of city and province one that names any. */
export async function contactsOf(db: Reader, enterprises: readonly Id[]): Promise<Map<Id, Contact[]>> {
  const rows = await db.rows<Contact>(
    `with newest as (
       select distinct on (e.enterprise_id) e.enterprise_id, e.list_id from (
         select distinct on (g.enterprise_id, l.area) g.enterprise_id, g.list_id, l.released_at from listing g
           join list l on l.id = g.list_id where g.enterprise_id = any($1::uuid[]) and l.state in ('inForce', 'replaced')
         order by g.enterprise_id, l.area, l.released_at desc, l.id desc) e
       where exists (select from contact c where c.enterprise_id = e.enterprise_id and c.list_id = e.list_id)
       order by e.enterprise_id, e.released_at desc, e.list_id desc)
     select c.id, c.enterprise_id as enterprise, c.person_id as person, c.post, c.position, c.sms, c.url,
       c.phone_mark as "phoneMark", c.language
     from contact c join newest n on n.enterprise_id = c.enterprise_id and n.list_id = c.list_id
     order by c.enterprise_id, c.position, c.id`,
    [enterprises],
  )
  return Map.groupBy(rows, ({ enterprise }) => enterprise)
}

/** What is known of a version before its first row. */
export interface NewList {
  readonly area: string
  readonly name: string
  readonly size: number
  readonly sha256: Uint8Array
  /** The version whose people it shares; null where it brings its own. */
  readonly draftedFrom: Id | null
}

/** A version to be filled; nobody sees it until it is complete. */
export async function openList(tx: Tx, list: NewList, { now, by }: Doing): Promise<Id> {
  const id = newId(now)
  const { state, context, version } = initial('listing', { preparedBy: by })
  await tx.rows(
    `insert into list (id, area, name, sha256, size, drafted_from, state, context, machine_version, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9, $10, $10)`,
    [id, list.area, list.name, list.sha256, list.size, list.draftedFrom, state, context, version, now],
  )
  return id
}

/** Adds enterprises with their contacts to a version that is not complete yet. */
export async function addListings(tx: Tx, list: Id, rows: readonly NewListing[], now: Instant): Promise<void> {
  const codes = rows.map(({ entry }) => entry.creditCode)
  const counties = rows.map(({ entry }) => entry.county)
  await tx.rows(
    `insert into enterprise (id, credit_code, area, created_at)
     select id, code, area, $4 from unnest($1::uuid[], $2::text[], $3::text[]) as e (id, code, area)
     where not exists (select 1 from enterprise x where x.credit_code = e.code) on conflict (credit_code) do nothing`,
    [rows.map(() => newId(now)), codes, counties, now],
  )
  const known = await tx.rows<{ id: Id; code: string }>(
    'select id, credit_code as code from enterprise where credit_code = any($1::text[])',
    [codes],
  )
  const ids = new Map(known.map(({ id, code }) => [code, id]))
  // Columns beside the entry come from here: taking them out of the JSON again cost half of the whole import.
  await tx.rows(
    `insert into listing (list_id, enterprise_id, area, position, credit_code, name, class, grade, industry,
       so2_mg, nox_mg, pm_mg, vocs_mg, saved_mg, entry)
     select $1::uuid, id, area, position, code, name, class, grade, industry, so2, nox, pm, vocs, saved::bigint[], entry
     from unnest($2::uuid[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
         $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::text[]) with ordinality
       as u (id, area, position, code, name, class, grade, industry, so2, nox, pm, vocs, saved, n)
       join json_array_elements($15::json) with ordinality as e (entry, n) using (n)`,
    [
      list,
      codes.map((code) => ids.get(code)),
      counties,
      rows.map(({ position }) => position),
      codes,
      rows.map(({ entry }) => entry.name),
      rows.map(({ entry }) => entry.class),
      rows.map(({ entry }) => entry.grade),
      rows.map(({ entry }) => entry.industry),
      ...EMITTED.map((pollutant) => rows.map(({ entry }) => entry.daily[pollutant])),
      rows.map(({ entry }) => `{${savedMasses(entry).join()}}`),
      JSON.stringify(rows.map(({ entry }) => entry)),
    ],
  )
  const contacts = rows.flatMap(({ entry, contacts }) =>
    contacts.map((contact) => ({ ...contact, area: entry.county, enterprise: ids.get(entry.creditCode) })),
  )
  await tx.rows(
    `insert into contact (id, enterprise_id, area, list_id, person_id, post, position, sms, url, phone_mark, language)
     select id, enterprise, area, $1::uuid, person, post, position, sms, url, mark,
       -- Whoever keeps the telephone keeps the language.
       coalesce((select o.language from contact o where o.enterprise_id = enterprise and o.phone_mark = mark
         order by o.id desc limit 1), 'zh')
     from unnest($2::uuid[], $3::uuid[], $4::text[], $5::uuid[], $6::text[], $7::int[], $8::boolean[], $9::text[],
         $10::text[])
       as c (id, enterprise, area, person, post, position, sms, url, mark)`,
    [
      list,
      contacts.map(() => newId(now)),
      contacts.map(({ enterprise }) => enterprise),
      contacts.map(({ area }) => area),
      contacts.map(({ person }) => person),
      contacts.map(({ post }) => post),
      contacts.map(({ position }) => position),
      contacts.map(({ sms }) => sms),
      contacts.map(({ url }) => url),
      contacts.map(({ phoneMark }) => phoneMark),
    ],
  )
}

function savedMasses(entry: Entry): Milligrams[] {
  const saved = promisedBy(entry)
  return LISTED_LEVELS.flatMap((level) => EMITTED.map((pollutant) => saved[level][pollutant]))
}

/**
 * Ends the writing of a version: from now on it is a draft that officers see. False if it is not complete, or gone
 * because another import of the area took over.
 */
export async function completeList(
  tx: Tx,
  { id, area, findings }: { id: Id; area: string; findings: readonly unknown[] },
  doing: Doing,
): Promise<boolean> {
  const completed = await tx.rows(
    `update list set complete_at = $2, findings = $3::jsonb where id = $1 and complete_at is null
       and size = (select count(*) from listing where list_id = $1) returning id`,
    [id, doing.now, JSON.stringify(findings)],
  )
  if (completed.length === 0) return false
  await begun(tx, 'listing', [{ id, area }], { preparedBy: doing.by }, doing)
  return true
}

/** Says from when on a version is in force, in the transaction that decides it; null takes it back. */
export async function releaseList(tx: Tx, list: Id, from: Instant | null): Promise<void> {
  await tx.rows('update list set released_at = $2 where id = $1', [list, from])
}

/** Clears away what an interrupted import of an area left, and forgets the people whom it alone named. */
export async function dropIncomplete(db: Db, area: string, atMost: number): Promise<void> {
  const left = await db.rows<{ id: Id; own: boolean }>(
    'select id, drafted_from is null as own from list where area = $1 and complete_at is null',
    [area],
  )
  for (const { id, own } of left) {
    for (;;) {
      const gone = await db.transaction((tx) => dropSome(tx, id, own, atMost))
      if (gone === 0) break
    }
    await db.rows('delete from list where id = $1 and complete_at is null', [id])
  }
}

/** Deletes some contacts with their people, then some listings; returns how many rows went. */
async function dropSome(tx: Tx, list: Id, own: boolean, atMost: number): Promise<number> {
  const people = await tx.rows<{ person: Id }>(
    `delete from contact where id in (select id from contact where list_id = $1 limit $2) returning person_id as person`,
    [list, Math.floor(atMost / 3)],
  )
  if (people.length > 0) {
    if (own)
      await tx.rows('delete from person_key where person_id = any($1::uuid[])', [people.map(({ person }) => person)])
    return people.length
  }
  const gone = await tx.rows(
    `delete from listing where list_id = $1
       and enterprise_id in (select enterprise_id from listing where list_id = $1 limit $2) returning enterprise_id`,
    [list, atMost],
  )
  return gone.length
}

/** Adds areas to the tree, parents first; one that is there keeps its place and takes the new name. */
export async function saveAreas(tx: Tx, areas: readonly Area[]): Promise<void> {
  await tx.rows(
    `insert into area (code, name, kind, parent)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as a (code, name, kind, parent)
     on conflict (code) do update set name = excluded.name`,
    (['code', 'name', 'kind', 'parent'] as const).map((column) => areas.map((area) => area[column])),
  )
}

export function loadAreas(db: Reader): Promise<Area[]> {
  return db.rows('select code, name, kind, parent from area order by code')
}
