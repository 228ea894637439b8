import { first, type Reader, type Tx } from '../../db/port.ts'
import type { Entry } from '../../model/enterprise.ts'
import type { Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'

/** An enterprise as the newest version that came into force names it, and whether that version is still in force. */
export interface KnownListing {
  readonly list: Id
  readonly listName: string
  readonly inForce: boolean
  readonly area: string
  readonly entry: Entry
}

export async function newestListing(db: Reader, enterprise: Id, now: Instant): Promise<KnownListing | null> {
  return await first(
    db,
    `select l.id as list, l.name as "listName", l.state = 'inForce' as "inForce", g.area, g.entry
     from listing g join list l on l.id = g.list_id
     where g.enterprise_id = $1 and l.state in ('inForce', 'replaced', 'scheduled') and l.released_at <= $2
     order by l.released_at desc, l.id desc limit 1`,
    [enterprise, now],
  )
}

/** Ends every token of an enterprise that still holds; how many there were. */
export async function revokeTokens(tx: Tx, enterprise: Id, now: Instant): Promise<number> {
  const ended = await tx.rows(
    'update enterprise_token set revoked_at = $2 where enterprise = $1 and revoked_at is null returning enterprise',
    [enterprise, now],
  )
  tx.announce('callers')
  return ended.length
}
