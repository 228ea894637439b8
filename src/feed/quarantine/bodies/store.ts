import { note, type Doing } from '../../../db/journal.ts'
import { first, type Reader, type Tx } from '../../../db/port.ts'
import type { Id } from '../../../model/id.ts'
import type { Instant } from '../../../model/time.ts'
import type { AcceptedBulletin, FeedKind } from '../../decide.ts'

/** A body that was not taken, whole, with what an officer has said of it. */
export interface KeptBody {
  readonly id: Id
  readonly kind: FeedKind
  readonly area: string
  readonly raw: Uint8Array
  readonly state: 'open' | 'accepted' | 'rejected'
  readonly receivedAt: Instant
}

export async function bodyById(db: Reader, id: Id): Promise<KeptBody | null> {
  return await first<KeptBody>(
    db,
    'select id, kind, area, raw, state, received_at as "receivedAt" from quarantine where id = $1',
    [id],
  )
}

/** Whether the same issue came in since and was taken: the newer word is not thrown over by the older one. */
export async function isOvertaken(db: Reader, bulletin: AcceptedBulletin, since: Instant): Promise<boolean> {
  const { kind, area, provider, station, issuedAt } = bulletin
  const newer = await first(
    db,
    `select 1 as found from bulletin where kind = $1 and area = $2 and provider = $3 and station = $4
       and issued_at = $5 and received_at > $6 limit 1`,
    [kind, area, provider, station, issuedAt, since],
  )
  return newer !== null
}

/** An officer's word about a body; false where somebody was first. */
export async function settleBody(
  tx: Tx,
  { id, area }: KeptBody,
  { state, reason, bulletin }: { state: 'accepted' | 'rejected'; reason: string; bulletin: Id | null },
  doing: Doing,
): Promise<boolean> {
  const settled = await tx.rows(
    `update quarantine set state = $2, reason = $3, decided_by = $4, decided_at = $5, bulletin_id = $6
     where id = $1 and state = 'open' returning id`,
    [id, state, reason, doing.by, doing.now, bulletin],
  )
  if (settled.length === 0) return false
  const event = state === 'accepted' ? 'BODY_ACCEPTED' : 'BODY_REJECTED'
  await note(tx, { area, kind: 'bulletin', subject: id, event, body: bulletin === null ? {} : { bulletin } }, doing)
  return true
}
