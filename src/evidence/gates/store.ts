import type { Reader, Tx } from '../../db/port.ts'
import type { Instant } from '../../model/time.ts'
import type { ArrivingPassage } from './decide.ts'

/** Keeps passages, each once; how many were new. */
export async function addPassages(tx: Tx, passages: readonly ArrivingPassage[], now: Instant): Promise<number> {
  const added = await tx.rows(
    `insert into evidence_passage (source_no, at, plate, direction, stage, fuel, vehicle, received_at)
     select no, at, plate, direction, stage, fuel, vehicle, $1
     from unnest($2::int[], $3::timestamptz[], $4::text[], $5::text[], $6::int[], $7::text[], $8::text[])
       as p (no, at, plate, direction, stage, fuel, vehicle)
     on conflict do nothing returning 1 as added`,
    [
      now,
      passages.map(({ no }) => no),
      passages.map(({ at }) => at),
      passages.map(({ plate }) => plate),
      passages.map(({ direction }) => direction),
      passages.map(({ stage }) => stage),
      passages.map(({ fuel }) => fuel),
      passages.map(({ vehicle }) => vehicle),
    ],
  )
  await tx.rows(
    `update evidence_beat b set heard_at = $1, last_at = greatest(b.last_at, n.at)
     from (select no, max(at) as at from unnest($2::int[], $3::timestamptz[]) as p (no, at) group by no) n
     where b.source_no = n.no`,
    [now, passages.map(({ no }) => no), passages.map(({ at }) => at)],
  )
  return added.length
}

/** Forgets passages from before an instant, some hundred at a time; how many. */
export async function dropPassages(db: Reader, before: Instant): Promise<number> {
  const dropped = await db.rows(
    `delete from evidence_passage where ctid in (select ctid from evidence_passage where at < $1 limit 400)
     returning 1 as dropped`,
    [before],
  )
  return dropped.length
}
