import { first, type Reader, type Tx } from '../../db/port.ts'
import type { Doing } from '../../db/journal.ts'
import { newId, type Id } from '../../model/id.ts'
import type { Day, Instant } from '../../model/time.ts'
import { partOf, type Tally } from '../../receipts/board/decide.ts'
import type { Figures, ReportKind } from './decide.ts'

/** A report as it went up: never changed. */
export interface Sent {
  readonly id: Id
  readonly kind: ReportKind
  readonly day: Day | null
  readonly figures: Figures
  readonly text: string
  readonly sentBy: string
  readonly sentAt: Instant
}

export function reportsOn(db: Reader, instruction: Id): Promise<Sent[]> {
  return db.rows(
    `select id, kind, day, figures, text, sent_by as "sentBy", sent_at as "sentAt" from instruction_report
     where instruction_id = $1 order by id`,
    [instruction],
  )
}

/** False where one of this kind and day went up before. */
export async function recordReport(
  tx: Tx,
  { id, area }: { id: Id; area: string },
  { kind, day, figures, text }: Pick<Sent, 'kind' | 'day' | 'figures' | 'text'>,
  doing: Doing,
): Promise<boolean> {
  const found = await first(
    tx,
    `insert into instruction_report (id, area, instruction_id, kind, day, figures, text, sent_by, sent_at)
     values ($1, $2, $3, $4, $5::date, $6::jsonb, $7, $8, $9) on conflict do nothing returning id`,
    [newId(doing.now), area, id, kind, day, JSON.stringify(figures), text, doing.by, doing.now],
  )
  return found !== null
}

/**
 * The figures of an area's warning under an instruction, as they stand.
 * @param since the newest warning that has lived after it is the one that is meant
 * @param between whose inspections count; all where it is null
 */
export async function figuresOf(
  db: Reader,
  { area, since }: { area: string; since: Instant },
  between: { readonly from: Instant; readonly to: Instant } | null,
  at: Instant,
): Promise<Figures> {
  const warning = await first<NonNullable<Figures['warning']>>(
    db,
    `select id, name, context->>'level' as level, context->>'measures' as measures,
       case when context->'change'->>'kind' in ('issue', 'raise', 'resume') then context->'change'->>'level' end as proposed,
       (context->>'startsAt')::timestamptz as "startsAt", (context->>'endsAt')::timestamptz as "endsAt",
       signed_at as "signedAt", state = 'lifted' as lifted
     from warning where area = $1 and (state not in ('lifted', 'dismissed', 'withdrawn')
       or state = 'lifted' and updated_at >= $2) order by id desc limit 1`,
    [area, since],
  )
  if (warning === null) return { at, warning, orders: NO_ORDERS, inspections: NO_INSPECTIONS, counties: NO_COUNTIES }
  return {
    at,
    warning,
    orders: await ordersOf(db, warning.id),
    inspections: (await inspectionsOf(db, warning.id, between)) ?? NO_INSPECTIONS,
    counties: (await countiesOf(db, warning.id)) ?? NO_COUNTIES,
  }
}

const NO_ORDERS = { ordered: 0, reached: 0, acknowledged: 0, committed: 0, unreached: 0 }
const NO_INSPECTIONS = { sent: 0, done: 0 }
const NO_COUNTIES = { told: 0, acknowledged: 0, started: 0 }

/** By the newest revision of each order: who was told anew is counted once. */
async function ordersOf(db: Reader, warning: Id): Promise<Figures['orders']> {
  const rows = await db.rows<Pick<Tally, 'state' | 'facts' | 'onBehalf' | 'count'>>(
    `with newest as (
       select distinct on (enterprise_id) id, state from enterprise_order
       where warning_id = $1 and state <> 'recalled' order by enterprise_id, revision desc),
     each as (
       select n.id, n.state,
         coalesce(array_agg(distinct e.rung) filter (where e.channel <> 'onBehalf'), '{}') as facts,
         coalesce(array_agg(distinct e.rung) filter (where e.channel = 'onBehalf'), '{}') as "onBehalf"
       from newest n left join evidence e on e.order_row = n.id group by n.id, n.state)
     select state, facts, "onBehalf", count(*)::int as count from each group by state, facts, "onBehalf"`,
    [warning],
  )
  const part = partOf(
    null,
    rows.map((row) => ({ ...row, key: null, escalated: false, weight: 0 })),
  )
  return {
    ordered: part.planned,
    reached: part.delivered,
    acknowledged: part.acknowledged,
    committed: part.funnel.committed,
    unreached: part.planned - part.delivered,
  }
}

function inspectionsOf(
  db: Reader,
  warning: Id,
  between: { readonly from: Instant; readonly to: Instant } | null,
): Promise<Figures['inspections'] | null> {
  return first(
    db,
    `select count(*)::int as sent, count(*) filter (where t.state = 'answered')::int as done
     from task t join enterprise_order o on o.id = t.order_row
     where o.warning_id = $1 and t.kind = 'inspection'
       and ($2::timestamptz is null or (t.created_at >= $2 and t.created_at < $3::timestamptz))`,
    [warning, between?.from ?? null, between?.to ?? null],
  )
}

function countiesOf(db: Reader, warning: Id): Promise<Figures['counties'] | null> {
  return first(
    db,
    `select count(*)::int as told, count(*) filter (where acknowledged_at is not null)::int as acknowledged,
       count(*) filter (where started_at is not null)::int as started from response where warning_id = $1`,
    [warning],
  )
}
