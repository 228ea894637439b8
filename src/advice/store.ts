import { first, type Reader, type Tx } from '../db/port.ts'
import type { Entry } from '../model/enterprise.ts'
import type { Id } from '../model/id.ts'
import type { WarningLevel } from '../model/level.ts'
import type { Day, Instant } from '../model/time.ts'
import type { Words } from '../plan/order.ts'
import type { AdviceKind, Purpose, Standing } from './decide.ts'

/** By which rule something is advised. */
export interface Ground {
  readonly rule: string
  readonly document: string | null
  readonly clause: string | null
  readonly borrowedFrom: string | null
  /** This engine's own reading of how often and how long. */
  readonly design: boolean
}

/** What enterprises of an area are advised (提示). */
export interface Advice {
  readonly id: Id
  readonly area: string
  readonly kind: AdviceKind
  readonly from: Day
  readonly until: Day
  readonly ground: Ground
  readonly toldAt: Instant
  readonly withdrawnAt: Instant | null
}

const ADVICE = `id, area, kind, from_day::text as "from", until_day::text as until, ground, told_at as "toldAt",
  withdrawn_at as "withdrawnAt"`

/** One look at an area at a time: two would each find that nothing is told yet. */
export async function lockAdvice(tx: Tx, area: string): Promise<void> {
  await tx.rows('select pg_advisory_xact_lock(hashtext($1))', [`advice ${area}`])
}

/** Keeps an advice; one that is there already stays as it was told. */
export async function keepAdvice(tx: Tx, made: Omit<Advice, 'withdrawnAt'>): Promise<void> {
  const { id, area, kind, from, until, ground, toldAt } = made
  await tx.rows(
    `insert into advice (id, area, kind, from_day, until_day, ground, told_at)
     values ($1, $2, $3, $4::date, $5::date, $6::jsonb, $7) on conflict do nothing`,
    [id, area, kind, from, until, JSON.stringify(ground), toldAt],
  )
}

export function adviceById(db: Reader, id: Id): Promise<Advice | null> {
  return first(db, `select ${ADVICE} from advice where id = $1`, [id])
}

/** Of some areas, newest first. */
export function listAdvice(db: Reader, areas: readonly string[], before: Id | null, limit: number): Promise<Advice[]> {
  return db.rows(
    `select ${ADVICE} from advice where area = any($1::text[]) and ($2::uuid is null or id < $2) order by id desc limit $3`,
    [areas, before, limit],
  )
}

/** The one to adjust plans that holds in an area on a day. */
export function standingIn(db: Reader, area: string, today: Day): Promise<Standing | null> {
  return first(
    db,
    `select id, until_day::text as until, told_at as "toldAt" from advice
     where area = $1 and kind = 'preAdjustment' and withdrawn_at is null and until_day >= $2::date
     order by id desc limit 1`,
    [area, today],
  )
}

export async function moveAdvice(tx: Tx, id: Id, until: Day): Promise<void> {
  await tx.rows('update advice set until_day = $2::date where id = $1', [id, until])
}

export async function withdrawAdvice(tx: Tx, id: Id, now: Instant): Promise<void> {
  await tx.rows('update advice set withdrawn_at = coalesce(withdrawn_at, $2::timestamptz) where id = $1', [id, now])
}

/** Warnings of an area that were signed at some levels: how many have begun since, and whether one still lives. */
export async function warnedAt(
  db: Reader,
  area: string,
  levels: readonly WarningLevel[],
  { since, now }: { since: Instant; now: Instant },
): Promise<{ earlier: number; warned: boolean }> {
  const found = await first<{ earlier: number; warned: boolean }>(
    db,
    `with strict as (
       select w.id, w.state not in ('lifted', 'withdrawn', 'dismissed') as lives, w.state = 'withdrawn' as never,
         min((s.change->>'startsAt')::timestamptz) as starts
       from warning w join signature s on s.warning_id = w.id and s.decision = 'sign'
       where w.area = $1 and s.change->>'kind' in ('issue', 'raise') and s.change->>'level' = any($2::text[])
       group by w.id)
     select count(*) filter (where not never and starts between $3 and $4)::int as earlier,
       coalesce(bool_or(lives), false) as warned from strict`,
    [area, levels, since, now],
  )
  return found ?? { earlier: 0, warned: false }
}

/** An enterprise that may be told. */
export interface Addressee {
  readonly id: Id
  readonly area: string
  readonly entry: Pick<Entry, 'creditCode' | 'name' | 'class' | 'lines'>
}

/** Enterprises of a list version in the order of their ids, or only those who were told of an advice. */
export function addressees(
  db: Reader,
  { list, told }: { list: Id; told: Id | null },
  after: Id | null,
  limit: number,
): Promise<Addressee[]> {
  return db.rows(
    `select enterprise_id as id, area, entry from listing g where list_id = $1 and ($2::uuid is null or enterprise_id > $2)
       and ($4::uuid is null or exists (select from advice_message m
         where m.advice_id = $4 and m.enterprise_id = g.enterprise_id and m.purpose = 'told'))
     order by enterprise_id limit $3`,
    [list, after, limit, told],
  )
}

/** Who of some was told of an advice, and by which message where there was one; unsent ones are still to be taken back. */
export async function unsentOf(tx: Tx, advice: Id, limit: number): Promise<Id[]> {
  const rows = await tx.rows<{ id: Id }>(
    `select d.id from advice_message m join delivery d on d.id = m.delivery_id
     where m.advice_id = $1 and m.purpose <> 'withdrawn' and d.state in ('queued', 'retrying') order by d.id limit $2`,
    [advice, limit],
  )
  return rows.map(({ id }) => id)
}

/** Notes whom a letter was written to; `key` of the letter, null where no way leads there. */
export async function recordTold(
  tx: Tx,
  { advice, purpose, round }: { advice: Id; purpose: Purpose; round: number },
  told: readonly { readonly id: Id; readonly area: string; readonly name: string; readonly key: string | null }[],
): Promise<void> {
  await tx.rows(
    `insert into advice_message (advice_id, enterprise_id, name, area, purpose, round, delivery_id)
     select $1, t.enterprise, t.name, t.area, $2, $3, d.id
     from unnest($4::uuid[], $5::text[], $6::text[], $7::text[]) as t (enterprise, area, key, name) left join delivery d on d.key = t.key
     on conflict do nothing`,
    [
      advice,
      purpose,
      round,
      told.map(({ id }) => id),
      told.map(({ area }) => area),
      told.map(({ key }) => key),
      told.map(({ name }) => name),
    ],
  )
}

/** Whom an advice was told to, in the order of their ids, and what became of the last message. */
export interface ToldRow {
  readonly enterprise: Id
  readonly area: string
  readonly name: string
  readonly purpose: Purpose
  readonly channel: string | null
  readonly state: string | null
}

export function toldRows(
  db: Reader,
  advice: Id,
  areas: readonly string[],
  after: Id | null,
  limit: number,
): Promise<ToldRow[]> {
  return db.rows(
    `select distinct on (m.enterprise_id) m.enterprise_id as enterprise, m.area, m.name, m.purpose, d.channel, d.state
     from advice_message m left join delivery d on d.id = m.delivery_id
     where m.advice_id = $1 and m.area = any($2::text[]) and ($3::uuid is null or m.enterprise_id > $3)
     order by m.enterprise_id, m.purpose = 'withdrawn' desc, m.round desc limit $4`,
    [advice, areas, after, limit],
  )
}

/** How many were told, and what became of those messages. */
export async function countTold(
  db: Reader,
  advice: Id,
  areas: readonly string[],
): Promise<{ told: number; delivered: number; waiting: number; unreached: number }> {
  const found = await first<{ told: number; delivered: number; waiting: number; unreached: number }>(
    db,
    `select count(*)::int as told, count(*) filter (where d.state = 'delivered')::int as delivered,
       count(*) filter (where d.state in ('queued', 'retrying', 'accepted', 'doubtful'))::int as waiting,
       count(*) filter (where d.id is null or d.state in ('givenUp', 'unreported'))::int as unreached
     from advice_message m left join delivery d on d.id = m.delivery_id
     where m.advice_id = $1 and m.area = any($2::text[]) and m.purpose = 'told'`,
    [advice, areas],
  )
  return found ?? { told: 0, delivered: 0, waiting: 0, unreached: 0 }
}

/** What a letter of advice says, for its page. */
export function adviceBy(db: Reader, delivery: Id): Promise<{ say: Words } | null> {
  return first(
    db,
    `select d.said->'say' as say from advice_message m join delivery d on d.id = m.delivery_id where m.delivery_id = $1 limit 1`,
    [delivery],
  )
}
