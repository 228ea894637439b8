import { finish, type Effect } from '../db/effects.ts'
import type { Id } from '../model/id.ts'
import type { World } from '../world.ts'
import type { Channel } from './channel.ts'
import { eventOf } from './decide.ts'
import { Gather } from './gather.ts'
import { messageOf } from './message.ts'
import { insertDeliveries, loadSendable, nextContacts, recordAttempts, type Attempted, type Sendable } from './store.ts'

/** 500 rows are what one transaction may write on the embedded connection: an attempt touches four. */
const MOST_AT_ONCE = { embedded: 100, postgres: 500 } as const
/** A tenth of a second is not felt by anyone, and gathers some hundred outcomes in a flood. */
const OUTCOME_MS = 100
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
    })
    this.#loads = new Gather((items) => this.#load(items), { most: 500, afterMs: LOAD_MS })
  }

  /** One attempt. Done when its outcome is committed; a crash before that repeats it with the same key. */
  readonly deliver = async (world: World, effect: Effect<'deliver'>): Promise<void> => {
    const sendable = await this.#sendable(effect.subject)
    // Withdrawn, or its outcome is recorded already: nothing to do but to say so.
    if (!sendable?.open) return await world.db.transaction((tx) => finish(tx, [effect.id]))
    const channel = this.#channels.get(sendable.channel)
    const now = world.clock.now()
    const outcome = channel
      ? await channel.send(messageOf(world, sendable), now)
      : ({ kind: 'giveUp', why: `no channel ${sendable.channel}` } as const)
    const attempt = { delivery: sendable.id, attempt: sendable.attempts + 1 }
    await this.#outcomes.push({ effect: effect.id, delivery: sendable.id, event: eventOf(outcome, attempt, now) })
  }

  /** The first rung: the same order again to whom it was sent first. */
  readonly remind = (world: World, effect: Effect<'remind'>): Promise<void> => escalate(world, effect, 'reminder', 'r1')

  /** The second: to the next contact. */
  readonly tellSecondContact = (world: World, effect: Effect<'tellSecondContact'>): Promise<void> =>
    escalate(world, effect, 'second', 'r2')

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

async function escalate(
  { db, clock }: World,
  effect: Effect<'remind' | 'tellSecondContact'>,
  purpose: 'reminder' | 'second',
  mark: 'r1' | 'r2',
): Promise<void> {
  const doing = { now: clock.now(), by: 'engine' }
  await db.transaction(async (tx) => {
    const contacts = await nextContacts(tx, effect.subject, purpose)
    await insertDeliveries(
      tx,
      contacts.map((contact) => ({ ...contact, purpose, key: `${contact.orderId}.${contact.revision}.${mark}` })),
      doing,
    )
    await finish(tx, [effect.id])
  })
}
