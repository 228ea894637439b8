import { first, type Reader } from '../db/port.ts'
import type { Id } from '../model/id.ts'
import { stopsSomething } from '../model/showingMeasure.ts'
import type { Instant } from '../model/time.ts'
import type { OrderContent } from '../plan/order.ts'
import type { Called, CitedClause, Entry, LineFact, OrderFact } from './record.ts'

/** Entries and orders are read in pages: a city's are tens of megabytes. */
const PAGE = { entries: 5_000, orders: 1_000 } as const

/** Kinds of entries that tell something of an episode, beside those of its orders and messages. */
const KINDS = [
  'warning',
  'order',
  'delivery',
  'response',
  'departmentTask',
  'exception',
  'exemption',
  'agreement',
  'recall',
  'tightening',
  'repin',
  'verdict',
] as const

const ENTRY = 'seq, at, area, kind, subject, members, event, actor, body'

/** What of the journal is read. */
interface Within {
  readonly warning: Id
  readonly area: string
  readonly areas: readonly string[]
  readonly bulletinsFrom: Instant
  readonly until: Instant
}

/**
 * The journal of some areas from the entry with which a warning began until an instant, and its city's bulletins from a
 * day on. Entries stand nearly in the order of their instants: those some pages behind the end are not looked for.
 */
export async function entriesOf(db: Reader, { warning, area, areas, bulletinsFrom, until }: Within): Promise<Entry[]> {
  const begun = await first<{ seq: number }>(
    db,
    `select seq from journal where subject = $1 and kind = 'warning' and event = 'BEGUN' order by seq limit 1`,
    [warning],
  )
  const entries: Entry[] = []
  let after = (begun?.seq ?? 1) - 1
  for (;;) {
    const page = await db.rows<Omit<Entry, 'body'> & { body: string }>(
      `select ${ENTRY} from journal where area = any($1::text[]) and seq > $2 and kind = any($3::text[])
       order by seq limit ${PAGE.entries}`,
      [areas, after, KINDS],
    )
    for (const { body, ...entry } of page)
      if (entry.at < until) entries.push({ ...entry, body: JSON.parse(body) as Entry['body'] })
    after = page.at(-1)?.seq ?? after
    if (page.length < PAGE.entries || (page[0]?.at ?? until) > until) break
  }
  const bulletins = await db.rows<Omit<Entry, 'body'> & { body: string }>(
    `select ${ENTRY} from journal where area = $1 and kind = 'bulletin' and at >= $2 and at < $3 order by seq`,
    [area, bulletinsFrom, until],
  )
  const told = bulletins.map(({ body, ...entry }) => ({ ...entry, body: JSON.parse(body) as Entry['body'] }))
  return [...entries, ...told].sort((a, b) => a.seq - b.seq)
}

interface OrderRow extends Omit<OrderFact, 'restsFrom' | 'lines' | 'clauses'> {
  readonly content: OrderContent
}

/** Every revision of every order of a warning in some areas, as it was published. */
export async function ordersOf(db: Reader, warning: Id, areas: readonly string[]): Promise<OrderFact[]> {
  const orders: OrderFact[] = []
  let after: Id | null = null
  for (;;) {
    const page: OrderRow[] = await db.rows<OrderRow>(
      `select o.id as row, o.order_id as "order", o.revision, o.enterprise_id as enterprise, o.area, o.grade, o.content,
         coalesce(l.industry, '') as industry
       from enterprise_order o join warning w on w.id = o.warning_id
         left join listing l on l.list_id = w.list_id and l.enterprise_id = o.enterprise_id
       where o.warning_id = $1 and o.area = any($2::text[]) and ($3::uuid is null or o.id > $3) order by o.id limit ${PAGE.orders}`,
      [warning, areas, after],
    )
    for (const { content, ...order } of page)
      orders.push({
        ...order,
        restsFrom: content.suspended?.from ?? null,
        lines: linesOf(content),
        clauses: content.clauses.map(cited),
      })
    after = page.at(-1)?.row ?? after
    if (page.length < PAGE.orders) return orders
  }
}

function linesOf({ lines, basis, enterprise }: OrderContent): LineFact[] {
  const stands = basis === 'idle' || enterprise.class === 'longStopped'
  return lines.map(({ line, starts, action, also, season, binding, promised }) => ({
    line,
    starts,
    // It stands by its season plan when the order begins: nothing that runs is stopped.
    stops:
      binding &&
      !stands &&
      season?.from !== null &&
      [action, also].some((duty) => duty !== null && stopsSomething(duty.measure)),
    promised,
  }))
}

function cited({ document, clause, confidence, borrowedFrom }: OrderContent['clauses'][number]): CitedClause {
  return { document, clause, confidence, borrowedFrom: borrowedFrom ?? null }
}

/** Which order each message of a warning carried that tells somebody to act. */
export async function messagesOf(db: Reader, warning: Id): Promise<Map<Id, Id>> {
  const rows = await db.rows<{ id: Id; order: Id }>(
    `select d.id, d.order_row as "order" from delivery d join enterprise_order o on o.id = d.order_row
     where o.warning_id = $1 and d.purpose in ('order', 'reminder', 'second', 'other')`,
    [warning],
  )
  return new Map(rows.map(({ id, order }) => [id, order]))
}

/** The judgements on which consultations on a warning were called, and the last one behind it. */
export async function calledFor(db: Reader, warning: Id): Promise<Called[]> {
  return await db.rows<Called>(
    `select a.at, a.level, a.rulebook_id as rulebook, a.clauses from assessment a
     where a.id in (select assessment_id from consultation where warning_id = $1
       union select assessment_id from warning where id = $1) order by a.at, a.id`,
    [warning],
  )
}
