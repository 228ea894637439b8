import type { Change } from '../../machines/warning.ts'
import { first, type Reader, type Tx } from '../db/port.ts'
import type { Doing } from '../db/journal.ts'
import { newId, type Id } from '../model/id.ts'
import type { Level } from '../model/level.ts'
import type { Instant } from '../model/time.ts'

/** A consultation (会商) on one proposed change of a warning. */
export interface Consultation {
  id: Id
  area: string
  warningId: Id
  warningName: string
  change: Change
  assessmentId: Id | null
  openedAt: Instant
  decidedAt: Instant | null
  decision: 'proceed' | 'dismiss' | 'lapsed' | null
  decidedBy: Id | null
  reason: string | null
}

export interface Opinion {
  id: Id
  userId: Id
  level: Level
  text: string
  givenAt: Instant
}

const CONSULTATION = `c.id, c.area, c.warning_id as "warningId", w.name as "warningName", c.change,
  c.assessment_id as "assessmentId", c.opened_at as "openedAt", c.decided_at as "decidedAt", c.decision,
  c.decided_by as "decidedBy", c.reason`
const FROM = 'consultation c join warning w on w.id = c.warning_id'

/**
 * Opens the consultation on what is proposed now. One that is open on an older proposal lapses: who proceeds with what
 * lies before them must not find that it was another by then.
 */
export async function callConsultation(
  tx: Tx,
  { warning, area, change, assessment }: { warning: Id; area: string; change: Change; assessment: Id | null },
  doing: Doing,
): Promise<void> {
  await closeConsultation(tx, warning, { decision: 'lapsed', by: null, reason: '建议已更新，另行会商' }, doing)
  await tx.rows(
    `insert into consultation (id, area, warning_id, change, assessment_id, opened_at)
     values ($1, $2, $3, $4::jsonb, $5, $6)`,
    [newId(doing.now), area, warning, JSON.stringify(change), assessment, doing.now],
  )
}

/** Closes the open consultation of a warning, if there is one. */
export async function closeConsultation(
  tx: Tx,
  warning: Id,
  { decision, by, reason }: { decision: 'proceed' | 'dismiss' | 'lapsed'; by: Id | null; reason: string },
  doing: Doing,
): Promise<void> {
  await tx.rows(
    `update consultation set decided_at = $2, decision = $3, decided_by = $4, reason = $5
     where warning_id = $1 and decided_at is null`,
    [warning, doing.now, decision, by, reason],
  )
}

/** Whether it is still open, read in a transaction that holds its warning: no proposal comes between. */
export async function isOpen(tx: Tx, consultation: Id): Promise<boolean> {
  const found = await first(tx, 'select 1 as open from consultation where id = $1 and decided_at is null', [
    consultation,
  ])
  return found !== null
}

export async function consultationById(db: Reader, id: Id): Promise<Consultation | null> {
  return await first<Consultation>(db, `select ${CONSULTATION} from ${FROM} where c.id = $1`, [id])
}

/** Newest first; continued before an id. */
export async function listConsultations(
  db: Reader,
  { areas, open, warning }: { areas: readonly string[]; open: boolean; warning: Id | null },
  before: Id | null,
  limit: number,
): Promise<Consultation[]> {
  return await db.rows<Consultation>(
    `select ${CONSULTATION} from ${FROM}
     where c.area = any($1::text[]) and ($2 = false or c.decided_at is null)
       and ($3::uuid is null or c.warning_id = $3) and ($4::uuid is null or c.id < $4)
     order by c.id desc limit $5`,
    [areas, open, warning, before, limit],
  )
}

export async function giveOpinion(
  tx: Tx,
  { consultation, area, user, level, text }: { consultation: Id; area: string; user: Id; level: Level; text: string },
  doing: Doing,
): Promise<Id> {
  const id = newId(doing.now)
  await tx.rows(
    `insert into opinion (id, area, consultation_id, user_id, level, text, given_at) values ($1, $2, $3, $4, $5, $6, $7)`,
    [id, area, consultation, user, level, text, doing.now],
  )
  return id
}

export async function opinionsOn(db: Reader, consultation: Id): Promise<Opinion[]> {
  return await db.rows<Opinion>(
    `select id, user_id as "userId", level, text, given_at as "givenAt" from opinion
     where consultation_id = $1 order by id`,
    [consultation],
  )
}
