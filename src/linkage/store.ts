import type { InstructionState } from '../../machines/tables/instruction.ts'
import { first, type Reader, type Tx } from '../db/port.ts'
import type { Id } from '../model/id.ts'
import { stricter, type Level, type WarningLevel } from '../model/level.ts'
import type { Day, Instant } from '../model/time.ts'
import type { LinkageClocks } from '../rulebook/linkage.ts'
import type { Holding } from './decide.ts'

/** Who gives instructions to the areas of this installation (指令层级). */
export const ISSUERS = ['nation', 'region', 'province'] as const
export type Issuer = (typeof ISSUERS)[number]

/** An instruction (上级指令) to one area. */
export interface Instruction {
  readonly id: Id
  readonly area: string
  readonly state: InstructionState
  readonly name: string
  readonly issuer: Issuer
  readonly issuerName: string
  readonly document: string
  readonly text: string
  readonly level: WarningLevel
  readonly startsAt: Instant
  readonly endsAt: Instant | null
  readonly answerBy: Instant
  readonly reportBy: Instant | null
  readonly summaryBy: Instant | null
  /** As they were when it was entered, each with where it comes from. */
  readonly clocks: Pick<LinkageClocks, 'answer' | 'report' | 'summary'>
  readonly enteredBy: string
  readonly receivedAt: Instant
  readonly overdueSince: Instant | null
  readonly liftedDocument: string | null
  readonly liftedAt: Instant | null
}

const INSTRUCTION = `id, area, state, name, issuer, issuer_name as "issuerName", document, text,
  context->>'level' as level, starts_at as "startsAt", ends_at as "endsAt", answer_by as "answerBy",
  (context->'deadlines'->>'report')::timestamptz as "reportBy",
  (context->'deadlines'->>'summary')::timestamptz as "summaryBy", clocks, entered_by as "enteredBy",
  created_at as "receivedAt", overdue_since as "overdueSince", lifted_document as "liftedDocument",
  lifted_at as "liftedAt"`
const HOLDS = `state in ('received', 'answered')`

export function instructionById(db: Reader, id: Id): Promise<Instruction | null> {
  return first(db, `select ${INSTRUCTION} from instruction where id = $1`, [id])
}

/** Held until the transaction ends. */
export function holdInstruction(tx: Tx, id: Id): Promise<Instruction | null> {
  return first(tx, `select ${INSTRUCTION} from instruction where id = $1 for update`, [id])
}

/** Newest first; `open`: something is still to be done about it. */
export function listInstructions(
  db: Reader,
  { areas, open }: { areas: readonly string[]; open: boolean },
  before: Id | null,
  limit: number,
): Promise<Instruction[]> {
  return db.rows(
    `select ${INSTRUCTION} from instruction
     where area = any($1::text[]) and ($2 = false or state in ('received', 'answered', 'lifted'))
       and ($3::uuid is null or id < $3) order by id desc limit $4`,
    [areas, open, before, limit],
  )
}

/** Those that hold in an area. */
export function holdingIn(db: Reader, area: string): Promise<Holding[]> {
  return db.rows(
    `select id, context->>'level' as level, starts_at as "startsAt", ends_at as "endsAt", answer_by as "answerBy"
     from instruction where area = $1 and ${HOLDS} order by id`,
    [area],
  )
}

/** Who lifted it above, by which document; an end that it named itself has none. */
export async function recordLift(tx: Tx, id: Id, document: string | null, now: Instant): Promise<void> {
  await tx.rows(
    `update instruction set lifted_document = coalesce(lifted_document, $2), lifted_at = coalesce(lifted_at, $3::timestamptz),
       overdue_since = null where id = $1`,
    [id, document, now],
  )
}

/** What went up ends what was overdue. */
export async function settle(tx: Tx, id: Id): Promise<void> {
  await tx.rows('update instruction set overdue_since = null where id = $1', [id])
}

/**
 * An hour has passed with nothing done, unless it has been done since.
 * @param day whose daily report was due
 */
export async function markOverdue(
  tx: Tx,
  id: Id,
  { deadline, due, day }: { deadline: string; due: Instant; day: Day },
): Promise<boolean> {
  const found = await first(
    tx,
    `update instruction i set overdue_since = coalesce(overdue_since, $3::timestamptz)
     where id = $1 and state = case $2 when 'answer' then 'received' when 'report' then 'answered' else 'lifted' end
       and not exists (select from instruction_report r
         where r.instruction_id = i.id and r.kind = 'daily' and $2 = 'report' and r.day >= $4::date)
     returning id`,
    [id, deadline, due, day],
  )
  return found !== null
}

/** The level that holds in an area, or lies before who confers and signs; none where neither does. */
export async function standingIn(db: Reader, area: string): Promise<Level> {
  const found = await first<{ level: Level | null; proposed: Level | null }>(
    db,
    `select case when state not like 'suspended.%' then context->>'level' end as level,
       case when context->'change'->>'kind' in ('issue', 'raise', 'resume')
         then context->'change'->>'level' end as proposed
     from warning where area = $1 and state not in ('lifted', 'dismissed', 'withdrawn')`,
    [area],
  )
  return stricter(found?.level ?? 'none', found?.proposed ?? 'none')
}
