import type { Doing } from '../../db/journal.ts'
import type { Reader, Tx } from '../../db/port.ts'
import type { Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'
import type { PartyId } from '../../rulebook/consultation.ts'

/** For which party an officer was said to speak; null: for that of his role. */
export async function partySetFor(db: Reader, officer: Id): Promise<PartyId | null> {
  const [row] = await db.rows<{ party: PartyId }>('select party from consultation_member where officer_id = $1', [
    officer,
  ])
  return row?.party ?? null
}

/** Who was said to speak for which party, in some areas. */
export interface Member {
  readonly officer: Id
  readonly login: string
  readonly area: string
  readonly party: PartyId
  readonly setBy: string
  readonly setAt: Instant
}

export async function membersIn(db: Reader, areas: readonly string[]): Promise<Member[]> {
  return await db.rows<Member>(
    `select m.officer_id as officer, o.login, m.area, m.party, m.set_by as "setBy", m.set_at as "setAt"
     from consultation_member m join officer o on o.id = m.officer_id
     where m.area = any($1::text[]) and o.ended_at is null order by o.login`,
    [areas],
  )
}

/** Sets it; returns the officer's area. */
export async function setMember(
  tx: Tx,
  { officer, party }: { officer: Id; party: PartyId },
  doing: Doing,
): Promise<string> {
  const [row] = await tx.rows<{ area: string }>(
    `insert into consultation_member (officer_id, area, party, set_by, set_at)
     select id, area, $2, $3, $4 from officer where id = $1
     on conflict (officer_id) do update set party = excluded.party, set_by = excluded.set_by, set_at = excluded.set_at
     returning area`,
    [officer, party, doing.by, doing.now],
  )
  return row?.area ?? ''
}

/** Whether a party came (出席). */
export interface Attendance {
  readonly party: PartyId
  readonly present: boolean
  readonly notedBy: string
  readonly notedAt: Instant
}

export async function attendanceOf(db: Reader, consultation: Id): Promise<Attendance[]> {
  return await db.rows<Attendance>(
    `select party, present, noted_by as "notedBy", noted_at as "notedAt" from consultation_attendance
     where consultation_id = $1 order by party`,
    [consultation],
  )
}

/** Notes who came; the later word stands. */
export async function noteAttendance(
  tx: Tx,
  { id, area }: { id: Id; area: string },
  noted: readonly { party: PartyId; present: boolean }[],
  doing: Doing,
): Promise<void> {
  await tx.rows(
    `insert into consultation_attendance (consultation_id, area, party, present, noted_by, noted_at)
     select $1, $2, party, present, $3, $4 from unnest($5::text[], $6::boolean[]) as n (party, present)
     on conflict (consultation_id, party) do update set present = excluded.present, noted_by = $3, noted_at = $4`,
    [id, area, doing.by, doing.now, noted.map(({ party }) => party), noted.map(({ present }) => present)],
  )
}
