import { first, type Reader } from '../db/port.ts'
import type { Id } from '../model/id.ts'
import type { Instant } from '../model/time.ts'
import { flagOf, usageOf } from './decide.ts'
import type { Note, Passage, Reading, Source } from './source.ts'

/*
 * What the stages behind ask of evidence: which sources an enterprise has, what they measured, what passed its gates,
 * what was said and seen.
 */

/** The columns of a source `s` with its beat `b`. */
export const SOURCE = `s.id, s.area, s.enterprise_id as enterprise, s.line, s.kind, s.measures as of, s.name, s.unit, s.form,
  s.every_minutes as "everyMinutes", jsonb_build_object('id', s.key_id, 'code', s.code) as key,
  jsonb_build_object(
    'heardAt', to_char(b.heard_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'lastAt', to_char(b.last_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'lastValue', b.last_value::text, 'alike', b.alike,
    'alikeSince', to_char(b.alike_since, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'openDoubts', (select count(*) from evidence_doubt d where d.source_id = s.id and d.state = 'open')) as quality,
  s.closed_at as "closedAt"`
export const FROM_SOURCE = 'from evidence_source s join evidence_beat b on b.source_no = s.no'

/** The sources of an enterprise, those that were closed too: what they measured counts for its days. */
export function sourcesOf(db: Reader, enterprise: Id): Promise<Source[]> {
  return db.rows<Source>(`select ${SOURCE} ${FROM_SOURCE} where s.enterprise_id = $1 order by s.id`, [enterprise])
}

/** The sources of several enterprises. */
export function sourcesOfAll(db: Reader, enterprises: readonly Id[]): Promise<Source[]> {
  return db.rows<Source>(
    `select ${SOURCE} ${FROM_SOURCE} where s.enterprise_id = any($1::uuid[]) order by s.enterprise_id, s.id`,
    [enterprises],
  )
}

export function sourceById(db: Reader, id: Id): Promise<Source | null> {
  return first<Source>(db, `select ${SOURCE} ${FROM_SOURCE} where s.id = $1`, [id])
}

/**
 * What some sources measured in a span of time, by source and time. Of a counter it is what was used between one reading
 * and the next, at the time of the first. What is doubted is among it, and says so: only `ok` counts as it stands.
 */
export async function readingsOf(
  db: Reader,
  sources: readonly Pick<Source, 'id' | 'form'>[],
  from: Instant,
  until: Instant,
): Promise<Reading[]> {
  const rows = await db.rows<{ source: Id; at: Instant; value: string; mark: string | null; doubt: string | null }>(
    `select s.id as source, r.at, r.value::text as value, r.mark, d.state as doubt
     from evidence_reading r join evidence_source s on s.no = r.source_no
       left join evidence_doubt d on d.no = r.doubt_no
     where r.source_no = any(array(select no from evidence_source where id = any($1::uuid[])))
       and r.at >= $2 and (r.at < $3 or (r.at = $3 and s.form = 'counter'))
     order by s.id, r.at`,
    [sources.map(({ id }) => id), from, until],
  )
  const read = Map.groupBy(
    rows.map(({ mark, doubt, ...row }): Reading => ({ ...row, flag: flagOf(mark, doubt) })),
    ({ source }) => source,
  )
  return sources.flatMap(({ id, form }) => {
    const own = read.get(id) ?? []
    return form === 'counter' ? usageOf(own) : own
  })
}

/** What passed the gates of an enterprise, by time. */
export function passagesOf(db: Reader, enterprise: Id, from: Instant, until: Instant): Promise<Passage[]> {
  return db.rows<Passage>(
    `select s.id as source, p.at, p.plate, p.direction, p.stage, p.fuel, p.vehicle
     from evidence_passage p join evidence_source s on s.no = p.source_no
     where s.enterprise_id = $1 and p.at >= $2 and p.at < $3 order by p.at, p.plate`,
    [enterprise, from, until],
  )
}

/** The columns of a note `n` with its photograph `p`. */
export const NOTE = `n.id, n.area, n.enterprise_id as enterprise, n.line, n.kind, n.from_at as from, n.until_at as until,
  n.text, n.shows, n.said_by as "saidBy", n.created_at as "saidAt",
  n.withdrawn_at is null and coalesce(p.state in ('believed', 'accepted'), true) as counts`
export const FROM_NOTE = 'from evidence_note n left join evidence_photo p on p.note_id = n.id'

/** What was said or seen of an enterprise and reaches into a span of time, by time. */
export function notesOf(db: Reader, enterprise: Id, from: Instant, until: Instant): Promise<Note[]> {
  return db.rows<Note>(
    `select ${NOTE} ${FROM_NOTE} where n.enterprise_id = $1 and n.from_at < $3 and n.until_at > $2
     order by n.from_at, n.id`,
    [enterprise, from, until],
  )
}
