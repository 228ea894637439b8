import { readPeople, type Person } from '../db/person.ts'
import { hashFor } from '../dispatch/address.ts'
import type { Channel, Message } from '../dispatch/channel.ts'
import type { Instant } from '../model/time.ts'
import type { OfficerWay } from '../people/roster/store.ts'
import type { World } from '../world.ts'

/** What came of calling one person by one way. */
export interface Rung<W extends Way> {
  readonly way: W
  readonly outcome: string
  readonly why: string | null
  /** The provider's own name for it, and the number by its hash: by these it is answered. */
  readonly message: string | null
  readonly receiver: string | null
}

type Way = Pick<OfficerWay, 'person' | 'channel'>

const UNTRIED = { outcome: 'failed', message: null, receiver: null } as const

/** By every way at once: who sleeps hears the telephone, who sits at the desk sees the message. */
export async function ring<W extends Way>(
  { db, keys }: World,
  channels: ReadonlyMap<string, Channel>,
  ways: readonly W[],
  message: (way: W, person: Person | undefined) => Message | null,
  now: Instant,
): Promise<Rung<W>[]> {
  const people = await readPeople(
    db,
    keys,
    ways.map(({ person }) => person),
  )
  return await Promise.all(
    ways.map(async (way): Promise<Rung<W>> => {
      const channel = channels.get(way.channel)
      const said = message(way, people.get(way.person))
      if (!channel || said === null)
        return { ...UNTRIED, way, why: channel ? 'no number or address' : `no channel ${way.channel}` }
      const outcome = await channel.send(said, now)
      const failed = outcome.kind === 'giveUp' || outcome.kind === 'retry'
      return {
        way,
        outcome: failed ? 'failed' : outcome.kind,
        why: 'why' in outcome ? outcome.why : null,
        message: outcome.kind === 'accepted' ? outcome.providerId : null,
        receiver: channel.dials && !failed ? hashFor(keys, said.address) : null,
      }
    }),
  )
}
