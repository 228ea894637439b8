import type { PrecautionContext } from '../../../machines/precaution.ts'
import { first, type Reader, type Tx } from '../../db/port.ts'
import type { Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'

/** What is done before any warning (临时管控) in one area. */
export interface PrecautionRow {
  id: Id
  area: string
  name: string
  state: string
  context: PrecautionContext
  rulebookId: string
  rulebookHash: string
  assessmentId: Id
  startsAt: Instant
  endsAt: Instant
  decidedBy: string | null
  decidedAt: Instant | null
  reason: string | null
  createdAt: Instant
}

const PRECAUTION = `id, area, name, state, context, rulebook_id as "rulebookId", rulebook_hash as "rulebookHash",
  assessment_id as "assessmentId", starts_at as "startsAt", ends_at as "endsAt", decided_by as "decidedBy",
  decided_at as "decidedAt", reason, created_at as "createdAt"`

export async function precautionById(db: Reader, id: Id): Promise<PrecautionRow | null> {
  return await first<PrecautionRow>(db, `select ${PRECAUTION} from precaution where id = $1`, [id])
}

/** The last of an area, alive or over. */
export async function lastPrecaution(db: Reader, area: string): Promise<PrecautionRow | null> {
  return await first<PrecautionRow>(
    db,
    `select ${PRECAUTION} from precaution where area = $1 order by id desc limit 1`,
    [area],
  )
}

/** Newest first; continued before an id. */
export async function listPrecautions(
  db: Reader,
  { areas, alive }: { areas: readonly string[]; alive: boolean },
  before: Id | null,
  limit: number,
): Promise<PrecautionRow[]> {
  return await db.rows<PrecautionRow>(
    `select ${PRECAUTION} from precaution
     where area = any($1::text[]) and ($2 = false or state in ('proposed', 'holding'))
       and ($3::uuid is null or id < $3) order by id desc limit $4`,
    [areas, alive, before, limit],
  )
}

/** What it is called for until now, by the judgement that says so. */
export async function calledUntil(tx: Tx, id: Id, startsAt: Instant, endsAt: Instant, assessment: Id): Promise<void> {
  await tx.rows(
    `update precaution set ends_at = $3, assessment_id = $4, starts_at = case when state = 'proposed' then $2 else starts_at end
     where id = $1`,
    [id, startsAt, endsAt, assessment],
  )
}

/** Who took, declined or ended it, and why. */
export async function recordDecision(
  tx: Tx,
  id: Id,
  { by, at, reason }: { by: string; at: Instant; reason: string },
): Promise<void> {
  await tx.rows('update precaution set decided_by = $2, decided_at = $3, reason = $4 where id = $1', [
    id,
    by,
    at,
    reason,
  ])
}
