import { note, type Doing } from '../../db/journal.ts'
import { first, type Reader, type Tx } from '../../db/port.ts'
import { newId, type Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'
import type { Source } from '../source.ts'
import { FROM_SOURCE, SOURCE } from '../store.ts'

/** Who may send evidence (采集密钥): a platform or a device by a bearer key, a data logger of HJ 212 by MN and PW. */
export interface EvidenceKey {
  readonly id: Id
  readonly area: string
  readonly name: string
  readonly mn: string | null
  readonly createdAt: Instant
  readonly revokedAt: Instant | null
  /** From where it is taken (CIDR); none: from anywhere. */
  readonly networks: readonly string[]
  /** Until when the key before it is taken as well. */
  readonly oldUntil: Instant | null
}

const KEY = `id, area, name, mn, created_at as "createdAt", revoked_at as "revokedAt", networks,
  old_until as "oldUntil"`

export async function addKey(
  tx: Tx,
  {
    area,
    name,
    mn,
    secret,
    networks = [],
  }: { area: string; name: string; mn: string | null; secret: Buffer; networks?: readonly string[] },
  doing: Doing,
): Promise<EvidenceKey> {
  const id = newId(doing.now)
  const made = await first<EvidenceKey>(
    tx,
    `insert into evidence_key (id, area, name, mn, secret, entered_by, created_at, networks)
     values ($1, $2, $3, $4, decode($5, 'hex'), $6, $7, $8::text[]) returning ${KEY}`,
    [id, area, name, mn, secret.toString('hex'), doing.by, doing.now, networks],
  )
  if (made === null) throw new Error('a key was not entered')
  const event = { area, kind: 'evidenceKey', subject: id, event: 'EVIDENCE_KEY_ENTERED', body: { name, mn, networks } }
  await note(tx, event, doing)
  return made
}

export function keyById(db: Reader, id: Id): Promise<EvidenceKey | null> {
  return first(db, `select ${KEY} from evidence_key where id = $1`, [id])
}

export function listKeys(
  db: Reader,
  areas: readonly string[],
  before: Id | null,
  limit: number,
): Promise<EvidenceKey[]> {
  return db.rows(
    `select ${KEY} from evidence_key where area = any($1::text[]) and ($2::uuid is null or id < $2)
     order by id desc limit $3`,
    [areas, before, limit],
  )
}

/** False where somebody was first. Its sources stay: what they said counts, and another key may be theirs. */
export async function revokeKey(tx: Tx, { id, area }: EvidenceKey, doing: Doing): Promise<boolean> {
  const done = await tx.rows(
    `update evidence_key set revoked_at = $2, old_secret = null, old_until = null
     where id = $1 and revoked_at is null returning id`,
    [id, doing.now],
  )
  tx.announce('callers')
  if (done.length === 0) return false
  await note(tx, { area, kind: 'evidenceKey', subject: id, event: 'EVIDENCE_KEY_REVOKED', body: {} }, doing)
  return true
}

/** Another key in place of a living one, which is taken until `oldUntil`; false where it was revoked. */
export async function changeKey(
  tx: Tx,
  { id, area }: EvidenceKey,
  { secret, oldUntil }: { secret: Buffer; oldUntil: Instant | null },
  doing: Doing,
): Promise<boolean> {
  const done = await tx.rows(
    `update evidence_key set old_secret = case when $3::timestamptz is null then null else secret end, old_until = $3,
       secret = decode($2, 'hex') where id = $1 and mn is null and revoked_at is null returning id`,
    [id, secret.toString('hex'), oldUntil],
  )
  if (done.length === 0) return false
  tx.announce('callers')
  await note(tx, { area, kind: 'evidenceKey', subject: id, event: 'EVIDENCE_KEY_CHANGED', body: { oldUntil } }, doing)
  return true
}

export type NewSource = Omit<Source, 'id' | 'quality' | 'closedAt'>

export async function addSource(tx: Tx, source: NewSource, doing: Doing): Promise<Source> {
  const id = newId(doing.now)
  const { area, enterprise, line, kind, of, name, unit, form, everyMinutes, key } = source
  await tx.rows(
    `with entered as (
       insert into evidence_source (id, area, enterprise_id, line, kind, measures, name, unit, form, every_minutes, key_id,
         code, entered_by, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) returning no)
     insert into evidence_beat (source_no) select no from entered`,
    [id, area, enterprise, line, kind, of, name, unit, form, everyMinutes, key.id, key.code, doing.by, doing.now],
  )
  await note(tx, { area, kind: 'evidenceSource', subject: id, event: 'EVIDENCE_SOURCE_ENTERED', body: source }, doing)
  const made = await first<Source>(tx, `select ${SOURCE} ${FROM_SOURCE} where s.id = $1`, [id])
  if (made === null) throw new Error('a source was not entered')
  return made
}

export async function closeSource(tx: Tx, { id, area }: Source, doing: Doing): Promise<boolean> {
  const done = await tx.rows(
    'update evidence_source set closed_at = $2 where id = $1 and closed_at is null returning id',
    [id, doing.now],
  )
  if (done.length === 0) return false
  await note(tx, { area, kind: 'evidenceSource', subject: id, event: 'EVIDENCE_SOURCE_CLOSED', body: {} }, doing)
  return true
}

export interface SourceFilter {
  readonly areas: readonly string[]
  readonly enterprise: Id | null
  readonly kind: string | null
}

/** Newest first. */
export function listSources(
  db: Reader,
  { areas, enterprise, kind }: SourceFilter,
  before: Id | null,
  limit: number,
): Promise<Source[]> {
  return db.rows(
    `select ${SOURCE} ${FROM_SOURCE}
     where s.area = any($1::text[]) and ($2::uuid is null or s.enterprise_id = $2) and ($3::text is null or s.kind = $3)
       and ($4::uuid is null or s.id < $4)
     order by s.id desc limit $5`,
    [areas, enterprise, kind, before, limit],
  )
}
