import type { Reader, Tx } from '../../db/port.ts'
import type { Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'
import type { Held } from '../store.ts'
import type { Joined } from './decide.ts'

/** Warnings of some areas that are signed and have not ended, now or at an instant, but for one. */
export function joinedIn(
  db: Reader,
  areas: readonly string[],
  except: Id,
  at: Instant | null = null,
): Promise<Joined[]> {
  return db.rows(
    `select id, area, name, context->>'measures' as measures, (context->>'startsAt')::timestamptz as "startsAt",
       state like 'suspended.%' as rests, list_id as "listId"
     from warning where area = any($1::text[]) and id <> $2 and case when $3::timestamptz is null
         then signed_at is not null and state not in ('lifted', 'withdrawn', 'dismissed')
         else signed_at <= $3 and (ended_at is null or ended_at > $3) end order by id`,
    [areas, except, at],
  )
}

/** What some enterprises hold under other warnings, by enterprise. */
export async function heldUnder(
  db: Reader,
  warnings: readonly Id[],
  enterprises: readonly Id[],
): Promise<Map<Id, Held & { readonly warning: Id }>> {
  if (warnings.length === 0) return new Map()
  const rows = await db.rows<Held & { warning: Id }>(
    `select id, order_id as "orderId", number, revision, enterprise_id as enterprise, content, true as alive,
       warning_id as warning
     from enterprise_order where warning_id = any($1::uuid[]) and enterprise_id = any($2::uuid[])
       and state not in ('superseded', 'released', 'recalled') order by enterprise_id, id`,
    [warnings, enterprises],
  )
  return new Map(rows.map((row) => [row.enterprise, row]))
}

/**
 * One plan at a time for an enterprise: two warnings that are planned at once would each find that it holds nothing, and
 * both would order it.
 */
export async function lockEnterprises(tx: Tx, enterprises: readonly Id[]): Promise<void> {
  await tx.rows('select id from enterprise where id = any($1::uuid[]) order by id for no key update', [enterprises])
}
