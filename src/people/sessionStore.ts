import { first, type Reader, type Tx } from '../db/port.ts'
import type { Id } from '../model/id.ts'
import type { Instant } from '../model/time.ts'
import { OFFICER, type OfficerRow } from './store.ts'

/** By what somebody showed who they are (登录方式). */
export type LoginWay = 'password' | 'totp' | 'recovery' | 'oidc'

/** A session (登录会话) as it is opened. */
export interface NewSession {
  readonly id: Id
  readonly area: string
  readonly officer: Id
  readonly hash: Buffer
  /** It ends then at the latest. */
  readonly until: Instant
  /** It ends then, where nothing is asked in it before; missing: only at its last hour. */
  readonly idleUntil?: Instant
  readonly ways?: readonly LoginWay[]
  readonly address?: string
  /** The second factor is demanded and not set up: until it is, nothing else opens. */
  readonly pending?: boolean
}

export async function insertSession(tx: Tx, session: NewSession, now: Instant): Promise<void> {
  await tx.rows('delete from session where until < $1 or idle_until < $1', [now])
  await tx.rows(
    `insert into session (id, area, officer_id, token_hash, opened_at, until, idle_until, ways, address, pending)
     values ($1, $2, $3, decode($4, 'hex'), $5, $6, $7, $8::text[], $9, $10)`,
    [
      session.id,
      session.area,
      session.officer,
      session.hash.toString('hex'),
      now,
      session.until,
      session.idleUntil ?? null,
      session.ways ?? ['password'],
      session.address ?? null,
      session.pending ?? false,
    ],
  )
}

export interface SessionOfficer extends OfficerRow {
  readonly session: Id
  readonly idleUntil: Instant | null
  readonly pending: boolean
}

export async function officerOfSession(db: Reader, hash: Buffer, now: Instant): Promise<SessionOfficer | null> {
  return first<SessionOfficer>(
    db,
    `select ${OFFICER}, s.id as session, s.idle_until as "idleUntil", s.pending
     from session s join officer o on o.id = s.officer_id
     where s.token_hash = decode($1, 'hex') and s.until > $2 and coalesce(s.idle_until, s.until) > $2
       and o.ended_at is null`,
    [hash.toString('hex'), now],
  )
}

/** Somebody asked in it: it ends so much later, where it does not end anyway. */
export async function touchSession(db: Reader, id: Id, idleUntil: Instant): Promise<void> {
  await db.rows('update session set idle_until = least(until, $2::timestamptz) where id = $1 and idle_until < $2', [
    id,
    idleUntil,
  ])
}

export async function deleteSession(tx: Tx, hash: Buffer): Promise<void> {
  await tx.rows(`delete from session where token_hash = decode($1, 'hex')`, [hash.toString('hex')])
}

/** Ends the sessions of an officer at once, one, or all but one; returns how many there were. */
export async function deleteSessionsOf(
  tx: Tx,
  officer: Id,
  { only = null, but = null }: { only?: Id | null; but?: Id | null } = {},
): Promise<number> {
  const ended = await tx.rows(
    `delete from session where officer_id = $1 and ($2::uuid is null or id = $2) and ($3::uuid is null or id <> $3)
     returning id`,
    [officer, only, but],
  )
  tx.announce('callers')
  return ended.length
}

/** A session as its owner and the administrator see it. */
export interface OpenSession {
  readonly id: Id
  readonly openedAt: Instant
  readonly until: Instant
  readonly idleUntil: Instant | null
  readonly ways: readonly LoginWay[]
  readonly address: string | null
  readonly pending: boolean
}

/** Those that still open something, newest first. */
export async function openSessionsOf(db: Reader, officer: Id, now: Instant): Promise<OpenSession[]> {
  return await db.rows<OpenSession>(
    `select id, opened_at as "openedAt", until, idle_until as "idleUntil", ways, address, pending from session
     where officer_id = $1 and until > $2 and coalesce(idle_until, until) > $2 order by opened_at desc, id desc`,
    [officer, now],
  )
}
