import type { Reader } from '../../db/port.ts'
import type { Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'

/**
 * As what somebody is known here: an officer, a contact of a plant or of a department, somebody who has objected or
 * complained, whom a plant's own plan names for a step.
 */
export const KNOWN_AS = ['officer', 'contact', 'departmentContact', 'objector', 'planned', 'complainant'] as const
export type KnownAs = (typeof KNOWN_AS)[number]

/** Where a person stands in the records. */
export interface Standing {
  readonly as: KnownAs
  readonly id: Id
  readonly area: string
  readonly person: Id
  /** What they are there. */
  readonly post: string | null
  readonly since: Instant | null
  /** From when on the records need them no more; null: they still do. */
  readonly endedAt: Instant | null
}

/** Each as the rows above; `contact` is live for as long as it stands. */
const TABLES: Readonly<Record<KnownAs, string>> = {
  officer: `select 'officer' as "as", o.id, o.area, o.person_id as person, o.login as post, o.created_at as since,
    o.ended_at as "endedAt" from officer o`,
  contact: `select 'contact' as "as", c.id, c.area, c.person_id as person, c.post, null::timestamptz as since,
    null::timestamptz as "endedAt" from contact c`,
  departmentContact: `select 'departmentContact' as "as", c.id, c.area, c.person_id as person, c.post,
    null::timestamptz as since, c.ended_at as "endedAt" from department_contact c`,
  objector: `select 'objector' as "as", o.id, o.area, o.person_id as person, null as post, o.raised_at as since,
    o.answered_at as "endedAt" from objection o`,
  planned: `select distinct 'planned' as "as", p.id, p.area, (v #>> '{}')::uuid as person, null as post,
    p.created_at as since, case when p.state in ('replaced', 'expired', 'dropped') then p.updated_at end as "endedAt"
    from plant_plan p, jsonb_path_query(p.content, '$.lines[*].measures.*.responsible ? (@ != null)') v`,
  complainant: `select 'complainant' as "as", o.id, o.area, o.person_id as person, o.number as post,
    o.received_at as since, o.answered_at as "endedAt"
    from (select * from complaint where person_id is not null) o`,
}

/** Whom a row is about; several where a department is named. */
export async function standingsAt(db: Reader, as: KnownAs | 'department' | 'enterprise', id: Id): Promise<Standing[]> {
  if (as === 'department')
    return await db.rows<Standing>(
      `${TABLES.departmentContact} where c.department_id = $1 and c.ended_at is null order by c.position`,
      [id],
    )
  if (as === 'enterprise')
    return await db.rows<Standing>(`${TABLES.contact} where c.enterprise_id = $1 order by c.position`, [id])
  if (as === 'planned') return await db.rows<Standing>(`${TABLES.planned} where p.id = $1`, [id])
  const alias = as === 'contact' || as === 'departmentContact' ? 'c' : 'o'
  return await db.rows<Standing>(`${TABLES[as]} where ${alias}.id = $1`, [id])
}

/** Everywhere that the same person stands. */
export async function standingsOf(db: Reader, person: Id): Promise<Standing[]> {
  const each = KNOWN_AS.map((as) => `select * from (${TABLES[as]}) as ${as.toLowerCase()} where person = $1`)
  return await db.rows<Standing>(each.join(' union all '), [person])
}

/** How many entries of the journal somebody has written, and how many sessions are open: of an officer. */
export async function tracesOf(db: Reader, officer: Id): Promise<{ entries: number; sessions: number }> {
  const [found] = await db.rows<{ entries: number; sessions: number }>(
    `select (select count(*)::int from journal where actor = 'user:' || $1::text) as entries,
       (select count(*)::int from session where officer_id = $1::uuid) as sessions`,
    [officer],
  )
  return found ?? { entries: 0, sessions: 0 }
}

/** Those whom nothing needs any more: accounts closed, objections and complaints answered before; some at a time. */
export async function standingsPast(
  db: Reader,
  { accounts, objectors }: { accounts: Instant; objectors: Instant },
  limit: number,
): Promise<Standing[]> {
  return await db.rows<Standing>(
    `select s.* from (
       select * from (${TABLES.officer} where o.ended_at < $1) as accounts
       union all select * from (${TABLES.objector} where o.answered_at < $2) as objectors
       union all select * from (${TABLES.complainant} where o.answered_at < $2) as complainants
     ) as s join person_key k on k.person_id = s.person order by s.id limit $3`,
    [accounts, objectors, limit],
  )
}
