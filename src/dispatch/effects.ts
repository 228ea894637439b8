import { finish, holdAlike, type Effect } from '../db/effects.ts'
import { readPeople } from '../db/person.ts'
import type { Id } from '../model/id.ts'
import { epochMs, type Instant } from '../model/time.ts'
import type { World } from '../world.ts'
import { hashFor } from './address.ts'
import type { Channel, ChannelName } from './channel.ts'
import { eventOf } from './decide.ts'
import { Gather } from './gather.ts'
import { pace } from './line/effects.ts'
import { joinLine, type Arriving } from './line/store.ts'
import { messageOf } from './message.ts'
import { askProvider } from './reports/effects.ts'
import { beginSending, keepNames } from './reports/store.ts'
import { contactsOf, type Contact } from '../inventory/store.ts'
import {
  firstContact,
  insertDeliveries,
  loadSendable,
  markUnreachable,
  recordAttempts,
  unsent,
  type Attempted,
  type NewDelivery,
  type Sendable,
  type Unsent,
} from './store.ts'
import { waysOf, type OpenWays, type Way } from './ways.ts'

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
  readonly #channels: ReadonlyMap<ChannelName, Channel>
  readonly #outcomes: Gather<Attempted>
  readonly #loads: Gather<{ id: Id; found: (sendable: Sendable | null) => void }>
  readonly #lines: Gather<{ channel: Channel; arriving: Arriving }>

  constructor(world: World, channels: readonly Channel[]) {
    this.#world = world
    this.#channels = new Map(channels.map((channel) => [channel.name, channel]))
    const most = MOST_AT_ONCE[world.db.kind]
    this.#outcomes = new Gather((items) => this.#record(items), { most, afterMs: OUTCOME_MS, quietMs: QUIET_MS })
    this.#loads = new Gather((items) => this.#load(items), { most: 500, afterMs: LOAD_MS })
    this.#lines = new Gather((items) => this.#join(items), { most, afterMs: OUTCOME_MS, quietMs: QUIET_MS })
  }

  /** One attempt. Done when its outcome is committed; a crash before that repeats it with the same key. */
  readonly deliver = async (world: World, effect: Effect<'deliver'>): Promise<void> => {
    const sendable = await this.#sendable(effect.subject)
    // Withdrawn, or the outcome of this attempt is recorded already: nothing to do but to say so.
    if (!sendable?.open || effect.params.attempt !== sendable.attempts + 1)
      return await world.db.transaction((tx) => finish(tx, [effect.id]))
    const now = world.clock.now()
    const ended = { effect: effect.id, delivery: sendable.id }
    const attempt = { delivery: sendable.id, attempt: effect.params.attempt }
    const channel = this.#channels.get(sendable.channel)
    // What was begun before this process died may have gone out: nobody knows.
    if (channel && !channel.keyed && sendable.sending === attempt.attempt) {
      const outcome = { kind: 'unknown', why: 'the engine stopped while it was being sent' } as const
      return await this.#outcomes.push({ ...ended, event: eventOf(outcome, attempt, now, channel) })
    }
    if (sendable.stale) return await this.#outcomes.push({ ...ended, event: { type: 'MESSAGE_WITHDRAWN' } })
    if (!channel) {
      const event = { type: 'ATTEMPT_GAVE_UP', why: `no channel ${sendable.channel}` } as const
      return await this.#outcomes.push({ ...ended, event })
    }
    const message = messageOf(world, sendable)
    if (channel.limits && !isFresh(effect.params.granted, now)) {
      const { text, parts } = channel.weigh(message.texts())
      const hashes = { receiver: hashFor(world.keys, message.address), text: hashFor(world.keys, text) }
      return await this.#lines.push({ channel, arriving: { ...ended, ...attempt, ...hashes, parts } })
    }
    if (!channel.keyed && !(await beginSending(world.db, attempt))) return
    const outcome = await channel.send(message, now)
    const event = eventOf(outcome, attempt, now, channel)
    const { provider } = channel
    const named = outcome.kind === 'accepted' ? { named: { provider, message: outcome.providerId } } : {}
    await this.#outcomes.push({ ...ended, event, ...named })
  }

  /** What became of a message in doubt. */
  readonly askProvider = async (world: World, effect: Effect<'askProvider'>): Promise<void> => {
    const sendable = await this.#sendable(effect.subject)
    const channel = sendable && this.#channels.get(sendable.channel)
    await askProvider(world, effect, sendable && messageOf(world, sendable), channel ?? null)
  }

  /** Who may go now. */
  readonly pace = (world: World, effect: Effect<'pace'>): Promise<void> => pace(world, this.#channels, effect)

  /** The first rung: the same order again to whom it was sent first. */
  readonly remind = (world: World, effect: Effect<'remind'>): Promise<void> => escalate(world, effect, 'reminder', 'r1')

  /** The second: to the next contact. */
  readonly tellSecondContact = (world: World, effect: Effect<'tellSecondContact'>): Promise<void> =>
    escalate(world, effect, 'second', 'r2')

  /** Waits for what is under way, then closes the channels. */
  async close(): Promise<void> {
    await this.#lines.close()
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
    const dialled = rows.filter(({ channel }) => this.#channels.get(channel)?.dials)
    const people = await readPeople(
      this.#world.db,
      this.#world.keys,
      dialled.map(({ address }) => address),
    )
    // Whose key was deleted can not be called any more: an empty number.
    for (const row of dialled) row.address = people.get(row.address)?.phone ?? ''
    const byId = new Map(rows.map((row) => [row.id, row]))
    for (const { id, found } of items) found(byId.get(id) ?? null)
  }

  async #join(items: { channel: Channel; arriving: Arriving }[]): Promise<void> {
    const { db, clock } = this.#world
    await db.transaction(async (tx) => {
      for (const [channel, group] of Map.groupBy(items, (item) => item.channel))
        await joinLine(
          tx,
          channel,
          group.map(({ arriving }) => arriving),
          clock.now(),
        )
    })
  }

  async #record(attempted: Attempted[]): Promise<void> {
    const { db, clock } = this.#world
    await db.transaction(async (tx) => {
      const doing = { now: clock.now(), by: 'engine' }
      await recordAttempts(tx, attempted, doing)
      await keepNames(tx, attempted, doing)
    })
  }
}

/**
 * Room that a provider was found to have is used at once or given up: after an outage all of it would be used together.
 * Shorter, and a slow moment costs a place in the line.
 */
const GRANT_MS = 10_000

function isFresh(granted: Instant | undefined, now: Instant): boolean {
  return granted !== undefined && Math.abs(epochMs(now) - epochMs(granted)) <= GRANT_MS
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
  { db, clock, ways }: World,
  effect: Effect<'handOver' | 'announceRelease'>,
  purpose: 'order' | 'release',
  keyOf: (order: Unsent) => string,
): Promise<void> {
  const size = CHUNK[db.kind]
  const open = ways(clock.now())
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
        firstMessage(order, purpose, keyOf(order), reachable(contacts.get(order.enterprise) ?? [], open)),
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

/** To the first contact to whom a way leads; null without any. */
function firstMessage(
  order: Unsent,
  purpose: 'order' | 'release',
  key: string,
  [contact]: readonly Reachable[],
): NewDelivery | null {
  if (!contact) return null
  const { id: orderRow, area } = order
  return { orderRow, area, contactId: contact.id, ...contact.way, purpose, key }
}

interface Reachable {
  id: Id
  way: Way
}

/** Contacts, each with the first way to it. */
function reachable(contacts: readonly Contact[], open: OpenWays): Reachable[] {
  return contacts.flatMap((contact) => {
    const [way] = waysOf(contact, open)
    return way ? [{ id: contact.id, way }] : []
  })
}

/** The same order once more, to the one who got it first, or to the next contact where the list names one. */
async function escalate(
  { db, clock, ways }: World,
  effect: Effect<'remind' | 'tellSecondContact'>,
  purpose: 'reminder' | 'second',
  mark: 'r1' | 'r2',
): Promise<void> {
  const doing = { now: clock.now(), by: 'engine' }
  await db.transaction(async (tx) => {
    const sent = await firstContact(tx, effect.subject)
    if (sent) {
      const { orderId, revision, enterpriseId, ...to } = sent
      const others = reachable((await contactsOf(tx, [enterpriseId])).get(enterpriseId) ?? [], ways(doing.now))
      const next = purpose === 'second' ? others.find(({ id }) => id !== to.contactId) : undefined
      const whom = next ? { ...to, contactId: next.id, ...next.way } : to
      await insertDeliveries(tx, [{ ...whom, purpose, key: `${orderId}.${revision}.${mark}` }], doing)
    }
    await finish(tx, [effect.id])
  })
}
