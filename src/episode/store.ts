import type { Change, WarningContext } from '../../machines/warning.ts'
import { ask } from '../db/effects.ts'
import { first, type Reader, type Tx } from '../db/port.ts'
import type { Id } from '../model/id.ts'
import type { Day, Instant } from '../model/time.ts'

/** A warning (预警) with what its machine holds. */
export interface WarningRow {
  id: Id
  area: string
  name: string
  state: string
  context: WarningContext
  rulebookId: string
  rulebookHash: string
  listId: Id | null
  assessmentId: Id | null
  episodeFrom: Day
  createdAt: Instant
  updatedAt: Instant
  signedAt: Instant | null
  endedAt: Instant | null
}

const WARNING = `id, area, name, state, context, rulebook_id as "rulebookId", rulebook_hash as "rulebookHash",
  list_id as "listId", assessment_id as "assessmentId", episode_from as "episodeFrom", created_at as "createdAt",
  updated_at as "updatedAt", signed_at as "signedAt", ended_at as "endedAt"`

const ALIVE = `state not in ('lifted', 'dismissed', 'withdrawn')`

export async function warningById(db: Reader, id: Id): Promise<WarningRow | null> {
  return await first<WarningRow>(db, `select ${WARNING} from warning where id = $1`, [id])
}

/** The same, locked until the transaction ends: what is read of it is what the step will find. */
export async function lockWarning(tx: Tx, id: Id): Promise<WarningRow | null> {
  return await first<WarningRow>(tx, `select ${WARNING} from warning where id = $1 for update`, [id])
}

/** One judgement of an area at a time: two bulletins at once would both begin a warning. */
export async function lockArea(tx: Tx, area: string): Promise<void> {
  await tx.rows('select pg_advisory_xact_lock(hashtext($1))', [`assess ${area}`])
}

/** The warning of an area that is neither lifted, dismissed nor withdrawn; there is at most one. */
export async function livingWarning(db: Reader, area: string): Promise<WarningRow | null> {
  return await first<WarningRow>(db, `select ${WARNING} from warning where area = $1 and ${ALIVE}`, [area])
}

/** When a warning last took effect, or was raised or resumed, by its signatures; null before the first. */
export async function strengthenedAt(db: Reader, warning: Id): Promise<Instant | null> {
  const found = await first<{ at: Instant | null }>(
    db,
    `select max(greatest(signed_at, (change->>'startsAt')::timestamptz)) as at from signature
     where warning_id = $1 and decision = 'sign' and change->>'kind' in ('issue', 'raise', 'move', 'resume')`,
    [warning],
  )
  return found?.at ?? null
}

/** Newest first; continued before an id. */
export async function listWarnings(
  db: Reader,
  { areas, alive }: { areas: readonly string[]; alive: boolean },
  before: Id | null,
  limit: number,
): Promise<WarningRow[]> {
  return await db.rows<WarningRow>(
    `select ${WARNING} from warning where area = any($1::text[]) and ($2 = false or ${ALIVE})
       and ($3::uuid is null or id < $3) order by id desc limit $4`,
    [areas, alive, before, limit],
  )
}

/**
 * Which assessment stands behind what is proposed now, and the first day of its episode; null where that is settled: an
 * episode that has not been signed for may still move, one that has keeps its first day.
 */
export async function groundOn(tx: Tx, warning: Id, assessment: Id, episodeFrom: Day | null): Promise<void> {
  await tx.rows(
    'update warning set assessment_id = $2, episode_from = coalesce($3::date, episode_from) where id = $1',
    [warning, assessment, episodeFrom],
  )
}

/**
 * What asks for a judgement of an area until now, and one of them by its id; the area is held. What is read after this
 * is at least as new as whatever asked.
 */
export async function askedBy(tx: Tx, { area, now, id }: { area: string; now: Instant; id: Id }): Promise<Id[]> {
  const rows = await tx.rows<{ id: Id }>(
    `select id from effect where kind = 'assess' and area = $1 and parked_at is null and (not_before <= $2 or id = $3)`,
    [area, now, id],
  )
  return rows.map((row) => row.id)
}

/** Has the area judged again at an instant, unless that is asked for already. */
export async function lookAgain(
  tx: Tx,
  { area, subject, at }: { area: string; subject: Id; at: Instant },
  now: Instant,
): Promise<void> {
  const asked = await first(
    tx,
    `select 1 as asked from effect where kind = 'assess' and area = $1 and not_before > $2 and parked_at is null limit 1`,
    [area, now],
  )
  if (asked === null) await ask(tx, [{ kind: 'assess', subject, area, params: { area }, notBefore: at }], now)
}

/** A proposal that is stronger than what holds wakes the duty officer, once for each level that it comes to. */
export async function wakeFor(
  tx: Tx,
  { id, area }: { id: Id; area: string },
  { kind, level }: Change,
  now: Instant,
): Promise<void> {
  const occasion = `${id} ${kind} ${level}`
  const isWorse = kind === 'issue' || kind === 'raise' || kind === 'resume'
  if (isWorse) await ask(tx, [{ kind: 'wake', subject: id, area, params: { cause: 'forecastTurned', occasion } }], now)
  else await lookWhoWaits(tx, { id, area }, now)
}

/** What waits for people has changed: whose signature it is now is called, who need not be woken any more is left alone. */
export async function lookWhoWaits(tx: Tx, { id, area }: { id: Id; area: string }, now: Instant): Promise<void> {
  const occasion = `${id} ${now}`
  await ask(tx, [{ kind: 'wake', subject: id, area, params: { cause: 'signatureWaits', occasion } }], now)
}

/** A change is signed: who has to be in post by it is looked at now, and when it takes effect. */
export async function lookAtHeads(
  tx: Tx,
  { id, area }: { id: Id; area: string },
  takesEffect: Instant,
  now: Instant,
): Promise<void> {
  const at = takesEffect > now ? [now, takesEffect] : [now]
  await ask(
    tx,
    at.map((notBefore) => ({ kind: 'askHeads', subject: id, area, params: {}, notBefore })),
    now,
  )
}

/** The first day of an episode that was moved before it began. */
export async function moveEpisode(tx: Tx, warning: Id, first: Day): Promise<void> {
  await tx.rows('update warning set episode_from = $2 where id = $1', [warning, first])
}

/** The instant of the first signature. */
export async function markSigned(tx: Tx, warning: Id, now: Instant): Promise<void> {
  await tx.rows('update warning set signed_at = coalesce(signed_at, $2::timestamptz) where id = $1', [warning, now])
}
