import type { OpenerState } from '../../machines/tables/opener.ts'
import { first, type Reader, type Tx } from '../db/port.ts'
import { newId, type Id } from '../model/id.ts'
import type { Instant } from '../model/time.ts'
import type { Counted, Outcome, Seat } from './decide.ts'

/** A season opener (开季联络测试). */
export interface OpenerRow {
  readonly id: Id
  readonly area: string
  readonly state: OpenerState
  readonly name: string
  readonly startedBy: string
  readonly startedAt: Instant
  readonly answerBy: Instant
}

const OPENER = `id, area, state, name, started_by as "startedBy", created_at as "startedAt", answer_by as "answerBy"`

export async function openerById(db: Reader, id: Id): Promise<OpenerRow | null> {
  return await first<OpenerRow>(db, `select ${OPENER} from opener where id = $1`, [id])
}

/** The same, held against whoever calls it off meanwhile. */
export async function holdOpener(tx: Tx, id: Id): Promise<OpenerRow | null> {
  return await first<OpenerRow>(tx, `select ${OPENER} from opener where id = $1 for share`, [id])
}

/** The newest of some areas, before one. */
export async function listOpeners(
  db: Reader,
  areas: readonly string[],
  before: Id | null,
  limit: number,
): Promise<OpenerRow[]> {
  return await db.rows<OpenerRow>(
    `select ${OPENER} from opener where area = any($1::text[]) and ($2::uuid is null or id < $2)
     order by id desc limit $3`,
    [areas, before, limit],
  )
}

/** One that runs in any of some areas; nobody begins another until the transaction ends. */
export async function runningIn(tx: Tx, areas: readonly string[]): Promise<OpenerRow | null> {
  await tx.rows(`select pg_advisory_xact_lock(hashtext('opener'))`)
  return await first<OpenerRow>(
    tx,
    `select ${OPENER} from opener where state = 'running' and area = any($1::text[]) limit 1`,
    [areas],
  )
}

/** A way to be tried; null for a contact that has none. */
export interface NewTest {
  readonly seat: Seat
  readonly channel: string | null
  /** Of the message. */
  readonly key: string | null
}

/** Notes which contacts a message tries; one that is noted already is left alone. */
export async function insertTests(tx: Tx, opener: Id, tests: readonly NewTest[], now: Instant): Promise<void> {
  await tx.rows(
    `insert into line_test (id, opener_id, area, enterprise_id, contact_id, channel, delivery_id)
     select t.id, $1, t.area, t.enterprise, t.contact, t.channel, d.id
     from unnest($2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::text[], $7::text[])
       as t (id, area, enterprise, contact, channel, key) left join delivery d on d.key = t.key
     on conflict do nothing`,
    [
      opener,
      tests.map(() => newId(now)),
      tests.map(({ seat }) => seat.enterprise.area),
      tests.map(({ seat }) => seat.enterprise.id),
      tests.map(({ seat }) => seat.contact.id),
      tests.map(({ channel }) => channel),
      tests.map(({ key }) => key),
    ],
  )
}

/** Messages of an opener that have not gone out. */
export async function unsentOf(tx: Tx, opener: Id, limit: number): Promise<Id[]> {
  const rows = await tx.rows<{ id: Id }>(
    `select distinct d.id from line_test t join delivery d on d.id = t.delivery_id
     where t.opener_id = $1 and d.state in ('queued', 'retrying') order by d.id limit $2`,
    [opener, limit],
  )
  return rows.map(({ id }) => id)
}

/** The opener that tried a contact last, with the enterprise; null where none has. */
export async function lastTried(
  tx: Tx,
  contact: Id,
): Promise<{ opener: Id; state: OpenerState; openerArea: string; enterprise: Seat['enterprise'] } | null> {
  return await first(
    tx,
    `select o.id as opener, o.state, o.area as "openerArea",
       json_build_object('id', g.enterprise_id, 'area', g.area, 'creditCode', g.credit_code, 'name', g.name) as enterprise
     from line_test t join opener o on o.id = t.opener_id join contact c on c.id = t.contact_id
       join listing g on g.list_id = c.list_id and g.enterprise_id = c.enterprise_id
     where t.contact_id = $1 order by o.id desc limit 1`,
    [contact],
  )
}

/** What was tried of a contact counts no more: it is tried anew. */
export async function setAside(tx: Tx, opener: Id, contact: Id, now: Instant): Promise<void> {
  await tx.rows(
    'update line_test set replaced_at = $3 where opener_id = $1 and contact_id = $2 and replaced_at is null',
    [opener, contact, now],
  )
}

/** Notes that a message was answered, for each contact that it tried; those, once. */
export async function recordAnswer(
  tx: Tx,
  delivery: Id,
  by: string,
  now: Instant,
): Promise<{ opener: Id; area: string; contact: Id }[]> {
  return await tx.rows(
    `update line_test set answered_at = $2, answered_by = $3
     where delivery_id = $1 and answered_at is null and replaced_at is null
     returning opener_id as opener, area, contact_id as contact`,
    [delivery, now, by],
  )
}

/** Whom a message tried, by the message. */
export async function triedBy(
  db: Reader,
  delivery: Id,
): Promise<{ area: string; names: string[]; answered: boolean } | null> {
  return await first(
    db,
    `select o.area, array_agg(distinct g.name order by g.name) as names, bool_and(t.answered_at is not null) as answered
     from line_test t join opener o on o.id = t.opener_id join contact c on c.id = t.contact_id
       join listing g on g.list_id = c.list_id and g.enterprise_id = c.enterprise_id
     where t.delivery_id = $1 and t.replaced_at is null group by o.area`,
    [delivery],
  )
}

/** The newest message that tried a telephone and still counts, by the hash of its number. */
export async function triedAt(db: Reader, channel: string, receiver: string): Promise<Id | null> {
  const row = await first<{ id: Id }>(
    db,
    `select d.id from handed h join delivery d on d.id = h.delivery_id
     where h.receiver = decode($2, 'hex') and d.channel = $1 and d.purpose = 'letter'
       and exists (select from line_test t where t.delivery_id = d.id and t.replaced_at is null)
     order by d.id desc limit 1`,
    [channel, receiver],
  )
  return row?.id ?? null
}

/** The message by its provider's name of it. */
export async function triedAs(db: Reader, channel: string, message: string): Promise<Id | null> {
  const row = await first<{ id: Id }>(
    db,
    `select id from delivery where channel = $1 and provider_message = $2 and purpose = 'letter' limit 1`,
    [channel, message],
  )
  return row?.id ?? null
}

/** What came of one way, as `t` and `d` stand in the query. */
const OUTCOME = `case when t.answered_at is not null then 'answered'
    when d.id is null or d.state in ('givenUp', 'unreported') then 'unreached'
    when d.state = 'delivered' then 'silent' when d.state = 'withdrawn' then 'calledOff' else 'waiting' end`
/** What came of all ways to a contact. */
const BEST = `case when bool_or(outcome = 'answered') then 'answered' when bool_or(outcome = 'waiting') then 'waiting'
    when bool_or(outcome = 'silent') then 'silent' when bool_or(outcome = 'calledOff') then 'calledOff'
    else 'unreached' end`
const WAYS = `ways as (
    select t.area, t.contact_id, t.channel, ${OUTCOME} as outcome, d.last_why as why, t.answered_at, t.answered_by
    from line_test t left join delivery d on d.id = t.delivery_id
    where t.opener_id = $1 and t.area = any($2::text[]) and t.replaced_at is null)`

/** What came of every way in some areas. */
export async function countWays(db: Reader, opener: Id, areas: readonly string[]): Promise<Counted[]> {
  return await db.rows<Counted>(
    `with ${WAYS} select area, channel, outcome, count(*)::int as count from ways where channel is not null
     group by area, channel, outcome order by area, channel, outcome`,
    [opener, areas],
  )
}

/** The same of contacts, by the best of their ways. */
export async function countContacts(db: Reader, opener: Id, areas: readonly string[]): Promise<Counted[]> {
  return await db.rows<Counted>(
    `with ${WAYS}, contacts as (select area, contact_id, ${BEST} as outcome from ways group by area, contact_id)
     select area, null as channel, outcome, count(*)::int as count from contacts group by area, outcome
     order by area, outcome`,
    [opener, areas],
  )
}

/** A contact with what came of its ways. */
export interface TriedContact {
  readonly contact: Id
  readonly person: Id
  readonly enterprise: { readonly id: Id; readonly creditCode: string; readonly name: string; readonly area: string }
  readonly post: string | null
  readonly position: number
  readonly outcome: Outcome
  readonly rank: number
  readonly answeredAt: Instant | null
  readonly ways: readonly {
    readonly channel: string
    readonly outcome: Outcome
    readonly why: string | null
    readonly answeredBy: string | null
  }[]
}

/** Contacts of some areas, those to whom no way leads first, after one. */
export async function triedContacts(
  db: Reader,
  opener: Id,
  { areas, only }: { areas: readonly string[]; only: readonly Outcome[] },
  after: readonly [number, Id] | null,
  limit: number,
): Promise<TriedContact[]> {
  const [rank, id] = after ?? [null, null]
  return await db.rows<TriedContact>(
    `with ${WAYS}, contacts as (
       select contact_id, ${BEST} as outcome, max(answered_at) as answered_at,
         coalesce(json_agg(json_build_object('channel', channel, 'outcome', outcome, 'why', why,
           'answeredBy', answered_by) order by channel) filter (where channel is not null), '[]') as ways
       from ways group by contact_id),
     ranked as (
       select *, array_position(array['unreached', 'silent', 'waiting', 'calledOff', 'answered'], outcome) as rank
       from contacts where outcome = any($3::text[]))
     select r.contact_id as contact, c.person_id as person, c.post, c.position, r.outcome, r.rank,
       r.answered_at as "answeredAt", r.ways,
       json_build_object('id', g.enterprise_id, 'area', g.area, 'creditCode', g.credit_code, 'name', g.name) as enterprise
     from ranked r join contact c on c.id = r.contact_id
       join listing g on g.list_id = c.list_id and g.enterprise_id = c.enterprise_id
     where $4::int is null or (r.rank, r.contact_id) > ($4, $5::uuid)
     order by r.rank, r.contact_id limit $6`,
    [opener, areas, only, rank, id, limit],
  )
}
