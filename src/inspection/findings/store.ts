import type { FindingState } from '../../../machines/tables/finding.ts'
import type { Doing } from '../../db/journal.ts'
import { first, type Reader, type Tx } from '../../db/port.ts'
import { begin } from '../../db/step.ts'
import { newId, type Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'
import type { FindingEvidence } from './decide.ts'

/** What was found at an enterprise (核查发现). */
export interface Finding {
  readonly id: Id
  readonly area: string
  readonly state: FindingState
  readonly name: string
  readonly enterprise: Id
  readonly line: string
  readonly warning: Id | null
  readonly verdict: Id | null
  readonly inspection: Id | null
  readonly kind: string
  readonly text: string
  readonly evidence: readonly FindingEvidence[]
  readonly foundBy: string
  readonly foundAt: Instant
  readonly answerBy: Instant
  /** Until when somebody has to do something about it. */
  readonly due: Instant | null
  readonly answer: string | null
  readonly answeredAt: Instant | null
  readonly ruling: string | null
  readonly ruledBy: string | null
  readonly ruledAt: Instant | null
}

export type NewFinding = Pick<
  Finding,
  | 'area'
  | 'name'
  | 'enterprise'
  | 'line'
  | 'warning'
  | 'verdict'
  | 'inspection'
  | 'kind'
  | 'text'
  | 'evidence'
  | 'answerBy'
> & {
  /** Whoever found it, and whoever wrote it down: neither rules on it. */
  readonly foundBy: readonly [string, ...string[]]
}

const FINDING = `id, area, state, name, enterprise_id as enterprise, line, warning_id as warning, verdict_id as verdict,
  inspection_id as inspection, kind, text, evidence, found_by as "foundBy", created_at as "foundAt",
  answer_by as "answerBy", due_at as due, answer, answered_at as "answeredAt", ruling, ruled_by as "ruledBy",
  ruled_at as "ruledAt"`

export async function beginFinding(tx: Tx, one: NewFinding, doing: Doing): Promise<Id> {
  const id = newId(doing.now)
  const columns = {
    name: one.name,
    enterprise_id: one.enterprise,
    line: one.line,
    warning_id: one.warning,
    verdict_id: one.verdict,
    inspection_id: one.inspection,
    kind: one.kind,
    text: one.text,
    evidence: JSON.stringify(one.evidence),
    found_by: one.foundBy[0],
    answer_by: one.answerBy,
  }
  const input = { foundBy: [...new Set(one.foundBy)], answerBy: one.answerBy }
  await begin(tx, 'finding', { id, area: one.area, columns, input }, doing)
  return id
}

export function findingById(db: Reader, id: Id): Promise<Finding | null> {
  return first(db, `select ${FINDING} from finding where id = $1`, [id])
}

/** The same, held: whatever is ruled meanwhile waits. */
export function holdFinding(tx: Tx, id: Id): Promise<Finding | null> {
  return first(tx, `select ${FINDING} from finding where id = $1 for update`, [id])
}

export interface FindingFilter {
  readonly areas: readonly string[]
  readonly enterprise: Id | null
  readonly warning: Id | null
  readonly state: FindingState | null
}

/** Newest first. */
export function findingsIn(
  db: Reader,
  { areas, enterprise, warning, state }: FindingFilter,
  before: Id | null,
  limit: number,
): Promise<Finding[]> {
  return db.rows(
    `select ${FINDING} from finding
     where area = any($1::text[]) and ($2::uuid is null or enterprise_id = $2) and ($3::uuid is null or warning_id = $3)
       and ($4::text is null or state = $4) and ($5::uuid is null or id < $5)
     order by id desc limit $6`,
    [areas, enterprise, warning, state, before, limit],
  )
}

/** Of one enterprise, wherever its list has put it since. */
export function findingsOf(db: Reader, enterprise: Id, before: Id | null, limit: number): Promise<Finding[]> {
  return db.rows(
    `select ${FINDING} from finding where enterprise_id = $1 and ($2::uuid is null or id < $2) order by id desc limit $3`,
    [enterprise, before, limit],
  )
}

export async function saveAnswer(tx: Tx, id: Id, answer: string | null, { now, by }: Doing): Promise<void> {
  await tx.rows('update finding set answer = $2, answered_by = $3, answered_at = $4 where id = $1', [
    id,
    answer,
    by,
    now,
  ])
}

export async function saveRuling(tx: Tx, id: Id, ruling: string, { now, by }: Doing): Promise<void> {
  await tx.rows('update finding set ruling = $2, ruled_by = $3, ruled_at = $4 where id = $1', [id, ruling, by, now])
}

/** Whether such a warning, or such a verdict, is of this enterprise at all. */
export async function wasOrdered(db: Reader, warning: Id, enterprise: Id): Promise<boolean> {
  return (
    (await first(db, 'select 1 as found from enterprise_order where warning_id = $1 and enterprise_id = $2 limit 1', [
      warning,
      enterprise,
    ])) !== null
  )
}
