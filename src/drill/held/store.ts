import { note, type Doing } from '../../db/journal.ts'
import { first, type Db, type Reader, type Tx } from '../../db/port.ts'
import { newId, type Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'
import type { Words } from '../../plan/order.ts'
import type { Told } from './told.ts'

export const OUTCOMES = ['passed', 'wrong', 'failed', 'stopped'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** How far a drill is: its own world's time, the share of its days, and the orders that were answered. */
export interface Progress {
  readonly now: Instant
  readonly share: number
  readonly orders: number
}

/** A drill that was begun at the console (应急演练). */
export interface HeldDrill {
  readonly id: Id
  readonly area: string
  readonly scenario: string
  readonly title: Words
  readonly speed: number | null
  readonly begunBy: string
  readonly begunAt: Instant
  readonly progress: Progress
  readonly outcome: Outcome | null
  readonly endedAt: Instant | null
}

export interface DrillDetail extends HeldDrill {
  readonly events: readonly Told[]
  readonly summary: Readonly<Record<string, unknown>> | null
  readonly report: string | null
}

const DRILL = `id, area, scenario, title, speed, begun_by as "begunBy", begun_at as "begunAt", progress,
  case when outcome is null and not lives(life) then 'failed' else outcome end as outcome,
  ended_at as "endedAt"`

/** Newest first. */
export function drillsIn(db: Reader, areas: readonly string[], before: Id | null, limit: number): Promise<HeldDrill[]> {
  return db.rows(
    `select ${DRILL} from drill where area = any($1::text[]) and ($2::uuid is null or id < $2) order by id desc limit $3`,
    [areas, before, limit],
  )
}

export function drillById(db: Reader, id: Id): Promise<DrillDetail | null> {
  return first(db, `select ${DRILL}, events, summary, report from drill where id = $1`, [id])
}

/** The scenario that is played now; null where none is. */
export async function drillNow(db: Reader): Promise<string | null> {
  const found = await first<{ scenario: string }>(db, 'select scenario from drill where ended_at is null')
  return found?.scenario ?? null
}

/** Whether orders of a response may be on their way here. */
export async function isResponding(db: Reader): Promise<boolean> {
  const found = await first(
    db,
    `select 1 as found from warning
     where signed_at is not null and state not in ('lifted', 'withdrawn', 'dismissed') limit 1`,
  )
  return found !== null
}

/** Null where another one is being played. One whose process is gone has failed. */
export async function beginDrill(
  tx: Tx,
  one: Pick<HeldDrill, 'area' | 'scenario' | 'title' | 'speed' | 'progress'> & { readonly life: number },
  doing: Doing,
): Promise<Id | null> {
  const dead = await tx.rows<{ id: Id; area: string }>(
    `update drill set outcome = 'failed', ended_at = $1 where ended_at is null and not lives(life) returning id, area`,
    [doing.now],
  )
  for (const gone of dead) await told(tx, gone, 'DRILL_ENDED', { outcome: 'failed' }, { ...doing, by: 'engine' })
  const { area, scenario, title, speed, progress, life } = one
  const row = await first<{ id: Id }>(
    tx,
    `insert into drill (id, area, scenario, title, speed, begun_by, begun_at, life, progress)
     values ($1, $2, $3, $4::jsonb, $5, $6, $7, $8, $9::jsonb) on conflict do nothing returning id`,
    [
      newId(doing.now),
      area,
      scenario,
      JSON.stringify(title),
      speed,
      doing.by,
      doing.now,
      life,
      JSON.stringify(progress),
    ],
  )
  if (row !== null) await told(tx, { id: row.id, area }, 'DRILL_BEGUN', { scenario, speed }, doing)
  return row?.id ?? null
}

/** Writes down how far it is; whether somebody wants it stopped. */
export async function keepProgress(
  db: Db,
  id: Id,
  { progress, events }: { readonly progress: Progress; readonly events: readonly Told[] },
): Promise<boolean> {
  const row = await first<{ stopped: boolean }>(
    db,
    `update drill set progress = $2::jsonb, events = $3::jsonb where id = $1 and ended_at is null
     returning stopped_by is not null as stopped`,
    [id, JSON.stringify(progress), JSON.stringify(events)],
  )
  return row?.stopped ?? true
}

/** False where it has ended already. */
export async function askToStop(tx: Tx, { id, area }: Pick<HeldDrill, 'id' | 'area'>, doing: Doing): Promise<boolean> {
  const row = await first(tx, 'update drill set stopped_by = $2 where id = $1 and ended_at is null returning id', [
    id,
    doing.by,
  ])
  if (row !== null) await told(tx, { id, area }, 'DRILL_STOPPED', {}, doing)
  return row !== null
}

export async function endDrill(
  tx: Tx,
  { id, area }: Pick<HeldDrill, 'id' | 'area'>,
  { outcome, summary, report }: Pick<DrillDetail, 'summary' | 'report'> & { readonly outcome: Outcome },
  doing: Doing,
): Promise<void> {
  const row = await first(
    tx,
    `update drill set outcome = $2, ended_at = $3, summary = $4::jsonb, report = $5 where id = $1 and ended_at is null
     returning id`,
    [id, outcome, doing.now, summary === null ? null : JSON.stringify(summary), report],
  )
  if (row !== null) await told(tx, { id, area }, 'DRILL_ENDED', { outcome }, doing)
}

async function told(
  tx: Tx,
  { id: subject, area }: { id: Id; area: string },
  event: string,
  body: object,
  doing: Doing,
): Promise<void> {
  await note(tx, { area, kind: 'drill', subject, event, body }, doing)
}
