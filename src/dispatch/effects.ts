import { finish, type Effect } from '../db/effects.ts'
import { isId, type Id } from '../model/id.ts'
import type { World } from '../world.ts'
import { readPeople } from '../db/person.ts'
import { epochMs, type Instant } from '../model/time.ts'
import { hashFor } from './address.ts'
import type { Channel, ChannelName } from './channel.ts'
import { eventOf } from './decide.ts'
import { Gather } from './gather.ts'
import { Genuine } from './genuine/genuine.ts'
import { loadLetters } from './letters/store.ts'
import { pace } from './line/effects.ts'
import { joinLine, type Arriving } from './line/store.ts'
import { messageFor, type Carried } from './message.ts'
import { markUnreachable, recordAttempts, type Attempted } from './outcomes/store.ts'
import { askProvider } from './reports/effects.ts'
import { beginSending, keepNames } from './reports/store.ts'
import { contactsOf, type Contact } from '../inventory/store.ts'
import { insertDeliveries, loadSendable, lostWays, unsent, type NewDelivery, type Unsent } from './store.ts'
import { Together } from './together/effects.ts'
import { reachable, sameWay, type OpenWays, type Way } from './ways.ts'

/** 500 rows are what one transaction may write on the embedded connection: an attempt touches four. */
const MOST_AT_ONCE = { embedded: 100, postgres: 500 } as const
/** While one batch waits for its commit the next is written; the embedded connection serves one after the other anyway. */
const WRITERS = { embedded: 1, postgres: 2 } as const
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
  readonly #genuine: Genuine
  readonly #outcomes: Gather<Attempted>
  readonly #loads: Gather<{ id: Id; found: (sendable: Carried | null) => void }>
  readonly #lines: Gather<{ channel: Channel; arriving: Arriving }>
  readonly #together: Together

  constructor(world: World, channels: readonly Channel[]) {
    this.#world = world
    this.#genuine = new Genuine(world)
    this.#channels = new Map(channels.map((channel) => [channel.name, channel]))
    this.#outcomes = new Gather((items) => this.#record(items), {
      most: MOST_AT_ONCE[world.db.kind],
      afterMs: OUTCOME_MS,
      quietMs: QUIET_MS,
      atOnce: WRITERS[world.db.kind],
    })
    this.#loads = new Gather((items) => this.#load(items), { most: 500, afterMs: LOAD_MS })
    this.#lines = new Gather((items) => this.#join(items), {
      most: MOST_AT_ONCE[world.db.kind],
      afterMs: OUTCOME_MS,
      quietMs: QUIET_MS,
    })
    this.#together = new Together(world, (delivery) => this.#attempt(world, delivery, { attempt: 1 }, null))
  }

  /** One attempt. Done when its outcome is committed; a crash before that repeats it with the same key. */
  readonly deliver = async (world: World, { id, subject, params }: Effect<'deliver'>): Promise<void> => {
    const wasOpen = await this.#attempt(world, subject, params, id)
    // Withdrawn, or the outcome of this attempt is recorded already: nothing to do but to say so.
    if (!wasOpen) await world.db.transaction((tx) => finish(tx, [id]))
  }

  /** The first attempts of many. */
  readonly deliverTogether = (_: World, effect: Effect<'deliverTogether'>): Promise<void> =>
    this.#together.deliver(effect)

  /**
   * Makes an attempt; false where there is none to make.
   * @param effect what asked for this attempt alone, and ends with its outcome; null where several were asked for together
   */
  async #attempt(world: World, delivery: Id, params: Effect<'deliver'>['params'], effect: Id | null): Promise<boolean> {
    const sendable = await this.#sendable(delivery)
    if (!sendable?.open || params.attempt !== sendable.attempts + 1) return false
    const attempt = { delivery, attempt: params.attempt }
    const ended = { effect, delivery }
    const now = world.clock.now()
    const channel = this.#channels.get(sendable.channel)
    const record = async (outcome: Pick<Attempted, 'event' | 'named'>) => {
      await this.#outcomes.push({ ...ended, ...outcome })
      return true
    }
    // What was begun before this process died may have gone out: nobody knows.
    if (channel && !channel.keyed && sendable.sending === attempt.attempt) {
      const outcome = { kind: 'unknown', why: 'the engine stopped while it was being sent' } as const
      return await record({ event: eventOf(outcome, attempt, now, channel) })
    }
    if (sendable.stale) return await record({ event: { type: 'MESSAGE_WITHDRAWN' } })
    if (!channel) return await record({ event: { type: 'ATTEMPT_GAVE_UP', why: `no channel ${sendable.channel}` } })
    const message = await messageFor(world, this.#genuine, sendable)
    if (channel.limits && !isFresh(params.granted, now)) {
      const { text, parts } = channel.weigh(message.texts())
      const hashes = { receiver: hashFor(world.keys, message.address), text: hashFor(world.keys, text) }
      await this.#lines.push({ channel, arriving: { ...ended, ...attempt, ...hashes, parts } })
      return true
    }
    if (!channel.keyed && !(await beginSending(world.db, attempt))) return true
    const outcome = await channel.send(message, now)
    const event = eventOf(outcome, attempt, now, channel)
    const { provider } = channel
    const named = outcome.kind === 'accepted' ? { named: { provider, message: outcome.providerId } } : {}
    return await record({ event, ...named })
  }

  /** What became of a message in doubt. */
  readonly askProvider = async (world: World, effect: Effect<'askProvider'>): Promise<void> => {
    const sendable = await this.#sendable(effect.subject)
    const channel = sendable && this.#channels.get(sendable.channel)
    const message = sendable && (await messageFor(world, this.#genuine, sendable))
    await askProvider(world, effect, message, channel ?? null)
  }

  /** Who may go now. */
  readonly pace = (world: World, effect: Effect<'pace'>): Promise<void> => pace(world, this.#channels, effect)

  /** Takes up nothing more of what was asked for together: another process has it at once. */
  rest(): void {
    this.#together.rest()
  }

  /** Waits for what is under way, then closes the channels. */
  async close(): Promise<void> {
    await this.#together.close()
    await this.#lines.close()
    await this.#outcomes.close()
    await Promise.all([...this.#channels.values()].map((channel) => channel.close()))
  }

  async #sendable(id: Id): Promise<Carried | null> {
    let sendable: Carried | null = null
    await this.#loads.push({ id, found: (found) => (sendable = found) })
    return sendable
  }

  async #load(items: { id: Id; found: (sendable: Carried | null) => void }[]): Promise<void> {
    await this.#genuine.ready()
    const { db } = this.#world
    const orders = await loadSendable(
      db,
      items.map(({ id }) => id),
    )
    // Another process may have made a key since.
    for (const key of new Set(orders.map(({ signedBy }) => signedBy))) await this.#genuine.ready(key)
    const known = new Set(orders.map(({ id }) => id))
    const others = items.flatMap(({ id }) => (known.has(id) ? [] : [id]))
    // Nearly all messages are of orders: letters are looked for only where there is something else.
    const rows: Carried[] = others.length === 0 ? orders : [...orders, ...(await loadLetters(db, others))]
    const named = rows.filter(
      ({ channel, address }) => this.#channels.get(channel)?.dials || (channel === 'mail' && isId(address)),
    )
    const people = await readPeople(
      db,
      this.#world.keys,
      named.map(({ address }) => address),
    )
    // Whose key was deleted can not be reached any more: an empty address.
    for (const row of named) row.address = people.get(row.address)?.[row.channel === 'mail' ? 'mail' : 'phone'] ?? ''
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

/** Orders in one transaction: each is a message and may be an effect, and the embedded connection writes no more than 500 rows. */
const CHUNK = { embedded: 200, postgres: 250 } as const

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
  const { subject, params } = effect
  const open = ways(clock.now())
  let after: Id | null = null
  for (let more = true; more;) {
    const orders = await db.transaction(async (tx): Promise<Unsent[]> => {
      const doing = { now: clock.now(), by: 'engine' }
      const orders = await unsent(tx, subject, purpose, { ...params, after }, size)
      const contacts = await contactsOf(
        tx,
        orders.map(({ enterprise }) => enterprise),
      )
      const rows = orders.map(({ id }) => id)
      const lost = purpose === 'order' ? new Map<Id, Way[]>() : await lostWays(tx, rows)
      const messages = orders.map((order) =>
        firstMessage(order, purpose, keyOf(order), contacts.get(order.enterprise) ?? [], open, lost.get(order.id)),
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
      if (orders.length < size) await finish(tx, [effect.id])
      return orders
    })
    // Only what is committed is behind us: a transaction may be run twice.
    after = orders.at(-1)?.enterprise ?? after
    more = orders.length === size
  }
}

/**
 * By the first way that leads to a contact, or where the order proved some to lead nowhere by the first of the others;
 * null without any.
 */
export function firstMessage(
  order: Unsent,
  purpose: 'order' | 'ending' | 'release',
  key: string,
  contacts: readonly Contact[],
  open: OpenWays,
  lost: readonly Way[] = [],
): NewDelivery | null {
  const every = reachable(contacts, open)
  const way = every.find((one) => !lost.some((other) => sameWay(one, other))) ?? every[0]
  if (!way) return null
  const { id: orderRow, area } = order
  return { orderRow, area, ...way, purpose, key }
}
