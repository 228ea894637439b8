import { MACHINES } from '../../machines/index.ts'
import { first, type Reader } from '../db/port.ts'
import { RUNG_NAMES, TELLS, withImplied } from '../model/rung.ts'
import type { Instant } from '../model/time.ts'

/** Facts of which each says that the order has reached its enterprise. */
const REACHED = [
  ...RUNG_NAMES.filter((rung) => withImplied([rung]).has('delivered')),
  ...Object.entries(TELLS).flatMap(([fact, rung]) => (withImplied([rung]).has('delivered') ? [fact] : [])),
]

/** What waits, since when: instants are the world's, null where nothing does. */
export interface Waiting {
  /** The oldest deadline that has passed and that no clock has told of. */
  readonly deadline: Instant | null
  /** The oldest due effect that no relay has put into the queue. */
  readonly unqueued: Instant | null
  /** The oldest due effect that is in the queue and not done. */
  readonly queued: Instant | null
  /** The oldest entry of the journal that is not in the chain. */
  readonly unsealed: Instant | null
  /** The oldest message that is to go out and has not. */
  readonly unsent: Instant | null
}

/** One statement: between two, what waits could move from one place to the next and be counted in both. */
export async function waiting(db: Reader, now: Instant): Promise<Waiting> {
  const due = Object.values(MACHINES).map(({ table }) => `select min(due_at) as at from ${table} where due_at <= $1`)
  const row = await first<Waiting>(
    db,
    `select (select min(at) from (${due.join(' union all ')}) as due) as deadline,
       (select min(not_before) from effect where parked_at is null and queued_at is null and not_before <= $1) as unqueued,
       (select min(not_before) from effect where parked_at is null and queued_at is not null and not_before <= $1) as queued,
       (select at from journal where (tx, seq) > (
          select coalesce(max(tx::text::bigint), 0)::text::xid8, coalesce(max(seq), 0) from (
            select tx, seq from seal order by n desc limit 1) as newest)
        order by journal.tx, seq limit 1) as unsealed,
       (select min(d.created_at) from effect e join delivery d on d.id = e.subject
        where e.kind in ('deliver', 'deliverTogether') and e.parked_at is null and e.not_before <= $1) as unsent`,
    [now],
  )
  return row ?? { deadline: null, unqueued: null, queued: null, unsealed: null, unsent: null }
}

/** What there is, counted; nothing by which somebody could be told apart. */
export interface Counts {
  readonly outstanding: number
  readonly parked: number
  /** Live orders that nobody is known to have. */
  readonly unreached: number
  /** Clocks that live and are held by a jump. */
  readonly held: number
}

export async function counts(db: Reader, now: Instant): Promise<Counts> {
  const row = await first<Counts>(
    db,
    `select (select count(*) from effect where parked_at is null and not_before <= $1) as outstanding,
       (select count(*) from effect where parked_at is not null) as parked,
       (select count(*) from enterprise_order o
        where o.state not in ('superseded', 'released', 'recalled') and o.state in ('planned', 'unreached')
          and not exists (select from evidence e where e.order_row = o.id and e.rung = any($2::text[]))) as unreached,
       (select count(*) from clock_hold h where lives(h.life)) as held`,
    [now, REACHED],
  )
  return row ?? { outstanding: 0, parked: 0, unreached: 0, held: 0 }
}

/** Feeds by kind and state, with when the one that is silent for the longest was last heard. */
export async function feeds(
  db: Reader,
): Promise<readonly { kind: string; state: string; count: number; heard: Instant }[]> {
  return await db.rows(
    `select kind, state, count(*) as count, min((context->>'heardAt')::timestamptz) as heard
     from feed where state <> 'closed' group by kind, state`,
  )
}

/** How many processes live of each part. */
export async function processes(db: Reader): Promise<ReadonlyMap<string, number>> {
  const rows = await db.rows<{ part: string; count: number }>(
    'select part, count(*) as count from life, unnest(parts) as part where lives(id) group by part',
  )
  return new Map(rows.map(({ part, count }) => [part, count]))
}

/** What the auditor found last. */
export interface Verdict {
  /** When it last found nothing; missing before the first time. */
  readonly okAt?: Instant
  readonly counts: Readonly<Record<string, number>>
}

export async function lastVerdict(db: Reader): Promise<Verdict | null> {
  return (await first<{ value: Verdict }>(db, `select value from fact where key = 'auditor'`))?.value ?? null
}

/** Whether any list (减排清单) is in force. */
export async function hasList(db: Reader): Promise<boolean> {
  return (await first(db, `select id from list where state = 'inForce' limit 1`)) !== null
}
