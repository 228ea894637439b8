import { ask } from '../../db/effects.ts'
import { note, type Doing } from '../../db/journal.ts'
import { first, type Reader, type Tx } from '../../db/port.ts'
import { newId, type Id } from '../../model/id.ts'
import type { Day, Instant } from '../../model/time.ts'
import type { AcceptedBulletin, FeedKind, RejectedBody } from '../decide.ts'
import type { Fault } from '../fault.ts'
import { hashOf, hex } from '../hash.ts'
import type { Moment } from '../moment.ts'
import type { FeedValue } from '../value.ts'
import type { KeptBody } from './bodies/store.ts'
import type { Doubted } from './decide.ts'

/** A value that waits for an officer's word (存疑数值), or has had it. */
export interface DoubtedRow extends Doubted {
  readonly id: Id
  readonly area: string
  readonly bulletin: Id
  readonly kind: FeedKind
  readonly provider: string
  readonly issuedAt: Instant
  readonly state: 'open' | 'accepted' | 'rejected'
  readonly decidedBy: string | null
  readonly decidedAt: Instant | null
  readonly reason: string | null
}

const DOUBTED = `d.id, d.area, d.bulletin_id as bulletin, b.kind, b.provider, b.issued_at as "issuedAt", d.fault, d.value,
  d.state, d.decided_by as "decidedBy", d.decided_at as "decidedAt", d.reason`

/** What is looked back over for what stands still: as many bulletins as the longest run that is allowed, and more. */
const LOOK_BACK = 24

/** Keeps what is hard to believe; a forecast of it wakes whoever is on duty, for it may be what calls for a warning. */
export async function holdBack(
  tx: Tx,
  bulletin: Id,
  { area, kind, doubted }: Pick<AcceptedBulletin, 'area' | 'kind' | 'doubted'>,
  doing: Doing,
): Promise<void> {
  if (doubted.length === 0) return
  await tx.rows(
    `insert into doubted_value (id, area, bulletin_id, at, fault, value)
     select id, $1, $2, at, fault::jsonb, value::jsonb
     from unnest($3::uuid[], $4::text[], $5::text[], $6::text[]) as held (id, at, fault, value)`,
    [
      area,
      bulletin,
      doubted.map(() => newId(doing.now)),
      doubted.map(({ value }) => value.at),
      doubted.map((one) => JSON.stringify(one.fault)),
      doubted.map(({ value }) => JSON.stringify(value)),
    ],
  )
  if (kind === 'forecast') await lookAtDoubts(tx, area, bulletin, doing)
}

/** Has somebody woken for what is doubted of the days ahead, or left alone by now. */
async function lookAtDoubts(tx: Tx, area: string, bulletin: Id, { now }: Doing): Promise<void> {
  const params = { cause: 'valueDoubted', occasion: bulletin } as const
  await ask(tx, [{ kind: 'wake', subject: bulletin, area, params }], now)
}

/** The values that a feed said last, believed or not, each moment once, in order of time. */
export async function lastSaid(
  db: Reader,
  { area, kind, provider, pace, issuedAt, station }: AcceptedBulletin,
): Promise<FeedValue[]> {
  const rows = await db.rows<{ values: readonly FeedValue[] }>(
    `select b.readings || coalesce(
       (select jsonb_agg(d.value) from doubted_value d where d.bulletin_id = b.id), '[]'::jsonb) as values
     from bulletin b
     where area = $1 and kind = $2 and provider = $3 and station = $6 and pace = $4 and issued_at <= $5
     order by issued_at desc, revision desc limit ${LOOK_BACK}`,
    [area, kind, provider, pace, issuedAt, station],
  )
  const values = new Map<Moment, FeedValue>()
  for (const row of rows) for (const value of row.values) if (!values.has(value.at)) values.set(value.at, value)
  return [...values.values()].sort((a, b) => (a.at < b.at ? -1 : 1))
}

export function doubtedById(db: Reader, id: Id): Promise<DoubtedRow | null> {
  return first<DoubtedRow>(
    db,
    `select ${DOUBTED} from doubted_value d join bulletin b on b.id = d.bulletin_id where d.id = $1`,
    [id],
  )
}

/** Doubted values of some areas, the newest first, `limit` of those before the id `after`. */
export async function listDoubted(
  db: Reader,
  { areas, open }: { areas: readonly string[]; open: boolean },
  after: Id | null,
  limit: number,
): Promise<DoubtedRow[]> {
  return await db.rows<DoubtedRow>(
    `select ${DOUBTED} from doubted_value d join bulletin b on b.id = d.bulletin_id
     where d.area = any($1::text[]) and ($2 = false or d.state = 'open') and ($3::uuid is null or d.id < $3)
     order by d.id desc limit $4`,
    [areas, open, after, limit],
  )
}

/** How many values of the days after `today` wait for a word. */
export async function openDoubts(db: Reader, area: string, today: Day): Promise<number> {
  const found = await first<{ count: number }>(
    db,
    `select count(*)::int as count from doubted_value d join bulletin b on b.id = d.bulletin_id
     where d.area = $1 and d.state = 'open' and b.kind = 'forecast' and left(d.at, 10) > $2`,
    [area, today],
  )
  return found?.count ?? 0
}

/** An officer's word about one; false where somebody was first. */
export async function settleDoubt(
  tx: Tx,
  { id, area, bulletin, value }: DoubtedRow,
  { state, reason }: { state: 'accepted' | 'rejected'; reason: string },
  doing: Doing,
): Promise<boolean> {
  const settled = await tx.rows(
    `update doubted_value set state = $2, reason = $3, decided_by = $4, decided_at = $5
     where id = $1 and state = 'open' returning id`,
    [id, state, reason, doing.by, doing.now],
  )
  if (settled.length === 0) return false
  const event = state === 'accepted' ? 'VALUE_ACCEPTED' : 'VALUE_REJECTED'
  await note(tx, { area, kind: 'bulletin', subject: bulletin, event, body: { at: value.at } }, doing)
  await lookAtDoubts(tx, area, bulletin, doing)
  return true
}

/**
 * Keeps a body that was not taken, with the reason (contract §5). The same body again is counted; only the first is a
 * line in the journal.
 */
export async function quarantineBody(
  tx: Tx,
  kind: FeedKind,
  rejected: RejectedBody,
  raw: Uint8Array,
  sender: { name: string; area: string },
  doing: Doing,
): Promise<Id> {
  const id = newId(doing.now)
  const area = rejected.area ?? sender.area
  const sha256 = hashOf(raw)
  const kept = await first<{ id: Id; times: number }>(
    tx,
    `insert into quarantine
       (id, kind, area, provider, fault, quarantined, raw, sha256, sender, received_at, last_received_at)
     values ($1, $2, $3, $4, $5::jsonb, $6::jsonb, $7, $8, $9, $10, $10)
     on conflict (kind, sender, sha256)
       do update set times = quarantine.times + 1, last_received_at = excluded.last_received_at
     returning id, times`,
    [
      id,
      kind,
      area,
      rejected.provider,
      JSON.stringify(rejected.fault),
      JSON.stringify(rejected.quarantined),
      raw,
      sha256,
      doing.by,
      doing.now,
    ],
  )
  if (kept === null || kept.times > 1) return kept?.id ?? id
  const body = {
    kind,
    provider: rejected.provider,
    sender: sender.name,
    fault: rejected.fault.code,
    sha256: hex(sha256),
  }
  await note(tx, { area, kind: 'bulletin', subject: id, event: 'BULLETIN_REJECTED', body }, doing)
  return id
}

/** A body that was not taken (隔离报文), as an officer looks at it. */
export interface Quarantined {
  readonly id: Id
  readonly kind: FeedKind
  readonly area: string
  readonly provider: string | null
  readonly sender: string
  readonly fault: Fault
  readonly times: number
  readonly receivedAt: Instant
  readonly lastReceivedAt: Instant
  readonly state: KeptBody['state']
  readonly decidedBy: string | null
  readonly decidedFor: string | null
  /** What it was accepted as. */
  readonly bulletin: Id | null
  /** Its beginning, as far as it is text. */
  readonly raw: string
}

/** Enough to see what it was meant to be. */
const SHOWN_BYTES = 2_000

/** The bodies in quarantine for some areas, the newest first, `limit` of those before the id `after`. */
export async function listQuarantine(
  db: Reader,
  areas: readonly string[],
  after: Id | null,
  limit: number,
): Promise<Quarantined[]> {
  const rows = await db.rows<Omit<Quarantined, 'raw'> & { raw: Uint8Array }>(
    `select id, kind, area, provider, sender, fault, times, received_at as "receivedAt",
            last_received_at as "lastReceivedAt", state, decided_by as "decidedBy", reason as "decidedFor",
            bulletin_id as bulletin, substring(raw from 1 for ${SHOWN_BYTES}) as raw
     from quarantine where area = any($1::text[]) and ($2::uuid is null or id < $2::uuid)
     order by id desc limit $3`,
    [areas, after, limit],
  )
  const decoder = new TextDecoder()
  return rows.map((row) => ({ ...row, raw: decoder.decode(row.raw) }))
}
