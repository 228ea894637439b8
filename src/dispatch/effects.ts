import { finish, holdAlike, type Effect } from '../db/effects.ts'
import type { Id } from '../model/id.ts'
import type { World } from '../world.ts'
import type { Channel } from './channel.ts'
import { eventOf } from './decide.ts'
import { Gather } from './gather.ts'
import { messageOf } from './message.ts'
import { contactsOf, type Contact } from '../inventory/store.ts'
import {
  insertDeliveries,
  loadSendable,
  markUnreachable,
  recordAttempts,
  sentSoFar,
  unsent,
  type Attempted,
  type NewDelivery,
  type Sendable,
  type Unsent,
} from './store.ts'

/** 500 rows are what one transaction may write on the embedded connection: an attempt touches four. */
const MOST_AT_ONCE = { embedded: 100, postgres: 500 } as const
/** A tenth of a second is not felt by anyone, and gathers some hundred outcomes in a flood. */
const OUTCOME_MS = 100
/** A lone message is not kept waiting for others; shorter, and a flood that stutters is written in crumbs. */
const QUIET_MS = 15
/** Messages are read together as they come from the queue; longer would idle the connections. */
const LOAD_MS = 2

/** Hands messages over (派发) and hears back, for one world. */
export class Dispatch {
  readonly #world: World
  readonly #channels: ReadonlyMap<string, Channel>
  readonly #outcomes: Gather<Attempted>
  readonly #loads: Gather<{ id: Id; found: (sendable: Sendable | null) => void }>

  constructor(world: World, channels: readonly Channel[]) {
    this.#world = world
    this.#channels = new Map(channels.map((channel) => [channel.name, channel]))
    this.#outcomes = new Gather((items) => this.#record(items), {
      most: MOST_AT_ONCE[world.db.kind],
      afterMs: OUTCOME_MS,
      quietMs: QUIET_MS,
    })
    this.#loads = new Gather((items) => this.#load(items), { most: 500, afterMs: LOAD_MS })
  }

  /** One attempt. Done when its outcome is committed; a crash before that repeats it with the same key. */
  readonly deliver = async (world: World, effect: Effect<'deliver'>): Promise<void> => {
    const sendable = await this.#sendable(effect.subject)
    // Withdrawn, or the outcome of this attempt is recorded already: nothing to do but to say so.
    if (!sendable?.open || effect.params.attempt !== sendable.attempts + 1)
      return await world.db.transaction((tx) => finish(tx, [effect.id]))
    const now = world.clock.now()
    const ended = { effect: effect.id, delivery: sendable.id }
    if (sendable.stale) return await this.#outcomes.push({ ...ended, event: { type: 'MESSAGE_WITHDRAWN' } })
    const channel = this.#channels.get(sendable.channel)
    const outcome = channel
      ? await channel.send(messageOf(world, sendable), now)
      : ({ kind: 'giveUp', why: `no channel ${sendable.channel}` } as const)
    const attempt = { delivery: sendable.id, attempt: sendable.attempts + 1 }
    await this.#outcomes.push({ ...ended, event: eventOf(outcome, attempt, now) })
  }

  /** Waits for what is under way, then closes the channels. */
  async close(): Promise<void> {
    await this.#outcomes.close()
    await Promise.all([...this.#channels.values()].map((channel) => channel.close()))
  }

  async #sendable(id: Id): Promise<Sendable | null> {
    let sendable: Sendable | null = null
    await this.#loads.push({ id, found: (found) => (sendable = found) })
    return sendable
  }

  async #load(items: { id: Id; found: (sendable: Sendable | null) => void }[]): Promise<void> {
    const rows = await loadSendable(
      this.#world.db,
      items.map(({ id }) => id),
    )
    const byId = new Map(rows.map((row) => [row.id, row]))
    for (const { id, found } of items) found(byId.get(id) ?? null)
  }

  async #record(attempted: Attempted[]): Promise<void> {
    const { db, clock } = this.#world
    await db.transaction((tx) => recordAttempts(tx, attempted, { now: clock.now(), by: 'engine' }))
  }
}

/** Orders in one transaction: each is a message and an effect, and the embedded connection writes no more than 500 rows. */
const CHUNK = { embedded: 200, postgres: 1000 } as const

/** Writes the first message of every order that waits for one; an order without any address goes to the county at once. */
export async function handOver(world: World, effect: Effect<'handOver'>): Promise<void> {
  await writeMessages(world, effect, 'order', ({ orderId, revision }) => `${orderId}.${revision}`)
}

/** Writes the messages that tell of the end: a revision of its own, and the last. */
export async function announceRelease(world: World, effect: Effect<'announceRelease'>): Promise<void> {
  await writeMessages(world, effect, 'release', ({ orderId, revision }) => `${orderId}.${revision + 1}`)
}

async function writeMessages(
  { db, clock }: World,
  effect: Effect<'handOver' | 'announceRelease'>,
  purpose: 'order' | 'release',
  keyOf: (order: Unsent) => string,
): Promise<void> {
  const size = CHUNK[db.kind]
  let after: Id | null = null
  // Who asks later may ask for orders that this one has passed by already: they get a look of their own.
  let answered: readonly Id[] | null = null
  for (let more = true; more;) {
    const { orders, asked } = await db.transaction(async (tx): Promise<{ orders: Unsent[]; asked: readonly Id[] }> => {
      const doing = { now: clock.now(), by: 'engine' }
      // Every chunk of a plan asks for this: together they would all find the same orders.
      const alike = await holdAlike(tx, effect)
      if (alike.length === 0) return { orders: [], asked: [] }
      const asked = answered ?? alike
      const orders = await unsent(tx, effect.subject, purpose, after, size)
      const contacts = await contactsOf(
        tx,
        orders.map(({ enterprise }) => enterprise),
      )
      const messages = orders.map((order) =>
        firstMessage(order, purpose, keyOf(order), contacts.get(order.enterprise) ?? []),
      )
      await insertDeliveries(
        tx,
        messages.flatMap((message) => message ?? []),
        doing,
      )
      if (purpose === 'order') {
        const silent = orders.filter((_, n) => messages[n] === null)
        await markUnreachable(
          tx,
          silent.map(({ id }) => id),
          'the list names no address',
          doing,
        )
      }
      if (orders.length < size) await finish(tx, asked)
      return { orders, asked }
    })
    // Only what is committed is behind us: a transaction may be run twice.
    after = orders.at(-1)?.enterprise ?? after
    answered = asked
    more = orders.length === size
  }
}

/** To the first contact with an address; null without any. */
function firstMessage(
  order: Unsent,
  purpose: 'order' | 'release',
  key: string,
  contacts: readonly Contact[],
): NewDelivery | null {
  const [contact] = reachable(contacts)
  if (!contact) return null
  const { id: orderRow, area } = order
  return { orderRow, area, contactId: contact.id, channel: 'webhook', address: contact.url, purpose, key }
}

function reachable(contacts: readonly Contact[]): (Contact & { url: string })[] {
  return contacts.flatMap((contact) => (contact.url === null ? [] : [{ ...contact, url: contact.url }]))
}

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
export async function escalate({ db, clock }: World, effect: Effect<'escalate'>): Promise<void> {
  const { rung } = effect.params
  const { mark, purpose } = ESCALATES[rung]
  const doing = { now: clock.now(), by: 'engine' }
  await db.transaction(async (tx) => {
    const sent = await sentSoFar(tx, effect.subject)
    if (sent) {
      const { order, first, tried, isLost } = sent
      const ways = reachable((await contactsOf(tx, [order.enterprise])).get(order.enterprise) ?? [])
      const untried = ways.filter(({ url }) => !tried.includes(url))
      const next =
        rung === 'secondContact' ? (untried.find(({ id }) => id !== first.contactId) ?? null) : (untried[0] ?? null)
      const again = isLost || rung === 'otherChannel' ? null : first
      const whom =
        rung === 'remind' ? again : next ? { contactId: next.id, channel: 'webhook', address: next.url } : again
      const { id: orderRow, area, orderId, revision } = order
      if (whom)
        await insertDeliveries(tx, [{ ...whom, orderRow, area, purpose, key: `${orderId}.${revision}.${mark}` }], doing)
    }
    await finish(tx, [effect.id])
  })
}
