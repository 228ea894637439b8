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
}

export async function insertOfficer(
  tx: Tx,
  officer: OfficerRow & { readonly password: string; readonly demo: boolean },
  now: Instant,
): Promise<void> {
  await tx.rows(
    `insert into officer (id, area, login, person_id, role, rank, password, demo, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
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
    ],
  )
}

/** An officer who still works here, with the stored password. */
export async function officerByLogin(db: Reader, login: string): Promise<(OfficerRow & { password: string }) | null> {
  return first<OfficerRow & { password: string }>(
    db,
    'select id, area, login, person_id, role, rank, password from officer where login = $1 and ended_at is null',
    [login],
  )
}

/** An officer who works here. */
export async function officerById(db: Reader, id: Id): Promise<OfficerRow | null> {
  return first<OfficerRow>(
    db,
    'select id, area, login, person_id, role, rank from officer where id = $1 and ended_at is null',
    [id],
  )
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

export async function insertSession(
  tx: Tx,
  session: { id: Id; area: string; officer: Id; hash: Buffer; until: Instant },
  now: Instant,
): Promise<void> {
  await tx.rows('delete from session where until < $1', [now])
  await tx.rows(
    `insert into session (id, area, officer_id, token_hash, opened_at, until)
     values ($1, $2, $3, decode($4, 'hex'), $5, $6)`,
    [session.id, session.area, session.officer, session.hash.toString('hex'), now, session.until],
  )
}

export async function officerOfSession(
  db: Reader,
  hash: Buffer,
  now: Instant,
): Promise<(OfficerRow & { until: Instant }) | null> {
  return first<OfficerRow & { until: Instant }>(
    db,
    `select o.id, o.area, o.login, o.person_id, o.role, o.rank, s.until
     from session s join officer o on o.id = s.officer_id
     where s.token_hash = decode($1, 'hex') and s.until > $2 and o.ended_at is null`,
    [hash.toString('hex'), now],
  )
}

export async function deleteSession(tx: Tx, hash: Buffer): Promise<void> {
  await tx.rows(`delete from session where token_hash = decode($1, 'hex')`, [hash.toString('hex')])
}

export async function insertFeedKey(
  db: Reader,
  key: { id: Id; areas: readonly string[]; provider: string; hash: Buffer },
  now: Instant,
): Promise<void> {
  await db.rows(
    `insert into feed_key (id, area, areas, provider, key_hash, created_at)
     values ($1, $2, $3::text[], $4, decode($5, 'hex'), $6)`,
    [key.id, key.areas[0], key.areas, key.provider, key.hash.toString('hex'), now],
  )
}

export async function feedOfKey(
  db: Reader,
  hash: Buffer,
): Promise<{ id: Id; areas: string[]; provider: string } | null> {
  return first<{ id: Id; areas: string[]; provider: string }>(
    db,
    `select id, areas, provider from feed_key where key_hash = decode($1, 'hex') and revoked_at is null`,
    [hash.toString('hex')],
  )
}

/** Who may send evidence by this key (采集密钥); a device of HJ 212 has none. */
export async function sourceOfKey(db: Reader, hash: Buffer): Promise<{ id: Id; area: string; name: string } | null> {
  return first<{ id: Id; area: string; name: string }>(
    db,
    `select id, area, name from evidence_key
     where secret = decode($1, 'hex') and mn is null and revoked_at is null`,
    [hash.toString('hex')],
  )
}

export async function insertEnterpriseTokens(
  db: Reader,
  tokens: readonly { hash: Buffer; area: string; enterprise: string; name: string }[],
  now: Instant,
): Promise<void> {
  await db.rows(
    `insert into enterprise_token (token_hash, area, enterprise, name, created_at)
     select decode(hash, 'hex'), area, enterprise, name, $5
     from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as t (hash, area, enterprise, name)`,
    [
      tokens.map(({ hash }) => hash.toString('hex')),
      tokens.map(({ area }) => area),
      tokens.map(({ enterprise }) => enterprise),
      tokens.map(({ name }) => name),
      now,
    ],
  )
}

export async function enterpriseOfToken(
  db: Reader,
  hash: Buffer,
): Promise<{ enterprise: string; area: string; name: string } | null> {
  return first<{ enterprise: string; area: string; name: string }>(
    db,
    `select enterprise, area, name from enterprise_token where token_hash = decode($1, 'hex') and revoked_at is null`,
    [hash.toString('hex')],
  )
}
