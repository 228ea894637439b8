import type { ResponseState } from '../../../machines/tables/response.ts'
import { begun, initial } from '../../db/step.ts'
import type { Doing } from '../../db/journal.ts'
import { first, type Reader, type Tx } from '../../db/port.ts'
import { newId, type Id } from '../../model/id.ts'
import type { WarningLevel } from '../../model/level.ts'
import type { Instant } from '../../model/time.ts'

/** The response of a county (县级应急响应) to its city's warning. */
export interface Response {
  readonly id: Id
  readonly area: string
  readonly state: ResponseState
  readonly name: string
  readonly warning: Id
  /** Of the warning. */
  readonly city: string
  readonly warningName: string
  readonly warningState: string
  /** The hours that are signed, and the level whose measures hold where that is a stricter one. */
  readonly startsAt: Instant | null
  readonly endsAt: Instant | null
  readonly measures: WarningLevel | null
  /** What it was told last. */
  readonly level: WarningLevel
  readonly revision: number
  readonly toldAt: Instant
  readonly receiptBy: Instant | null
  readonly acknowledgedAt: Instant | null
  readonly acknowledgedBy: string | null
  readonly startedAt: Instant | null
  readonly startedBy: string | null
}

const RESPONSE = `r.id, r.area, r.state, r.name, r.warning_id as warning, w.area as city, w.name as "warningName", r.level,
  w.state as "warningState", w.context->>'startsAt' as "startsAt", w.context->>'endsAt' as "endsAt",
  w.context->>'measures' as measures,
  r.revision, r.told_at as "toldAt", r.due_at as "receiptBy", r.acknowledged_at as "acknowledgedAt",
  r.acknowledged_by as "acknowledgedBy", r.started_at as "startedAt", r.started_by as "startedBy"`
const FROM = 'from response r join warning w on w.id = r.warning_id'

export function responseById(db: Reader, id: Id): Promise<Response | null> {
  return first(db, `select ${RESPONSE} ${FROM} where r.id = $1`, [id])
}

/** Of all counties, for they see each other's. */
export function responsesTo(db: Reader, warning: Id): Promise<Response[]> {
  return db.rows(`select ${RESPONSE} ${FROM} where r.warning_id = $1 order by r.area`, [warning])
}

/** Those of some areas, newest first; `open`: not acknowledged yet. */
export function listResponses(
  db: Reader,
  { areas, open }: { areas: readonly string[]; open: boolean },
  before: Id | null,
  limit: number,
): Promise<Response[]> {
  return db.rows(
    `select ${RESPONSE} ${FROM} where r.area = any($1::text[]) and ($2 = false or r.state = 'told')
       and ($3::uuid is null or r.id < $3) order by r.id desc limit $4`,
    [areas, open, before, limit],
  )
}

export interface Telling {
  readonly warning: Id
  readonly warningName: string
  readonly level: WarningLevel
  readonly revision: number
}

/** Begins the responses of counties that were not told of a warning yet. */
export async function beginResponses(
  tx: Tx,
  { warning, level, revision }: Telling,
  counties: readonly { readonly area: string; readonly name: string }[],
  minutes: number,
  doing: Doing,
): Promise<void> {
  if (counties.length === 0) return
  const input = { minutes, now: doing.now }
  const { state, context, version, due } = initial('response', input)
  const rows = await tx.rows<{ id: Id; area: string }>(
    `insert into response (id, area, state, context, machine_version, due_at, created_at, updated_at, name, warning_id,
       level, revision, told_at)
     select id, area, $1, $2::jsonb, $3, $4::timestamptz, $5::timestamptz, $5::timestamptz, name, $6, $7, $8, $5::timestamptz
     from unnest($9::uuid[], $10::text[], $11::text[]) as c (id, area, name)
     on conflict do nothing returning id, area`,
    [
      state,
      context,
      version,
      due,
      doing.now,
      warning,
      level,
      revision,
      counties.map(() => newId(doing.now)),
      counties.map(({ area }) => area),
      counties.map(({ name }) => name),
    ],
  )
  await begun(tx, 'response', rows, input, doing)
}

/** What counties are told from now on; what they answered before was about something else. */
export async function recordTold(
  tx: Tx,
  responses: readonly Id[],
  { level, revision }: Pick<Telling, 'level' | 'revision'>,
  now: Instant,
): Promise<void> {
  await tx.rows(
    `update response set level = $2, revision = $3, told_at = $4, acknowledged_at = null, acknowledged_by = null,
       started_at = null, started_by = null where id = any($1::uuid[])`,
    [responses, level, revision, now],
  )
}

/** A county's own answer, in the transaction of its step. Whoever starts has acknowledged. */
export async function recordAnswer(
  tx: Tx,
  response: Id,
  { started }: { started: boolean },
  by: string,
  now: Instant,
): Promise<void> {
  await tx.rows(
    `update response set acknowledged_at = coalesce(acknowledged_at, $3::timestamptz),
       acknowledged_by = coalesce(acknowledged_by, $2),
       started_at = case when $4 then $3::timestamptz else started_at end,
       started_by = case when $4 then $2 else started_by end where id = $1`,
    [response, by, now, started],
  )
}
