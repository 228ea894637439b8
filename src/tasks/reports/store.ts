import type { Doing } from '../../db/journal.ts'
import type { Reader, Tx } from '../../db/port.ts'
import { newId, type Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'

/** What is said of a task: 打开, 收到, 已落实, 有困难 by the department; 要求继续落实, 撤销 by the desk. */
export const SAID = ['opened', 'received', 'done', 'difficulty', 'asked', 'withdrawn'] as const
export type Said = (typeof SAID)[number]

export interface Report {
  readonly task: Id
  readonly kind: Said
  readonly text: string | null
  readonly at: Instant
  readonly by: string
  /** Said by an officer for the department, which is the weaker evidence. */
  readonly onBehalf: boolean
}

export interface NewReport {
  readonly task: Id
  readonly area: string
  readonly kind: Said
  readonly text: string | null
  readonly contact: Id | null
  readonly onBehalf: boolean
}

/** In the transaction of the steps that they belong to. */
export async function recordReports(tx: Tx, reports: readonly NewReport[], doing: Doing): Promise<void> {
  await tx.rows(
    `insert into department_report (id, area, task_id, kind, text, at, by, contact_id, on_behalf)
     select id, area, task, kind, text, $7, $8, contact, on_behalf
     from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::uuid[], $9::bool[])
       as r (id, area, task, kind, text, contact, on_behalf)`,
    [
      reports.map(() => newId(doing.now)),
      reports.map(({ area }) => area),
      reports.map(({ task }) => task),
      reports.map(({ kind }) => kind),
      reports.map(({ text }) => text),
      reports.map(({ contact }) => contact),
      doing.now,
      doing.by,
      reports.map(({ onBehalf }) => onBehalf),
    ],
  )
}

export async function reportsOf(db: Reader, tasks: readonly Id[]): Promise<Report[]> {
  return await db.rows<Report>(
    `select task_id as task, kind, text, at, by, on_behalf as "onBehalf" from department_report
     where task_id = any($1::uuid[]) order by at, id`,
    [tasks],
  )
}

/** Which of some tasks nobody has opened yet. */
export async function unopened(db: Reader, tasks: readonly Id[]): Promise<{ id: Id; area: string }[]> {
  return await db.rows(
    `select id, area from department_task t where id = any($1::uuid[]) and not exists (
       select from department_report r where r.task_id = t.id and r.kind = 'opened') order by id`,
    [tasks],
  )
}
