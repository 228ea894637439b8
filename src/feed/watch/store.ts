import type { Doing } from '../../db/journal.ts'
import { first, type Reader, type Tx } from '../../db/port.ts'
import { begin, stepCohort } from '../../db/step.ts'
import { newId, type Id } from '../../model/id.ts'
import { addHours, addMinutes, type Instant } from '../../model/time.ts'
import type { Silence } from '../../rulebook/feeds.ts'
import type { FeedKey } from './decide.ts'

/** A feed (数据接口) with what is known of it. */
export interface FeedRow extends FeedKey {
  readonly id: Id
  readonly name: string
  readonly state: string
  readonly heardAt: Instant
  /** When it is late or dead next; null where nothing is waited for. */
  readonly dueAt: Instant | null
}

/** A feed with the last that it said. */
export interface FeedSeen extends FeedRow {
  readonly last: { bulletin: Id; issuedAt: Instant; revision: number; values: number } | null
  /** Values of it that wait for an officer's word. */
  readonly doubted: number
}

const FEED = `f.id, f.area, f.kind, f.pace, f.provider, f.station, f.name, f.state,
  (f.context->>'heardAt')::timestamptz as "heardAt", f.due_at as "dueAt"`

/**
 * A feed that speaks every minute moves its hours once in so many minutes. Fewer, and each value writes an entry of the
 * journal; more, and its silence is noticed so much too early.
 */
const HEARD_AGAIN_MINUTES = 5

/** A bulletin has shown that its feed lives: the first of a feed begins it. */
export async function hear(
  tx: Tx,
  key: FeedKey & { readonly name: string },
  { late, dead }: Silence,
  doing: Doing,
): Promise<void> {
  const { now } = doing
  const event = { now, lateAt: addHours(now, late), deadAt: addHours(now, dead) }
  const known = (await feedOf(tx, key)) ?? (await beginFeed(tx, key, event, doing))
  if (known === null || (known.state === 'alive' && addMinutes(known.heardAt, HEARD_AGAIN_MINUTES) > now)) return
  await stepCohort(tx, 'feed', [known.id], { type: 'BULLETIN_ARRIVED', ...event }, doing)
}

/** Null: it was begun here; otherwise another bulletin was the first in the same moment. */
async function beginFeed(
  tx: Tx,
  key: FeedKey & { readonly name: string },
  input: { now: Instant; lateAt: Instant; deadAt: Instant },
  doing: Doing,
): Promise<FeedRow | null> {
  const { area, kind, pace, provider, station, name } = key
  await tx.rows('select pg_advisory_xact_lock(hashtext($1))', [`feed ${area} ${provider}`])
  const other = await feedOf(tx, key)
  if (other !== null) return other
  const columns = { name, kind, pace, provider, station }
  await begin(tx, 'feed', { id: newId(doing.now), area, columns, input }, doing)
  return null
}

function feedOf(db: Reader, { area, kind, provider, station, pace }: FeedKey): Promise<FeedRow | null> {
  return first<FeedRow>(
    db,
    `select ${FEED} from feed f
     where area = $1 and kind = $2 and provider = $3 and station = $4 and pace = $5 and state <> 'closed'`,
    [area, kind, provider, station, pace],
  )
}

export function feedById(db: Reader, id: Id): Promise<FeedRow | null> {
  return first<FeedRow>(db, `select ${FEED} from feed f where id = $1`, [id])
}

/** Those that speak of the area as a whole; `late` ones too where they are asked for. */
export async function livingFeeds(
  db: Reader,
  { area, kind }: Pick<FeedKey, 'area' | 'kind'>,
  { late = false } = {},
): Promise<FeedRow[]> {
  return await db.rows<FeedRow>(
    `select ${FEED} from feed f
     where area = $1 and kind = $2 and station = '' and (state = 'alive' or ($3 and state = 'late')) order by id`,
    [area, kind, late],
  )
}

/** Whether a provider has ever said anything of the kind about the area as a whole. */
export async function speaks(
  db: Reader,
  { area, kind, provider }: Pick<FeedKey, 'area' | 'kind' | 'provider'>,
): Promise<boolean> {
  const found = await first(
    db,
    `select 1 as found from bulletin where area = $1 and kind = $2 and provider = $3 and station = '' limit 1`,
    [area, kind, provider],
  )
  return found !== null
}

/** The feeds of some areas, the oldest first; `limit` of those after the id `after`. */
export async function listFeeds(
  db: Reader,
  { areas, state }: { areas: readonly string[]; state: string | null },
  after: Id | null,
  limit: number,
): Promise<FeedSeen[]> {
  return await db.rows<FeedSeen>(
    `select ${FEED}, last.said as last,
       (select count(*)::int from doubted_value d join bulletin b on b.id = d.bulletin_id
        where d.area = f.area and d.state = 'open' and b.kind = f.kind and b.provider = f.provider
          and b.station = f.station and b.pace = f.pace) as doubted
     from feed f left join lateral (
       select jsonb_build_object('bulletin', id, 'issuedAt', issued_at, 'revision', revision,
         'values', jsonb_array_length(readings)) as said from bulletin b
       where b.area = f.area and b.kind = f.kind and b.provider = f.provider and b.station = f.station
         and b.pace = f.pace
       order by issued_at desc, revision desc limit 1) last on true
     where f.area = any($1::text[]) and ($2::text is null or f.state = $2)
       and ($3::uuid is null or f.id > $3)
     order by f.id limit $4`,
    [areas, state, after, limit],
  )
}
