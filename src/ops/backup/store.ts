import { MACHINES } from '../../../machines/index.ts'
import { BEGINNING, type Held, verifyFrom } from '../../db/seal.ts'
import { first, type Reader, type Tx } from '../../db/port.ts'
import type { Instant } from '../../model/time.ts'

/** Where the chain of the journal ends, for whoever holds a backup against it. */
export interface Head {
  readonly n: number
  readonly hash: string
}

export async function headOf(db: Reader): Promise<Head | null> {
  return first<Head>(db, `select n, encode(hash, 'hex') as hash from seal order by n desc limit 1`)
}

/** The hash of the n-th link as it stands here; null where there is none. */
export async function linkAt(db: Reader, n: number): Promise<string | null> {
  return (
    (await first<{ hash: string }>(db, `select encode(hash, 'hex') as hash from seal where n = $1`, [n]))?.hash ?? null
  )
}

/** By which the database knows its master key; null before its first start. */
export async function masterKeyOf(db: Reader): Promise<string | null> {
  return (await first<{ value: string }>(db, `select value from fact where key = 'master key'`))?.value ?? null
}

/**
 * Lets the transaction numbers of the journal go on where the server that was backed up had come to: this one counts its
 * own, which are lower. Higher ones are fine as they are.
 */
export async function continueJournal(tx: Tx): Promise<void> {
  const row = await first<{ era: number }>(
    tx,
    `select greatest(0, 1 - pg_current_xact_id()::text::bigint + greatest(
       (select max(tx::text::bigint) from journal), (select max(tx::text::bigint) from seal), 0)) as era`,
  )
  await tx.script(
    `create or replace function journal_era() returns bigint language sql immutable return ${row?.era ?? 0}::bigint`,
  )
}

/** What a restored engine will do as soon as it is started. */
export interface Ahead {
  /** When its last entry was written: what happened since, it does not know. */
  readonly until: Instant | null
  /** Messages that it has not sent yet, and whatever else it has decided and not done. */
  readonly messages: number
  readonly effects: number
  /** Deadlines that have passed since. */
  readonly deadlines: number
  readonly warnings: readonly { readonly name: string; readonly state: string }[]
}

export async function aheadOf(db: Reader, now: Instant): Promise<Ahead> {
  const due = Object.values(MACHINES).map(({ table }) => `select count(*)::int as n from ${table} where due_at <= $1`)
  const row = await first<Omit<Ahead, 'warnings'>>(
    db,
    `select (select max(at) from journal) as until,
       (select coalesce(sum(case kind when 'deliver' then 1 else jsonb_array_length(params->'deliveries') end), 0)::int
        from effect where kind in ('deliver', 'deliverTogether') and parked_at is null) as messages,
       (select count(*) from effect where kind not in ('deliver', 'deliverTogether') and parked_at is null) as effects,
       (select sum(n)::int from (${due.join(' union all ')}) as due) as deadlines`,
    [now],
  )
  const warnings = await db.rows<{ name: string; state: string }>(
    `select name, state from warning where state not in ('lifted', 'withdrawn', 'dismissed') order by id`,
  )
  return { ...(row ?? { until: null, messages: 0, effects: 0, deadlines: 0 }), warnings }
}

/** Whether the whole chain holds, and how far it goes. */
export async function chainOf(db: Reader): Promise<{ held: Held; broken: { n: number; why: string } | null }> {
  const { held, broken } = await verifyFrom(db, BEGINNING)
  return { held, broken: broken ?? null }
}

/** Whether a schema is there and holds anything. */
export async function holdsTables(db: Reader, schema: string): Promise<boolean> {
  return (await first(db, 'select 1 as found from pg_tables where schemaname = $1 limit 1', [schema])) !== null
}
