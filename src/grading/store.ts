import type { ReviewLevel } from '../../machines/grading.ts'
import type { GradingState } from '../../machines/tables/grading.ts'
import { first, type Reader, type Tx } from '../db/port.ts'
import type { Grade } from '../model/enterprise.ts'
import { newId, type Id } from '../model/id.ts'
import type { Day, Instant } from '../model/time.ts'
import type { Bar } from './decide.ts'

/** A file that an application came with: kept elsewhere, known here by its hash. */
export interface Attachment {
  readonly name: string
  /** Hex. */
  readonly sha256: string
  readonly bytes: number
}

/** One application and what became of it (绩效分级). */
export interface Grading {
  readonly id: Id
  readonly area: string
  readonly state: GradingState
  readonly name: string
  readonly enterprise: Id
  readonly creditCode: string
  readonly industry: string
  readonly appliedGrade: Grade
  /** Granted, and perhaps lowered since. */
  readonly grade: Grade
  readonly authority: 'city' | 'province'
  readonly hands: readonly string[]
  readonly openObjections: number
  readonly objectionsUntil: Instant | null
  readonly validUntil: Day | null
  readonly evidence: readonly Attachment[]
  readonly lowered: readonly Lowering[]
  readonly appliedAt: Instant
}

export interface Lowering {
  readonly from: Grade
  readonly to: Grade
  readonly ground: string
  readonly reason: string
  readonly by: string
  readonly at: Instant
}

const GRADING = `g.id, g.area, g.state, g.name, g.enterprise_id as enterprise, e.credit_code as "creditCode", g.industry,
  g.applied_grade as "appliedGrade", g.context->>'grade' as grade, g.context->>'authority' as authority,
  g.context->'hands' as hands, (g.context->>'open')::int as "openObjections",
  coalesce(g.objections_until, (g.context#>>'{deadlines,objections}')::timestamptz) as "objectionsUntil",
  g.valid_until as "validUntil", g.evidence, g.lowered, g.created_at as "appliedAt"`

export function gradingById(db: Reader, id: Id): Promise<Grading | null> {
  return first(db, `select ${GRADING} from grading g join enterprise e on e.id = g.enterprise_id where g.id = $1`, [id])
}

export interface GradingFilter {
  readonly areas: readonly string[]
  readonly enterprise: Id | null
  readonly state: GradingState | null
}

/** Gradings, newest first. */
export function gradings(
  db: Reader,
  { areas, enterprise, state }: GradingFilter,
  before: Id | null,
  limit: number,
): Promise<Grading[]> {
  return db.rows(
    `select ${GRADING} from grading g join enterprise e on e.id = g.enterprise_id
     where g.area = any($1::text[]) and ($2::uuid is null or g.enterprise_id = $2) and ($3::text is null or g.state = $3)
       and ($4::uuid is null or g.id < $4) order by g.id desc limit $5`,
    [areas, enterprise, state, before, limit],
  )
}

/** What an enterprise holds in each industry: granted, or lowered to the lowest. */
export function heldGrades(db: Reader, enterprise: Id): Promise<{ industry: string; grade: Grade }[]> {
  return db.rows(
    `select industry, context->>'grade' as grade from grading
     where enterprise_id = $1 and state in ('granted', 'fallen') order by industry`,
    [enterprise],
  )
}

/** What an earlier application of the same enterprise and industry still holds, now that a later one is granted. */
export async function heldBefore(tx: Tx, { id, enterprise, industry }: Grading): Promise<Id[]> {
  const rows = await tx.rows<{ id: Id }>(
    `select id from grading where enterprise_id = $1 and industry = $2 and id < $3 and state in ('granted', 'fallen')
     order by id`,
    [enterprise, industry, id],
  )
  return rows.map((row) => row.id)
}

/** A grade that holds, granted or lowered after an instant, of enterprises of an area. */
export interface HeldGrade {
  readonly enterprise: Id
  readonly industry: string
  readonly grade: Grade
  readonly validUntil: Day | null
}

/** Every grade that was granted by the procedure and holds, in some areas. */
export function gradesHeldIn(db: Reader, areas: readonly string[]): Promise<HeldGrade[]> {
  return db.rows(
    `select enterprise_id as enterprise, industry, context->>'grade' as grade, valid_until as "validUntil" from grading
     where area = any($1::text[]) and state in ('granted', 'fallen') order by enterprise_id, industry`,
    [areas],
  )
}

export async function saveEvidence(tx: Tx, id: Id, evidence: readonly Attachment[]): Promise<void> {
  await tx.rows('update grading set evidence = $2::jsonb where id = $1', [id, JSON.stringify(evidence)])
}

/** Until when objections can be made, which whoever asks later is told too, and how long the grade then holds. */
export async function saveValidity(tx: Tx, id: Id, objectionsUntil: Instant, until: Day): Promise<void> {
  await tx.rows('update grading set objections_until = $2, valid_until = $3::date where id = $1', [
    id,
    objectionsUntil,
    until,
  ])
}

export async function addLowering(tx: Tx, id: Id, lowering: Lowering): Promise<void> {
  await tx.rows('update grading set lowered = lowered || $2::jsonb where id = $1', [id, JSON.stringify([lowering])])
}

/** What one level said to an application. */
export interface Review {
  readonly level: ReviewLevel
  readonly decision: 'pass' | 'return' | 'reject'
  readonly reason: string
  readonly by: string
  readonly at: Instant
}

export async function addReview(tx: Tx, grading: Pick<Grading, 'id' | 'area'>, review: Review): Promise<void> {
  await tx.rows(
    'insert into grading_review (grading_id, area, level, decision, reason, by, at) values ($1, $2, $3, $4, $5, $6, $7)',
    [grading.id, grading.area, review.level, review.decision, review.reason, review.by, review.at],
  )
}

export function reviewsOf(db: Reader, grading: Id): Promise<Review[]> {
  return db.rows('select level, decision, reason, by, at from grading_review where grading_id = $1 order by n', [
    grading,
  ])
}

/** An enterprise as the newest version that came into force names it, or its code where it is on none. */
export interface KnownEnterprise {
  readonly id: Id
  readonly area: string
  readonly creditCode: string
  readonly name: string
}

const ENTERPRISE = `select e.id, e.area, e.credit_code as "creditCode", coalesce((
    select g.name from listing g join list l on l.id = g.list_id
    where g.enterprise_id = e.id and l.state in ('inForce', 'replaced') order by l.released_at desc limit 1), e.credit_code) as name
  from enterprise e`

export function enterpriseById(db: Reader, id: Id): Promise<KnownEnterprise | null> {
  return first(db, `${ENTERPRISE} where e.id = $1`, [id])
}

export function enterpriseByCode(db: Reader, code: string): Promise<KnownEnterprise | null> {
  return first(db, `${ENTERPRISE} where e.credit_code = $1`, [code])
}

/** A bar as it is shown. */
export interface BarRow extends Bar {
  readonly id: Id
  readonly area: string
  readonly enterprise: Id
  readonly reason: string
  readonly by: string
  readonly at: Instant
}

const BAR = 'id, area, enterprise_id as enterprise, ground, reason, until, by, created_at as at'

export async function addBar(tx: Tx, bar: Omit<BarRow, 'id' | 'at'>, now: Instant): Promise<Id> {
  const id = newId(now)
  await tx.rows(
    `insert into grade_bar (id, area, enterprise_id, ground, reason, until, by, created_at)
     values ($1, $2, $3, $4, $5, $6::date, $7, $8)`,
    [id, bar.area, bar.enterprise, bar.ground, bar.reason, bar.until, bar.by, now],
  )
  return id
}

export function barsOf(db: Reader, enterprise: Id): Promise<BarRow[]> {
  return db.rows(`select ${BAR} from grade_bar where enterprise_id = $1 order by until desc, id`, [enterprise])
}

export function barsIn(db: Reader, areas: readonly string[], before: Id | null, limit: number): Promise<BarRow[]> {
  return db.rows(
    `select ${BAR} from grade_bar where area = any($1::text[]) and ($2::uuid is null or id < $2) order by id desc limit $3`,
    [areas, before, limit],
  )
}

/** One thing to be done on the way to a better grade. */
export interface Milestone {
  readonly what: string
  readonly due: Day
  readonly doneAt: Day | null
}

/** 创A升B: the grade aimed at, and how far it has come. */
export interface Upgrade {
  readonly id: Id
  readonly area: string
  readonly enterprise: Id
  readonly industry: string
  readonly target: Grade
  readonly milestones: readonly Milestone[]
}

const UPGRADE = 'id, area, enterprise_id as enterprise, industry, target, milestones'

export async function addUpgrade(tx: Tx, upgrade: Omit<Upgrade, 'id'> & { by: string }, now: Instant): Promise<Id> {
  const id = newId(now)
  const { area, enterprise, industry, target, milestones, by } = upgrade
  await tx.rows(
    `insert into grade_upgrade (id, area, enterprise_id, industry, target, milestones, by, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6::jsonb, $7, $8, $8)`,
    [id, area, enterprise, industry, target, JSON.stringify(milestones), by, now],
  )
  return id
}

/** Held until the transaction ends, so that two officers who tick off milestones lose none. */
export function holdUpgrade(tx: Tx, id: Id): Promise<Upgrade | null> {
  return first(tx, `select ${UPGRADE} from grade_upgrade where id = $1 for update`, [id])
}

export async function saveMilestones(tx: Tx, id: Id, milestones: readonly Milestone[], now: Instant): Promise<void> {
  await tx.rows('update grade_upgrade set milestones = $2::jsonb, updated_at = $3 where id = $1', [
    id,
    JSON.stringify(milestones),
    now,
  ])
}

export function upgradesIn(db: Reader, areas: readonly string[], before: Id | null, limit: number): Promise<Upgrade[]> {
  return db.rows(
    `select ${UPGRADE} from grade_upgrade where area = any($1::text[]) and ($2::uuid is null or id < $2)
     order by id desc limit $3`,
    [areas, before, limit],
  )
}
