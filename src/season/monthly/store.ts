import { first, type Reader, type Tx } from '../../db/port.ts'
import type { Doing } from '../../db/journal.ts'
import { newId, type Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'

/** A row of the monthly report, in the columns of the plan's own table (附件3). */
export interface Row {
  /** 填报单位. */
  readonly office: string
  readonly task: string
  readonly measure: string
  readonly due: string
  readonly progress: string
  readonly responsible: string
  readonly remark: string
}

export interface KeptRow extends Row {
  readonly area: string
  readonly enteredAt: Instant
}

/** A report as it was sent. */
export interface Report {
  readonly id: Id
  readonly area: string
  readonly season: string
  readonly month: string
  readonly rows: readonly KeptRow[]
  readonly sentAt: Instant
}

const ROW = `area, office, task, measure, due, progress, responsible, remark, entered_at as "enteredAt"`

/** What has been said so far of a month in some areas, by office. */
export function rowsIn(db: Reader, season: string, month: string, areas: readonly string[]): Promise<KeptRow[]> {
  return db.rows(
    `select ${ROW} from season_row where season = $1 and month = $2 and area = any($3::text[])
     order by area, office, id`,
    [season, month, areas],
  )
}

/** Which offices of an area have said something in which month. */
export function rowsOfSeason(db: Reader, season: string, area: string): Promise<{ month: string; office: string }[]> {
  return db.rows('select distinct month, office from season_row where season = $1 and area = $2', [season, area])
}

/** Writes what an office says of its tasks; what it said of the same task before is replaced. */
export async function keepRows(
  tx: Tx,
  of: { readonly area: string; readonly season: string; readonly month: string },
  rows: readonly Row[],
  doing: Doing,
): Promise<void> {
  const column = (name: keyof Row) => rows.map((row) => row[name])
  await tx.rows(
    `insert into season_row (id, area, season, month, office, task, measure, due, progress, responsible, remark,
       entered_by, entered_at)
     select id, $2, $3, $4, office, task, measure, due, progress, responsible, remark, $12, $13::timestamptz
     from unnest($1::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[])
       as r (id, office, task, measure, due, progress, responsible, remark)
     on conflict (season, month, area, office, task) do update set measure = excluded.measure, due = excluded.due,
       progress = excluded.progress, responsible = excluded.responsible, remark = excluded.remark,
       entered_by = excluded.entered_by, entered_at = excluded.entered_at`,
    [
      rows.map(() => newId(doing.now)),
      of.area,
      of.season,
      of.month,
      column('office'),
      column('task'),
      column('measure'),
      column('due'),
      column('progress'),
      column('responsible'),
      column('remark'),
      doing.by,
      doing.now,
    ],
  )
}

/** One writer of a month at a time: a row that comes while the report is sent is in it, or is refused. */
export async function lockMonth(tx: Tx, season: string, month: string): Promise<void> {
  await tx.rows('select pg_advisory_xact_lock(hashtext($1))', [`season ${season} ${month}`])
}

export function reportOn(db: Reader, season: string, month: string, area: string): Promise<Report | null> {
  return first(
    db,
    `select id, area, season, month, rows, sent_at as "sentAt" from season_report
     where season = $1 and month = $2 and area = $3`,
    [season, month, area],
  )
}

/** Months of a season whose report was sent. */
export async function reportsOf(db: Reader, season: string): Promise<string[]> {
  const rows = await db.rows<{ month: string }>('select month from season_report where season = $1', [season])
  return rows.map(({ month }) => month)
}

/** Keeps the report; false where it was sent before. */
export async function keepReport(
  tx: Tx,
  of: { readonly area: string; readonly season: string; readonly month: string },
  rows: readonly KeptRow[],
  doing: Doing,
): Promise<Id | null> {
  const kept = await first<{ id: Id }>(
    tx,
    `insert into season_report (id, area, season, month, rows, sent_by, sent_at)
     values ($1, $2, $3, $4, $5::json, $6, $7) on conflict do nothing returning id`,
    [newId(doing.now), of.area, of.season, of.month, JSON.stringify(rows), doing.by, doing.now],
  )
  return kept?.id ?? null
}
