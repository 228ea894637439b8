import type { ShiftState } from '../../../machines/tables/shift.ts'
import type { Doing } from '../../db/journal.ts'
import { first, type Reader, type Tx } from '../../db/port.ts'
import type { Id } from '../../model/id.ts'
import type { WarningLevel } from '../../model/level.ts'
import type { Post } from '../../model/post.ts'
import type { Instant } from '../../model/time.ts'

/** A shift (班次) with what is known of it. */
export interface ShiftRow {
  readonly id: Id
  readonly area: string
  readonly state: ShiftState
  readonly name: string
  readonly post: Post
  readonly position: number
  readonly from: Instant
  readonly until: Instant
  readonly officer: Id | null
  readonly login: string | null
  /** The person with a log-in, or the one who was named without. */
  readonly person: Id | null
  readonly warning: Id | null
  readonly checkedInAt: Instant | null
  readonly checkedInHow: 'system' | 'link' | 'onBehalf' | null
  readonly dueAt: Instant | null
}

const SHIFT = `s.id, s.area, s.state, s.name, s.post, s.position, s.from_at as "from", s.until_at as until,
  s.officer_id as officer, o.login, coalesce(s.person_id, o.person_id) as person, s.warning_id as warning,
  s.checked_in_at as "checkedInAt", s.checked_in_how as "checkedInHow", s.due_at as "dueAt"
  from duty_shift s left join officer o on o.id = s.officer_id`
const LIVING = `s.state in ('planned', 'absent', 'present', 'handingOver')`

export function shiftById(db: Reader, id: Id): Promise<ShiftRow | null> {
  return first<ShiftRow>(db, `select ${SHIFT} where s.id = $1`, [id])
}

/** The same, locked: who names, checks in and takes over at once do it one after the other. */
export function holdShift(tx: Tx, id: Id): Promise<ShiftRow | null> {
  return first<ShiftRow>(tx, `select ${SHIFT} where s.id = $1 for update of s`, [id])
}

/** What a list of shifts may be asked for. */
export const SHOWN = ['all', 'living', 'absent'] as const

/** Shifts of some areas, the earliest first; continued after (from, id). */
export async function listShifts(
  db: Reader,
  { areas, only, mine }: { areas: readonly string[]; only: (typeof SHOWN)[number]; mine: Id | null },
  after: readonly [Instant, Id] | null,
  limit: number,
): Promise<ShiftRow[]> {
  return await db.rows<ShiftRow>(
    `select ${SHIFT} where s.area = any($1::text[]) and ($2::uuid is null or s.officer_id = $2)
       and ($3 = 'all' or $3 = 'living' and ${LIVING} or s.state = $3)
       and ($4::timestamptz is null or (s.from_at, s.id) > ($4, $5::uuid)) order by s.from_at, s.id limit $6`,
    [areas, mine, only, after?.[0] ?? null, after?.[1] ?? null, limit],
  )
}

/** Who should be at a post of an area and is not, the longest expected first; none while somebody is there. */
export async function missingAt(db: Reader, area: string, post: Post): Promise<ShiftRow[]> {
  return await db.rows<ShiftRow>(
    `select ${SHIFT} where s.area = $1 and s.post = $2 and s.state = 'absent'
       and not exists (select 1 from duty_shift p where p.area = s.area and p.post = s.post
         and p.state in ('present', 'handingOver')) order by s.from_at, s.position`,
    [area, post],
  )
}

/** The shift by which an officer takes over at a post: the living one that begins next, or has begun. */
export async function shiftOfOfficer(
  tx: Tx,
  { area, post, officer, except }: { area: string; post: Post; officer: Id; except: Id },
): Promise<ShiftRow | null> {
  return await first<ShiftRow>(
    tx,
    `select ${SHIFT} where s.area = $1 and s.post = $2 and s.officer_id = $3 and s.id <> $4
       and s.state in ('planned', 'absent', 'present') order by s.from_at, s.id limit 1 for update of s`,
    [area, post, officer, except],
  )
}

/** Who came, when and how; in the transaction of the step. */
export async function recordCheckIn(
  tx: Tx,
  id: Id,
  how: NonNullable<ShiftRow['checkedInHow']>,
  doing: Doing,
): Promise<void> {
  await tx.rows('update duty_shift set checked_in_at = $2, checked_in_how = $3, checked_in_by = $4 where id = $1', [
    id,
    doing.now,
    how,
    doing.by,
  ])
}

/** Who is on duty by a shift from now on. */
export async function setPerson(
  tx: Tx,
  id: Id,
  { officer, person }: { officer: Id | null; person: Id | null },
): Promise<void> {
  await tx.rows('update duty_shift set officer_id = $2, person_id = $3 where id = $1', [id, officer, person])
}

/** What is open in an area when a shift is handed over. */
export interface OpenThings {
  readonly warnings: readonly { readonly name: string; readonly state: string; readonly level: WarningLevel | null }[]
  readonly unreached: number
  readonly unanswered: number
  readonly overdueTasks: number
  readonly hardships: number
  readonly wakes: number
  readonly deadFeeds: number
}

export async function openThings(db: Reader, areas: readonly string[], around: readonly string[]): Promise<OpenThings> {
  const warnings = await db.rows<OpenThings['warnings'][number]>(
    `select name, state, coalesce(context->>'level', context->'change'->>'level') as level from warning
     where area = any($1::text[]) and state not in ('lifted', 'dismissed', 'withdrawn') order by id`,
    [[...areas, ...around]],
  )
  const counts = await first<Omit<OpenThings, 'warnings'>>(
    db,
    `select
       (select count(*) from enterprise_order where area = any($1::text[]) and state = 'unreached') as unreached,
       (select count(*) from enterprise_order where area = any($1::text[]) and state = 'live') as unanswered,
       (select count(*) from task where area = any($1::text[]) and state = 'overdue') as "overdueTasks",
       (select count(*) from hardship where area = any($1::text[])
         and state in ('reported', 'lookedInto', 'adjusting')) as hardships,
       (select count(*) from wake where area = any($1::text[]) and state in ('calling', 'unheard')) as wakes,
       (select count(*) from feed where area = any($1::text[]) and state = 'dead') as "deadFeeds"`,
    [areas],
  )
  return {
    warnings,
    ...(counts ?? { unreached: 0, unanswered: 0, overdueTasks: 0, hardships: 0, wakes: 0, deadFeeds: 0 }),
  }
}

/** What whoever leaves told whoever came (交接班记录). */
export interface HandOver {
  readonly shift: Id
  readonly note: string
  readonly open: readonly { readonly zh: string; readonly en: string }[]
  readonly by: string
  readonly at: Instant
  readonly takenBy: string | null
  readonly takenAt: Instant | null
}

const HAND_OVER = `shift_id as shift, note, open, written_by as by, written_at as at, taken_by as "takenBy",
  taken_at as "takenAt"`

export function handOverOf(db: Reader, shift: Id): Promise<HandOver | null> {
  return first<HandOver>(db, `select ${HAND_OVER} from hand_over where shift_id = $1`, [shift])
}

/** What the next at a post has to read: written by a shift of the area and post that is not taken over, or was by this one. */
export async function handedTo(
  db: Reader,
  { id, area, post, from }: Pick<ShiftRow, 'id' | 'area' | 'post' | 'from'>,
): Promise<HandOver[]> {
  return await db.rows<HandOver>(
    `select ${HAND_OVER} from hand_over h where h.area = $1
       and exists (select 1 from duty_shift s where s.id = h.shift_id and s.post = $2 and s.id <> $3
         and s.from_at < $4::timestamptz)
       and (h.taken_by_shift = $3 or h.taken_by_shift is null and h.written_at > $4::timestamptz - interval '2 days')
     order by h.written_at`,
    [area, post, id, from],
  )
}

export async function writeHandOver(
  tx: Tx,
  { id, area }: Pick<ShiftRow, 'id' | 'area'>,
  { note, open }: Pick<HandOver, 'note' | 'open'>,
  doing: Doing,
): Promise<void> {
  await tx.rows(
    `insert into hand_over (shift_id, area, note, open, written_by, written_at) values ($1, $2, $3, $4::jsonb, $5, $6)`,
    [id, area, note, JSON.stringify(open), doing.by, doing.now],
  )
}

export async function recordTakeOver(tx: Tx, { shift, next }: { shift: Id; next: Id }, doing: Doing): Promise<void> {
  await tx.rows('update hand_over set taken_by_shift = $2, taken_by = $3, taken_at = $4 where shift_id = $1', [
    shift,
    next,
    doing.by,
    doing.now,
  ])
}
