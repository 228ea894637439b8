import type { PlantPlanState } from '../../../machines/tables/plantPlan.ts'
import { first, type Reader, type Tx } from '../../db/port.ts'
import type { Id } from '../../model/id.ts'
import type { Day, Instant } from '../../model/time.ts'
import type { PlanFinding, PlantPlan } from './decide.ts'

/** One revision of a plant's plan. */
export interface PlanRow {
  readonly id: Id
  readonly area: string
  readonly state: PlantPlanState
  readonly name: string
  readonly enterprise: Id
  readonly revision: number
  readonly writtenBy: string
  readonly content: PlantPlan
  readonly findings: readonly PlanFinding[]
  /** Why it was sent back, or what the approval says. */
  readonly remark: string | null
  /** Why the next one was called for. */
  readonly ground: string | null
  readonly from: Day | null
  readonly until: Day | null
  readonly updatedAt: Instant
}

const PLAN = `id, area, state, name, enterprise_id as enterprise, revision, context->>'writtenBy' as "writtenBy", content,
  findings, remark, ground, from_day as "from", until_day as until, updated_at as "updatedAt"`
const UNDER_WAY = `('drafted', 'submitted', 'returned', 'approved')`

export function planById(db: Reader, id: Id): Promise<PlanRow | null> {
  return first(db, `select ${PLAN} from plant_plan where id = $1`, [id])
}

/** The revision that an enterprise is writing or that waits for the officer. */
export function planUnderWay(db: Reader, enterprise: Id): Promise<PlanRow | null> {
  return first(db, `select ${PLAN} from plant_plan where enterprise_id = $1 and state in ${UNDER_WAY}`, [enterprise])
}

export function planInForce(db: Reader, enterprise: Id): Promise<PlanRow | null> {
  return first(
    db,
    `select ${PLAN} from plant_plan where enterprise_id = $1 and state in ('inForce', 'revisionCalled')
     order by revision desc limit 1`,
    [enterprise],
  )
}

/** Plans in force of some areas. */
export function plansInForce(db: Reader, areas: readonly string[]): Promise<PlanRow[]> {
  return db.rows(
    `select distinct on (enterprise_id) ${PLAN} from plant_plan
     where area = any($1::text[]) and state in ('inForce', 'revisionCalled') order by enterprise_id, revision desc`,
    [areas],
  )
}

export function plansIn(
  db: Reader,
  areas: readonly string[],
  state: PlantPlanState | null,
  before: Id | null,
  limit: number,
): Promise<PlanRow[]> {
  return db.rows(
    `select ${PLAN} from plant_plan
     where area = any($1::text[]) and ($2::text is null or state = $2) and ($3::uuid is null or id < $3)
     order by id desc limit $4`,
    [areas, state, before, limit],
  )
}

export async function nextRevision(db: Reader, enterprise: Id): Promise<number> {
  const found = await first<{ next: number }>(
    db,
    'select coalesce(max(revision), 0) + 1 as next from plant_plan where enterprise_id = $1',
    [enterprise],
  )
  return found?.next ?? 1
}

export async function savePlan(tx: Tx, id: Id, content: PlantPlan): Promise<void> {
  await tx.rows(`update plant_plan set content = $2::jsonb, findings = '[]' where id = $1`, [
    id,
    JSON.stringify(content),
  ])
}

export async function savePlanFindings(tx: Tx, id: Id, findings: readonly PlanFinding[]): Promise<void> {
  await tx.rows('update plant_plan set findings = $2::jsonb where id = $1', [id, JSON.stringify(findings)])
}

export async function savePlanReview(
  tx: Tx,
  id: Id,
  { remark, from, until }: { remark: string; from: Day | null; until: Day | null },
): Promise<void> {
  await tx.rows('update plant_plan set remark = $2, from_day = $3::date, until_day = $4::date where id = $1', [
    id,
    remark,
    from,
    until,
  ])
}

export async function savePlanGround(tx: Tx, id: Id, ground: string, remark: string): Promise<void> {
  await tx.rows('update plant_plan set ground = $2, remark = $3 where id = $1', [id, ground, remark])
}

/** Plans that an enterprise has in force beside a newer one. */
export async function olderInForce(tx: Tx, plan: Id): Promise<Id[]> {
  const rows = await tx.rows<{ id: Id }>(
    `select o.id from plant_plan p join plant_plan o on o.enterprise_id = p.enterprise_id and o.revision < p.revision
     where p.id = $1 and p.state in ('inForce', 'revisionCalled') and o.state in ('inForce', 'revisionCalled')
     order by o.id`,
    [plan],
  )
  return rows.map(({ id }) => id)
}

/** An enterprise on the version of its city that is in force. */
export function cityOfEnterprise(db: Reader, enterprise: Id): Promise<{ area: string; city: string | null } | null> {
  return first(
    db,
    `select e.area, (select l.area from listing g join list l on l.id = g.list_id
       where g.enterprise_id = e.id and l.state in ('inForce', 'replaced') order by l.released_at desc limit 1) as city
     from enterprise e where e.id = $1`,
    [enterprise],
  )
}
