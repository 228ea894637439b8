import { first, type Reader, type Tx } from '../../db/port.ts'
import type { Listing } from '../../inventory/store.ts'
import { newId, type Id } from '../../model/id.ts'
import { dayOf, type Instant } from '../../model/time.ts'
import type { Allowed } from './allow.ts'
import { overridden, type Override } from './decide.ts'

/** The named exception (例外) of law 11: one enterprise under one living warning. */
export interface Exception extends Override {
  readonly id: Id
  readonly area: string
  readonly warning: Id
  readonly enterprise: Id
  readonly ground: string
  readonly reason: string
  /** The case of an enterprise that led to it. */
  readonly hardship: Id | null
  /** What is asked of its lines instead. */
  readonly allows: readonly Omit<Allowed, 'clause'>[]
  readonly proposedBy: string
  readonly proposedAt: Instant
  readonly decision: 'confirm' | 'refuse' | null
  readonly decidedBy: string | null
  readonly decidedAt: Instant | null
}

const EXCEPTION = `id, area, warning_id as warning, enterprise_id as enterprise, ground, reason, grade, class,
  stop_cause as "stopCause", hardship_id as hardship, allows, proposed_by as "proposedBy", proposed_at as "proposedAt", decision, decided_by as "decidedBy", decided_at as "decidedAt"`

export async function addException(
  tx: Tx,
  {
    hardship = null,
    allows = [],
    stopCause = null,
    ...exception
  }: Omit<Exception, 'id' | 'hardship' | 'allows' | 'stopCause' | 'decision' | 'decidedBy' | 'decidedAt'> &
    Partial<Pick<Exception, 'hardship' | 'allows' | 'stopCause'>>,
): Promise<Id> {
  const id = newId(exception.proposedAt)
  await tx.rows(
    `insert into listing_exception (id, area, warning_id, enterprise_id, ground, reason, grade, class, proposed_by, proposed_at,
       hardship_id, allows, stop_cause)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::jsonb, $13)`,
    [
      id,
      exception.area,
      exception.warning,
      exception.enterprise,
      exception.ground,
      exception.reason,
      exception.grade,
      exception.class,
      exception.proposedBy,
      exception.proposedAt,
      hardship,
      JSON.stringify(allows),
      stopCause,
    ],
  )
  return id
}

/** Held until the transaction ends. */
export function holdException(tx: Tx, id: Id): Promise<Exception | null> {
  return first(tx, `select ${EXCEPTION} from listing_exception where id = $1 for update`, [id])
}

export function exceptionById(db: Reader, id: Id): Promise<Exception | null> {
  return first(db, `select ${EXCEPTION} from listing_exception where id = $1`, [id])
}

export function exceptionsIn(
  db: Reader,
  areas: readonly string[],
  before: Id | null,
  limit: number,
): Promise<Exception[]> {
  return db.rows(
    `select ${EXCEPTION} from listing_exception where area = any($1::text[]) and ($2::uuid is null or id < $2)
     order by id desc limit $3`,
    [areas, before, limit],
  )
}

export async function decideException(
  tx: Tx,
  {
    id,
    decision,
    by,
    because,
    at,
  }: { id: Id; decision: 'confirm' | 'refuse'; by: string; because: string; at: Instant },
): Promise<void> {
  await tx.rows(
    `update listing_exception set decision = $2, decided_by = $3, decided_because = $4, decided_at = $5 where id = $1`,
    [id, decision, by, because, at],
  )
}

/** Nothing is ordered of some enterprises under a warning any more: the two who confirmed it are those of the recall. */
export async function orderNothing(
  tx: Tx,
  recall: {
    readonly area: string
    readonly warning: Id
    readonly reason: string
    readonly proposedBy: string
    readonly proposedAt: Instant
    readonly decidedBy: string | null
    readonly decidedAt: Instant | null
  },
  enterprises: readonly Id[],
  now: Instant,
): Promise<void> {
  await tx.rows(
    `insert into listing_exception (id, area, warning_id, enterprise_id, ground, reason, unordered, proposed_by,
       proposed_at, decision, decided_by, decided_because, decided_at)
     select id, $3, $4, enterprise, 'recalled', $5, true, $6, $7, 'confirm', $8, $5, $9
     from unnest($1::uuid[], $2::uuid[]) as e (id, enterprise)`,
    [
      enterprises.map(() => newId(now)),
      enterprises,
      recall.area,
      recall.warning,
      recall.reason,
      recall.proposedBy,
      recall.proposedAt,
      recall.decidedBy,
      recall.decidedAt,
    ],
  )
}

/** The exception of a case that waits for its second officer. */
export async function openExceptionOf(tx: Tx, hardship: Id): Promise<Id | null> {
  const found = await first<{ id: Id }>(
    tx,
    'select id from listing_exception where hardship_id = $1 and decision is null for update',
    [hardship],
  )
  return found?.id ?? null
}

/** A row of a list with what two officers have allowed its enterprise to do instead. */
export type Excepted = Listing & { readonly allowed?: readonly Allowed[] }

const BY: Readonly<Record<string, string>> = { difficulty: '执行困难核定', appeal: '申诉裁定' }

/**
 * The list of a warning as its orders are planned from it: frozen, but for the exceptions that two officers made, one
 * after the other. Of whom nothing is to be ordered is not in it.
 */
export async function withExceptions(db: Reader, warning: Id, rows: readonly Listing[]): Promise<Excepted[]> {
  const found = await db.rows<Exception & { unordered: boolean }>(
    `select ${EXCEPTION}, unordered from listing_exception
     where warning_id = $1 and decision = 'confirm' and enterprise_id = any($2::uuid[]) order by decided_at, id`,
    [warning, rows.map(({ enterprise }) => enterprise)],
  )
  const exceptions = Map.groupBy(found, ({ enterprise }) => enterprise)
  return rows.flatMap((row) => {
    const own = exceptions.get(row.enterprise)
    if (own === undefined) return [row]
    if (own.some(({ unordered }) => unordered)) return []
    const allowed = own.flatMap(({ id, ground, allows, decidedAt }) => {
      const day = decidedAt === null ? '' : dayOf(decidedAt)
      const clause = { id: `exception/${id}`, document: BY[ground] ?? ground, clause: day, confidence: 'list' } as const
      return allows.map((one): Allowed => ({ ...one, clause }))
    })
    const entry = own.reduce(overridden, row.entry)
    return [allowed.length > 0 ? { ...row, entry, allowed } : { ...row, entry }]
  })
}

/** The version that a living, signed warning is planned from; null where there is no such warning, or nothing was planned. */
export function pinnedOf(
  db: Reader,
  warning: Id,
): Promise<{ area: string; name: string; list: Id | null; alive: boolean } | null> {
  return first(
    db,
    `select area, name, list_id as list, signed_at is not null and state not in ('lifted', 'withdrawn', 'dismissed') as alive
     from warning where id = $1`,
    [warning],
  )
}
