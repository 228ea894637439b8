import type { Change } from '../../machines/warning.ts'
import { first, type Reader, type Tx } from '../db/port.ts'
import type { Id } from '../model/id.ts'
import type { WarningLevel } from '../model/level.ts'
import type { Day, Instant } from '../model/time.ts'
import type { WakeCause } from '../model/wakeCause.ts'

/** A wake (叫应) with what is known of it. */
export interface WakeRow {
  readonly id: Id
  readonly area: string
  readonly state: string
  readonly name: string
  readonly cause: WakeCause
  readonly subject: Id
  readonly role: string
  readonly rank: number
  readonly zh: string
  readonly en: string
  readonly beganAt: Instant
  readonly answerBy: Instant | null
  readonly answeredBy: string | null
  readonly answeredAt: Instant | null
}

const WAKE = `id, area, state, name, cause, subject, role, rank, tell_zh as zh, tell_en as en, created_at as "beganAt",
  due_at as "answerBy", answered_by as "answeredBy", answered_at as "answeredAt"`
const OPEN = `state in ('calling', 'unheard')`

/** One look at an area's causes at a time: two at once would both begin a wake. */
export async function lockCauses(tx: Tx, area: string): Promise<void> {
  await tx.rows('select pg_advisory_xact_lock(hashtext($1))', [`wake ${area}`])
}

export function wakeById(db: Reader, id: Id): Promise<WakeRow | null> {
  return first<WakeRow>(db, `select ${WAKE} from wake where id = $1`, [id])
}

/** Open ones, the unheard first. */
export async function openWakes(db: Reader, areas: readonly string[]): Promise<WakeRow[]> {
  return await db.rows<WakeRow>(
    `select ${WAKE} from wake where area = any($1::text[]) and ${OPEN} order by state = 'unheard' desc, id`,
    [areas],
  )
}

/** The newest of some areas; continued before an id. */
export async function listWakes(
  db: Reader,
  { areas, open }: { areas: readonly string[]; open: boolean },
  before: Id | null,
  limit: number,
): Promise<WakeRow[]> {
  return await db.rows<WakeRow>(
    `select ${WAKE} from wake where area = any($1::text[]) and ($2 = false or ${OPEN})
       and ($3::uuid is null or id < $3) order by id desc limit $4`,
    [areas, open, before, limit],
  )
}

/** The last wake of a cause about the same thing in an area. */
export async function lastWake(
  db: Reader,
  { cause, area, subject }: { cause: WakeCause; area: string; subject: Id },
): Promise<{ id: Id; state: string; rank: number; occasion: string; beganAt: Instant } | null> {
  return await first<{ id: Id; state: string; rank: number; occasion: string; beganAt: Instant }>(
    db,
    `select id, state, rank, occasion, created_at as "beganAt" from wake where cause = $1 and area = $2 and subject = $3
     order by id desc limit 1`,
    [cause, area, subject],
  )
}

/** Whether this very occasion has woken somebody before. */
export async function wasWoken(
  db: Reader,
  { cause, area, occasion }: { cause: WakeCause; area: string; occasion: string },
): Promise<boolean> {
  const found = await first(db, 'select 1 as found from wake where cause = $1 and area = $2 and occasion = $3', [
    cause,
    area,
    occasion,
  ])
  return found !== null
}

/** A call to one officer by one way. */
export interface Call {
  readonly round: number
  readonly officer: Id
  readonly login: string
  readonly channel: string
  readonly at: Instant
  readonly outcome: string
  readonly why: string | null
}

export async function callsOf(db: Reader, wake: Id): Promise<Call[]> {
  return await db.rows<Call>(
    `select c.round, c.officer_id as officer, o.login, c.channel, c.at, c.outcome, c.why
     from wake_call c join officer o on o.id = c.officer_id where c.wake_id = $1 order by c.round, c.at, c.channel`,
    [wake],
  )
}

/** A call with the names by which it is answered. */
export interface NewCall extends Omit<Call, 'login'> {
  readonly message: string | null
  readonly receiver: string | null
}

export async function recordCalls(
  tx: Tx,
  { id, area }: Pick<WakeRow, 'id' | 'area'>,
  calls: readonly NewCall[],
): Promise<void> {
  await tx.rows(
    `insert into wake_call (wake_id, area, round, officer_id, channel, at, outcome, why, provider_message, receiver)
     select $1, $2, round, officer, channel, at, outcome, why, message, decode(receiver, 'hex')
     from unnest($3::smallint[], $4::uuid[], $5::text[], $6::timestamptz[], $7::text[], $8::text[], $9::text[], $10::text[])
       as c (round, officer, channel, at, outcome, why, message, receiver)
     on conflict do nothing`,
    [
      id,
      area,
      calls.map(({ round }) => round),
      calls.map(({ officer }) => officer),
      calls.map(({ channel }) => channel),
      calls.map(({ at }) => at),
      calls.map(({ outcome }) => outcome),
      calls.map(({ why }) => why),
      calls.map(({ message }) => message),
      calls.map(({ receiver }) => receiver),
    ],
  )
}

/** A call that may be answered: whose it was, about which wake, and when. */
export interface Answerable extends Pick<WakeRow, 'id' | 'state'> {
  readonly officer: Id
  readonly at: Instant
}

/** The call that a provider names so. */
export function calledAs(db: Reader, channel: string, message: string): Promise<Answerable | null> {
  return first(
    db,
    `select w.id, w.state, c.officer_id as officer, c.at from wake_call c join wake w on w.id = c.wake_id
     where c.channel = $1 and c.provider_message = $2 limit 1`,
    [channel, message],
  )
}

/** The newest open wake of which a telephone was called. */
export function calledAt(db: Reader, channel: string, receiver: string): Promise<Answerable | null> {
  return first(
    db,
    `select w.id, w.state, c.officer_id as officer, c.at from wake_call c join wake w on w.id = c.wake_id
     where c.channel = $1 and c.receiver = decode($2, 'hex') and w.${OPEN} order by c.at desc, w.id desc limit 1`,
    [channel, receiver],
  )
}

/** Who answered, in the transaction of the step. */
export async function recordAnswer(tx: Tx, wake: Id, by: string, now: Instant): Promise<void> {
  await tx.rows('update wake set answered_by = $2, answered_at = $3 where id = $1', [wake, by, now])
}

/** A warning as far as it wakes somebody: what waits, and for what. */
export interface WaitingChange {
  readonly name: string
  readonly state: string
  readonly change: Change | null
}

export function waitingChange(db: Reader, warning: Id): Promise<WaitingChange | null> {
  return first<WaitingChange>(db, `select name, state, context->'change' as change from warning where id = $1`, [
    warning,
  ])
}

/** At which of its hours nobody acted on a warning that lives; null where it has ended. */
export function overdueOf(db: Reader, warning: Id): Promise<{ name: string; overdue: string[] } | null> {
  return first(
    db,
    `select name, context->'overdue' as overdue from warning
     where id = $1 and state not in ('lifting', 'lifted', 'dismissed', 'withdrawn')`,
    [warning],
  )
}

/** How many orders of a warning are silent on an officer's list of an area, or nobody's any more. */
export async function silentOrders(db: Reader, warning: Id, area: string): Promise<number> {
  const found = await first<{ count: number }>(
    db,
    `select count(*) as count from enterprise_order
     where warning_id = $1 and area = $2 and state in ('live', 'unreached')
       and context->>'rung' in ('township', 'county', 'inspector', '3')`,
    [warning, area],
  )
  return found?.count ?? 0
}

/** An instruction from above of which an hour has passed with nothing done, and what is missing. */
export function overdueInstruction(db: Reader, instruction: Id): Promise<{ name: string; overdue: string } | null> {
  return first(
    db,
    `select name, case state when 'received' then 'answer' when 'answered' then 'report' else 'summary' end as overdue
     from instruction where id = $1 and overdue_since is not null and state in ('received', 'answered', 'lifted')`,
    [instruction],
  )
}

/** The response of a county that has not acknowledged what was signed. */
export function unacknowledged(
  db: Reader,
  response: Id,
): Promise<{ name: string; warning: string; level: WarningLevel } | null> {
  return first(
    db,
    `select r.name, w.name as warning, r.level from response r join warning w on w.id = r.warning_id
     where r.id = $1 and r.state = 'told'`,
    [response],
  )
}

/** Counties whose hour to acknowledge a warning has passed. */
export function silentCounties(db: Reader, warning: Id): Promise<{ area: string; warning: string }[]> {
  return db.rows(
    `select r.area, w.name as warning from response r join warning w on w.id = r.warning_id
     where r.warning_id = $1 and r.state = 'told' and r.due_at is null order by r.area`,
    [warning],
  )
}

/** A review whose hour to be published has passed. */
export function unpublishedReview(db: Reader, review: Id): Promise<{ name: string; signed: boolean } | null> {
  return first(
    db,
    `select name, state = 'signed' as signed from review
     where id = $1 and state in ('collecting', 'writing', 'written', 'signed')
       and context->'deadlines'->>'summary' is null`,
    [review],
  )
}

/** What a season's plan wanted sent by a day that has passed. */
export function overdueSubmission(db: Reader, submission: Id): Promise<{ name: string; due: Day } | null> {
  return first(db, `select name, due_day::text as due from submission where id = $1 and state = 'overdue'`, [
    submission,
  ])
}

/** Complaints of an area whose hour has passed without an answer: their numbers, the oldest first. */
export async function overdueComplaints(db: Reader, area: string, now: Instant): Promise<string[]> {
  const rows = await db.rows<{ number: string }>(
    `select number from complaint where area = $1 and answered_at is null and answer_by <= $2 order by answer_by, id`,
    [area, now],
  )
  return rows.map(({ number }) => number)
}

/** A message from above of which nobody has said what becomes of it; null once somebody has, or it was replaced. */
export async function waitingCap(
  db: Reader,
  message: Id,
  now: Instant,
): Promise<{ headline: string; sender: string } | null> {
  return await first(
    db,
    `select content->>'headline' as headline, content->>'senderName' as sender from cap_message
     where id = $1 and relation = 'above' and decision is null and replaced_by is null
       and (expires_at is null or expires_at > $2)`,
    [message, now],
  )
}

/** When transported pollution reaches a county that has not acknowledged it; null once it has, or the hour has passed. */
export async function unansweredStop(db: Reader, path: Id, area: string, now: Instant): Promise<Instant | null> {
  const found = await first<{ at: Instant }>(
    db,
    `select reached_at as at from transport_stop
     where path_id = $1 and area = $2 and acknowledged_at is null and reached_at > $3`,
    [path, area, now],
  )
  return found?.at ?? null
}
