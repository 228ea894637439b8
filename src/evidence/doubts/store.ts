import { note, type Doing } from '../../db/journal.ts'
import { first, type Reader, type Tx } from '../../db/port.ts'
import type { Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'
import type { Fault } from '../fault.ts'

/** Readings of one source that wait for an officer's word (存疑数据), or have had it. */
export interface Doubt {
  readonly id: Id
  readonly area: string
  readonly enterprise: Id
  readonly source: Id
  readonly name: string
  readonly fault: Fault
  readonly from: Instant
  /** The time of the last of them. */
  readonly until: Instant
  readonly readings: number
  readonly state: 'open' | 'accepted' | 'rejected'
  readonly decidedBy: string | null
  readonly decidedAt: Instant | null
  readonly reason: string | null
}

const DOUBT = `d.id, d.area, s.enterprise_id as enterprise, d.source_id as source, s.name, d.fault, d.from_at as from,
  d.until_at as until, d.readings, d.state, d.decided_by as "decidedBy", d.decided_at as "decidedAt", d.reason`
const FROM = 'from evidence_doubt d join evidence_source s on s.id = d.source_id'

export function doubtById(db: Reader, id: Id): Promise<Doubt | null> {
  return first(db, `select ${DOUBT} ${FROM} where d.id = $1`, [id])
}

export interface DoubtFilter {
  readonly areas: readonly string[]
  readonly enterprise: Id | null
  readonly open: boolean
}

/** Newest first. */
export function listDoubts(
  db: Reader,
  { areas, enterprise, open }: DoubtFilter,
  before: Id | null,
  limit: number,
): Promise<Doubt[]> {
  return db.rows(
    `select ${DOUBT} ${FROM}
     where d.area = any($1::text[]) and ($2::uuid is null or s.enterprise_id = $2)
       and ($3::boolean is false or d.state = 'open') and ($4::uuid is null or d.id < $4)
     order by d.id desc limit $5`,
    [areas, enterprise, open, before, limit],
  )
}

/**
 * An officer's word about readings; false where somebody was first. What was accepted is what the source does: its next
 * values are looked at beside it.
 */
export async function settleDoubt(
  tx: Tx,
  { id, area, source, from, until }: Doubt,
  { state, reason }: { state: 'accepted' | 'rejected'; reason: string },
  doing: Doing,
): Promise<boolean> {
  const settled = await first<{ no: number }>(
    tx,
    `update evidence_doubt set state = $2, reason = $3, decided_by = $4, decided_at = $5
     where id = $1 and state = 'open' returning no`,
    [id, state, reason, doing.by, doing.now],
  )
  if (settled === null) return false
  if (state === 'accepted')
    await tx.rows(
      `update evidence_beat b set most = greatest(b.most, r.most)
       from evidence_source s,
         (select max(value) as most from evidence_reading
          where source_no = (select no from evidence_source where id = $1) and at >= $2 and at <= $3 and doubt_no = $4) r
       where s.id = $1 and b.source_no = s.no`,
      [source, from, until, settled.no],
    )
  const event = state === 'accepted' ? 'EVIDENCE_ACCEPTED' : 'EVIDENCE_REJECTED'
  await note(tx, { area, kind: 'evidenceDoubt', subject: id, event, body: { source } }, doing)
  return true
}

/** What was not taken (隔离数据), as an officer looks at it. */
export interface Quarantined {
  readonly id: Id
  readonly area: string
  readonly door: 'http' | 'hj212'
  readonly sender: string
  readonly fault: Fault
  readonly times: number
  readonly receivedAt: Instant
  readonly lastReceivedAt: Instant
  /** Its beginning, as far as it is text. */
  readonly raw: string
}

/** Newest first. */
export async function listQuarantine(
  db: Reader,
  areas: readonly string[],
  before: Id | null,
  limit: number,
): Promise<Quarantined[]> {
  const rows = await db.rows<Omit<Quarantined, 'raw'> & { raw: Uint8Array }>(
    `select id, area, door, sender, fault, times, received_at as "receivedAt", last_received_at as "lastReceivedAt", raw
     from evidence_quarantine where area = any($1::text[]) and ($2::uuid is null or id < $2)
     order by id desc limit $3`,
    [areas, before, limit],
  )
  const decoder = new TextDecoder()
  return rows.map((row) => ({ ...row, raw: decoder.decode(row.raw) }))
}
