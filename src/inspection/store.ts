import type { InspectionState } from '../../machines/tables/inspection.ts'
import type { Doing } from '../db/journal.ts'
import { first, type Reader, type Tx } from '../db/port.ts'
import { begun, initial } from '../db/step.ts'
import { newId, type Id } from '../model/id.ts'
import type { Day, Instant } from '../model/time.ts'
import type { OrderContent, Words } from '../plan/order.ts'
import type { Candidate, CheckItem, Seen } from './decide.ts'

export const CAUSES = ['verdict', 'risk', 'random', 'posted', 'officer'] as const

/** A visit (现场核查). */
export interface Inspection {
  readonly id: Id
  readonly area: string
  readonly state: InspectionState
  readonly name: string
  readonly enterprise: Id
  readonly line: string
  readonly warning: Id | null
  readonly verdict: Id | null
  readonly cause: (typeof CAUSES)[number]
  readonly why: Words
  readonly day: Day
  readonly visitBy: Instant
  readonly place: string
  readonly officer: Id | null
  readonly checklist: readonly CheckItem[]
  readonly outcome: Seen['outcome'] | null
  readonly result: (Seen & { readonly seenAt: Instant }) | null
  readonly visitedAt: Instant | null
}

const INSPECTION = `i.id, i.area, i.state, i.name, i.enterprise_id as enterprise, i.line, i.warning_id as warning,
  i.verdict_id as verdict, i.cause, i.why, to_char(i.day, 'YYYY-MM-DD') as day, i.visit_by as "visitBy", i.place,
  i.officer_id as officer, i.checklist, i.outcome, i.result, i.visited_at as "visitedAt"`

export type NewInspection = Pick<
  Inspection,
  'area' | 'name' | 'enterprise' | 'warning' | 'verdict' | 'cause' | 'why' | 'place' | 'checklist'
>

/** Plans visits of one day, up to 400 at once; an enterprise that has one for the same cause on that day has no second. */
export async function beginInspections(
  tx: Tx,
  visits: readonly NewInspection[],
  { day, visitBy }: { readonly day: Day; readonly visitBy: Instant },
  doing: Doing,
): Promise<Id[]> {
  const { state, context, version, due } = initial('inspection', { visitBy })
  const rows = await tx.rows<{ id: Id; area: string }>(
    `insert into inspection (id, area, state, context, machine_version, due_at, created_at, updated_at, name,
       enterprise_id, line, warning_id, verdict_id, cause, why, day, visit_by, place, checklist)
     select id, area, $1, $2::jsonb, $3, $4::timestamptz, $5::timestamptz, $5::timestamptz, name, enterprise, '', warning,
       verdict, cause, why::jsonb, $6::date, $7::timestamptz, place, checklist::jsonb
     from unnest($8::uuid[], $9::text[], $10::text[], $11::uuid[], $12::uuid[], $13::uuid[], $14::text[], $15::text[],
       $16::text[], $17::text[]) as v (id, area, name, enterprise, warning, verdict, cause, why, place, checklist)
     on conflict do nothing returning id, area`,
    [
      state,
      context,
      version,
      due,
      doing.now,
      day,
      visitBy,
      visits.map(() => newId(doing.now)),
      visits.map((one) => one.area),
      visits.map((one) => one.name),
      visits.map((one) => one.enterprise),
      visits.map((one) => one.warning),
      visits.map((one) => one.verdict),
      visits.map((one) => one.cause),
      visits.map((one) => JSON.stringify(one.why)),
      visits.map((one) => one.place),
      visits.map((one) => JSON.stringify(one.checklist)),
    ],
  )
  if (rows.length > 0) await begun(tx, 'inspection', rows, { visitBy }, doing)
  return rows.map(({ id }) => id)
}

export function inspectionById(db: Reader, id: Id): Promise<Inspection | null> {
  return first(db, `select ${INSPECTION} from inspection i where i.id = $1`, [id])
}

export interface InspectionFilter {
  readonly areas: readonly string[]
  /** Who asks: what that person was sent to elsewhere is seen too. */
  readonly caller: string
  readonly warning: Id | null
  readonly officer: Id | null
  readonly day: Day | null
  readonly state: InspectionState | null
  readonly enterprise: Id | null
}

/** Newest first. */
export function inspectionsIn(
  db: Reader,
  { areas, caller, warning, officer, day, state, enterprise }: InspectionFilter,
  before: Id | null,
  limit: number,
): Promise<Inspection[]> {
  return db.rows(
    `select ${INSPECTION} from inspection i
     where (i.area = any($1::text[]) or i.officer_id::text = $9) and ($2::uuid is null or i.warning_id = $2)
       and ($3::uuid is null or i.officer_id = $3) and ($4::date is null or i.day = $4)
       and ($5::text is null or i.state = $5) and ($6::uuid is null or i.enterprise_id = $6)
       and ($7::uuid is null or i.id < $7)
     order by i.id desc limit $8`,
    [areas, warning, officer, day, state, enterprise, before, limit, caller],
  )
}

/** What an inspector still has to do, and has done today. */
export function visitsFor(db: Reader, officer: Id, day: Day): Promise<Inspection[]> {
  return db.rows(
    `select ${INSPECTION} from inspection i where i.officer_id = $1 and (i.state in ('assigned', 'overdue') or i.day = $2)
     and i.state <> 'withdrawn' order by i.area, i.place, i.id limit 100`,
    [officer, day],
  )
}

/** Whose visits of which day a message told of. */
export function visitsOfMessage(db: Reader, delivery: Id): Promise<{ officer: Id; day: Day } | null> {
  return first(
    db,
    `select said->>'officer' as officer, said->>'day' as day from delivery
     where id = $1 and purpose = 'letter' and said->>'about' = 'visits'`,
    [delivery],
  )
}

/** Visits of a day to which nobody is sent. */
export function unsent(db: Reader, areas: readonly string[], day: Day): Promise<Inspection[]> {
  return db.rows(
    `select ${INSPECTION} from inspection i where i.area = any($1::text[]) and i.day = $2::date and i.officer_id is null
       and i.state in ('planned', 'overdue') order by i.area, i.place, i.id limit 500`,
    [areas, day],
  )
}

export async function setInspector(tx: Tx, id: Id, officer: Id, visitBy: Instant): Promise<void> {
  await tx.rows('update inspection set officer_id = $2, visit_by = $3 where id = $1', [id, officer, visitBy])
}

export async function setWithdrawn(tx: Tx, id: Id, because: string): Promise<void> {
  await tx.rows('update inspection set withdrawn_because = $2 where id = $1', [id, because])
}

export async function setSeen(
  tx: Tx,
  id: Id,
  seen: Seen & { readonly seenAt: Instant; readonly notes: readonly Id[] },
  now: Instant,
): Promise<void> {
  await tx.rows('update inspection set outcome = $2, result = $3::jsonb, visited_at = $4 where id = $1', [
    id,
    seen.outcome,
    JSON.stringify(seen),
    now,
  ])
}

/** A warning under which visits are planned: its level as it is in force or was signed. */
export interface VisitedWarning {
  readonly id: Id
  readonly area: string
  readonly name: string
  readonly level: 'yellow' | 'orange' | 'red'
}

export function visitedWarning(db: Reader, id: Id): Promise<VisitedWarning | null> {
  return first(
    db,
    `select id, area, name, context->>'level' as level from warning where id = $1 and signed_at is not null
       and state not in ('lifted', 'withdrawn', 'dismissed')`,
    [id],
  )
}

/** Enterprises under living orders of a warning that have no visit on a day yet. */
export function candidatesOf(
  db: Reader,
  warning: Id,
  areas: readonly string[],
  { day, since }: { readonly day: Day; readonly since: Instant },
): Promise<Candidate[]> {
  return db.rows(
    `select o.enterprise_id as enterprise, o.name, o.area, coalesce(g.entry->>'township', '') as place,
       (((o.content->'promised'->>'so2')::numeric + (o.content->'promised'->>'nox')::numeric
         + (o.content->'promised'->>'pm')::numeric + (o.content->'promised'->>'vocs')::numeric) / 1000000)::int as kg,
       (select json_build_object('id', v.id, 'line', v.line, 'outcome', v.outcome) from verdict v
        where v.warning_id = o.warning_id and v.enterprise_id = o.enterprise_id
        order by v.day desc, array_position(array['notCompliant', 'doubtful', 'insufficient', 'compliant'], v.outcome),
          v.line limit 1) as verdict,
       (select count(*)::int from finding f where f.enterprise_id = o.enterprise_id and f.state = 'upheld'
          and f.created_at >= $4) as findings,
       exists (select from positive_entry p where p.enterprise_id = o.enterprise_id and p.confirmed_at is not null
         and p.ended_at is null and p.until_day > $3::date) as positive
     from enterprise_order o join warning w on w.id = o.warning_id
     left join listing g on g.list_id = w.list_id and g.enterprise_id = o.enterprise_id
     where o.warning_id = $1 and o.area = any($2::text[]) and o.state not in ('planned', 'superseded', 'released', 'recalled')
       and not exists (select from inspection i where i.enterprise_id = o.enterprise_id and i.day = $3::date
         and i.state <> 'withdrawn')
     order by o.enterprise_id limit 20000`,
    [warning, areas, day, since],
  )
}

/** What the living orders of some enterprises ask under a warning. */
export async function contentsOf(db: Reader, warning: Id, enterprises: readonly Id[]): Promise<Map<Id, OrderContent>> {
  const rows = await db.rows<{ enterprise: Id; content: OrderContent }>(
    `select enterprise_id as enterprise, content from enterprise_order
     where warning_id = $1 and enterprise_id = any($2::uuid[]) and state not in ('superseded', 'released', 'recalled')`,
    [warning, enterprises],
  )
  return new Map(rows.map(({ enterprise, content }) => [enterprise, content]))
}

/** A draw (随机抽查): anybody who has its pool and its seed finds who was drawn. */
export interface Draw {
  readonly id: Id
  readonly area: string
  readonly warning: Id
  readonly day: Day
  readonly seed: string
  readonly pool: readonly Id[]
  readonly drawn: readonly Id[]
  readonly drawnBy: string
  readonly at: Instant
}

const DRAW = `id, area, warning_id as warning, to_char(day, 'YYYY-MM-DD') as day, seed, pool, drawn,
  drawn_by as "drawnBy", at`

/** Null where somebody has drawn for that day already. */
export async function keepDraw(tx: Tx, one: Omit<Draw, 'id'>): Promise<Id | null> {
  const row = await first<{ id: Id }>(
    tx,
    `insert into inspection_draw (id, area, warning_id, day, seed, pool, drawn, drawn_by, at)
     values ($1, $2, $3, $4, $5, $6::uuid[], $7::uuid[], $8, $9) on conflict do nothing returning id`,
    [newId(one.at), one.area, one.warning, one.day, one.seed, one.pool, one.drawn, one.drawnBy, one.at],
  )
  return row?.id ?? null
}

/** Where somebody has drawn for a day: visits there are drawn. */
export async function drawnFor(db: Reader, warning: Id, day: Day): Promise<string[]> {
  const rows = await db.rows<{ area: string }>(
    'select area from inspection_draw where warning_id = $1 and day = $2::date',
    [warning, day],
  )
  return rows.map(({ area }) => area)
}

/** Where enterprises are under living orders of a warning. */
export async function areasUnder(db: Reader, warning: Id): Promise<string[]> {
  const rows = await db.rows<{ area: string }>(
    `select distinct area from enterprise_order
     where warning_id = $1 and state not in ('planned', 'superseded', 'released', 'recalled') order by area`,
    [warning],
  )
  return rows.map(({ area }) => area)
}

export function drawById(db: Reader, id: Id): Promise<Draw | null> {
  return first(db, `select ${DRAW} from inspection_draw where id = $1`, [id])
}
