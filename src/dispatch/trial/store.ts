import { first, type Reader, type Tx } from '../../db/port.ts'
import type { Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'
import type { WayName } from '../../people/roster/store.ts'
import type { OrderContent } from '../../plan/order.ts'

/** What a trial shows: a message of a preview. */
export interface TrialContent {
  readonly purpose: 'order' | 'ending' | 'release'
  readonly number: string
  readonly revision: number
  readonly replaces: number | null
  readonly content: OrderContent
  /** JSON, as a preview has it. */
  readonly said: string | null
  readonly orderedAt: Instant
  readonly writtenAt: Instant
}

export type TrialOutcome = 'delivered' | 'accepted' | 'unknown' | 'failed'

/** A message of a preview on its way to the officer who looks at it (试发). */
export interface Trial {
  readonly id: Id
  readonly enterprise: Id
  readonly officer: Id
  readonly channel: WayName
  readonly told: TrialContent
  readonly sentAt: Instant
  readonly outcome: TrialOutcome | null
  readonly why: string | null
  readonly warning: { readonly id: Id; readonly name: string; readonly area: string }
}

const TRIAL = `t.id, t.enterprise_id as enterprise, t.officer_id as officer, t.channel, t.told, t.sent_at as "sentAt",
  t.outcome, t.why, jsonb_build_object('id', w.id, 'name', w.name, 'area', w.area) as warning
  from trial t join warning w on w.id = t.warning_id`

export async function insertTrials(tx: Tx, trials: readonly Omit<Trial, 'outcome' | 'why'>[]): Promise<void> {
  for (const { id, enterprise, officer, channel, told, sentAt, warning } of trials)
    await tx.rows(
      `insert into trial (id, area, warning_id, enterprise_id, officer_id, channel, told, sent_at)
       values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8)`,
      [id, warning.area, warning.id, enterprise, officer, channel, JSON.stringify(told), sentAt],
    )
}

export async function trialById(db: Reader, id: Id): Promise<Trial | null> {
  return await first<Trial>(db, `select ${TRIAL} where t.id = $1`, [id])
}

/** Trials of a warning, newest first, before one. */
export async function trialsOf(db: Reader, warning: Id, before: Id | null, limit: number): Promise<Trial[]> {
  return await db.rows<Trial>(
    `select ${TRIAL} where t.warning_id = $1 and ($2::uuid is null or t.id < $2) order by t.id desc limit $3`,
    [warning, before, limit],
  )
}

export async function recordTrial(tx: Tx, id: Id, outcome: TrialOutcome, why: string | null): Promise<void> {
  await tx.rows('update trial set outcome = $2, why = $3 where id = $1 and outcome is null', [id, outcome, why])
}
