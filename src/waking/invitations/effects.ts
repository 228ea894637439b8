import {
  invitationsTo,
  recordInvitations,
  speakersIn,
  type Invitation,
  type Speaker,
} from '../../consultation/invitations/store.ts'
import { consultationById, holdConsultation, type Consultation } from '../../consultation/store.ts'
import { finish, type Effect } from '../../db/effects.ts'
import type { Person } from '../../db/person.ts'
import type { Channel, Message } from '../../dispatch/channel.ts'
import { webhookSecret } from '../../dispatch/channels/webhook.ts'
import { dayOf } from '../../model/time.ts'
import { onDutyAt, waysOfOfficers, type OfficerWay } from '../../people/roster/store.ts'
import type { World } from '../../world.ts'
import { ring } from '../ring.ts'
import { sayInvitation, whoIsInvited } from './decide.ts'

/** Invites the parties of a consultation (会商通知). */
export class Inviter {
  readonly #channels: ReadonlyMap<string, Channel>

  constructor(channels: readonly Channel[]) {
    this.#channels = new Map(channels.map((channel) => [channel.name, channel]))
  }

  /** Once, by every way of each: who does not come is called by telephone, as ever. */
  readonly inviteParties = async (world: World, effect: Effect<'inviteParties'>): Promise<void> => {
    const { db, clock } = world
    const now = clock.now()
    const held = await consultationById(db, effect.subject)
    const isOpen = held?.decidedAt === null && (await invitationsTo(db, held.id)).length === 0
    const speakers = isOpen ? await invited(world, held) : []
    const ways = await waysOfOfficers(
      db,
      speakers.map(({ officer }) => officer),
    )
    const rung = await ring(
      world,
      this.#channels,
      ways,
      (way, person) => held && message(world, held, way, person),
      now,
    )
    const said = speakers.flatMap(({ officer, party }): Invitation[] => {
      const own = rung.filter(({ way }) => way.officer === officer)
      if (own.length === 0) return [{ officer, party, channel: null, outcome: 'failed', why: 'no way is known' }]
      return own.map(({ way: { channel }, outcome, why }) => ({ officer, party, channel, outcome, why }))
    })
    await db.transaction(async (tx) => {
      // Another attempt may have been as far at the same time.
      const own = await holdConsultation(tx, effect.subject)
      if (own !== null && (await invitationsTo(tx, own.id)).length === 0)
        await recordInvitations(tx, own, said, { now, by: 'engine' })
      await finish(tx, [effect.id])
    })
  }
}

async function invited({ db, clock, rulebooks }: World, { area, kind, openedAt }: Consultation): Promise<Speaker[]> {
  const { parties } = rulebooks.consultation(dayOf(openedAt))
  return whoIsInvited(await speakersIn(db, area, parties), kind, await onDutyAt(db, area, clock.now()))
}

function message(
  { keys, kind }: Pick<World, 'keys' | 'kind'>,
  held: Consultation,
  { officer, channel, url }: OfficerWay,
  person: Person | undefined,
): Message | null {
  const address = channel === 'webhook' ? url : channel === 'mail' ? person?.mail : person?.phone
  if (!address) return null
  const { zh, en } = sayInvitation(held)
  const exercise = kind === 'live' ? {} : { exercise: true }
  const mark = kind === 'live' ? '' : '【演练】'
  return {
    id: held.id,
    address,
    key: `${held.id}.${officer}`,
    body: JSON.stringify({ kind: 'invitation', consultationId: held.id, say: { zh, en }, ...exercise }),
    secret: webhookSecret(keys, `officer ${officer}`),
    texts: () => ({
      subject: `${mark}${zh}`,
      short: `${mark}${zh}`,
      spoken: `${mark}${zh}`,
      long: `${mark}${zh}\n${en}`,
    }),
  }
}
