import { first, type Reader, type Tx } from '../../db/port.ts'
import type { Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'

/** A feed's key (接口密钥), without what opens anything. */
export interface FeedKey {
  readonly id: Id
  readonly provider: string
  readonly name: string
  readonly area: string
  readonly areas: readonly string[]
  readonly networks: readonly string[]
  readonly certificates: readonly string[]
  readonly createdAt: Instant
  /** Until when the key before it is still taken. */
  readonly oldUntil: Instant | null
  readonly closedAt: Instant | null
}

const KEY = `id, provider, name, area, areas, networks, certificates, created_at as "createdAt", old_until as "oldUntil",
  revoked_at as "closedAt"`

export function feedKeyById(db: Reader, id: Id): Promise<FeedKey | null> {
  return first<FeedKey>(db, `select ${KEY} from feed_key where id = $1`, [id])
}

/** Keys that may speak of any of some areas, newest first. */
export function listFeedKeys(
  db: Reader,
  areas: readonly string[],
  before: Id | null,
  limit: number,
): Promise<FeedKey[]> {
  return db.rows<FeedKey>(
    `select ${KEY} from feed_key where areas <@ $1::text[] and ($2::uuid is null or id < $2) order by id desc limit $3`,
    [areas, before, limit],
  )
}

/** Another key in place of a living one, which is taken until `oldUntil`; false where it is closed. */
export async function changeFeedKey(tx: Tx, id: Id, hash: Buffer, oldUntil: Instant | null): Promise<boolean> {
  const done = await tx.rows(
    `update feed_key set old_hash = case when $3::timestamptz is null then null else key_hash end, old_until = $3,
       key_hash = decode($2, 'hex') where id = $1 and revoked_at is null returning id`,
    [id, hash.toString('hex'), oldUntil],
  )
  tx.announce('callers')
  return done.length > 0
}

export async function moveFeedKey(tx: Tx, id: Id, networks: readonly string[]): Promise<boolean> {
  const done = await tx.rows(
    'update feed_key set networks = $2::text[] where id = $1 and revoked_at is null returning id',
    [id, networks],
  )
  tx.announce('callers')
  return done.length > 0
}

export async function certifyFeedKey(tx: Tx, id: Id, certificates: readonly string[]): Promise<boolean> {
  const done = await tx.rows(
    'update feed_key set certificates = $2::text[] where id = $1 and revoked_at is null returning id',
    [id, certificates],
  )
  tx.announce('callers')
  return done.length > 0
}

export async function closeFeedKey(tx: Tx, id: Id, now: Instant): Promise<boolean> {
  const done = await tx.rows(
    `update feed_key set revoked_at = $2, old_hash = null, old_until = null
     where id = $1 and revoked_at is null returning id`,
    [id, now],
  )
  tx.announce('callers')
  return done.length > 0
}
