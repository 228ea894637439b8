import type { Doing } from '../db/journal.ts'
import { first, type Reader, type Tx } from '../db/port.ts'
import type { Entry } from '../model/enterprise.ts'
import type { ExemptionGround } from '../model/exemption.ts'
import { newId, type Id } from '../model/id.ts'
import type { Day, Instant } from '../model/time.ts'
import type { PlannedEnterprise, PlannedStandstill } from './decide.ts'
import type { SeasonFinding } from './finding.ts'
import type { Season, Standstill } from './season.ts'

/** A season plan (错峰生产计划) as it was handed in. */
export interface SeasonPlan {
  readonly id: Id
  readonly area: string
  readonly rule: string
  readonly name: string
  readonly findings: SeasonFinding[]
  readonly submittedAt: Instant
  readonly submittedBy: string
  readonly releasedAt: Instant | null
  readonly releasedBy: string | null
}

const PLAN = `id, area, rule, name, findings, submitted_at as "submittedAt", submitted_by as "submittedBy",
  released_at as "releasedAt", released_by as "releasedBy"`
/** The newest plan of each area and rule that was released by an instant (`$1`). */
const IN_FORCE = `select distinct on (area, rule) id, name, area from season_plan where released_at <= $1
  order by area, rule, released_at desc, id desc`

/** An enterprise on a list version, by its credit code. */
export interface ListedEnterprise {
  readonly id: Id
  readonly area: string
  readonly entry: Entry
}

export async function listedByCode(
  db: Reader,
  list: Id,
  codes: readonly string[],
): Promise<Map<string, ListedEnterprise>> {
  const rows = await db.rows<ListedEnterprise & { code: string }>(
    `select enterprise_id as id, area, entry, credit_code as code from listing
     where list_id = $1 and credit_code = any($2::text[])`,
    [list, codes],
  )
  return new Map(rows.map(({ code, ...row }) => [code, row]))
}

/** Where an enterprise is and what it is called on the newest version that names it. */
export async function enterpriseById(
  db: Reader,
  id: Id,
): Promise<{ readonly area: string; readonly name: string; readonly entry: Entry } | null> {
  return await first(
    db,
    `select g.area, g.name, g.entry from listing g join list l on l.id = g.list_id
     where g.enterprise_id = $1 and l.released_at is not null order by l.released_at desc, l.id desc limit 1`,
    [id],
  )
}

/** Opens a plan that is to be filled; nobody sees it until it is complete. */
export async function openPlan(
  tx: Tx,
  plan: Pick<SeasonPlan, 'area' | 'rule' | 'name' | 'findings'>,
  { now, by }: Doing,
): Promise<Id> {
  const id = newId(now)
  await tx.rows(
    `insert into season_plan (id, area, rule, name, findings, complete, submitted_at, submitted_by)
     values ($1, $2, $3, $4, $5::jsonb, false, $6, $7)`,
    [id, plan.area, plan.rule, plan.name, JSON.stringify(plan.findings), now, by],
  )
  return id
}

/** Adds what a plan says of some enterprises: days of standstill by line, and exemptions. */
export async function addPlanned(
  tx: Tx,
  plan: Id,
  rows: readonly { readonly of: ListedEnterprise; readonly planned: PlannedEnterprise }[],
): Promise<void> {
  const stops = rows.flatMap(({ of, planned }) =>
    planned.stretches.flatMap((one) => (one.how === 'stop' ? [{ of, ...one }] : [])),
  )
  await tx.rows(
    `insert into season_line (plan_id, enterprise_id, area, line, from_day, until_day)
     select $1, enterprise_id, area, line, from_day, until_day
     from unnest($2::uuid[], $3::text[], $4::text[], $5::date[], $6::date[])
       as s (enterprise_id, area, line, from_day, until_day)`,
    [
      plan,
      stops.map(({ of }) => of.id),
      stops.map(({ of }) => of.area),
      stops.map(({ line }) => line),
      stops.map(({ from }) => from),
      stops.map(({ until }) => until),
    ],
  )
  const exempt = rows.flatMap(({ of, planned: { exemption } }) => (exemption ? [{ of, ...exemption }] : []))
  await tx.rows(
    `insert into season_exemption (plan_id, enterprise_id, ground, evidence)
     select $1, enterprise_id, ground, evidence from unnest($2::uuid[], $3::text[], $4::text[])
       as e (enterprise_id, ground, evidence)`,
    [plan, exempt.map(({ of }) => of.id), exempt.map(({ ground }) => ground), exempt.map(({ evidence }) => evidence)],
  )
}

/** From here on the plan is seen; it binds nobody until it is released. */
export async function completePlan(tx: Tx, plan: Id): Promise<void> {
  await tx.rows('update season_plan set complete = true where id = $1', [plan])
}

export async function planById(db: Reader, id: Id): Promise<SeasonPlan | null> {
  return await first(db, `select ${PLAN} from season_plan where id = $1 and complete`, [id])
}

/** Newest first; continued before an id. */
export async function listPlans(
  db: Reader,
  areas: readonly string[],
  before: Id | null,
  limit: number,
): Promise<SeasonPlan[]> {
  return await db.rows(
    `select ${PLAN} from season_plan where complete and area = any($1::text[]) and ($2::uuid is null or id < $2)
     order by id desc limit $3`,
    [areas, before, limit],
  )
}

/** What a plan says of the enterprises of some areas. */
export async function planRows(db: Reader, plan: Id, areas: readonly string[]): Promise<PlannedStandstill[]> {
  return await db.rows(
    `select enterprise_id as enterprise, area as county, line, from_day as "from", until_day as until from season_line
     where plan_id = $1 and area = any($2::text[]) order by enterprise_id, line, from_day`,
    [plan, areas],
  )
}

export async function exemptionsOf(
  db: Reader,
  plan: Id,
  areas: readonly string[],
): Promise<{ enterprise: Id; ground: ExemptionGround; evidence: string }[]> {
  return await db.rows(
    `select x.enterprise_id as enterprise, x.ground, x.evidence from season_exemption x
     join enterprise e on e.id = x.enterprise_id
     where x.plan_id = $1 and e.area = any($2::text[]) order by x.enterprise_id`,
    [plan, areas],
  )
}

/** Releases a plan by a person who did not hand it in; false where it is released already or the person is the same. */
export async function releasePlan(tx: Tx, id: Id, { now, by }: Doing): Promise<boolean> {
  const released = await tx.rows(
    `update season_plan set released_at = $2, released_by = $3
     where id = $1 and complete and released_at is null and submitted_by <> $3 returning id`,
    [id, now, by],
  )
  return released.length > 0
}

/** The standstills that were in force by plans released at an instant, for the counties of some areas. */
export async function standstillsAt(db: Reader, areas: readonly string[], at: Instant): Promise<PlannedStandstill[]> {
  return await db.rows(
    `select s.enterprise_id as enterprise, s.area as county, s.line, s.from_day as "from", s.until_day as until
     from season_line s join (${IN_FORCE}) p on p.id = s.plan_id
     where s.area = any($2::text[]) order by s.enterprise_id, s.line, s.from_day`,
    [at, areas],
  )
}

/**
 * What staggered production says of some enterprises from a day on, by what was released and listed at an instant: a
 * warning reads the plans that were in force when it was signed. Only those of whom it says anything.
 */
export async function seasonsOf(
  db: Reader,
  enterprises: readonly Id[],
  { at, from }: { at: Instant; from: Day },
): Promise<Map<Id, Season>> {
  const rows = await db.rows<Omit<Standstill, 'plan'> & { enterprise: Id; plan: Id | null; name: string }>(
    `select s.enterprise_id as enterprise, s.line, s.from_day as "from", s.until_day as until, p.id as plan, p.name
     from season_line s join (${IN_FORCE}) p on p.id = s.plan_id
     where s.enterprise_id = any($2::uuid[]) and s.until_day > $3::date
     union all
     select b.enterprise_id, '', b.from_day, b.from_day, null, '' from rotation_blacklist b
     where b.enterprise_id = any($2::uuid[]) and b.confirmed_at <= $1 and (b.removed_at is null or b.removed_at > $1)
     order by 1, 2, 3`,
    [at, enterprises, from],
  )
  return new Map(
    [...Map.groupBy(rows, ({ enterprise }) => enterprise)].map(([enterprise, own]): [Id, Season] => [
      enterprise,
      {
        standstills: own.flatMap(({ line, from, until, plan, name }) =>
          plan === null ? [] : [{ line, from, until, plan: { id: plan, name } }],
        ),
        blacklistedFrom: own.find(({ plan }) => plan === null)?.from ?? null,
      },
    ]),
  )
}

/** A stop or start of a line as it was reported. */
export interface Report {
  readonly id: Id
  readonly area: string
  readonly enterprise: Id
  readonly line: string
  readonly kind: 'stopped' | 'started'
  readonly at: Instant
  readonly evidence: { readonly means: string[]; readonly reference: string }
  readonly reportedAt: Instant
  readonly reportedBy: string
}

export async function insertReport(
  tx: Tx,
  report: Omit<Report, 'id' | 'reportedAt' | 'reportedBy'>,
  { now, by }: Doing,
): Promise<Id> {
  const id = newId(now)
  await tx.rows(
    `insert into rotation_report (id, area, enterprise_id, line, kind, at, evidence, reported_at, reported_by)
     values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9)`,
    [id, report.area, report.enterprise, report.line, report.kind, report.at, JSON.stringify(report.evidence), now, by],
  )
  return id
}

/** The ledger of some areas, newest report first, continued before an id; of one enterprise where it is named. */
export async function listReports(
  db: Reader,
  { areas, enterprise }: { areas: readonly string[]; enterprise: Id | null },
  before: Id | null,
  limit: number | null,
): Promise<Report[]> {
  return await db.rows(
    `select id, area, enterprise_id as enterprise, line, kind, at, evidence, reported_at as "reportedAt",
       reported_by as "reportedBy"
     from rotation_report where area = any($1::text[]) and ($2::uuid is null or enterprise_id = $2)
       and ($3::uuid is null or id < $3) order by id desc limit $4`,
    [areas, enterprise, before, limit],
  )
}
