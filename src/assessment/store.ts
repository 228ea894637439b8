import type { Change } from '../../machines/warning.ts'
import { first, type Reader, type Tx } from '../db/port.ts'
import { newId, type Id } from '../model/id.ts'
import type { Level } from '../model/level.ts'
import type { Day, Instant } from '../model/time.ts'
import type { OutlookDay } from '../outlook/decide.ts'
import type { Trace } from './trace.ts'

/** What an outlook called for (研判), as it is kept: whole, so that it can be read later as it was made. */
export interface Assessment {
  readonly id: Id
  readonly area: string
  /** When it was judged. */
  readonly at: Instant
  readonly rulebookId: string
  readonly rulebookHash: string
  /** Every bulletin of which a value was read. */
  readonly bulletins: readonly Id[]
  readonly level: Level
  /** The run behind the level; null at none. */
  readonly from: Day | null
  readonly to: Day | null
  readonly clauses: readonly string[]
  readonly trace: Trace
  readonly outlook: readonly OutlookDay[]
}

/** Keeps an assessment; returns its id. */
export async function insertAssessment(tx: Tx, made: Omit<Assessment, 'id'>): Promise<Id> {
  const id = newId(made.at)
  await tx.rows(
    `insert into assessment
       (id, area, at, rulebook_id, rulebook_hash, bulletins, level, from_day, to_day, clauses, trace, outlook, created)
     values ($1, $2, $3, $4, $5, $6::uuid[], $7, $8, $9, $10::text[], $11::jsonb, $12::jsonb, $3)`,
    [
      id,
      made.area,
      made.at,
      made.rulebookId,
      made.rulebookHash,
      made.bulletins,
      made.level,
      made.from,
      made.to,
      made.clauses,
      JSON.stringify(made.trace),
      JSON.stringify(made.outlook),
    ],
  )
  return id
}

const COLUMNS = `id, area, at, rulebook_id as "rulebookId", rulebook_hash as "rulebookHash", bulletins, level,
  from_day as "from", to_day as "to", clauses, trace, outlook`

export async function assessmentById(db: Reader, id: Id): Promise<Assessment | null> {
  return await first<Assessment>(db, `select ${COLUMNS} from assessment where id = $1`, [id])
}

/** The last assessment of an area; null before the first bulletin. */
export async function latestAssessment(db: Reader, area: string): Promise<Assessment | null> {
  return await first<Assessment>(
    db,
    `select ${COLUMNS} from assessment where area = $1 order by at desc, id desc limit 1`,
    [area],
  )
}

/** Assessments of some areas, the newest first, `limit` of those before `after`; `until`: none that was made later. */
export async function listAssessments(
  db: Reader,
  areas: readonly string[],
  after: readonly [at: Instant, id: Id] | null,
  limit: number,
  until: Instant | null = null,
): Promise<Assessment[]> {
  const [at, id] = after ?? [null, null]
  return await db.rows<Assessment>(
    `select ${COLUMNS} from assessment
     where area = any($1::text[]) and ($2::timestamptz is null or (at, id) < ($2::timestamptz, $3::uuid))
       and ($5::timestamptz is null or at <= $5)
     order by at desc, id desc limit $4`,
    [areas, at, id, limit, until],
  )
}

/** The last judgement of the same area that read other bulletins: a look at the same ones says nothing new. */
export async function assessmentBefore(
  db: Reader,
  { area, at, id, bulletins }: Assessment,
): Promise<Assessment | null> {
  return await first<Assessment>(
    db,
    `select ${COLUMNS} from assessment
     where area = $1 and (at, id) < ($2::timestamptz, $3::uuid) and bulletins <> $4::uuid[]
     order by at desc, id desc limit 1`,
    [area, at, id, bulletins],
  )
}

/** The warning that an assessment stands behind, and what was proposed on it. */
export interface Proposed {
  readonly warning: Id
  readonly name: string
  readonly state: string
  /** What was put to the consultation; null where the warning stays as it is. */
  readonly change: Change | null
  readonly consultation: Id | null
  /** It waits still: neither signed, sent back nor replaced. */
  readonly waits: boolean
}

/**
 * What came of an assessment: the consultation that was called on it, else, where it is the last of its area, what the
 * living warning waits for. Null where there is no warning.
 */
export async function proposedOn(db: Reader, { id, area }: Assessment): Promise<Proposed | null> {
  return await first<Proposed>(
    db,
    `select w.id as warning, w.name, w.state, coalesce(c.change, w.context->'change') as change, c.id as consultation,
       coalesce(c.change, w.context->'change') = w.context->'change' as waits
     from warning w left join consultation c on c.warning_id = w.id and c.assessment_id = $1
     where w.area = $2 and (c.id is not null or (w.state not in ('lifted', 'dismissed', 'withdrawn')
       and not exists (select 1 from assessment later where later.area = $2 and later.id > $1)))
     order by c.id desc nulls last limit 1`,
    [id, area],
  )
}
