import { ask } from '../../db/effects.ts'
import { hashOfMembers, journal, type Doing, type Entry } from '../../db/journal.ts'
import { first, type Reader, type Tx } from '../../db/port.ts'
import { newId, type Id } from '../../model/id.ts'
import type { Day, Instant } from '../../model/time.ts'
import type { Revised } from '../asked.ts'
import type { Judgement } from '../decide.ts'
import type { Outcome } from '../verdict.ts'

const OVER = `('superseded', 'released', 'recalled')`

/** From when until when a warning has orders. */
export interface Span {
  readonly first: Instant
  readonly alive: boolean
  /** When the last of them ended. */
  readonly ended: Instant | null
}

export async function spanOf(db: Reader, warning: Id): Promise<Span | null> {
  const found = await first<{ first: Instant | null; alive: boolean | null; ended: Instant | null }>(
    db,
    `select min(created_at) as first, bool_or(state not in ${OVER}) as alive,
       max(updated_at) filter (where state in ('released', 'recalled')) as ended
     from enterprise_order where warning_id = $1`,
    [warning],
  )
  return found?.first ? { first: found.first, alive: found.alive === true, ended: found.ended } : null
}

/** How far the verdicts of a day have come; written on the first look, held while a chunk is judged. */
interface Progress {
  readonly cursor: Id | null
  readonly again: boolean
  readonly doneAt: Instant | null
}

export async function openProgress(tx: Tx, warning: Id, day: Day): Promise<Progress> {
  await tx.rows('insert into verifying (warning_id, day) values ($1, $2::date) on conflict do nothing', [warning, day])
  const found = await first<Progress>(
    tx,
    `select cursor, again, done_at as "doneAt" from verifying where warning_id = $1 and day = $2::date for update`,
    [warning, day],
  )
  if (found === null) throw new Error('the progress that was just written is not there')
  return found
}

export async function saveProgress(
  tx: Tx,
  { warning, day }: { warning: Id; day: Day },
  { cursor, again, doneAt }: Progress,
): Promise<void> {
  await tx.rows(
    'update verifying set cursor = $3, again = $4, done_at = $5::timestamptz where warning_id = $1 and day = $2::date',
    [warning, day, cursor, again, doneAt],
  )
}

/** Days that were judged before an instant and may be judged again, by what has come in since. */
export async function judgedDays(db: Reader, warning: Id): Promise<Map<Day, Instant>> {
  const rows = await db.rows<{ day: Day; doneAt: Instant }>(
    'select day, done_at as "doneAt" from verifying where warning_id = $1 and done_at is not null',
    [warning],
  )
  return new Map(rows.map(({ day, doneAt }) => [day, doneAt]))
}

/**
 * Enterprises that hold or held an order of a warning, in the order of their ids. Again: only those of whom a day is not
 * clear, or of whom something was said, or a doubt decided, since it was judged.
 */
export async function enterprisesOf(
  db: Reader,
  { warning, day, again }: { warning: Id; day: Day; again: boolean },
  after: Id | null,
  limit: number,
): Promise<Id[]> {
  const rows = await db.rows<{ enterprise: Id }>(
    again
      ? `select distinct v.enterprise_id as enterprise from verdict v
         where v.warning_id = $1 and v.day = $2::date and ($3::uuid is null or v.enterprise_id > $3)
           and (v.judged in ('insufficient', 'doubtful')
             or exists (select from evidence_note n where n.enterprise_id = v.enterprise_id
               and greatest(n.created_at, n.withdrawn_at) > v.decided_at)
             or exists (select from evidence_doubt d join evidence_source s on s.id = d.source_id
               where s.enterprise_id = v.enterprise_id and d.decided_at > v.decided_at))
         order by 1 limit $4`
      : `select distinct enterprise_id as enterprise from enterprise_order
         where warning_id = $1 and $2::date is not null and ($3::uuid is null or enterprise_id > $3) order by 1 limit $4`,
    [warning, day, after, limit],
  )
  return rows.map(({ enterprise }) => enterprise)
}

/** One order with all its revisions, those under another warning too: an order may have gone on. */
interface Ordered {
  readonly order: Id
  readonly enterprise: Id
  readonly area: string
  readonly revisions: readonly (Revised & { readonly warning: Id })[]
  /** When it reported itself that it is done. */
  readonly done: readonly Instant[]
}

export async function ordersOf(db: Reader, warning: Id, enterprises: readonly Id[]): Promise<Ordered[]> {
  const rows = await db.rows<Revised & { order: Id; warning: Id; enterprise: Id; area: string; done: Instant | null }>(
    `select o.id, o.order_id as "order", o.warning_id as warning, o.enterprise_id as enterprise, o.area, o.revision, o.content,
       o.created_at as "createdAt", case when o.state in ('released', 'recalled') then o.updated_at end as "endedAt",
       o.state = 'recalled' as recalled, e.reached as "reachedAt", e.done
     from enterprise_order o left join lateral (
       select min(at) filter (where rung in ('delivered', 'read', 'acknowledged', 'committed', 'difficulty', 'done')) as reached,
         min(at) filter (where rung = 'done') as done
       from evidence where order_row = o.id) e on true
     where o.order_id in (
       select order_id from enterprise_order where warning_id = $1 and enterprise_id = any($2::uuid[]))
     order by o.enterprise_id, o.order_id, o.revision`,
    [warning, enterprises],
  )
  return [...Map.groupBy(rows, ({ order }) => order)].flatMap(([order, revisions]) => {
    const [one] = revisions
    if (one === undefined) return []
    const { enterprise, area } = one
    return [{ order, enterprise, area, revisions, done: revisions.flatMap(({ done }) => done ?? []) }]
  })
}

/** A verdict to be kept. */
export interface Made {
  readonly area: string
  readonly order: Id
  readonly orderRow: Id
  readonly revision: number
  readonly enterprise: Id
  readonly line: string
  readonly from: Instant
  readonly until: Instant
  readonly found: Judgement
}

/** By which rule a verdict was made: it stands in the journal with it. */
interface ByRule {
  readonly id: string
  readonly hash: string
}

/**
 * Keeps verdicts, one for each line of each order and day. What is found anew and says the same changes nothing; what
 * says otherwise is the next version, and an officer's ruling goes on counting.
 */
export async function saveVerdicts(
  tx: Tx,
  { warning, day, by }: { warning: Id; day: Day; by: ByRule },
  made: readonly Made[],
  doing: Doing,
): Promise<void> {
  if (made.length === 0) return
  const rows = await tx.rows<{ id: Id; area: string; order: Id; line: string; version: number }>(
    `insert into verdict (id, area, warning_id, order_id, order_row, revision, enterprise_id, line, day, from_at, until_at,
       judged, outcome, confidence, rests, say, read, promised, shown, decided_at)
     select v.id, v.area, $1, v.order_id, v.order_row, v.revision, v.enterprise, v.line, $2::date, v.from_at, v.until_at,
       v.judged, v.judged, v.confidence, v.rests, v.say::json, v.read::json, v.promised::jsonb, v.shown::jsonb, $3::timestamptz
     from unnest($4::uuid[], $5::text[], $6::uuid[], $7::uuid[], $8::int[], $9::uuid[], $10::text[], $11::timestamptz[],
       $12::timestamptz[], $13::text[], $14::int[], $15::text[], $16::text[], $17::text[], $18::text[], $19::text[])
       as v (id, area, order_id, order_row, revision, enterprise, line, from_at, until_at, judged, confidence, rests, say,
         read, promised, shown)
     on conflict (order_id, line, day) do update set warning_id = excluded.warning_id, order_row = excluded.order_row,
       revision = excluded.revision, from_at = excluded.from_at, until_at = excluded.until_at, judged = excluded.judged,
       outcome = case when verdict.ruling is null then excluded.judged else verdict.outcome end,
       confidence = excluded.confidence, rests = excluded.rests, say = excluded.say, read = excluded.read,
       promised = excluded.promised, shown = excluded.shown, version = verdict.version + 1,
       decided_at = excluded.decided_at
     where (verdict.judged, verdict.confidence, verdict.read::text, verdict.promised, verdict.shown, verdict.order_row)
       is distinct from (excluded.judged, excluded.confidence, excluded.read::text, excluded.promised, excluded.shown,
         excluded.order_row)
     returning id, area, order_id as "order", line, version`,
    [
      warning,
      day,
      doing.now,
      made.map(() => newId(doing.now)),
      made.map(({ area }) => area),
      made.map(({ order }) => order),
      made.map(({ orderRow }) => orderRow),
      made.map(({ revision }) => revision),
      made.map(({ enterprise }) => enterprise),
      made.map(({ line }) => line),
      made.map(({ from }) => from),
      made.map(({ until }) => until),
      made.map(({ found }) => found.outcome),
      made.map(({ found }) => found.confidence),
      made.map(({ found }) => found.rests),
      made.map(({ found }) => JSON.stringify(found.say)),
      made.map(({ found }) => JSON.stringify(found.values)),
      made.map(({ found }) => JSON.stringify(found.promised)),
      made.map(({ found }) => JSON.stringify(found.shown)),
    ],
  )
  const found = new Map(made.map((one) => [`${one.order} ${one.line}`, one.found]))
  const entries = [...Map.groupBy(rows, ({ area }) => area)].flatMap(([area, some]): Entry[] => {
    const [subject] = some.map(({ id }) => id)
    if (subject === undefined) return []
    const members = some.map(({ id }) => id)
    const verdicts = some.map(({ id, order, line, version }) => ({
      id,
      order,
      line,
      version,
      ...brief(found.get(`${order} ${line}`)),
    }))
    const body = {
      warning,
      day,
      rule: by.id,
      ruleHash: by.hash,
      count: members.length,
      members: hashOfMembers(members),
      verdicts,
    }
    return [{ area, kind: 'verdict', subject, members, event: 'VERDICTS_MADE', body }]
  })
  await journal(tx, entries, doing)
}

/** What the journal keeps of a verdict: what was found, and every value that it was found by. */
function brief(found: Judgement | undefined): object {
  if (found === undefined) return {}
  const { outcome, confidence, rests, shown, values } = found
  return {
    outcome,
    confidence,
    rests,
    shown,
    read: values.map(({ source, class: of, value, against, says }) => ({ source, class: of, value, against, says })),
  }
}

/** An officer finds otherwise (人工复核): it counts in place of the engine's, whatever comes in later. */
export async function rule(
  tx: Tx,
  { id, area, version }: { id: Id; area: string; version: number },
  ruling: { outcome: Outcome; reason: string },
  doing: Doing,
): Promise<void> {
  const kept = { ...ruling, by: doing.by, at: doing.now }
  await tx.rows('update verdict set outcome = $2, ruling = $3::json where id = $1', [
    id,
    ruling.outcome,
    JSON.stringify(kept),
  ])
  const body = { outcome: ruling.outcome, version }
  await journal(tx, [{ area, kind: 'verdict', subject: id, event: 'VERDICT_RULED', body }], {
    ...doing,
    because: ruling.reason,
  })
}

/**
 * Keeps the last rung of the ladder (已核实) in line with the verdicts: a revision has it once it is over and every line of
 * it was found carried out on every day, and loses it where something else is found later.
 */
export async function keepVerified(tx: Tx, warning: Id, enterprises: readonly Id[], now: Instant): Promise<void> {
  await tx.rows(
    `with judged as (
       select o.id, o.area, o.state in ('superseded', 'released') and bool_and(v.outcome = 'compliant') as verified
       from verdict v join enterprise_order o on o.id = v.order_row
       where v.warning_id = $1 and v.enterprise_id = any($2::uuid[]) group by o.id),
     gone as (
       delete from evidence e using judged j
       where e.order_row = j.id and not j.verified and e.rung = 'verified' and e.channel = 'verdict')
     insert into evidence (order_row, rung, channel, at, actor, area)
     select id, 'verified', 'verdict', $3::timestamptz, 'engine', area from judged where verified on conflict do nothing`,
    [warning, enterprises, now],
  )
}

/** Asks for the next look, unless one is asked for already. */
export async function lookAgain(
  tx: Tx,
  { warning, area, at, besides }: { warning: Id; area: string; at: Instant; besides: Id },
  now: Instant,
): Promise<void> {
  // Two that end at once would each leave it to the other.
  await tx.rows('select id from warning where id = $1 for no key update', [warning])
  const waiting = await first(
    tx,
    `select id from effect where kind = 'verify' and subject = $1 and id <> $2 and parked_at is null limit 1`,
    [warning, besides],
  )
  if (waiting === null) await ask(tx, [{ kind: 'verify', subject: warning, area, params: {}, notBefore: at }], now)
}
