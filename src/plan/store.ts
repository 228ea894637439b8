import { begun, initial, stepCohort } from '../db/step.ts'
import type { Doing } from '../db/journal.ts'
import { first, type Reader, type Tx } from '../db/port.ts'
import type { ClassSums } from '../inventory/sparing.ts'
import { LISTED_LEVELS, type Entry } from '../model/enterprise.ts'
import { newId, type Id } from '../model/id.ts'
import type { WarningLevel } from '../model/level.ts'
import type { Part, Stage } from '../model/stage.ts'
import type { Instant } from '../model/time.ts'
import { EMITTED } from '../model/tonnes.ts'
import type { OrderInput } from '../../machines/order.ts'
import type { Pause, Unruled } from '../../machines/warning.ts'
import type { OrderContent } from './order.ts'

/** What a plan is made from: the warning as signed, with everything that it has pinned. */
export interface Signed {
  id: Id
  area: string
  name: string
  level: WarningLevel
  /** The level whose measures are ordered: its own, or a stricter one. */
  measures: WarningLevel
  startsAt: Instant
  endsAt: Instant | null
  /** What of it holds without the rule's ground; null where the rule called for all of it. */
  unruled: Unruled | null
  /** The last suspension; null before any. */
  pause: Pause | null
  /** Of a lift that is announced: who may start again before its hour. */
  stages: readonly Stage[]
  revision: number
  listId: Id | null
  signedAt: Instant
}

const SIGNED = `id, area, name, context->>'level' as level, context->>'measures' as measures,
  context->>'unruled' as unruled, context->'pause' as pause, (context->>'startsAt')::timestamptz as "startsAt",
  (context->>'endsAt')::timestamptz as "endsAt", context->'stages' as stages, (context->>'revision')::int as revision, list_id as "listId",
  signed_at as "signedAt"`

export async function signedWarning(db: Reader, id: Id): Promise<Signed | null> {
  return await first<Signed>(db, `select ${SIGNED} from warning where id = $1 and signed_at is not null`, [id])
}

/**
 * The warning as it stands while a chunk is written; null once it has ended. No signature comes between: whoever lifts
 * or raises it waits for this transaction, and what follows finds all its orders.
 */
export async function holdSigned(tx: Tx, id: Id): Promise<Signed | null> {
  return await first<Signed>(
    tx,
    `select ${SIGNED} from warning
     where id = $1 and signed_at is not null and state not in ('lifted', 'withdrawn', 'dismissed') for share`,
    [id],
  )
}

/** Law 11: the list version that orders are planned from is fixed with the first plan. */
export async function pinList(tx: Tx, warning: Id, list: Id): Promise<Id> {
  const pinned = await first<{ list: Id }>(
    tx,
    'update warning set list_id = coalesce(list_id, $2) where id = $1 returning list_id as list',
    [warning, list],
  )
  return pinned?.list ?? list
}

/** How far a revision's plan has come; created on the first look, locked while a chunk is written. */
export interface Progress {
  cursor: string
  planned: number
  unchanged: number
  done: boolean
}

export async function openProgress(
  tx: Tx,
  { warning, revision, purpose, area }: { warning: Id; revision: number; purpose: 'order' | 'release'; area: string },
): Promise<Progress> {
  await tx.rows(
    `insert into planning (warning_id, revision, purpose, area, cursor, planned, unchanged)
     values ($1, $2, $3, $4, '', 0, 0) on conflict do nothing`,
    [warning, revision, purpose, area],
  )
  const found = await first<Progress>(
    tx,
    `select cursor, planned, unchanged, done_at is not null as done from planning
     where warning_id = $1 and revision = $2 and purpose = $3 for update`,
    [warning, revision, purpose],
  )
  if (!found) throw new Error('the progress that was just written is not there')
  return found
}

export async function saveProgress(
  tx: Tx,
  { warning, revision, purpose }: { warning: Id; revision: number; purpose: 'order' | 'release' },
  { cursor, planned, unchanged, done }: Progress,
  now: Instant,
): Promise<void> {
  await tx.rows(
    `update planning set cursor = $4, planned = $5, unchanged = $6, done_at = case when $7 then $8::timestamptz end
     where warning_id = $1 and revision = $2 and purpose = $3`,
    [warning, revision, purpose, cursor, planned, unchanged, done, now],
  )
}

/** The newest revision of an enterprise's order under a warning. */
export interface Held {
  id: Id
  orderId: Id
  number: string
  revision: number
  enterprise: Id
  content: OrderContent
  /** False once it was released: lowered to a level that asks for nothing, the warning may yet be raised again. */
  alive: boolean
}

/** What some enterprises hold, or held last. */
export async function heldBy(db: Reader, warning: Id, enterprises: readonly Id[]): Promise<Map<Id, Held>> {
  const rows = await db.rows<Held>(
    `select id, order_id as "orderId", number, enterprise, content,
       -- under another warning the same order may have gone on
       (select max(o.revision) from enterprise_order o where o.order_id = newest.order_id) as revision,
       state not in ('superseded', 'released', 'recalled') as alive
     from unnest($2::uuid[]) as e (enterprise) join lateral (
       select * from enterprise_order where warning_id = $1 and enterprise_id = enterprise order by revision desc limit 1
     ) as newest on true order by enterprise`,
    [warning, enterprises],
  )
  return new Map(rows.map((row) => [row.enterprise, row]))
}

/** What lives under a warning, by enterprise, for a look at what its end would release. */
export async function heldPage(db: Reader, warning: Id, after: Id | null, limit: number): Promise<Held[]> {
  return await db.rows<Held>(
    `select id, order_id as "orderId", number, revision, enterprise_id as enterprise, content, true as alive
     from enterprise_order where warning_id = $1 and state not in ('superseded', 'released', 'recalled')
       and ($2::uuid is null or enterprise_id > $2) order by enterprise_id limit $3`,
    [warning, after, limit],
  )
}

/** Living orders under a warning by their enterprises, up to `limit`: all, or those of some parts of its list. */
export function heldAlive(
  db: Reader,
  warning: Id,
  parts: readonly Part[] | null,
  limit: number,
): Promise<Pick<Held, 'id' | 'enterprise'>[]> {
  return db.rows(
    `select o.id, o.enterprise_id as enterprise from enterprise_order o
     where o.warning_id = $1 and o.state not in ('superseded', 'released', 'recalled') and ($3::jsonb is null or exists (
       select from jsonb_array_elements($3::jsonb) as part
       where (part->'counties' = '[]' or part->'counties' ? o.area)
         and (part->'industries' = '[]' or part->'industries' ? (
           select l.industry from warning w join listing l on l.list_id = w.list_id and l.enterprise_id = o.enterprise_id
           where w.id = o.warning_id))))
     order by o.enterprise_id limit $2`,
    [warning, limit, parts === null ? null : JSON.stringify(parts)],
  )
}

/** What some enterprises make, as a list version has it. */
export async function industriesOf(db: Reader, list: Id, enterprises: readonly Id[]): Promise<Map<Id, string>> {
  const rows = await db.rows<{ enterprise: Id; industry: string }>(
    'select enterprise_id as enterprise, industry from listing where list_id = $1 and enterprise_id = any($2::uuid[])',
    [list, enterprises],
  )
  return new Map(rows.map(({ enterprise, industry }) => [enterprise, industry]))
}

/** A revision to be issued. */
export interface NewOrder {
  orderId: Id
  number: string
  revision: number
  area: string
  enterprise: Id
  content: OrderContent
}

/** Stores revisions and answers their row ids, in the same order. */
export async function insertOrders(
  tx: Tx,
  warning: Id,
  orders: readonly NewOrder[],
  input: OrderInput,
  doing: Doing,
): Promise<Id[]> {
  if (orders.length === 0) return []
  const { state, context, version, due } = initial('order', input)
  const ids = orders.map(() => newId(doing.now))
  await tx.rows(
    `insert into enterprise_order (id, area, state, context, machine_version, due_at, created_at, updated_at, order_id,
       number, revision, purpose, warning_id, enterprise_id, credit_code, name, grade, weight, content)
     select id, area, $12, $13::jsonb, $14, $15::timestamptz, $16::timestamptz, $16::timestamptz, order_id, number,
       revision, 'order', $1, enterprise_id, credit_code, name, grade, weight, content::json
     from unnest($2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::int[], $7::uuid[], $8::text[], $9::text[],
       $10::text[], $11::bigint[], string_to_array($17, E'\\n'))
       as o (id, area, order_id, number, revision, enterprise_id, credit_code, name, grade, weight, content)`,
    [
      warning,
      ids,
      orders.map(({ area }) => area),
      orders.map(({ orderId }) => orderId),
      orders.map(({ number }) => number),
      orders.map(({ revision }) => revision),
      orders.map(({ enterprise }) => enterprise),
      orders.map(({ content }) => content.enterprise.creditCode),
      orders.map(({ content }) => content.enterprise.name),
      orders.map(({ content }) => content.enterprise.grade),
      orders.map(({ content }) => weightOf(content)),
      state,
      context,
      version,
      due,
      doing.now,
      // One a line: in an array every quotation mark of it would be escaped, and read back.
      orders.map(({ content }) => JSON.stringify(content)).join('\n'),
    ],
  )
  await begun(
    tx,
    'order',
    orders.map(({ area }, n) => ({ id: ids[n] ?? '', area })),
    input,
    doing,
  )
  return ids
}

/**
 * Ends the living revisions: replaced by a newer one, released with the warning, or recalled. One that can't be replaced any more
 * was ended by somebody else: the newer one must not be written beside it.
 */
export async function endOrders(
  tx: Tx,
  rows: readonly Id[],
  type: 'ORDER_REPLACED' | 'ORDER_RELEASED' | 'ORDER_RECALLED',
  doing: Doing,
): Promise<void> {
  const { refused } = await stepCohort(tx, 'order', rows, { type }, doing)
  // What can not be done need not be done any more; an appeal is still ruled on.
  if (type !== 'ORDER_REPLACED') {
    const open = await openDifficulties(tx, rows)
    if (open.length > 0) await stepCohort(tx, 'hardship', open, { type: 'HARDSHIP_OUTLIVED' }, doing)
  }
  if (type === 'ORDER_REPLACED' && refused.length > 0)
    throw new Error(`${refused.length} orders ended while they were being replaced`)
}

async function openDifficulties(tx: Tx, rows: readonly Id[]): Promise<Id[]> {
  const found = await tx.rows<{ id: Id }>(
    `select h.id from hardship h where h.kind = 'difficulty' and h.state in ('reported', 'lookedInto', 'adjusting')
       and h.order_id in (select order_id from enterprise_order where id = any($1::uuid[])) order by h.id`,
    [rows],
  )
  return found.map(({ id }) => id)
}

/** Milligrams a day over all pollutants: whom to chase first. */
export function weightOf({ promised }: OrderContent): number {
  return promised.so2 + promised.nox + promised.pm + promised.vocs
}

const SUMS = [
  ...EMITTED.map((pollutant) => `sum(${pollutant}_mg)`),
  ...LISTED_LEVELS.flatMap((_, level) => EMITTED.map((_, n) => `sum(saved_mg[${level * EMITTED.length + n + 1}])`)),
]

/** What a version says of all enterprises of one class in one county: summed where they lie, so that none is read. */
export async function sumsOfList(db: Reader, list: Id): Promise<ClassSums[]> {
  const rows = await db.rows<Omit<ClassSums, 'masses'> & { masses: string[] }>(
    `select area as county, class, count(*) as rows, array[${SUMS.join(', ')}]::text[] as masses from listing
     where list_id = $1 group by area, class`,
    [list],
  )
  return rows.map(({ masses, ...row }) => ({ ...row, masses: masses.map(BigInt) }))
}

/** One enterprise as a list version has it; null where it is not on it. */
export async function listingOf(db: Reader, list: Id, enterprise: Id): Promise<Entry | null> {
  const found = await first<{ entry: Entry }>(
    db,
    'select entry from listing where list_id = $1 and enterprise_id = $2',
    [list, enterprise],
  )
  return found?.entry ?? null
}
