import { finish, type Effect } from '../../db/effects.ts'
import { contactsOf } from '../../inventory/store.ts'
import type { World } from '../../world.ts'
import { insertDeliveries, sentSoFar } from '../store.ts'
import { reachable, sameWay } from '../ways.ts'

/** How the messages of each rung are marked: in their key, and as what they are sent. */
const ESCALATES = {
  remind: { mark: 'r1', purpose: 'reminder' },
  secondContact: { mark: 'r2', purpose: 'second' },
  otherChannel: { mark: 'r3', purpose: 'other' },
} as const

/**
 * The same order once more: to whom it was sent first, to the next contact, or by another way. Where the list names no
 * other, the reachable one hears it again, but not one that has just proved to lead nowhere.
 */
export async function escalate({ db, clock, ways: open }: World, effect: Effect<'escalate'>): Promise<void> {
  const { rung } = effect.params
  const { mark, purpose } = ESCALATES[rung]
  const doing = { now: clock.now(), by: 'engine' }
  await db.transaction(async (tx) => {
    const sent = await sentSoFar(tx, effect.subject)
    if (sent) {
      const { order, first, tried, isLost } = sent
      const contacts = (await contactsOf(tx, [order.enterprise])).get(order.enterprise) ?? []
      const untried = reachable(contacts, open(doing.now)).filter((way) => !tried.some((other) => sameWay(way, other)))
      const next =
        rung === 'secondContact'
          ? (untried.find(({ contactId }) => contactId !== first.contactId) ?? null)
          : (untried.find(({ channel }) => channel !== first.channel) ?? untried[0] ?? null)
      const again = isLost || rung === 'otherChannel' ? null : first
      const whom = rung === 'remind' ? again : (next ?? again)
      const { id: orderRow, area, orderId, revision } = order
      if (whom)
        await insertDeliveries(tx, [{ ...whom, orderRow, area, purpose, key: `${orderId}.${revision}.${mark}` }], doing)
    }
    await finish(tx, [effect.id])
  })
}
