import type { Doing } from '../../db/journal.ts'
import type { Reader, Tx } from '../../db/port.ts'
import { newId, type Id } from '../../model/id.ts'
import type { Gap, Shift } from './decide.ts'

/** Shifts of an area that touch a span, by their beginning. */
export async function shiftsOf(
  db: Reader,
  area: string,
  { from, until }: Gap,
): Promise<(Shift & { id: Id; login: string })[]> {
  return await db.rows<Shift & { id: Id; login: string }>(
    `select s.id, s.officer_id as officer, o.login, s.position, s.from_at as "from", s.until_at as until
     from duty_shift s join officer o on o.id = s.officer_id
     where s.area = $1 and s.from_at < $3 and s.until_at > $2 and o.ended_at is null order by s.from_at, s.position`,
    [area, from, until],
  )
}

/** Puts shifts in the place of whatever an area had in a span. */
export async function replaceShifts(
  tx: Tx,
  area: string,
  { from, until }: Gap,
  shifts: readonly Shift[],
  doing: Doing,
): Promise<void> {
  await tx.rows('delete from duty_shift where area = $1 and from_at >= $2 and from_at < $3', [area, from, until])
  await tx.rows(
    `insert into duty_shift (id, area, officer_id, position, from_at, until_at, entered_by)
     select id, $2, officer, position, from_at, until_at, $3
     from unnest($1::uuid[], $4::uuid[], $5::smallint[], $6::timestamptz[], $7::timestamptz[])
       as s (id, officer, position, from_at, until_at)`,
    [
      shifts.map(() => newId(doing.now)),
      area,
      doing.by,
      shifts.map(({ officer }) => officer),
      shifts.map(({ position }) => position),
      shifts.map((shift) => shift.from),
      shifts.map((shift) => shift.until),
    ],
  )
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
