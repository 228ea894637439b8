import type { Doing } from '../db/journal.ts'
import { first, type Reader, type Tx } from '../db/port.ts'
import type { EscalationRung } from '../model/escalation.ts'
import type { Id } from '../model/id.ts'
import type { Instant } from '../model/time.ts'
import type { WarningLevel } from '../model/level.ts'

/** An order's revision as receipts and boards see it. */
export interface OrderRow {
  id: Id
  orderId: Id
  number: string
  revision: number
  area: string
  state: string
  escalated: EscalationRung | null
  level: WarningLevel
  warningId: Id
  enterpriseId: Id
  creditCode: string
  name: string
  grade: string
  weight: number
  orderedAt: Instant
  answerBy: Instant | null
  /** What its silence climbs next, at `answerBy`. */
  nextRung: EscalationRung | null
}

/** The last rung that silence climbed; rows of the machine's first version knew three, by number. */
const ESCALATED = `case o.context->>'rung' when '0' then null when '1' then 'remind' when '2' then 'secondContact'
    when '3' then 'county' else o.context->>'rung' end`

const ORDER = `o.id, o.order_id as "orderId", o.number, o.revision, o.area, o.state, ${ESCALATED} as escalated,
  o.context->>'level' as level, o.warning_id as "warningId", o.enterprise_id as "enterpriseId",
  o.credit_code as "creditCode", o.name, o.grade, o.weight, o.created_at as "orderedAt", o.due_at as "answerBy",
  o.context->'ahead'->0->>'rung' as "nextRung"`

/** The newest revision of an order. */
export async function newestRevision(db: Reader, orderId: Id): Promise<OrderRow | null> {
  return await first<OrderRow>(
    db,
    `select ${ORDER} from enterprise_order o where o.order_id = $1 order by o.revision desc limit 1`,
    [orderId],
  )
}

/** The newest revisions of some orders, by order. */
export async function newestRevisions(db: Reader, orders: readonly Id[]): Promise<Map<Id, OrderRow>> {
  const rows = await db.rows<OrderRow>(
    `select distinct on (o.order_id) ${ORDER} from enterprise_order o where o.order_id = any($1::uuid[])
     order by o.order_id, o.revision desc`,
    [orders],
  )
  return new Map(rows.map((row) => [row.orderId, row]))
}

/** A rung to be recorded. */
export interface NewRung {
  order: { id: Id; area: string }
  rung: string
  channel: string
  by: string
  text: string | null
  /** How an officer learned of it, who answers on behalf. */
  how: string | null
}

/** Records rungs: each at most once for a revision and channel; the first time is the one that counts. */
export async function recordRungs(tx: Tx, rungs: readonly NewRung[], now: Instant): Promise<void> {
  if (rungs.length === 0) return
  await tx.rows(
    `insert into evidence (order_row, rung, channel, at, actor, area, detail)
     select order_row, rung, channel, $7::timestamptz, actor, area,
       nullif(jsonb_strip_nulls(jsonb_build_object('text', said, 'how', how)), '{}')
     from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $8::text[])
       as r (order_row, rung, channel, actor, area, said, how) on conflict do nothing`,
    [
      rungs.map(({ order }) => order.id),
      rungs.map(({ rung }) => rung),
      rungs.map(({ channel }) => channel),
      rungs.map(({ by }) => by),
      rungs.map(({ order }) => order.area),
      rungs.map(({ text }) => text),
      now,
      rungs.map(({ how }) => how),
    ],
  )
}

/** Records the orders of these effects as listed for the officer that each names. */
export async function recordListed(tx: Tx, effects: readonly Id[], doing: Doing): Promise<void> {
  await tx.rows(
    `insert into evidence (order_row, rung, channel, at, actor, area)
     select e.subject, case e.params->>'rung' when 'township' then 'listedForTownship' else 'listedForCounty' end, 'desk',
       $2::timestamptz, $3, e.area
     from effect e where e.id = any($1::uuid[]) on conflict do nothing`,
    [effects, doing.now, doing.by],
  )
}

/** The warnings and areas of some orders, each once. */
export async function listedNow(tx: Tx, orders: readonly Id[]): Promise<{ warning: Id; area: string }[]> {
  return await tx.rows<{ warning: Id; area: string }>(
    'select distinct warning_id as warning, area from enterprise_order where id = any($1::uuid[]) order by 1, 2',
    [orders],
  )
}

export interface OrderFilter {
  areas: readonly string[]
  warning: Id | null
  enterprise: Id | null
  industry: string | null
  grade: string | null
  /** The last rung that its silence has climbed. */
  escalation: EscalationRung | null
  /** A fact that is on record of it, and by which channel; either alone counts, too. */
  rung: string | null
  channel: string | null
  /** Facts none of which the enterprise itself has brought on record: whoever stands before a rung of the board. */
  missing?: readonly string[] | null
  /**
   * `unreached`: nobody has it; `unanswered`: delivered and silent; `township`, `county`: on that officer's list, the
   * county's with those whom no release or recall reached.
   */
  only: 'unreached' | 'unanswered' | 'township' | 'county' | null
  /** Of enterprises in this township (乡镇), as the warning's list calls it. */
  township: string | null
}

/** Where in its county an order's enterprise lies. */
const TOWNSHIP = `(select l.entry->>'township' from warning w join listing l on l.list_id = w.list_id
  where w.id = o.warning_id and l.enterprise_id = o.enterprise_id)`

/** The township of an order's enterprise; null where the list names none. */
export async function townshipOf(db: Reader, order: Id): Promise<string | null> {
  const found = await first<{ township: string | null }>(
    db,
    `select ${TOWNSHIP} as township from enterprise_order o where o.order_id = $1 order by o.revision desc limit 1`,
    [order],
  )
  return found?.township ?? null
}

const ONLY = {
  unreached: `o.state in ('planned', 'unreached')`,
  unanswered: `o.state = 'live'`,
  township: `${ESCALATED} in ('township', 'county', 'inspector') and o.state in ('live', 'unreached')`,
  county: `(${ESCALATED} in ('county', 'inspector') and o.state in ('live', 'unreached')
    or o.state in ('released', 'recalled') and exists (
      select 1 from evidence e where e.order_row = o.id and e.rung in ('releaseGivenUp', 'recallGivenUp')))`,
} as const

/** Newest revisions, the unreached and the heaviest emitters first; continued after (band, weight, id). */
export async function listOrders(
  db: Reader,
  { areas, warning, enterprise, only, ...more }: OrderFilter,
  after: readonly [number, number, Id] | null,
  limit: number,
): Promise<(OrderRow & { band: number })[]> {
  return await db.rows<OrderRow & { band: number }>(
    `select * from (
       select ${ORDER},
         case when o.state in ('planned', 'unreached') then 0 when o.state = 'live' then 1 else 2 end as band
       from enterprise_order o
       where o.area = any($1::text[]) and ($2::uuid is null or o.warning_id = $2)
         and ($3::uuid is null or o.enterprise_id = $3)
         and ($8::text is null or o.grade = $8)
         and ($9::text is null or ${ESCALATED} = $9)
         and ($10::text is null or exists (
           select 1 from warning w join listing l on l.list_id = w.list_id
           where w.id = o.warning_id and l.enterprise_id = o.enterprise_id and l.industry = $10))
         and ($13::text is null or ${TOWNSHIP} = $13)
         and ($11::text is null and $12::text is null or exists (
           select 1 from evidence e where e.order_row = o.id
             and ($11::text is null or e.rung = $11) and ($12::text is null or e.channel = $12)))
         and ($14::text[] is null or not exists (
           select 1 from evidence e where e.order_row = o.id and e.channel <> 'onBehalf' and e.rung = any($14)))
         and not exists (select 1 from enterprise_order n where n.order_id = o.order_id and n.revision > o.revision)
         ${only === null ? '' : `and ${ONLY[only]}`}) as listed
     where $4::int is null or (band, -weight, id) > ($4, $5::bigint, $6::uuid)
     order by band, -weight, id limit $7`,
    [
      areas,
      warning,
      enterprise,
      after?.[0] ?? null,
      after === null ? null : -after[1],
      after?.[2] ?? null,
      limit,
      more.grade,
      more.escalation,
      more.industry,
      more.rung,
      more.channel,
      more.township,
      more.missing ?? null,
    ],
  )
}

/** The newest fact of each of some revisions, whichever rung it is. */
export async function lastFacts(
  db: Reader,
  orderRows: readonly Id[],
): Promise<Map<Id, { rung: string; channel: string; at: Instant }>> {
  const rows = await db.rows<{ id: Id; rung: string; channel: string; at: Instant }>(
    `select distinct on (order_row) order_row as id, rung, channel, at from evidence
     where order_row = any($1::uuid[]) order by order_row, at desc, array_position(${RUNGS}, rung) desc nulls last`,
    [orderRows],
  )
  return new Map(rows.map(({ id, ...fact }) => [id, fact]))
}

export interface Rung {
  orderRow: Id
  revision: number
  rung: string
  channel: string
  at: Instant
  actor: string
  detail: object | null
}

/** Rungs of the same instant in the order in which one makes the next possible. */
const RUNGS = `array['queued', 'handedOver', 'accepted', 'delivered', 'opened', 'read', 'acknowledged', 'committed']`

export type Revision = OrderRow & { content: object }

/** Every revision of an order with its content, and every rung of them, oldest first. */
export async function historyOf(db: Reader, orderId: Id): Promise<{ revisions: Revision[]; rungs: Rung[] }> {
  const revisions = await db.rows<Revision>(
    `select ${ORDER}, o.content from enterprise_order o where o.order_id = $1 order by o.revision`,
    [orderId],
  )
  const rungs = await db.rows<Rung>(
    `select e.order_row as "orderRow", o.revision, e.rung, e.channel, e.at, e.actor, e.detail
     from (select order_row, rung, channel, at, actor, detail from evidence union all
         select order_row, 'queued', channel, created_at, 'engine', null from delivery where purpose = 'order'
       ) as e join enterprise_order o on o.id = e.order_row
     where o.order_id = $1 order by e.at, array_position(${RUNGS}, e.rung), e.rung`,
    [orderId],
  )
  return { revisions, rungs }
}
