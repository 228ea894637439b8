import type { ProblemEvent } from '../../machines/problem.ts'
import type { ProblemState } from '../../machines/tables/problem.ts'
import type { Doing } from '../db/journal.ts'
import { first, type Reader, type Tx } from '../db/port.ts'
import { begin } from '../db/step.ts'
import type { Document } from '../document/document.ts'
import { newId, type Id } from '../model/id.ts'
import { dayOf, type Instant } from '../model/time.ts'
import type { Severity } from '../rulebook/inspection.ts'

export const ORIGINS = ['finding', 'complaint', 'above', 'own'] as const
export type Origin = (typeof ORIGINS)[number]

/** A problem on the list (问题清单). */
export interface Problem {
  readonly id: Id
  readonly area: string
  readonly state: ProblemState
  /** 问题编号. */
  readonly number: string
  readonly enterprise: Id | null
  readonly finding: Id | null
  readonly origin: Origin
  readonly severity: Severity
  readonly title: string
  readonly text: string
  readonly owner: string
  readonly unit: string
  readonly reportedBy: string
  readonly listedAt: Instant
  readonly fixBy: Instant
  readonly due: Instant | null
  /** Letters since it was listed, or listed anew. */
  readonly rung: number
  readonly hands: readonly string[]
  readonly closedBy: string | null
  readonly closedAt: Instant | null
}

const PROBLEM = `p.id, p.area, p.state, p.name as number, p.enterprise_id as enterprise, p.finding_id as finding, p.origin,
  p.severity, p.title, p.text, p.owner, p.unit, p.reported_by as "reportedBy", p.created_at as "listedAt",
  p.fix_by as "fixBy", p.due_at as due, (p.context->>'rung')::int as rung, p.context->'hands' as hands,
  p.closed_by as "closedBy", p.closed_at as "closedAt"`

export type NewProblem = Pick<
  Problem,
  | 'area'
  | 'enterprise'
  | 'finding'
  | 'origin'
  | 'severity'
  | 'title'
  | 'text'
  | 'owner'
  | 'unit'
  | 'reportedBy'
  | 'fixBy'
> & {
  readonly patience: number
  /** Who else has a hand in it: whoever found it. */
  readonly hands: readonly string[]
  /** What its number says, of a year and a number in it. */
  readonly numbered: (year: number, number: number) => string
}

/** Lists a problem under the next number of its area and year: under one lock, so that none is left out or given twice. */
export async function beginProblem(tx: Tx, one: NewProblem, doing: Doing): Promise<Id> {
  const id = newId(doing.now)
  const year = Number(dayOf(doing.now).slice(0, 4))
  await tx.rows('select pg_advisory_xact_lock(hashtext($1))', [`problem ${one.area}`])
  const [next] = await tx.rows<{ number: number }>(
    'select coalesce(max(number), 0) + 1 as number from problem where area = $1 and year = $2',
    [one.area, year],
  )
  const number = next?.number ?? 1
  const columns = {
    name: one.numbered(year, number),
    year,
    number,
    enterprise_id: one.enterprise,
    finding_id: one.finding,
    origin: one.origin,
    severity: one.severity,
    title: one.title,
    text: one.text,
    owner: one.owner,
    unit: one.unit,
    reported_by: one.reportedBy,
    fix_by: one.fixBy,
  }
  const hands = [...new Set([one.reportedBy, one.owner, ...one.hands])]
  const input = { hands, patience: one.patience, fixBy: one.fixBy }
  await begin(tx, 'problem', { id, area: one.area, columns, input }, doing)
  return id
}

export function problemById(db: Reader, id: Id): Promise<Problem | null> {
  return first(db, `select ${PROBLEM} from problem p where p.id = $1`, [id])
}

export function problemOfFinding(db: Reader, finding: Id): Promise<Problem | null> {
  return first(db, `select ${PROBLEM} from problem p where p.finding_id = $1`, [finding])
}

export interface ProblemFilter {
  readonly areas: readonly string[]
  readonly enterprise: Id | null
  readonly state: ProblemState | null
  /** Only what is neither closed nor struck. */
  readonly open: boolean
}

/** Newest first. */
export function problemsIn(
  db: Reader,
  { areas, enterprise, state, open }: ProblemFilter,
  before: Id | null,
  limit: number,
): Promise<Problem[]> {
  return db.rows(
    `select ${PROBLEM} from problem p
     where p.area = any($1::text[]) and ($2::uuid is null or p.enterprise_id = $2) and ($3::text is null or p.state = $3)
       and ($4::boolean is false or p.state not in ('closed', 'struck')) and ($5::uuid is null or p.id < $5)
     order by p.id desc limit $6`,
    [areas, enterprise, state, open, before, limit],
  )
}

/** What a list of a day or a week has: what came, what was closed in it, and what is open at its end; most urgent first. */
export function problemsOver(
  db: Reader,
  areas: readonly string[],
  { from, until }: { readonly from: Instant; readonly until: Instant },
): Promise<Problem[]> {
  return db.rows(
    `select ${PROBLEM} from problem p
     where p.area = any($1::text[]) and p.created_at < $3::timestamptz and p.state <> 'struck'
       and (p.closed_at is null or p.closed_at >= $2::timestamptz)
     order by p.closed_at is not null, p.fix_by, p.id limit 5000`,
    [areas, from, until],
  )
}

/** One thing that was said or shown of a problem. */
export interface ProblemNote {
  readonly kind: 'shown' | 'accepted' | 'refused' | 'extended' | 'passedOn' | 'reopened' | 'struck'
  readonly text: string
  readonly at: Instant
  readonly by: string
}

export async function noteProblem(
  tx: Tx,
  problem: Pick<Problem, 'id' | 'area'>,
  kind: ProblemNote['kind'],
  text: string,
  { now, by }: Doing,
): Promise<void> {
  await tx.rows(
    'insert into problem_note (id, area, problem_id, kind, text, at, by) values ($1, $2, $3, $4, $5, $6, $7)',
    [newId(now), problem.area, problem.id, kind, text, now, by],
  )
}

export function notesOf(db: Reader, problem: Id): Promise<ProblemNote[]> {
  return db.rows('select kind, text, at, by from problem_note where problem_id = $1 order by id', [problem])
}

/** What changes beside the state: until when, whose, and who has closed it. */
export async function setFixBy(tx: Tx, id: Id, fixBy: Instant): Promise<void> {
  await tx.rows('update problem set fix_by = $2, closed_by = null, closed_at = null where id = $1', [id, fixBy])
}

export async function setOwner(tx: Tx, id: Id, owner: string, unit: string): Promise<void> {
  await tx.rows('update problem set owner = $2, unit = $3 where id = $1', [id, owner, unit])
}

export async function setClosed(tx: Tx, id: Id, { now, by }: Doing): Promise<void> {
  await tx.rows('update problem set closed_by = $2, closed_at = $3 where id = $1', [id, by, now])
}

/** What the journal says of a problem that changed a column of it. */
export interface Told {
  readonly problem: Id
  readonly at: Instant
  readonly said: { readonly input?: { readonly fixBy: Instant }; readonly event?: ProblemEvent }
}

export function toldOf(db: Reader, problems: readonly Pick<Problem, 'id'>[]): Promise<Told[]> {
  return db.rows<Told>(
    `select subject as problem, at, body::jsonb as said from journal
     where kind = 'problem' and subject = any($1::uuid[])
       and event in ('BEGUN', 'FIX_ACCEPTED', 'FIX_REFUSED', 'PROBLEM_EXTENDED', 'PROBLEM_PASSED_ON', 'PROBLEM_REOPENED')
     order by seq`,
    [problems.map(({ id }) => id)],
  )
}

/** A letter about an overdue problem (督办函). */
export interface ProblemLetter {
  readonly id: Id
  readonly area: string
  readonly problem: Id
  readonly rung: number
  readonly issuer: string
  readonly year: number
  readonly number: number
  readonly document: Document
  readonly sha256: string
  readonly writtenAt: Instant
}

const LETTER = `id, area, problem_id as problem, rung, issuer, year, number, document, sha256, written_at as "writtenAt"`

/** The next number of whoever writes letters, held until it is written. */
export async function nextLetter(tx: Tx, issuer: string, year: number): Promise<number> {
  await tx.rows('select pg_advisory_xact_lock(hashtext($1))', [`problem letter ${issuer}`])
  const [next] = await tx.rows<{ number: number }>(
    'select coalesce(max(number), 0) + 1 as number from problem_letter where issuer = $1 and year = $2',
    [issuer, year],
  )
  return next?.number ?? 1
}

export async function keepLetter(tx: Tx, one: Omit<ProblemLetter, 'id'>): Promise<Id> {
  const id = newId(one.writtenAt)
  await tx.rows(
    `insert into problem_letter (id, area, problem_id, rung, issuer, year, number, document, sha256, written_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9, $10)`,
    [
      id,
      one.area,
      one.problem,
      one.rung,
      one.issuer,
      one.year,
      one.number,
      JSON.stringify(one.document),
      one.sha256,
      one.writtenAt,
    ],
  )
  return id
}

export function lettersOf(db: Reader, problem: Id): Promise<ProblemLetter[]> {
  return db.rows(`select ${LETTER} from problem_letter where problem_id = $1 order by id`, [problem])
}

export function letterById(db: Reader, id: Id): Promise<ProblemLetter | null> {
  return first(db, `select ${LETTER} from problem_letter where id = $1`, [id])
}
