import { first, type Reader, type Tx } from '../db/port.ts'
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
  rung: number
  level: WarningLevel
  warningId: Id
  enterpriseId: Id
  creditCode: string
  name: string
  grade: string
  weight: number
  orderedAt: Instant
  answerBy: Instant | null
}

const ORDER = `o.id, o.order_id as "orderId", o.number, o.revision, o.area, o.state, (o.context->>'rung')::int as rung,
  o.context->>'level' as level, o.warning_id as "warningId", o.enterprise_id as "enterpriseId",
  o.credit_code as "creditCode", o.name, o.grade, o.weight, o.created_at as "orderedAt", o.due_at as "answerBy"`

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
}

/** Records rungs: each at most once for a revision and channel; the first time is the one that counts. */
export async function recordRungs(tx: Tx, rungs: readonly NewRung[], now: Instant): Promise<void> {
  if (rungs.length === 0) return
  await tx.rows(
    `insert into evidence (order_row, rung, channel, at, actor, area, detail)
     select order_row, rung, channel, $7::timestamptz, actor, area,
       case when said is not null then jsonb_build_object('text', said) end
     from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
       as r (order_row, rung, channel, actor, area, said) on conflict do nothing`,
    [
      rungs.map(({ order }) => order.id),
      rungs.map(({ rung }) => rung),
      rungs.map(({ channel }) => channel),
      rungs.map(({ by }) => by),
      rungs.map(({ order }) => order.area),
      rungs.map(({ text }) => text),
      now,
    ],
  )
}

export interface OrderFilter {
  areas: readonly string[]
  warning: Id | null
  enterprise: Id | null
  /**
   * `unreached`: nobody has it; `unanswered`: delivered and silent; `county`: on the county officer's list, those whom no
   * release reached included.
   */
  only: 'unreached' | 'unanswered' | 'county' | null
}

const ONLY = {
  unreached: `o.state in ('planned', 'unreached')`,
  unanswered: `o.state = 'live'`,
  county: `((o.context->>'rung')::int = 3 and o.state in ('planned', 'live', 'unreached')
    or o.state = 'released' and exists (
      select 1 from evidence e where e.order_row = o.id and e.rung = 'releaseGivenUp'))`,
} as const

/** Newest revisions, the unreached and the heaviest emitters first; continued after (band, weight, id). */
export async function listOrders(
  db: Reader,
  { areas, warning, enterprise, only }: OrderFilter,
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
         and not exists (select 1 from enterprise_order n where n.order_id = o.order_id and n.revision > o.revision)
         ${only === null ? '' : `and ${ONLY[only]}`}) as listed
     where $4::int is null or (band, -weight, id) > ($4, $5::bigint, $6::uuid)
     order by band, -weight, id limit $7`,
    [areas, warning, enterprise, after?.[0] ?? null, after === null ? null : -after[1], after?.[2] ?? null, limit],
  )
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

/** Every revision of an order with its content, and every rung of them, oldest first. */
export async function historyOf(
  db: Reader,
  orderId: Id,
): Promise<{ revisions: (OrderRow & { content: object })[]; rungs: Rung[] }> {
  const revisions = await db.rows<OrderRow & { content: object }>(
    `select ${ORDER}, o.content from enterprise_order o where o.order_id = $1 order by o.revision`,
    [orderId],
  )
  const rungs = await db.rows<Rung>(
    `select e.order_row as "orderRow", o.revision, e.rung, e.channel, e.at, e.actor, e.detail
     from evidence e join enterprise_order o on o.id = e.order_row where o.order_id = $1 order by e.at, e.rung`,
    [orderId],
  )
  return { revisions, rungs }
}

/** Contract §3.5, for one warning: revisions that ask for something, and apart from them the notices of release. */
export interface Board {
  planned: number
  delivered: number
  givenUp: number
  supersededBeforeDelivery: number
  waiting: number
  acknowledged: number
  unanswered: number
  escalated: number
  released: number
  verified: number
  /** Effects that failed too often and wait for a person: of the warning, its orders and their messages. */
  parked: number
  releases: { planned: number; delivered: number; givenUp: number; waiting: number }
}

export async function boardOf(db: Reader, warning: Id): Promise<Board> {
  const counts = await first<Omit<Board, 'releases' | 'verified' | 'parked'>>(
    db,
    `with rungs as (
       select o.id, o.state, (o.context->>'rung')::int as rung,
         bool_or(e.rung in ('delivered', 'acknowledged', 'committed', 'reminded', 'secondContactTold')) as reached,
         bool_or(e.rung in ('acknowledged', 'committed')) as answered,
         bool_or(e.rung = 'givenUp') as given_up
       from enterprise_order o left join evidence e on e.order_row = o.id
       where o.warning_id = $1 group by o.id, o.state, o.context),
     told as (select id, state, rung, coalesce(reached, false) as reached, coalesce(answered, false) as answered,
       coalesce(given_up, false) as given_up from rungs)
     select count(*) as planned,
       count(*) filter (where reached) as delivered,
       count(*) filter (where not reached and given_up) as "givenUp",
       count(*) filter (where not reached and not given_up and state in ('superseded', 'released')) as "supersededBeforeDelivery",
       count(*) filter (where not reached and not given_up and state not in ('superseded', 'released')) as waiting,
       count(*) filter (where answered) as acknowledged,
       count(*) filter (where reached and not answered) as unanswered,
       count(*) filter (where rung > 0) as escalated,
       count(*) filter (where state = 'released') as released
     from told`,
    [warning],
  )
  const releases = await first<Board['releases']>(
    db,
    `select count(*) as planned, count(*) filter (where d.state = 'delivered') as delivered,
       count(*) filter (where d.state = 'givenUp') as "givenUp",
       count(*) filter (where d.state in ('queued', 'retrying')) as waiting
     from delivery d join enterprise_order o on o.id = d.order_row where o.warning_id = $1 and d.purpose = 'release'`,
    [warning],
  )
  const stuck = await first<{ parked: number }>(
    db,
    `select count(*) as parked from effect e where e.parked_at is not null and (e.subject = $1
       or exists (select from enterprise_order o where o.id = e.subject and o.warning_id = $1)
       or exists (select from delivery d join enterprise_order o on o.id = d.order_row
         where d.id = e.subject and o.warning_id = $1))`,
    [warning],
  )
  if (!counts || !releases || !stuck) throw new Error('a count without a row')
  return { ...counts, ...stuck, verified: 0, releases }
}
