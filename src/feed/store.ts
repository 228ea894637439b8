import { ask } from '../db/effects.ts'
import { note, type Doing } from '../db/journal.ts'
import { first, type Reader, type Tx } from '../db/port.ts'
import { newId, type Id } from '../model/id.ts'
import type { Day, Instant } from '../model/time.ts'
import type { AcceptedBulletin, FeedKind, OfficersWord } from './decide.ts'
import { dayAt, type Pace } from './moment.ts'
import { hashOf, hex } from './hash.ts'
import { holdBack } from './quarantine/store.ts'
import type { FeedValue } from './value.ts'

/** What became of an accepted body. `fresh: false`: the same bytes were here before, and nothing was changed. */
export interface Stored {
  readonly id: Id
  readonly revision: number
  readonly fresh: boolean
}

/** A bulletin as it is kept (报文). */
export interface Bulletin {
  readonly id: Id
  readonly kind: FeedKind
  readonly area: string
  readonly provider: string
  readonly issuedAt: Instant
  readonly revision: number
  readonly pace: Pace
  readonly values: readonly FeedValue[]
  readonly receivedAt: Instant
  /** Code of the station that observed it; empty: the area as a whole. */
  readonly station: string
  /** Null: it came from a feed. `by` as the journal names actors. */
  readonly word: (OfficersWord & { readonly by: string }) | null
}

/** Two revisions of one issue can arrive at once and take the same number; each loser tries again with the next. */
const TRIES = 20

/**
 * Keeps a bulletin with its raw body, and asks for its area to be judged again. The same bytes for the same provider,
 * area and issue change nothing; other bytes are the next revision.
 * @param word of an officer; null: it came from a feed
 */
export async function storeBulletin(
  tx: Tx,
  bulletin: AcceptedBulletin,
  raw: Uint8Array,
  doing: Doing,
  word: OfficersWord | null = null,
): Promise<Stored> {
  const id = newId(doing.now)
  const sha256 = hashOf(raw)
  for (let n = 0; n < TRIES; n++) {
    const inserted = await insert(tx, id, bulletin, { raw, sha256, word }, doing)
    if (inserted !== null) {
      await holdBack(tx, id, bulletin, doing)
      await tell(tx, id, inserted.revision, bulletin, { sha256, word }, doing)
      return { id, revision: inserted.revision, fresh: true }
    }
    const same = await findSame(tx, bulletin, sha256)
    if (same !== null) return { ...same, fresh: false }
  }
  throw new Error(`bulletin ${bulletin.provider} ${bulletin.issuedAt}: ${TRIES} revisions at once`)
}

/** Which revision these bytes would be, or are already (`known`). Writes nothing. */
export async function foresee(
  db: Reader,
  bulletin: AcceptedBulletin,
  raw: Uint8Array,
): Promise<{ revision: number; known: boolean }> {
  const same = await findSame(db, bulletin, hashOf(raw))
  if (same !== null) return { revision: same.revision, known: true }
  const last = await first<{ revision: number | null }>(
    db,
    `select max(revision) as revision from bulletin
     where kind = $1 and area = $2 and provider = $3 and station = $4 and issued_at = $5`,
    keyOf(bulletin),
  )
  return { revision: (last?.revision ?? 0) + 1, known: false }
}

/** The columns of a bulletin `b`. */
export const BULLETIN = `id, kind, area, provider, issued_at as "issuedAt", revision, pace, readings as "values", station,
  received_at as "receivedAt",
  case origin when 'feed' then null
    else jsonb_build_object('origin', origin, 'reason', reason, 'by', sender) end as word`

/** Of each issue its last revision that was known at `$at`. */
export const NEWEST = `not exists (
  select 1 from bulletin later
  where later.area = b.area and later.kind = b.kind and later.provider = b.provider and later.station = b.station
    and later.issued_at = b.issued_at and later.revision > b.revision and later.received_at <= $at)`

/** The last revision of each issue that says something about the days from `from` to `to`, as known at `at`. */
export async function bulletinsOver(
  db: Reader,
  { area, from, to, at }: { area: string; from: Day; to: Day; at: Instant },
): Promise<Bulletin[]> {
  return await db.rows<Bulletin>(
    `select ${BULLETIN} from bulletin b
     where area = $1 and station = '' and last_day >= $2 and first_day <= $3 and received_at <= $4
       and ${NEWEST.replaceAll('$at', '$4')}
     order by issued_at, id`,
    [area, from, to, at],
  )
}

/** The revision before each of some bulletins. */
export async function bulletinsBefore(db: Reader, ids: readonly Id[]): Promise<Bulletin[]> {
  return await db.rows<Bulletin>(
    `select ${BULLETIN} from bulletin b
     where exists (
       select 1 from bulletin next
       where next.id = any($1::uuid[]) and next.area = b.area and next.kind = b.kind and next.provider = b.provider
         and next.station = b.station and next.issued_at = b.issued_at and next.revision = b.revision + 1)`,
    [ids],
  )
}

/** The last revision of the issue that a bulletin belongs to. */
export async function lastRevision(tx: Tx, of: Id): Promise<Bulletin> {
  const found = await first<Bulletin>(
    tx,
    `select ${BULLETIN} from bulletin b
     where exists (
       select 1 from bulletin own
       where own.id = $1 and own.area = b.area and own.kind = b.kind and own.provider = b.provider
         and own.station = b.station and own.issued_at = b.issued_at)
     order by revision desc limit 1`,
    [of],
  )
  if (found === null) throw new Error(`bulletin ${of} is gone`)
  return found
}

async function insert(
  tx: Tx,
  id: Id,
  bulletin: AcceptedBulletin,
  { raw, sha256, word }: { raw: Uint8Array; sha256: Uint8Array; word: OfficersWord | null },
  doing: Doing,
): Promise<{ revision: number } | null> {
  const times = [...bulletin.values, ...bulletin.doubted.map(({ value }) => value)].map(({ at }) => at).sort()
  const [earliest] = times
  const latest = times.at(-1)
  if (earliest === undefined || latest === undefined) throw new Error('a bulletin without values is never accepted')
  return await first(
    tx,
    `insert into bulletin
       (id, kind, area, provider, issued_at, revision, pace, first_day, last_day, readings, quarantined, raw, sha256,
        sender, received_at, origin, reason, station)
     select $6, $1, $2, $3, $5::timestamptz, coalesce(max(revision), 0) + 1, $7, $8::date, $9::date, $10::jsonb,
       $11::jsonb, $12::bytea, $13::bytea, $14, $15::timestamptz, $16, $17, $4
     from bulletin where kind = $1 and area = $2 and provider = $3 and station = $4 and issued_at = $5
     on conflict do nothing
     returning revision`,
    [
      ...keyOf(bulletin),
      id,
      bulletin.pace,
      dayAt(earliest),
      dayAt(latest),
      JSON.stringify(bulletin.values),
      JSON.stringify(bulletin.quarantined),
      raw,
      sha256,
      doing.by,
      doing.now,
      word?.origin ?? 'feed',
      word?.reason ?? null,
    ],
  )
}

async function tell(
  tx: Tx,
  id: Id,
  revision: number,
  bulletin: AcceptedBulletin,
  { sha256, word }: { sha256: Uint8Array; word: OfficersWord | null },
  doing: Doing,
): Promise<void> {
  const { kind, provider, area, issuedAt, values, quarantined, doubted } = bulletin
  const body = {
    kind,
    provider,
    issuedAt,
    revision,
    accepted: values.length,
    quarantined: quarantined.length,
    ...(doubted.length > 0 && { doubted: doubted.length }),
    sha256: hex(sha256),
    ...(word && { origin: word.origin }),
  }
  await note(tx, { area, kind: 'bulletin', subject: id, event: 'BULLETIN_RECEIVED', body }, doing)
  await ask(tx, [{ kind: 'assess', subject: id, area, params: { area } }], doing.now)
}

async function findSame(db: Reader, bulletin: AcceptedBulletin, sha256: Uint8Array) {
  return await first<{ id: Id; revision: number }>(
    db,
    `select id, revision from bulletin
     where kind = $1 and area = $2 and provider = $3 and station = $4 and issued_at = $5 and sha256 = $6`,
    [...keyOf(bulletin), sha256],
  )
}

function keyOf({ kind, area, provider, station, issuedAt }: AcceptedBulletin): [FeedKind, ...string[]] {
  return [kind, area, provider, station, issuedAt]
}
