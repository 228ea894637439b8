import type { ConsultationState } from '../../machines/tables/consultation.ts'
import type { Change } from '../../machines/warning.ts'
import { ask } from '../db/effects.ts'
import type { Doing } from '../db/journal.ts'
import { first, type Reader, type Tx } from '../db/port.ts'
import { begin, stepCohort } from '../db/step.ts'
import { newId, type Id } from '../model/id.ts'
import type { Level } from '../model/level.ts'
import type { Instant } from '../model/time.ts'
import { turnEpisode } from './calendar/store.ts'
import type { Kind } from './decide.ts'

export type Decision = 'proceed' | 'dismiss' | 'conclude' | 'lapsed'

/** A consultation (会商). */
export interface Consultation {
  readonly id: Id
  readonly area: string
  readonly kind: Kind
  readonly state: ConsultationState
  /** As people know it: that of its warning, or the area and the hour. */
  readonly name: string
  /** Of one on a proposed change. */
  readonly warningId: Id | null
  readonly warningName: string | null
  readonly change: Change | null
  /** The card that lay before it. */
  readonly assessmentId: Id | null
  readonly openedAt: Instant
  readonly slotAt: Instant | null
  readonly calledFor: string | null
  readonly dueAt: Instant | null
  readonly heldAt: Instant | null
  readonly chair: Id | null
  readonly decidedAt: Instant | null
  readonly decision: Decision | null
  readonly decidedBy: Id | null
  readonly level: Level | null
  readonly reason: string | null
}

const CONSULTATION = `c.id, c.area, c.kind, c.state, c.name, c.warning_id as "warningId", w.name as "warningName", c.change,
  c.assessment_id as "assessmentId", c.opened_at as "openedAt", c.slot_at as "slotAt", c.called_for as "calledFor",
  c.due_at as "dueAt", c.held_at as "heldAt", c.chair, c.decided_at as "decidedAt", c.decision,
  c.decided_by as "decidedBy", c.level, c.reason`
const FROM = 'consultation c left join warning w on w.id = c.warning_id'
/** What waits for a decision on a warning comes before what is conferred on every day. */
const RANK = `(c.kind <> 'change' or c.decided_at is not null)::int`

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
  const [named] = await tx.rows<{ name: string }>('select name from warning where id = $1', [warning])
  const columns = {
    kind: 'change',
    name: `${named?.name ?? ''} 会商`,
    warning_id: warning,
    change: JSON.stringify(change),
    assessment_id: assessment,
    opened_at: doing.now,
  }
  const id = newId(doing.now)
  await begin(tx, 'consultation', { id, area, columns, input: { minutes: MINUTES, holdBy: null } }, doing)
  await ask(tx, [{ kind: 'inviteParties', subject: id, area, params: {} }], doing.now)
  await turnEpisode(tx, area, doing)
}

/**
 * What a consultation on a proposal is given once it was opened. Its warning has an hour of its own by which it is to be
 * signed: fewer minutes, and whoever confers is woken by two clocks; more, and this one is never heard.
 */
const MINUTES = 60

/** Closes the open consultation of a warning, if there is one. */
export async function closeConsultation(
  tx: Tx,
  warning: Id,
  { decision, by, reason }: { decision: 'proceed' | 'dismiss' | 'lapsed'; by: Id | null; reason: string },
  doing: Doing,
): Promise<void> {
  const open = await tx.rows<{ id: Id }>('select id from consultation where warning_id = $1 and decided_at is null', [
    warning,
  ])
  for (const { id } of open) await endConsultation(tx, id, { decision, by, level: null, reason }, doing)
}

/** The end of one, as its machine has it and as people read it. */
export async function endConsultation(
  tx: Tx,
  id: Id,
  { decision, by, level, reason }: { decision: Decision; by: Id | null; level: Level | null; reason: string },
  doing: Doing,
): Promise<void> {
  const type = decision === 'lapsed' ? 'CONSULTATION_LAPSED' : 'CONSULTATION_CONCLUDED'
  await stepCohort(tx, 'consultation', [id], { type }, doing)
  await tx.rows(
    'update consultation set decided_at = $2, decision = $3, decided_by = $4, level = $5, reason = $6 where id = $1',
    [id, doing.now, decision, by, level, reason],
  )
}

/** The last of an area on no proposal that has come to a level. */
export async function lastFound(db: Reader, area: string): Promise<Consultation | null> {
  return await first<Consultation>(
    db,
    `select ${CONSULTATION} from ${FROM} where c.area = $1 and c.decision = 'conclude'
     order by c.decided_at desc, c.id desc limit 1`,
    [area],
  )
}

/** The last warning that was put forward on a conclusion. */
export async function proposedUpon(db: Reader, consultation: Id): Promise<Id | null> {
  const found = await first<{ id: Id }>(db, 'select id from warning where conferred_id = $1 order by id desc limit 1', [
    consultation,
  ])
  return found?.id ?? null
}

/** One that calls itself, or that an officer calls. */
export interface NewConsultation {
  readonly area: string
  readonly kind: Exclude<Kind, 'change'>
  readonly name: string
  readonly slotAt: Instant | null
  readonly calledFor: string | null
  readonly holdBy: Instant
  readonly minutes: number
}

export async function beginConsultation(tx: Tx, called: NewConsultation, doing: Doing): Promise<Id> {
  const { area, kind, name, slotAt, calledFor, holdBy, minutes } = called
  const id = newId(doing.now)
  const columns = {
    kind,
    name,
    slot_at: slotAt,
    called_by: doing.by,
    called_for: calledFor,
    assessment_id: await latestCard(tx, area),
    opened_at: doing.now,
  }
  await begin(tx, 'consultation', { id, area, columns, input: { minutes, holdBy } }, doing)
  await ask(tx, [{ kind: 'inviteParties', subject: id, area, params: {} }], doing.now)
  return id
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

/** The same, held until the transaction ends. */
export async function holdConsultation(tx: Tx, id: Id): Promise<Consultation | null> {
  return await first<Consultation>(tx, `select ${CONSULTATION} from ${FROM} where c.id = $1 for update of c`, [id])
}

/** The last one on a warning that has a conclusion. */
export async function lastConcluded(db: Reader, warning: Id): Promise<Consultation | null> {
  return await first<Consultation>(
    db,
    `select ${CONSULTATION} from ${FROM} where c.warning_id = $1 and c.decision in ('proceed', 'dismiss')
     order by c.decided_at desc, c.id desc limit 1`,
    [warning],
  )
}

/** The consultation that let what waits now go to its signature: the last one of the warning that was concluded so. */
export async function lastProceeded(
  db: Reader,
  warning: Id,
): Promise<{ id: Id; change: Change; at: Instant; by: Id | null; reason: string } | null> {
  return await first<{ id: Id; change: Change; at: Instant; by: Id | null; reason: string }>(
    db,
    `select id, change, decided_at as at, decided_by as by, reason from consultation
     where warning_id = $1 and decision = 'proceed' order by decided_at desc, id desc limit 1`,
    [warning],
  )
}

export interface ConsultationFilter {
  readonly areas: readonly string[]
  readonly open: boolean
  readonly warning: Id | null
  readonly kind: Kind | null
}

/** What waits for a decision on a warning first, then the newest; continued after one. */
export async function listConsultations(
  db: Reader,
  { areas, open, warning, kind }: ConsultationFilter,
  after: readonly [rank: number, id: Id] | null,
  limit: number,
): Promise<(Consultation & { rank: number })[]> {
  const [rank, id] = after ?? [null, null]
  return await db.rows<Consultation & { rank: number }>(
    `select ${CONSULTATION}, ${RANK} as rank from ${FROM}
     where c.area = any($1::text[]) and ($2 = false or c.decided_at is null)
       and ($3::uuid is null or c.warning_id = $3) and ($4::text is null or c.kind = $4)
       and ($5::int is null or ${RANK} > $5 or (${RANK} = $5 and c.id < $6::uuid))
     order by rank, c.id desc limit $7`,
    [areas, open, warning, kind, rank, id, limit],
  )
}

/** Who chairs it, and since when. */
export async function recordOpening(tx: Tx, id: Id, chair: Id, doing: Doing): Promise<void> {
  await tx.rows('update consultation set held_at = $2, chair = $3 where id = $1', [id, doing.now, chair])
}

/** Those of an area that nobody has opened, and that the next one takes the place of. */
export async function unopened(tx: Tx, area: string): Promise<Id[]> {
  const rows = await tx.rows<{ id: Id }>(
    `select id from consultation where area = $1 and kind = 'daily' and state in ('called', 'overdue') order by id`,
    [area],
  )
  return rows.map(({ id }) => id)
}

export async function hasSlot(tx: Tx, area: string, slot: Instant): Promise<boolean> {
  return (
    (await first(tx, 'select 1 as found from consultation where area = $1 and slot_at = $2', [area, slot])) !== null
  )
}

/** What lay before those who conferred is the newest card of that moment; one on a proposal keeps that of the proposal. */
export async function refreshCard(tx: Tx, { id, area, kind }: Consultation): Promise<void> {
  if (kind === 'change') return
  await tx.rows('update consultation set assessment_id = $2 where id = $1', [id, await latestCard(tx, area)])
}

async function latestCard(tx: Tx, area: string): Promise<Id | null> {
  const found = await first<{ id: Id }>(
    tx,
    'select id from assessment where area = $1 order by at desc, id desc limit 1',
    [area],
  )
  return found?.id ?? null
}
