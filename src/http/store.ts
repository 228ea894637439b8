import { first, type Reader, type Tx } from '../db/port.ts'
import type { Instant } from '../model/time.ts'

/** One write under one key: who, where, with which key. */
export interface Claim {
  readonly caller: string
  readonly route: string
  readonly key: string
}

/**
 * Claims a key; false when somebody has it. Taken over are keys that have run out (`before`), and those of a writer that has not answered for so long that it is dead (`unansweredBefore`), or is known to have died (`takeDead`), if the
 * body is the same.
 */
export async function claimKey(
  db: Reader,
  claim: Claim & { readonly area: string; readonly bodyHash: Buffer; readonly life: number | null },
  times: {
    readonly now: Instant
    readonly before: Instant
    readonly unansweredBefore: Instant
    readonly takeDead: boolean
  },
): Promise<boolean> {
  const rows = await db.rows(
    `insert into idempotency as i (caller, route, key, area, body_hash, begun_at, life)
     values ($1, $2, $3, $4, decode($5, 'hex'), $6, $9)
     on conflict (caller, route, key) do update
       set body_hash = excluded.body_hash, begun_at = excluded.begun_at, life = excluded.life, status = null, content_type = null,
         answer = null
       where i.begun_at < $7 or (i.status is null and i.body_hash = excluded.body_hash
         and (i.begun_at < $8 or ($10 and i.life is not null and not lives(i.life))))
     returning 1 as claimed`,
    [
      claim.caller,
      claim.route,
      claim.key,
      claim.area,
      claim.bodyHash.toString('hex'),
      times.now,
      times.before,
      times.unansweredBefore,
      claim.life,
      times.takeDead,
    ],
  )
  return rows.length > 0
}

export interface KeptAnswer {
  readonly same: boolean
  /** Nobody is working on it any more: the process that was has ended. */
  readonly dead: boolean
  readonly status: number | null
  readonly content_type: string | null
  readonly answer: string | null
}

/** What is known under a key, and whether it was asked with the same body. Null when the key is free. */
export async function readKey(db: Reader, claim: Claim, bodyHash: Buffer): Promise<KeptAnswer | null> {
  return first<KeptAnswer>(
    db,
    `select body_hash = decode($4, 'hex') as same, status, content_type, answer,
       status is null and life is not null and not lives(life) as dead
     from idempotency where caller = $1 and route = $2 and key = $3`,
    [claim.caller, claim.route, claim.key, bodyHash.toString('hex')],
  )
}

/** Keeps the answer, unless another has taken the key over meanwhile. */
export async function keepAnswer(
  db: Reader,
  claim: Claim,
  begunAt: Instant,
  answer: { readonly status: number; readonly contentType: string; readonly text: string },
): Promise<void> {
  await db.rows(
    `update idempotency set status = $5, content_type = $6, answer = $7
     where caller = $1 and route = $2 and key = $3 and begun_at = $4 and status is null`,
    [claim.caller, claim.route, claim.key, begunAt, answer.status, answer.contentType, answer.text],
  )
}

/** Frees a key whose request changed nothing. */
export async function freeKey(db: Reader, claim: Claim, begunAt: Instant): Promise<void> {
  await db.rows(
    'delete from idempotency where caller = $1 and route = $2 and key = $3 and begun_at = $4 and status is null',
    [claim.caller, claim.route, claim.key, begunAt],
  )
}

export async function dropOldKeys(db: Reader, before: Instant): Promise<void> {
  await db.rows(
    `delete from idempotency where (caller, route, key) in
       (select caller, route, key from idempotency where begun_at < $1 limit 500)`,
    [before],
  )
}

/** A journal entry as watchers get it. `tx` and `seq` are its place in the order of commits. */
export interface EntryRow {
  readonly tx: string
  readonly seq: number
  readonly at: Instant
  readonly area: string
  readonly kind: string
  readonly subject: string
  readonly event: string
  readonly actor: string
  readonly body: string
}

/** A place in the journal: entries up to it have been seen. */
export interface Place {
  readonly tx: string
  readonly seq: number
}

/**
 * Entries after a place, in the order in which transactions committed. Those of transactions that began before one
 * which is still open wait for it: a sequence alone would skip what commits late.
 */
export async function entriesAfter(
  db: Reader,
  place: Place,
  areas: readonly string[],
  limit: number,
): Promise<EntryRow[]> {
  return db.rows<EntryRow>(
    `select tx::text as tx, seq, at, area, kind, subject::text as subject, event, actor, body
     from journal
     where (tx, seq) > ($1::text::xid8, $2::bigint) and tx < journal_horizon()
       and area = any($3::text[])
     order by journal.tx, seq limit $4`,
    [place.tx, place.seq, areas, limit],
  )
}

/** Where the journal ends now. */
export async function endOfJournal(db: Reader): Promise<Place> {
  const last = await first<Place>(
    db,
    `select tx::text as tx, seq from journal where tx < journal_horizon()
     order by journal.tx desc, seq desc limit 1`,
  )
  return last ?? { tx: '0', seq: 0 }
}

/** The settable clock of a demonstration or a drill, as it was last set; null before that. */
export async function readClock(db: Reader): Promise<Instant | null> {
  return (await first<{ value: Instant }>(db, `select value from fact where key = 'clock'`))?.value ?? null
}

export async function keepClock(db: Reader, now: Instant): Promise<void> {
  await db.rows(
    `insert into fact (key, value) values ('clock', $1::jsonb) on conflict (key) do update set value = excluded.value`,
    [JSON.stringify(now)],
  )
}

/** An entry of the journal, its body as it was sealed. */
export interface JournalRow {
  readonly seq: number
  readonly at: Instant
  readonly area: string
  readonly kind: string
  readonly subject: string
  readonly members: string[] | null
  readonly event: string
  readonly actor: string
  readonly body: string
}

/** What of the journal is looked for; null: whatever it be. */
export interface JournalFilter {
  readonly areas: readonly string[]
  readonly subject: string | null
  readonly kinds: readonly string[] | null
  /** As the journal names actors: `user:…`, `engine`. */
  readonly actor: string | null
  readonly from: Instant | null
  /** Half-open. */
  readonly until: Instant | null
}

/** Newest first, before a sequence number. */
export async function journalPage(
  db: Reader,
  { areas, subject, kinds, actor, from, until }: JournalFilter,
  before: number | null,
  limit: number,
): Promise<JournalRow[]> {
  return db.rows<JournalRow>(
    `select seq, at, area, kind, subject, members, event, actor, body from journal
     where area = any($1::text[]) and ($2::uuid is null or subject = $2) and ($3::bigint is null or seq < $3)
       and ($5::text[] is null or kind = any($5)) and ($6::text is null or actor = $6)
       and ($7::timestamptz is null or at >= $7) and ($8::timestamptz is null or at < $8)
     order by seq desc limit $4`,
    [areas, subject, before, limit, kinds, actor, from, until],
  )
}

/** Some entries by their numbers, as far as they lie in some areas, in the order in which they were written. */
export async function journalAmong(
  db: Reader,
  areas: readonly string[],
  seqs: readonly number[],
): Promise<JournalRow[]> {
  return db.rows<JournalRow>(
    `select seq, at, area, kind, subject, members, event, actor, body from journal
     where seq = any($1::bigint[]) and area = any($2::text[]) order by seq`,
    [seqs, areas],
  )
}

/** A clock that is held by a jump, and of which process. */
export interface ClockHold {
  readonly process: string
  readonly expected: Instant
  readonly read: Instant
}

/** The clocks that are held and still run. */
export async function heldClocks(db: Reader): Promise<ClockHold[]> {
  return db.rows<ClockHold>(
    `select l.host || ':' || l.pid as process, h.expected, h.read from clock_hold h join life l on l.id = h.life
     where lives(h.life) order by h.life`,
  )
}

/** Lets every clock go on. */
export async function releaseClocks(db: Reader): Promise<void> {
  await db.rows('delete from clock_hold')
}

/** An effect that failed too often and waits for a person. */
export interface ParkedEffect {
  readonly id: string
  readonly kind: string
  readonly subject: string
  readonly area: string
  readonly failed: number
  readonly error: string
  readonly parkedAt: Instant
}

const PARKED = `id, kind, subject, area, failed, coalesce(last_error, '') as error, parked_at as "parkedAt"`

/** Oldest first, after a place in that order. */
export async function parkedEffects(
  db: Reader,
  areas: readonly string[],
  after: readonly [Instant, string] | null,
  limit: number,
): Promise<ParkedEffect[]> {
  return db.rows<ParkedEffect>(
    `select ${PARKED} from effect where parked_at is not null and area = any($1::text[])
       and ($2::timestamptz is null or (parked_at, id) > ($2, $3::uuid))
     order by parked_at, id limit $4`,
    [areas, after?.[0] ?? null, after?.[1] ?? null, limit],
  )
}

export async function parkedEffect(tx: Tx, id: string): Promise<ParkedEffect | null> {
  return first<ParkedEffect>(tx, `select ${PARKED} from effect where id = $1 and parked_at is not null for update`, [
    id,
  ])
}

/** Lets it be tried again from `now` on, with all its tries before it. */
export async function unpark(tx: Tx, id: string, now: Instant): Promise<void> {
  await tx.rows('update effect set parked_at = null, failed = 0, queued_at = null, not_before = $2 where id = $1', [
    id,
    now,
  ])
  tx.announce('effects')
}
