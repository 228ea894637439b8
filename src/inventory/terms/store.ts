import type { TermInput } from '../../../machines/term.ts'
import { journal, type Doing } from '../../db/journal.ts'
import type { Reader, Tx } from '../../db/port.ts'
import { begun, initial } from '../../db/step.ts'
import { newId, type Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'
import type { TermDate } from './decide.ts'

/** A date to be watched: whose, and set by which list or grading. */
export interface NewTerm extends TermDate {
  readonly enterprise: Id
  /** The enterprise's. */
  readonly name: string
  readonly area: string
  readonly source: Id
  readonly input: TermInput
}

/** Begins terms, those that are watched already left out; all that begin alike in one statement. */
export async function beginTerms(tx: Tx, terms: readonly NewTerm[], doing: Doing): Promise<void> {
  for (const alike of Map.groupBy(terms, ({ input }) => `${input.announceAt} ${input.at}`).values()) {
    const [example] = alike
    if (example === undefined) continue
    const { state, context, version, due } = initial('term', example.input)
    const rows = await tx.rows<{ id: Id; area: string }>(
      `insert into term (id, area, state, context, machine_version, due_at, created_at, updated_at, name, enterprise_id,
         source_id, kind, line, day)
       select id, area, $1, $2::jsonb, $3, $4::timestamptz, $5::timestamptz, $5::timestamptz, name, enterprise, source,
         kind, line, day
       from unnest($6::uuid[], $7::text[], $8::text[], $9::uuid[], $10::uuid[], $11::text[], $12::text[], $13::date[])
         as t (id, area, name, enterprise, source, kind, line, day)
       on conflict do nothing returning id, area`,
      [
        state,
        context,
        version,
        due,
        doing.now,
        alike.map(() => newId(doing.now)),
        alike.map(({ area }) => area),
        alike.map(({ name }) => name),
        alike.map(({ enterprise }) => enterprise),
        alike.map(({ source }) => source),
        alike.map(({ kind }) => kind),
        alike.map(({ line }) => line),
        alike.map(({ day }) => day),
      ],
    )
    await begun(tx, 'term', rows, example.input, doing)
  }
}

/** Living terms that lists of an area have set which are in force no more. */
export async function outdatedTerms(db: Reader, area: string, limit: number): Promise<Id[]> {
  const rows = await db.rows<{ id: Id }>(
    `select t.id from term t join list l on l.id = t.source_id
     where l.area = $1 and l.state <> 'inForce' and t.state in ('running', 'announced') order by t.id limit $2`,
    [area, limit],
  )
  return rows.map(({ id }) => id)
}

/** Living terms that one list or grading has set. */
export async function termsOf(db: Reader, source: Id, limit: number): Promise<Id[]> {
  const rows = await db.rows<{ id: Id }>(
    `select id from term where source_id = $1 and state in ('running', 'announced') order by id limit $2`,
    [source, limit],
  )
  return rows.map(({ id }) => id)
}

/** A term with what a notice of it says. */
export interface ToldTerm extends TermDate {
  readonly id: Id
  readonly enterprise: Id
  readonly area: string
  /** The enterprise's. */
  readonly name: string
}

export function termsById(db: Reader, ids: readonly Id[]): Promise<ToldTerm[]> {
  return db.rows(
    `select id, enterprise_id as enterprise, area, kind, line, day, name from term
     where id = any($1::uuid[]) order by id`,
    [ids],
  )
}

/** What an enterprise and its officers are told (通知). Whoever sends notices over channels finds them here. */
export interface Notice {
  readonly id: Id
  readonly area: string
  readonly enterprise: Id
  readonly kind: string
  readonly body: { readonly say: { readonly zh: string; readonly en: string } }
  readonly at: Instant
}

export interface NewNotice extends Omit<Notice, 'id' | 'at'> {
  /** What it is about, in one word: nobody is told the same twice. */
  readonly about: string
}

/** Writes notices, those left out that were written before, and one line in the journal for each area. */
export async function giveNotices(tx: Tx, notices: readonly NewNotice[], doing: Doing): Promise<void> {
  const rows = await tx.rows<{ id: Id; area: string }>(
    `insert into notice (id, area, enterprise_id, kind, about, body, created_at)
     select id, area, enterprise, kind, about, body::jsonb, $7::timestamptz
     from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[])
       as n (id, area, enterprise, kind, about, body)
     on conflict do nothing returning id, area`,
    [
      notices.map(() => newId(doing.now)),
      notices.map(({ area }) => area),
      notices.map(({ enterprise }) => enterprise),
      notices.map(({ kind }) => kind),
      notices.map(({ about }) => about),
      notices.map(({ body }) => JSON.stringify(body)),
      doing.now,
    ],
  )
  const entries = [...Map.groupBy(rows, ({ area }) => area)].map(([area, given]) => {
    const members = given.map(({ id }) => id)
    return {
      area,
      kind: 'notice',
      subject: members[0] ?? '',
      members,
      event: 'NOTICES_GIVEN',
      body: { count: members.length },
    }
  })
  await journal(tx, entries, doing)
}

const NOTICE = 'id, area, enterprise_id as enterprise, kind, body, created_at as at'

/** Notices inside some areas, newest first. */
export function noticesIn(db: Reader, areas: readonly string[], before: Id | null, limit: number): Promise<Notice[]> {
  return db.rows(
    `select ${NOTICE} from notice where area = any($1::text[]) and ($2::uuid is null or id < $2) order by id desc limit $3`,
    [areas, before, limit],
  )
}

export function noticesTo(db: Reader, enterprise: Id, before: Id | null, limit: number): Promise<Notice[]> {
  return db.rows(
    `select ${NOTICE} from notice where enterprise_id = $1 and ($2::uuid is null or id < $2) order by id desc limit $3`,
    [enterprise, before, limit],
  )
}
