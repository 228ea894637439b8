import { first, type Reader, type Tx } from '../../db/port.ts'
import { newId, type Id } from '../../model/id.ts'
import type { ListedLevel } from '../../model/enterprise.ts'
import { dayOf, type Instant } from '../../model/time.ts'
import type { Clause } from '../../rulebook/measures.ts'
import type { TightenedLine } from './decide.ts'

/** What a county asks of its own enterprises beyond its city (加严), under one warning. */
export interface Tightening {
  readonly id: Id
  readonly area: string
  readonly warning: Id
  /** As orders cite it: 盐湖区加严措施. */
  readonly title: string
  /** The stricter level whose measures hold for all its enterprises; null where lines are named. */
  readonly level: ListedLevel | null
  readonly measures: readonly TightenedLine[]
  /** The group that acts together (联防联控区域); null where the county acts alone. */
  readonly group: string | null
  readonly reason: string
  readonly declaredBy: string
  readonly declaredAt: Instant
  readonly needsCity: boolean
  readonly decision: 'accept' | 'refuse' | null
  readonly decidedBy: string | null
  readonly decidedBecause: string | null
  readonly decidedAt: Instant | null
  readonly endedAt: Instant | null
}

const TIGHTENING = `id, area, warning_id as warning, title, level, measures, group_id as "group", reason,
  declared_by as "declaredBy", declared_at as "declaredAt", needs_city as "needsCity", decision,
  decided_by as "decidedBy", decided_because as "decidedBecause", decided_at as "decidedAt", ended_at as "endedAt"`
const HOLDS = `ended_at is null and (decision = 'accept' or not needs_city)`

export async function addTightening(
  tx: Tx,
  made: Pick<
    Tightening,
    'area' | 'warning' | 'title' | 'level' | 'measures' | 'group' | 'reason' | 'declaredBy' | 'declaredAt' | 'needsCity'
  >,
): Promise<Id> {
  const id = newId(made.declaredAt)
  await tx.rows(
    `insert into tightening (id, area, warning_id, title, level, measures, group_id, reason, declared_by, declared_at,
       needs_city) values ($1, $2, $3, $4, $5, $6::jsonb, $7, $8, $9, $10, $11)`,
    [
      id,
      made.area,
      made.warning,
      made.title,
      made.level,
      JSON.stringify(made.measures),
      made.group,
      made.reason,
      made.declaredBy,
      made.declaredAt,
      made.needsCity,
    ],
  )
  return id
}

/** Held until the transaction ends. */
export function holdTightening(tx: Tx, id: Id): Promise<Tightening | null> {
  return first(tx, `select ${TIGHTENING} from tightening where id = $1 for update`, [id])
}

export function tighteningById(db: Reader, id: Id): Promise<Tightening | null> {
  return first(db, `select ${TIGHTENING} from tightening where id = $1`, [id])
}

/** Everything that was said under a warning, in order. */
export function tighteningsOf(db: Reader, warning: Id): Promise<Tightening[]> {
  return db.rows(`select ${TIGHTENING} from tightening where warning_id = $1 order by id`, [warning])
}

/** What holds under a warning. */
export function tighteningsIn(db: Reader, warning: Id): Promise<Tightening[]> {
  return db.rows(`select ${TIGHTENING} from tightening where warning_id = $1 and ${HOLDS} order by id`, [warning])
}

export async function decideTightening(
  tx: Tx,
  {
    id,
    decision,
    by,
    because,
    at,
  }: { id: Id; decision: 'accept' | 'refuse'; by: string; because: string; at: Instant },
): Promise<void> {
  await tx.rows(
    `update tightening set decision = $2, decided_by = $3, decided_because = $4, decided_at = $5 where id = $1`,
    [id, decision, by, because, at],
  )
}

export async function endTightening(tx: Tx, id: Id, by: string, at: Instant): Promise<void> {
  await tx.rows('update tightening set ended_by = $2, ended_at = $3 where id = $1', [id, by, at])
}

/** The enterprises of a list version in some areas, in the order of their ids. */
export async function enterprisesIn(db: Reader, list: Id, areas: readonly string[]): Promise<Id[]> {
  const rows = await db.rows<{ enterprise: Id }>(
    `select enterprise_id as enterprise from listing where list_id = $1 and area = any($2::text[]) order by enterprise_id`,
    [list, areas],
  )
  return rows.map(({ enterprise }) => enterprise)
}

/** How an order cites it. */
export function clauseOf({ id, title, declaredAt }: Pick<Tightening, 'id' | 'title' | 'declaredAt'>): Clause {
  return { id: `tightening/${id}`, document: title, clause: dayOf(declaredAt), confidence: 'list' }
}
