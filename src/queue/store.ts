import { type MachineKind, MACHINES, type Stored } from '../../machines/index.ts'
import { first, type Reader, type Tx } from '../db/port.ts'
import { newId, type Id } from '../model/id.ts'
import type { Instant } from '../model/time.ts'
import type { Lane, Ticket } from './port.ts'

/** An effect's ticket and where it goes. */
export interface Claimed extends Ticket {
  readonly lane: Lane
}

/** How many effects one statement claims: the embedded database writes no more in one transaction (law 14). */
export const BATCH = 500

/** Claims effects that are due and in no queue, by priority. Each is claimed by one relay, however many there are. */
export async function claimDue(db: Reader, now: Instant): Promise<Claimed[]> {
  return await db.rows<Claimed>(
    `with due as (
       select id from effect
       where queued_at is null and parked_at is null and not_before <= $1
       order by priority, id limit ${BATCH} for update skip locked)
     update effect set queued_at = clock_timestamp() from due where effect.id = due.id
     returning effect.id, effect.lane, effect.priority`,
    [now],
  )
}

/** Claims again what was queued before `cutoff`, an instant of the database's own clock, and is still not done. */
export async function claimQueuedBefore(db: Reader, cutoff: Instant): Promise<Claimed[]> {
  return await db.rows<Claimed>(
    `with late as (
       select id from effect where queued_at < $1 and parked_at is null
       order by queued_at limit ${BATCH} for update skip locked)
     update effect set queued_at = clock_timestamp() from late where effect.id = late.id
     returning effect.id, effect.lane, effect.priority`,
    [cutoff],
  )
}

/** The database's own clock, which runs where the world's stands; `seconds` ago. */
export async function databaseClock(db: Reader, seconds: number): Promise<Instant> {
  const [row] = await db.rows<{ at: Instant }>(`select clock_timestamp() - make_interval(secs => $1) as at`, [seconds])
  if (row === undefined) throw new Error('the database did not tell its time')
  return row.at
}

/** Gives claimed effects back that did not reach the queue. */
export async function unclaim(db: Reader, ids: readonly Id[]): Promise<void> {
  await db.rows('update effect set queued_at = null where id = any($1::uuid[])', [ids])
}

/** How often an effect has failed before; null when it is done. */
export async function failures(db: Reader, id: Id): Promise<number | null> {
  return (await first<{ failed: number }>(db, 'select failed from effect where id = $1', [id]))?.failed ?? null
}

/**
 * Has an effect that failed tried again from `notBefore`, under a new id: its ticket of this attempt is still in the
 * queue for a moment, and a second one of the same id would be taken for the same and dropped.
 */
export async function tryAgain(
  db: Reader,
  id: Id,
  { error, notBefore }: { error: string; notBefore: Instant },
): Promise<void> {
  await db.rows(
    `update effect set id = $2, failed = failed + 1, last_error = $3, queued_at = null, not_before = $4 where id = $1`,
    [id, newId(notBefore), error, notBefore],
  )
}

/** Sets an effect that failed too often aside, under the name by which the journal knows it. */
export async function park(db: Reader, id: Id, { error, now }: { error: string; now: Instant }): Promise<void> {
  await db.rows(
    `update effect set failed = failed + 1, last_error = $2, queued_at = null, parked_at = $3 where id = $1`,
    [id, error, now],
  )
}

/** A row of a machine whose nearest deadline has passed. */
export interface DueRow {
  readonly id: Id
  readonly context: Stored['context']
  readonly due_at: Instant
}

/**
 * The machines of which a row's deadline has passed. Nearly every look finds none, and one statement says so: a
 * transaction for each machine would be a hundred round trips a second of an engine that has nothing to do.
 */
export async function kindsDue(
  db: Reader,
  { now, except }: { now: Instant; except: readonly Id[] },
): Promise<ReadonlySet<string>> {
  // A third of what as many `exists` take: nearly all of it is planning.
  const each = Object.entries(MACHINES).map(
    ([kind, { table }]) =>
      `(select '${kind}' as kind from ${table} where due_at <= $1 and id <> all($2::uuid[]) limit 1)`,
  )
  const rows = await db.rows<{ kind: string }>(each.join(' union all '), [now, except])
  return new Set(rows.map(({ kind }) => kind))
}

/** Locks rows whose deadline has passed, the oldest first; what another clock has locked is left to it. */
export async function lockDue(
  tx: Tx,
  kind: MachineKind,
  { now, limit, except }: { now: Instant; limit: number; except: readonly Id[] },
): Promise<DueRow[]> {
  return await tx.rows<DueRow>(
    `select id, context, due_at from ${MACHINES[kind].table} where due_at <= $1 and id <> all($2::uuid[])
     order by due_at, id limit $3 for update skip locked`,
    [now, except, limit],
  )
}

/** The deadlines as they stand now. */
export async function deadlinesOf(tx: Tx, kind: MachineKind, ids: readonly Id[]): Promise<Map<Id, Instant | null>> {
  const rows = await tx.rows<{ id: Id; due_at: Instant | null }>(
    `select id, due_at from ${MACHINES[kind].table} where id = any($1::uuid[])`,
    [ids],
  )
  return new Map(rows.map(({ id, due_at }) => [id, due_at]))
}

/** What is still to happen in a world. */
export interface Ahead {
  /** Due effects that are not done, and rows whose deadline has passed unheard. */
  readonly outstanding: number
  /** The earliest instant at which an effect or a deadline is due; null when nothing waits. */
  readonly nextDue: Instant | null
}

/**
 * What is still to happen, as of `now`. One statement: between two, a deadline could fire and become an effect, and be
 * missed by both.
 */
export async function ahead(db: Reader, now: Instant): Promise<Ahead> {
  const waiting = [
    'select not_before as at from effect where parked_at is null',
    ...Object.values(MACHINES).map(({ table }) => `select due_at as at from ${table} where due_at is not null`),
  ]
  const row = await first<Ahead>(
    db,
    `select count(*) filter (where at <= $1) as outstanding, min(at) as "nextDue"
     from (${waiting.join(' union all ')}) as waiting`,
    [now],
  )
  return row ?? { outstanding: 0, nextDue: null }
}

/** Writes down that the clock of a process is held by a jump. */
export async function putHold(
  db: Reader,
  life: number,
  { expected, read }: { expected: Instant; read: Instant },
): Promise<void> {
  await db.rows(
    `insert into clock_hold (life, expected, read) values ($1, $2, $3)
     on conflict (life) do update set expected = excluded.expected, read = excluded.read`,
    [life, expected, read],
  )
}

/** Whether nobody has released it yet. */
export async function holdStands(db: Reader, life: number): Promise<boolean> {
  return (await first(db, 'select life from clock_hold where life = $1', [life])) !== null
}

export async function dropHold(db: Reader, life: number): Promise<void> {
  await db.rows('delete from clock_hold where life = $1', [life])
}
