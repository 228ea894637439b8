import type { Doing } from '../db/journal.ts'
import { first, type Reader, type Tx } from '../db/port.ts'
import type { Id } from '../model/id.ts'
import type { Instant } from '../model/time.ts'
import type { Rank } from './caller.ts'

export interface OfficerRow {
  readonly id: Id
  readonly area: string
  readonly login: string
  readonly person_id: Id
  readonly role: string
  readonly rank: Rank
  readonly township: string | null
  readonly department: Id | null
}

/** An officer as whoever logs in: what is checked, and what stands in the way. */
export interface LoggingIn extends OfficerRow {
  readonly password: string | null
  readonly lockedUntil: Instant | null
}

export const OFFICER = 'o.id, o.area, o.login, o.person_id, o.role, o.rank, o.township, o.department_id as department'

export type NewOfficer = Omit<OfficerRow, 'township' | 'department'> & {
  readonly township?: string | null
  readonly department?: Id | null
  /** Null until a one-time link has set it. */
  readonly password: string | null
  readonly demo: boolean
}

export async function insertOfficer(tx: Tx, officer: NewOfficer, now: Instant): Promise<void> {
  await tx.rows(
    `insert into officer (id, area, login, person_id, role, rank, password, demo, created_at, township, department_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      officer.id,
      officer.area,
      officer.login,
      officer.person_id,
      officer.role,
      officer.rank,
      officer.password,
      officer.demo,
      now,
      officer.township ?? null,
      officer.department ?? null,
    ],
  )
}

/** An officer who still works here, with the stored password; null where none is set. */
export async function officerByLogin(db: Reader, login: string): Promise<LoggingIn | null> {
  return first<LoggingIn>(
    db,
    `select ${OFFICER}, o.password, o.locked_until as "lockedUntil" from officer o
     where o.login = $1 and o.ended_at is null`,
    [login],
  )
}

/**
 * Counts a wrong password or code against a name, and locks it at the last one that is allowed (账号锁定); what was locked
 * stays so no longer for it. Of a name that nobody has it takes the same way. Returns the officer where it locked.
 */
export async function countWrong(
  tx: Tx,
  login: string,
  { most, now, until }: { most: number; now: Instant; until: Instant },
): Promise<Pick<OfficerRow, 'id' | 'area'> | null> {
  const locked = await tx.rows<Pick<OfficerRow, 'id' | 'area'> & { locks: boolean }>(
    `update officer set wrong = case when wrong + 1 >= $2 then 0 else wrong + 1 end,
       locked_until = case when wrong + 1 >= $2 then $4::timestamptz else locked_until end
     where login = $1 and ended_at is null and (locked_until is null or locked_until <= $3)
     returning id, area, coalesce(locked_until > $3, false) as locks`,
    [login, most, now, until],
  )
  return locked.find(({ locks }) => locks) ?? null
}

/** Somebody is in: what was guessed before counts no more. */
export async function forgetWrong(tx: Tx, id: Id): Promise<void> {
  await tx.rows(
    'update officer set wrong = 0, locked_until = null where id = $1 and (wrong > 0 or locked_until is not null)',
    [id],
  )
}

/** Until when an officer is locked out, and under which name; null where the lock is over. */
export async function lockOf(db: Reader, id: Id, now: Instant): Promise<{ login: string } | null> {
  return first<{ login: string }>(
    db,
    'select login from officer where id = $1 and locked_until > $2 and ended_at is null',
    [id, now],
  )
}

/** An officer who works here. */
export async function officerById(db: Reader, id: Id): Promise<OfficerRow | null> {
  return first<OfficerRow>(db, `select ${OFFICER} from officer o where o.id = $1 and o.ended_at is null`, [id])
}

/** The officer whom the city's own log-in names so, as the administrator has entered it. */
export async function officerByOutsideName(db: Reader, name: string): Promise<OfficerRow | null> {
  const query = `select ${OFFICER} from officer o where o.outside_name = $1 and o.ended_at is null
    and not (o.role = 'approver' and o.outside_waits)`
  return first<OfficerRow>(db, query, [name])
}

/** The stored password of an officer who works here; null where there is none. */
export async function passwordOf(db: Reader, id: Id): Promise<string | null> {
  const query = 'select password from officer where id = $1 and ended_at is null'
  return (await first<{ password: string | null }>(db, query, [id]))?.password ?? null
}

/** Who officers are, also those who work here no longer: what they have said stays theirs. */
export async function personsOf(db: Reader, officers: readonly Id[]): Promise<{ officer: Id; person: Id }[]> {
  return await db.rows<{ officer: Id; person: Id }>(
    'select id as officer, person_id as person from officer where id = any($1::uuid[])',
    [officers],
  )
}

/** Whether somebody could log in with what is printed on the screen of a demonstration. */
export async function hasDemonstrationLogins(db: Reader): Promise<boolean> {
  return (await first(db, 'select 1 as found from officer where demo and ended_at is null limit 1')) !== null
}

/** A feed's key (接口密钥) as it is made: in whose name it speaks, of where, and from where it is taken. */
export interface NewFeedKey {
  readonly provider: string
  readonly areas: readonly string[]
  /** Which machine holds it. */
  readonly name?: string
  readonly networks?: readonly string[]
  /** By which client certificates (SHA-256). */
  readonly certificates?: readonly string[]
}

export async function insertFeedKey(
  db: Reader,
  key: NewFeedKey & { readonly id: Id; readonly hash: Buffer },
  { now, by }: Doing,
): Promise<void> {
  await db.rows(
    `insert into feed_key (id, area, areas, provider, name, networks, key_hash, entered_by, created_at, certificates)
     values ($1, $2, $3::text[], $4, $5, $6::text[], decode($7, 'hex'), $8, $9, $10::text[])`,
    [
      key.id,
      key.areas[0],
      key.areas,
      key.provider,
      key.name ?? '',
      key.networks ?? [],
      key.hash.toString('hex'),
      by,
      now,
      key.certificates ?? [],
    ],
  )
}

type FeedOfKey = Pick<Required<NewFeedKey>, 'provider' | 'networks' | 'certificates'> & { id: Id; areas: string[] }

/** The feed behind a key, or behind the one before it while that is still taken. */
export async function feedOfKey(db: Reader, hash: Buffer, now: Instant): Promise<FeedOfKey | null> {
  return first<FeedOfKey>(
    db,
    `select id, areas, provider, networks, certificates from feed_key
     where revoked_at is null and (key_hash = decode($1, 'hex') or old_hash = decode($1, 'hex') and old_until > $2)`,
    [hash.toString('hex'), now],
  )
}

/** Who may send evidence by this key (采集密钥); a device of HJ 212 has none. */
export async function sourceOfKey(
  db: Reader,
  hash: Buffer,
  now: Instant,
): Promise<{ id: Id; area: string; name: string; networks: string[] } | null> {
  return first<{ id: Id; area: string; name: string; networks: string[] }>(
    db,
    `select id, area, name, networks from evidence_key where mn is null and revoked_at is null
       and (secret = decode($1, 'hex') or old_secret = decode($1, 'hex') and old_until > $2)`,
    [hash.toString('hex'), now],
  )
}

export async function insertEnterpriseTokens(
  db: Reader,
  tokens: readonly { hash: Buffer; area: string; enterprise: string; name: string }[],
  now: Instant,
  /** When they end by themselves; a program's own token does not. */
  until: Instant | null = null,
): Promise<void> {
  await db.rows(
    `insert into enterprise_token (token_hash, area, enterprise, name, created_at, until)
     select decode(hash, 'hex'), area, enterprise, name, $5, $6::timestamptz
     from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as t (hash, area, enterprise, name)`,
    [
      tokens.map(({ hash }) => hash.toString('hex')),
      tokens.map(({ area }) => area),
      tokens.map(({ enterprise }) => enterprise),
      tokens.map(({ name }) => name),
      now,
      until,
    ],
  )
}

export async function enterpriseOfToken(
  db: Reader,
  hash: Buffer,
  now: Instant,
): Promise<{ enterprise: string; area: string; name: string; createdAt: Instant } | null> {
  return first<{ enterprise: string; area: string; name: string; createdAt: Instant }>(
    db,
    `select enterprise, area, name, created_at as "createdAt" from enterprise_token
     where token_hash = decode($1, 'hex') and revoked_at is null and (until is null or until > $2)`,
    [hash.toString('hex'), now],
  )
}
