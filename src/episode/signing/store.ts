import type { Change } from '../../../machines/warning.ts'
import { first, type Reader, type Tx } from '../../db/port.ts'
import type { Doing } from '../../db/journal.ts'
import { newId, type Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'
import type { Bringers, Granted } from './decide.ts'

export type Mode = 'system' | 'paper' | 'telephone'

/** A signature (签发), or what was sent back. */
export interface Signature {
  readonly id: Id
  readonly userId: Id
  readonly person: Id
  readonly rank: number
  readonly change: Change
  readonly decision: 'sign' | 'return'
  readonly mode: Mode
  readonly reason: string
  readonly signedAt: Instant
  /** Who entered it in the signer's name; null where he did himself. */
  readonly enteredBy: Id | null
  /** When he spoke or wrote, where that was not in the system. */
  readonly spokenAt: Instant | null
  /** The rank for which a deputy signed; null where it was the own. */
  readonly deputyFor: number | null
  readonly delegation: Id | null
  /** How it stands with what shows it afterwards; null where it was made in the system. */
  readonly endorsement: { readonly id: Id; readonly state: string; readonly showBy: Instant | null } | null
}

export interface NewSignature {
  readonly warning: Id
  readonly area: string
  readonly userId: Id
  readonly rank: number
  readonly change: Change
  readonly decision: 'sign' | 'return'
  readonly mode: Mode
  readonly reason: string
  readonly enteredBy: Id | null
  readonly spoken: { readonly at: Instant; readonly person: Id | null } | null
  readonly deputyFor: number | null
  readonly delegation: Id | null
}

export async function recordSignature(tx: Tx, one: NewSignature, doing: Doing): Promise<Id> {
  const id = newId(doing.now)
  await tx.rows(
    `insert into signature (id, area, warning_id, change, user_id, rank, decision, mode, reason, signed_at, entered_by,
       spoken_at, spoken_person, deputy_for, delegation_id)
     values ($1, $2, $3, $4::jsonb, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      id,
      one.area,
      one.warning,
      JSON.stringify(one.change),
      one.userId,
      one.rank,
      one.decision,
      one.mode,
      one.reason,
      doing.now,
      one.enteredBy,
      one.spoken?.at ?? null,
      one.spoken?.person ?? null,
      one.deputyFor,
      one.delegation,
    ],
  )
  return id
}

const SIGNATURE = `s.id, s.user_id as "userId", o.person_id as person, s.rank, s.change, s.decision, s.mode, s.reason,
  s.signed_at as "signedAt", s.entered_by as "enteredBy", s.spoken_at as "spokenAt", s.deputy_for as "deputyFor",
  s.delegation_id as delegation,
  case when e.id is not null then json_build_object('id', e.id, 'state', e.state,
    'showBy', e.context->'deadlines'->'show') end as endorsement`
const FROM = 'signature s join officer o on o.id = s.user_id left join endorsement e on e.signature_id = s.id'

export async function signaturesOf(db: Reader, warning: Id): Promise<Signature[]> {
  return await db.rows<Signature>(`select ${SIGNATURE} from ${FROM} where s.warning_id = $1 order by s.id`, [warning])
}

export async function signatureOf(db: Reader, warning: Id, id: Id): Promise<Signature | null> {
  return await first<Signature>(db, `select ${SIGNATURE} from ${FROM} where s.warning_id = $1 and s.id = $2`, [
    warning,
    id,
  ])
}

/** Who signed last; null before the first signature. */
export async function lastSigned(db: Reader, warning: Id): Promise<Signature | null> {
  return await first<Signature>(
    db,
    `select ${SIGNATURE} from ${FROM} where s.warning_id = $1 and s.decision = 'sign' order by s.id desc limit 1`,
    [warning],
  )
}

/** Who called for what waits, and who concluded on it: the journal knows, whichever way it came. */
export async function bringersOf(tx: Reader, warning: Id): Promise<Bringers> {
  const last = async (events: readonly string[]) =>
    await first<{ actor: string }>(
      tx,
      `select actor from journal where subject = $1 and kind = 'warning' and event = any($2::text[])
       order by seq desc limit 1`,
      [warning, events],
    )
  const proposed = await last(['BEGUN', 'CHANGE_PROPOSED'])
  const concluded = await last(['CONSULTATION_HELD'])
  return { proposed: proposed?.actor ?? null, concluded: concluded?.actor ?? null }
}

/** Ranks that others lend an officer now, in some areas; the highest first. */
export async function grantedTo(db: Reader, officer: Id, areas: readonly string[], now: Instant): Promise<Granted[]> {
  return await db.rows<Granted>(
    `select d.id, o.rank from delegation d join officer o on o.id = d.principal_id
     where d.deputy_id = $1 and d.area = any($2::text[]) and d.accepted_at is not null and d.from_at <= $3
       and d.until_at > $3 and (d.ended_at is null or d.ended_at > $3) and o.ended_at is null
     order by o.rank desc, d.id`,
    [officer, areas, now],
  )
}

/** An approver by log-in or id, who still works in one of these areas. */
export async function approverNamed(
  db: Reader,
  named: string,
  areas: readonly string[],
): Promise<{ id: Id; area: string; rank: number; person: Id } | null> {
  return await first<{ id: Id; area: string; rank: number; person: Id }>(
    db,
    `select id, area, rank, person_id as person from officer
     where (login = $1 or id::text = $1) and area = any($2::text[]) and role = 'approver' and ended_at is null`,
    [named, areas],
  )
}

/** Who is behind officers. */
export async function personsOf(db: Reader, officers: readonly Id[]): Promise<{ id: Id; person: Id }[]> {
  if (officers.length === 0) return []
  return await db.rows('select id, person_id as person from officer where id = any($1::uuid[])', [officers])
}
