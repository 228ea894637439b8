import { ask, finish, type Effect } from '../../db/effects.ts'
import type { Doing } from '../../db/journal.ts'
import type { Tx } from '../../db/port.ts'
import { waysOf, type OpenWays } from '../ways.ts'
import { contactsOf } from '../../inventory/store.ts'
import { orderNothing } from '../../plan/exceptions/store.ts'
import { endOrders } from '../../plan/store.ts'
import type { World } from '../../world.ts'
import { insertDeliveries, type NewDelivery } from '../store.ts'
import { recallKeys, sayRecall, type Address } from './decide.ts'
import { addressesOf, recallById, recordUntold, takeLiving, type Recall, type Taken } from './store.ts'

/** An order, its message, its exception and their effects: the embedded connection writes no more than 500 rows at once. */
const CHUNK = { embedded: 100, postgres: 500 } as const

/**
 * Takes orders back (误发更正): they end, and whoever has them or may have them is told, in one transaction. What still
 * waits to be sent finds its order ended and is withdrawn.
 */
export async function recallOrders(world: World, effect: Effect<'recallOrders'>): Promise<void> {
  for (let more = true; more;) more = await world.db.transaction((tx) => recallChunk(tx, world, effect))
}

async function recallChunk(tx: Tx, { db, clock, ways }: World, effect: Effect<'recallOrders'>): Promise<boolean> {
  const recall = await recallById(tx, effect.params.recall)
  const size = CHUNK[db.kind]
  const taken = recall === null ? [] : await takeLiving(tx, recall.orderRows, size)
  if (recall !== null && taken.length > 0) {
    const doing: Doing = { now: clock.now(), by: 'engine', because: recall.reason }
    await tell(tx, ways(clock.now()), recall, taken, doing)
    const rows = taken.map(({ id }) => id)
    await endOrders(tx, rows, 'ORDER_RECALLED', doing)
    const enterprises = taken.map(({ enterprise }) => enterprise)
    if (recall.follow === 'nothing') await orderNothing(tx, recall, enterprises, doing.now)
    else
      await ask(
        tx,
        [{ kind: 'planAgain', subject: recall.warning, area: recall.area, params: { enterprises } }],
        doing.now,
      )
  }
  if (taken.length === size) return true
  await finish(tx, [effect.id])
  return false
}

async function tell(tx: Tx, open: OpenWays, recall: Recall, taken: readonly Taken[], doing: Doing): Promise<void> {
  const arrived = await addressesOf(
    tx,
    taken.map(({ id }) => id),
  )
  const contacts = await contactsOf(
    tx,
    taken.map(({ enterprise }) => enterprise),
  )
  const messages: NewDelivery[] = []
  const untold: Taken[] = []
  for (const order of taken) {
    const addresses = arrived.get(order.id) ?? []
    // Read on its own page, or told by telephone: it knows of the order, and hears of the end at its first address.
    const ways = (contacts.get(order.enterprise) ?? []).flatMap((contact) =>
      waysOf(contact, open).map((way): Address => ({ contactId: contact.id, ...way })),
    )
    const other = order.known ? ways.slice(0, 1) : []
    const all = addresses.length > 0 ? addresses : other
    if (all.length === 0 && order.known) untold.push(order)
    const said = {
      ...sayRecall({ ...order, warning: recall.warningName }, recall.reason, recall.follow),
      why: recall.reason,
    }
    for (const [n, key] of recallKeys(order, all).entries()) {
      const to = all[n]
      if (!to) continue
      const { contactId, channel, address } = to
      const { id: orderRow, area } = order
      messages.push({ orderRow, area, contactId, channel, address, purpose: 'recall', key, said })
    }
  }
  await insertDeliveries(tx, messages, doing)
  await recordUntold(tx, untold, 'the list names no address', doing.now)
}
