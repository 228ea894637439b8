import { finish, type Effect } from '../../db/effects.ts'
import { contactsOf } from '../../inventory/store.ts'
import type { Id } from '../../model/id.ts'
import { endFor } from '../../model/stage.ts'
import { holdSigned } from '../../plan/store.ts'
import type { World } from '../../world.ts'
import { firstMessage } from '../effects.ts'
import { insertDeliveries, lostWays } from '../store.ts'
import { sayEnding } from './decide.ts'
import { livingPage, type Ending } from './store.ts'

/** Orders in one transaction: each is a message and an effect, and the embedded connection writes no more than 500 rows. */
const CHUNK = { embedded: 200, postgres: 250 } as const

/**
 * Tells of the lift when it is signed (解除预告): every living order until when it holds, each by the stage that names it.
 * The release itself follows at that hour; where that has come already, it is told by that alone.
 */
export async function announceLift({ db, clock, ways }: World, effect: Effect<'announceLift'>): Promise<void> {
  const size = CHUNK[db.kind]
  let after: Id | null = null
  for (let more = true; more;) {
    const orders = await db.transaction(async (tx): Promise<Ending[]> => {
      const doing = { now: clock.now(), by: 'engine' }
      const warning = await holdSigned(tx, effect.subject)
      const hour = warning?.endsAt ?? null
      const orders = warning === null || hour === null ? [] : await livingPage(tx, warning.id, after, size)
      const contacts = await contactsOf(
        tx,
        orders.map(({ enterprise }) => enterprise),
      )
      const lost = await lostWays(
        tx,
        orders.map(({ id }) => id),
      )
      const open = ways(doing.now)
      const messages = orders.flatMap((order) => {
        const ends = warning && hour && endFor(warning.stages, hour, order)
        if (!ends || ends <= doing.now) return []
        const key = `${order.orderId}.${order.revision}.e`
        const message = firstMessage(
          order,
          'ending',
          key,
          contacts.get(order.enterprise) ?? [],
          open,
          lost.get(order.id),
        )
        return message ? [{ ...message, said: sayEnding({ warning: warning.name, number: order.number }, ends) }] : []
      })
      await insertDeliveries(tx, messages, doing)
      if (orders.length < size) await finish(tx, [effect.id])
      return orders
    })
    // Only what is committed is behind us: a transaction may be run twice.
    after = orders.at(-1)?.enterprise ?? after
    more = orders.length === size
  }
}
