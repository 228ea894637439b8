import { finish, type Effect } from '../../db/effects.ts'
import { readPeople, type Person } from '../../db/person.ts'
import { waysOfOfficers, type OfficerWay } from '../../people/roster/store.ts'
import type { World } from '../../world.ts'
import type { Channel, Message } from '../channel.ts'
import { webhookSecret } from '../channels/webhook.ts'
import { textsFor } from '../message.ts'
import { placeholders } from '../preview/placeholders.ts'
import { recordTrial, trialById, type Trial } from './store.ts'

/** Sends what an officer wants to see on his own telephone before he signs (试发), through the channels of the orders. */
export class Trials {
  readonly #channels: ReadonlyMap<string, Channel>

  constructor(channels: readonly Channel[]) {
    this.#channels = new Map(channels.map((channel) => [channel.name, channel]))
  }

  /** One attempt: who does not see it asks for it again. */
  readonly sendTrial = async (world: World, effect: Effect<'sendTrial'>): Promise<void> => {
    const { db, keys, clock } = world
    const trial = await trialById(db, effect.subject)
    if (trial === null || trial.outcome !== null) return await db.transaction((tx) => finish(tx, [effect.id]))
    const way = (await waysOfOfficers(db, [trial.officer])).find(({ channel }) => channel === trial.channel)
    const person = way && (await readPeople(db, keys, [way.person])).get(way.person)
    const channel = this.#channels.get(trial.channel)
    const message = way && trialMessage(world, trial, way, person)
    const outcome =
      channel && message
        ? await channel.send(message, clock.now())
        : ({ kind: 'giveUp', why: channel ? 'no number or address' : `no channel ${trial.channel}` } as const)
    const failed = outcome.kind === 'giveUp' || outcome.kind === 'retry'
    await db.transaction(async (tx) => {
      await recordTrial(tx, trial.id, failed ? 'failed' : outcome.kind, 'why' in outcome ? outcome.why : null)
      await finish(tx, [effect.id])
    })
  }
}

/** The very message, marked as what it is: its code is none, and it names no place to answer. */
function trialMessage(
  world: Pick<World, 'kind' | 'keys' | 'links' | 'areas'>,
  { id, told, warning, officer }: Trial,
  { channel, url }: OfficerWay,
  person: Person | undefined,
): Message | null {
  const address = channel === 'webhook' ? url : channel === 'mail' ? person?.mail : person?.phone
  if (!address) return null
  const { content, number, revision, replaces, purpose } = told
  const { creditCode, name, county: _, ...rest } = content.enterprise
  const head = {
    kind: 'trial',
    trial: true,
    of: purpose,
    number,
    revision,
    replaces,
    warning: { ...warning, level: content.level },
    enterprise: { creditCode, name, ...rest },
    ...(world.kind === 'live' ? {} : { exercise: true }),
  }
  const tellable = {
    ...told,
    // A release is a revision of its own; its texts name the one that it ends.
    revision: purpose === 'release' && replaces !== null ? replaces : revision,
    content: JSON.stringify(content),
    repeated: false,
    warning: { ...warning, level: content.level },
  }
  return {
    id,
    address,
    key: `trial.${id}`,
    body: JSON.stringify({ ...head, content }),
    secret: webhookSecret(world.keys, `officer ${officer}`),
    texts: () => textsFor(world, tellable, { ...placeholders(world.links), trial: true }),
  }
}
