import { first, type Reader, type Tx } from '../../db/port.ts'
import type { Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'
import type { OfficerRole } from '../../people/roles.ts'
import type { Standing } from './decide.ts'

/** A user (账号) as administrators see it; the name lies with the person. */
export interface User extends Standing {
  readonly id: Id
  readonly login: string
  readonly person: Id
  readonly demo: boolean
  readonly createdAt: Instant
  readonly closedAt: Instant | null
  readonly hasPassword: boolean
  readonly hasFactor: boolean
  readonly lockedUntil: Instant | null
  readonly outsideName: string | null
  /** A way into the account of an approver waits for a second person (待第二人确认). */
  readonly waits: boolean
}

const USER = `o.id, o.login, o.person_id as person, o.role, o.rank, o.area, o.township, o.department_id as department,
  o.demo, o.created_at as "createdAt", o.ended_at as "closedAt", o.password is not null as "hasPassword",
  exists (select 1 from officer_factor f where f.officer_id = o.id and f.confirmed_at is not null) as "hasFactor",
  o.locked_until as "lockedUntil", o.outside_name as "outsideName",
  o.role = 'approver' and (o.outside_name is not null and o.outside_waits or exists (
    select 1 from password_link l where l.officer_id = o.id and l.confirmed_by is null)) as waits`

export function userById(db: Reader, id: Id): Promise<User | null> {
  return first<User>(db, `select ${USER} from officer o where o.id = $1`, [id])
}

/** Held against another administrator who changes the same one. */
export function holdUser(tx: Tx, id: Id): Promise<User | null> {
  return first<User>(tx, `select ${USER} from officer o where o.id = $1 for update of o`, [id])
}

export interface UserFilter {
  readonly areas: readonly string[]
  readonly role: OfficerRole | null
  /** Also those who work here no longer. */
  readonly closed: boolean
}

/** Newest first; continued before an id. */
export function listUsers(
  db: Reader,
  { areas, role, closed }: UserFilter,
  before: Id | null,
  limit: number,
): Promise<User[]> {
  return db.rows<User>(
    `select ${USER} from officer o where o.area = any($1::text[]) and ($2::text is null or o.role = $2)
       and ($3 or o.ended_at is null) and ($4::uuid is null or o.id < $4) order by o.id desc limit $5`,
    [areas, role, closed, before, limit],
  )
}

export async function setStanding(tx: Tx, id: Id, standing: Standing): Promise<void> {
  const { role, rank, area, township, department } = standing
  await tx.rows(`update officer set role = $2, rank = $3, area = $4, township = $5, department_id = $6 where id = $1`, [
    id,
    role,
    rank,
    area,
    township,
    department,
  ])
}

/** How the city's own log-in names an officer; null: not at all. */
export async function setOutsideName(tx: Tx, id: Id, name: string | null, by: string): Promise<void> {
  await tx.rows('update officer set outside_name = $2, outside_waits = true, outside_by = $3 where id = $1', [
    id,
    name,
    by,
  ])
}

/** Who was let in as something less comes in as what signs only by a way that two persons have opened. */
export async function closeWaysIn(tx: Tx, id: Id, by: string): Promise<void> {
  await tx.rows('update officer set password = null, outside_waits = true, outside_by = $2 where id = $1', [id, by])
  await tx.rows('delete from password_link where officer_id = $1', [id])
}

/** Confirms as a second person whatever waits; answers how much was somebody else's. */
export async function confirmWaysIn(tx: Tx, id: Id, by: string): Promise<number> {
  const links = await tx.rows(
    `update password_link set confirmed_by = $2 where officer_id = $1 and made_by <> $2 and confirmed_by is null
     returning officer_id`,
    [id, by],
  )
  const names = await tx.rows(
    `update officer set outside_waits = false where id = $1 and outside_name is not null and outside_waits
       and outside_by is distinct from $2 returning id`,
    [id, by],
  )
  return links.length + names.length
}

/** Ends an account: nobody comes in under it any more, by password, link, session or second factor. */
export async function closeUser(tx: Tx, id: Id, now: Instant): Promise<void> {
  await tx.rows('update officer set ended_at = $2, password = null, outside_name = null where id = $1', [id, now])
  await tx.rows('delete from password_link where officer_id = $1', [id])
  await tx.rows('delete from recovery_code where officer_id = $1', [id])
  await tx.rows('delete from officer_factor where officer_id = $1', [id])
}

/** Two administrators who close each other at once would both find the other still there. */
export async function lockAdministrators(tx: Tx): Promise<void> {
  await tx.rows(`select pg_advisory_xact_lock(hashtext('administrators'))`)
}

/** The areas of administrators who can log in, but for one. */
export async function areasOfAdministrators(tx: Tx, but: Id): Promise<string[]> {
  const rows = await tx.rows<{ area: string }>(
    `select distinct area from officer
     where role = 'administrator' and ended_at is null and password is not null and id <> $1`,
    [but],
  )
  return rows.map(({ area }) => area)
}

/** Of which area a living department is; null where there is none. */
export async function areaOfDepartment(db: Reader, id: Id): Promise<string | null> {
  const found = await first<{ area: string }>(db, 'select area from department where id = $1 and ended_at is null', [
    id,
  ])
  return found?.area ?? null
}
