import type { ConferringContext } from '../../../machines/conferring.ts'
import type { ConferringState } from '../../../machines/tables/conferring.ts'
import type { Doing } from '../../db/journal.ts'
import { first, type Reader, type Tx } from '../../db/port.ts'
import { begin, stepCohort } from '../../db/step.ts'
import { newId, type Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'

/** The consultations of an area that call themselves (会商日程). */
export interface Calendar {
  readonly id: Id
  readonly area: string
  readonly state: ConferringState
  readonly context: ConferringContext
  readonly begunBy: string
  readonly begunAt: Instant
  /** When one may be called next; null while somebody looks, and after the end. */
  readonly lookAt: Instant | null
}

const CALENDAR = `id, area, state, context, begun_by as "begunBy", created_at as "begunAt", due_at as "lookAt"`

export async function beginCalendar(
  tx: Tx,
  { area, name, lookAt }: { area: string; name: string; lookAt: Instant },
  doing: Doing,
): Promise<Id> {
  const id = newId(doing.now)
  const columns = { name, begun_by: doing.by }
  await begin(tx, 'conferring', { id, area, columns, input: { now: doing.now, lookAt } }, doing)
  return id
}

/** One that is begun or ended in an area at a time. */
export async function lockCalendar(tx: Tx, area: string): Promise<void> {
  await tx.rows('select pg_advisory_xact_lock(hashtext($1))', [`conferring ${area}`])
}

/** The one that runs; null where none does. */
export async function calendarOf(db: Reader, area: string): Promise<Calendar | null> {
  return await first<Calendar>(db, `select ${CALENDAR} from conferring where area = $1 and state <> 'ended'`, [area])
}

/** Of some areas those that run. */
export async function calendarsIn(db: Reader, areas: readonly string[]): Promise<Calendar[]> {
  return await db.rows<Calendar>(
    `select ${CALENDAR} from conferring where area = any($1::text[]) and state <> 'ended' order by area`,
    [areas],
  )
}

/** Whether the area ever had one: what was ended by an officer does not begin by itself again. */
export async function hadCalendar(db: Reader, area: string): Promise<boolean> {
  return (await first(db, 'select 1 as found from conferring where area = $1 limit 1', [area])) !== null
}

/** Held until the transaction ends: two who look at once would call twice. */
export async function holdCalendar(tx: Tx, id: Id): Promise<Calendar | null> {
  return await first<Calendar>(tx, `select ${CALENDAR} from conferring where id = $1 for update`, [id])
}

/** A warning was proposed: the hours of an episode count from here on. */
export async function turnEpisode(tx: Tx, area: string, doing: Doing): Promise<void> {
  const running = await calendarOf(tx, area)
  if (running !== null) await stepCohort(tx, 'conferring', [running.id], { type: 'EPISODE_TURNED' }, doing)
}

/** Whether a warning of the area is proposed or holds. */
export async function isEpisode(db: Reader, area: string): Promise<boolean> {
  const found = await first(
    db,
    `select 1 as found from warning where area = $1 and state not in ('lifted', 'dismissed', 'withdrawn')`,
    [area],
  )
  return found !== null
}
