import type { SubmissionState } from '../../../machines/tables/submission.ts'
import { begin } from '../../db/step.ts'
import type { Doing } from '../../db/journal.ts'
import { first, type Reader, type Tx } from '../../db/port.ts'
import { newId, type Id } from '../../model/id.ts'
import type { Day } from '../../model/time.ts'
import type { Wanted } from './decide.ts'

/** What a season's plan wants sent by its day (报送事项), as it stands. */
export interface Submission {
  readonly id: Id
  readonly area: string
  readonly state: SubmissionState
  readonly name: string
  readonly season: string
  readonly kind: Wanted['kind']
  readonly month: string | null
  readonly dueDay: Day
}

const SUBMISSION = `id, area, state, name, season, kind, month, due_day::text as "dueDay"`

/** Begins what is missing of a season; one writer of a season at a time. */
export async function beginSubmissions(
  tx: Tx,
  { area, season }: { readonly area: string; readonly season: string },
  wanted: readonly Wanted[],
  doing: Doing,
): Promise<void> {
  await tx.rows('select pg_advisory_xact_lock(hashtext($1))', [`submissions ${season}`])
  const known = new Set((await submissionsOf(tx, season)).map(({ kind, month }) => `${kind} ${month}`))
  for (const { kind, month, name, dueDay, ask, remind, due } of wanted)
    if (!known.has(`${kind} ${month}`)) {
      const columns = { name, season, kind, month, due_day: dueDay }
      await begin(tx, 'submission', { id: newId(doing.now), area, columns, input: { ask, remind, due } }, doing)
    }
}

export function submissionsOf(db: Reader, season: string): Promise<Submission[]> {
  return db.rows<Submission>(`select ${SUBMISSION} from submission where season = $1 order by due_day, id`, [season])
}

/** Held until the transaction ends. */
export function holdSubmission(tx: Tx, id: Id): Promise<Submission | null> {
  return first<Submission>(tx, `select ${SUBMISSION} from submission where id = $1 for update`, [id])
}

/** The one of a month, or of the season; held until the transaction ends. Null where its clock was never begun. */
export function holdSubmissionOf(
  tx: Tx,
  { season, kind, month }: Pick<Submission, 'season' | 'kind' | 'month'>,
): Promise<Submission | null> {
  return first<Submission>(
    tx,
    `select ${SUBMISSION} from submission where season = $1 and kind = $2 and month is not distinct from $3 for update`,
    [season, kind, month],
  )
}

/** An office that was asked, and by which message. */
export interface Asked {
  readonly department: Id
  readonly contact: Id
  readonly key: string
}

export async function recordAsked(tx: Tx, submission: Id, round: number, asked: readonly Asked[]): Promise<void> {
  await tx.rows(
    `insert into submission_message (delivery_id, area, submission_id, department_id, contact_id, round)
     select d.id, d.area, $1, m.department, m.contact, $2
     from unnest($3::text[], $4::uuid[], $5::uuid[]) as m (key, department, contact) join delivery d on d.key = m.key
     on conflict do nothing`,
    [
      submission,
      round,
      asked.map(({ key }) => key),
      asked.map(({ department }) => department),
      asked.map(({ contact }) => contact),
    ],
  )
}

/** What a message asked for, and of whom; null where it is no such message, or its department was ended. */
export function askedBy(
  db: Reader,
  delivery: Id,
): Promise<(Submission & { readonly department: Id; readonly office: string }) | null> {
  return first(
    db,
    `select s.id, s.area, s.state, s.name, s.season, s.kind, s.month, s.due_day::text as "dueDay",
       d.id as department, d.name as office
     from submission_message m join submission s on s.id = m.submission_id
       join department d on d.id = m.department_id and d.ended_at is null
     where m.delivery_id = $1`,
    [delivery],
  )
}

/** The offices that were asked for their part, by submission. */
export function officesAsked(db: Reader, submissions: readonly Id[]): Promise<{ submission: Id; office: string }[]> {
  return db.rows(
    `select distinct m.submission_id as submission, d.name as office
     from submission_message m join department d on d.id = m.department_id
     where m.submission_id = any($1::uuid[]) order by 1, 2`,
    [submissions],
  )
}
