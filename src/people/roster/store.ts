import type { ShiftInput } from '../../../machines/shift.ts'
import type { Doing } from '../../db/journal.ts'
import type { Reader, Tx } from '../../db/port.ts'
import { begun, initial } from '../../db/step.ts'
import { newId, type Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'
import { onDuty, type KnownShift, type Shift, type Span } from './decide.ts'

const ROSTERED = `s.id, s.officer_id as officer, o.login, s.post, s.position, s.from_at as "from", s.until_at as until, s.state
  from duty_shift s join officer o on o.id = s.officer_id`

/** Shifts of an area's roster that touch a span, by their beginning; those that were withdrawn are not. */
export async function shiftsOf(
  db: Reader,
  area: string,
  { from, until }: Span,
): Promise<(KnownShift & { login: string })[]> {
  return await db.rows<KnownShift & { login: string }>(
    `select ${ROSTERED} where s.area = $1 and s.warning_id is null and s.from_at < $3 and s.until_at > $2
       and s.state <> 'withdrawn' and o.ended_at is null order by s.from_at, s.post, s.position, s.id`,
    [area, from, until],
  )
}

/** Who is on duty in an area at an instant, in the order in which they are called. */
export async function onDutyAt(db: Reader, area: string, now: Instant): Promise<Id[]> {
  const shifts = await db.rows<KnownShift>(
    `select ${ROSTERED} where s.area = $1 and s.warning_id is null and o.ended_at is null
       and (s.state in ('present', 'handingOver')
         or s.state in ('planned', 'absent') and s.from_at <= $2 and s.until_at > $2)`,
    [area, now],
  )
  return onDuty(shifts, now)
}

/** One who writes an area's roster at a time: two at once would both add what neither has seen. */
export async function lockRoster(tx: Tx, area: string): Promise<void> {
  await tx.rows('select pg_advisory_xact_lock(hashtext($1))', [`roster ${area}`])
}

/** Shifts that begin alike, at one post. @param name as people know them */
export async function addShifts(
  tx: Tx,
  { area, name, input }: { area: string; name: string; input: ShiftInput },
  shifts: readonly Shift[],
  doing: Doing,
): Promise<void> {
  const { state, context, version, due } = initial('shift', input)
  const rows = await tx.rows<{ id: Id; area: string }>(
    `insert into duty_shift (id, area, officer_id, post, position, from_at, until_at, entered_by, name, state, context,
       machine_version, due_at, created_at, updated_at)
     select id, $2, officer, $7, position, from_at, until_at, $3, $8, $9, $10::jsonb, $11, $12::timestamptz,
       $13::timestamptz, $13::timestamptz
     from unnest($1::uuid[], $4::uuid[], $5::smallint[], $6::timestamptz[], $14::timestamptz[])
       as s (id, officer, position, from_at, until_at) returning id, area`,
    [
      shifts.map(() => newId(doing.now)),
      area,
      doing.by,
      shifts.map(({ officer }) => officer),
      shifts.map(({ position }) => position),
      shifts.map(({ from }) => from),
      input.post,
      name,
      state,
      context,
      version,
      due,
      doing.now,
      shifts.map(({ until }) => until),
    ],
  )
  await begun(tx, 'shift', rows, input, doing)
}

/** An officer of an area who still works there. */
export interface Colleague {
  readonly id: Id
  readonly login: string
  readonly role: string
  readonly rank: number
}

/** Officers of one role in an area, the lowest rank that suffices first. */
export async function colleagues(
  db: Reader,
  { area, role, rank }: { area: string; role: string; rank: number },
): Promise<Colleague[]> {
  return await db.rows<Colleague>(
    `select id, login, role, rank from officer
     where area = $1 and role = $2 and rank >= $3 and ended_at is null order by rank, login`,
    [area, role, rank],
  )
}

/** Officers by their log-in, inside some areas. */
export async function officersNamed(
  db: Reader,
  logins: readonly string[],
  areas: readonly string[],
): Promise<Map<string, Id>> {
  const rows = await db.rows<{ id: Id; login: string }>(
    'select id, login from officer where login = any($1::text[]) and area = any($2::text[]) and ended_at is null',
    [logins, areas],
  )
  return new Map(rows.map(({ id, login }) => [login, id]))
}

export type WayName = 'voice' | 'sms' | 'mail' | 'webhook'

/** How an officer is reached, the first to be tried first. */
export interface OfficerWay {
  readonly officer: Id
  readonly person: Id
  readonly channel: WayName
  readonly url: string | null
}

export async function waysOfOfficers(db: Reader, officers: readonly Id[]): Promise<OfficerWay[]> {
  return await db.rows<OfficerWay>(
    `select w.officer_id as officer, o.person_id as person, w.channel, w.url
     from officer_way w join officer o on o.id = w.officer_id
     where w.officer_id = any($1::uuid[]) and o.ended_at is null order by w.officer_id, w.position`,
    [officers],
  )
}

/** Sets how an officer is reached; `person` is who holds the number and the mailbox from now on. */
export async function setWays(
  tx: Tx,
  { officer, area, person }: { officer: Id; area: string; person: Id },
  ways: readonly { channel: WayName; url: string | null }[],
): Promise<Id | null> {
  const before = await tx.rows<{ person: Id }>('select person_id as person from officer where id = $1 for update', [
    officer,
  ])
  await tx.rows('update officer set person_id = $2 where id = $1', [officer, person])
  await tx.rows('delete from officer_way where officer_id = $1', [officer])
  await tx.rows(
    `insert into officer_way (officer_id, area, position, channel, url)
     select $1, $2, position, channel, url
     from unnest($3::text[], $4::text[]) with ordinality as w (channel, url, position)`,
    [officer, area, ways.map(({ channel }) => channel), ways.map(({ url }) => url)],
  )
  return before[0]?.person ?? null
}
