import type { Reader, Tx } from '../../db/port.ts'
import { FROM_NOTE, NOTE, readingsOf } from '../../evidence/store.ts'
import type { Note, Passage, Source } from '../../evidence/source.ts'
import type { Fault } from '../../evidence/fault.ts'
import type { Id } from '../../model/id.ts'
import { epochMs, type Day, type Instant } from '../../model/time.ts'
import type { Baseline, Thousandths } from '../evidence.ts'

/** One hour of a source: its value, whether all its readings are the same, and how many there were. */
export type HourRead = readonly [hour: number, value: Thousandths, same: boolean, readings: number]

/** Percent of the readings of an hour that must be there for it to have a value. */
const COMPLETE = 75
/** Marks of a device that says nothing against its own value. */
const COUNTS = `(r.mark is null or r.mark = 'N') and (d.no is null or d.state = 'accepted')`

/**
 * What sources measured, hour by hour, counted from `from`: what is doubted, or marked by the device itself, is left out.
 * Summed where it lies, so that of a day of a city no reading is read one by one.
 */
export async function hoursOf(
  db: Reader,
  sources: readonly Source[],
  from: Instant,
  until: Instant,
): Promise<Map<Id, readonly HourRead[]>> {
  const plain = sources.filter(({ form, kind }) => form !== 'counter' && kind !== 'gate')
  const rows = await db.rows<{ source: Id; hours: HourRead[] }>(
    `select source, json_agg(json_build_array(hour, value, same, readings) order by hour) as hours from (
       select s.id as source, floor(extract(epoch from r.at - $2::timestamptz) / 3600)::int as hour,
         round(1000 * case s.form when 'level' then avg(r.value)
           else sum(r.value) * (60.0 / s.every_minutes) / count(*) end)::bigint as value,
         min(r.value) = max(r.value) as same, count(*) as readings
       from evidence_source s join evidence_reading r on r.source_no = s.no
         left join evidence_doubt d on d.no = r.doubt_no
       where s.id = any($1::uuid[]) and s.every_minutes <= 60 and r.at >= $2::timestamptz and r.at < $3::timestamptz and ${COUNTS}
       group by s.id, s.form, s.every_minutes, hour
       having count(*) * 100 >= ${COMPLETE} * 60.0 / s.every_minutes) as h
     group by source`,
    [plain.map(({ id }) => id), from, until],
  )
  const found = new Map<Id, readonly HourRead[]>(rows.map(({ source, hours }) => [source, hours]))
  const counters = sources.filter(({ form }) => form === 'counter')
  const read = counters.length === 0 ? [] : await readingsOf(db, counters, from, until)
  for (const { id, everyMinutes } of counters) {
    const own = read.filter(({ source, flag }) => source === id && flag === 'ok')
    const needed = (60 / (everyMinutes ?? 60)) * COMPLETE
    const byHour = Map.groupBy(own, ({ at }) => Math.floor((epochMs(at) - epochMs(from)) / 3_600_000))
    const hours = [...byHour].flatMap(([hour, some]): HourRead[] => {
      const used = some.reduce((all, { value }) => all + Math.round(Number(value) * 1000), 0)
      return some.length * 100 < needed
        ? []
        : [[hour, used, new Set(some.map(({ value }) => value)).size === 1, some.length]]
    })
    found.set(
      id,
      hours.toSorted(([a], [b]) => a - b),
    )
  }
  return found
}

/** Doubts about sources that stand in a span of time, or that an officer upheld. */
export function doubtsOf(
  db: Reader,
  sources: readonly Id[],
  from: Instant,
  until: Instant,
): Promise<{ source: Id; fault: Fault; state: 'open' | 'rejected' }[]> {
  return db.rows(
    `select source_id as source, fault, state from evidence_doubt
     where source_id = any($1::uuid[]) and state <> 'accepted' and from_at < $3::timestamptz and until_at >= $2::timestamptz
     order by source_id, id`,
    [sources, from, until],
  )
}

/** What was said and seen of some enterprises in a span of time. */
export function notesOfAll(db: Reader, enterprises: readonly Id[], from: Instant, until: Instant): Promise<Note[]> {
  return db.rows<Note>(
    `select ${NOTE} ${FROM_NOTE} where n.enterprise_id = any($1::uuid[]) and n.from_at < $3 and n.until_at > $2
     order by n.from_at, n.id`,
    [enterprises, from, until],
  )
}

export function passagesOfAll(
  db: Reader,
  enterprises: readonly Id[],
  from: Instant,
  until: Instant,
): Promise<(Passage & { enterprise: Id })[]> {
  return db.rows(
    `select s.id as source, s.enterprise_id as enterprise, p.at, p.plate, p.direction, p.stage, p.fuel, p.vehicle
     from evidence_passage p join evidence_source s on s.no = p.source_no
     where s.enterprise_id = any($1::uuid[]) and p.at >= $2 and p.at < $3 order by s.id, p.at, p.plate`,
    [enterprises, from, until],
  )
}

/** Trucks that came in a day, in the mean of those days on which the gate saw any. */
export async function trucksADay(
  db: Reader,
  sources: readonly Id[],
  from: Instant,
  until: Instant,
): Promise<Map<Id, number>> {
  const rows = await db.rows<{ source: Id; trucks: number }>(
    `select s.id as source, round(count(*)::numeric / count(distinct (p.at at time zone 'Asia/Shanghai')::date))::int as trucks
     from evidence_passage p join evidence_source s on s.no = p.source_no
     where s.id = any($1::uuid[]) and p.at >= $2 and p.at < $3 and p.direction = 'in' and p.vehicle in ('heavyTruck', 'truck')
     group by s.id having count(distinct (p.at at time zone 'Asia/Shanghai')::date) >= 5`,
    [sources, from, until],
  )
  return new Map(rows.map(({ source, trucks }) => [source, trucks]))
}

/** Baselines that were worked out for a warning; null where too few days are known. */
export async function baselinesOf(db: Reader, warning: Id, sources: readonly Id[]): Promise<Map<Id, Baseline | null>> {
  const rows = await db.rows<{ source: Id; hours: (number | null)[] | null; running: number; idle: number }>(
    `select source_id as source, hours, running_days as running, idle_days as idle from verdict_baseline
     where warning_id = $1 and source_id = any($2::uuid[])`,
    [warning, sources],
  )
  return new Map(
    rows.map(({ source, hours, running, idle }) => [source, hours && { hours, runningDays: running, idleDays: idle }]),
  )
}

export async function saveBaselines(
  tx: Tx,
  warning: Id,
  made: readonly { source: Id; baseline: Baseline | null }[],
  now: Instant,
): Promise<void> {
  if (made.length === 0) return
  await tx.rows(
    `insert into verdict_baseline (warning_id, source_id, hours, running_days, idle_days, made_at)
     select $1, source, hours::json, running, idle, $6::timestamptz
     from unnest($2::uuid[], $3::text[], $4::int[], $5::int[]) as b (source, hours, running, idle) on conflict do nothing`,
    [
      warning,
      made.map(({ source }) => source),
      made.map(({ baseline }) => (baseline === null ? null : JSON.stringify(baseline.hours))),
      made.map(({ baseline }) => baseline?.runningDays ?? 0),
      made.map(({ baseline }) => baseline?.idleDays ?? 0),
      now,
    ],
  )
}

/**
 * Days before a response on which some enterprises were asked for something else already: no days to compare with.
 * Half-open, as days of the area.
 */
export async function orderedDays(
  db: Reader,
  enterprises: readonly Id[],
  warning: Id,
  from: Instant,
  until: Instant,
): Promise<{ enterprise: Id; from: Day; until: Day }[]> {
  return await db.rows(
    `select distinct enterprise_id as enterprise, (created_at at time zone 'Asia/Shanghai')::date as from,
       (case when state in ('superseded', 'released', 'recalled') then updated_at else $4::timestamptz end
         at time zone 'Asia/Shanghai')::date + 1 as until
     from enterprise_order where enterprise_id = any($1::uuid[]) and warning_id <> $2 and created_at < $4 and updated_at > $3`,
    [enterprises, warning, from, until],
  )
}
