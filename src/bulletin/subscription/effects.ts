import { ask, finish, loadEffects, nowFor, type Effect } from '../../db/effects.ts'
import { readPeople } from '../../db/person.ts'
import type { Channel, Message, Texts } from '../../dispatch/channel.ts'
import type { Id } from '../../model/id.ts'
import { addMinutes, type Instant } from '../../model/time.ts'
import { sealedWord } from '../../people/orderLink.ts'
import { loadPublicRule } from '../../rulebook/bulletin.ts'
import type { World } from '../../world.ts'
import { told } from '../decide.ts'
import { messagesOf, warningBehind } from '../store.ts'
import { confirmMail, mailOf } from './decide.ts'
import { isPutOff, recordMails, subscribersAfter, subscriptionById, type Subscription } from './store.ts'

/** Mails of one effect, and the minute between two: a mail server takes this much of anybody beside the orders. */
const AT_ONCE = 100
const REST_MINUTES = 1
/** When whoever was put off is tried again. */
const AGAIN_MINUTES = 15

/** Sends what the public has subscribed to (预警信息邮件), behind every order. */
export class Postman {
  readonly #mail: Channel | null

  constructor(channels: readonly Channel[]) {
    this.#mail = channels.find(({ name }) => name === 'mail') ?? null
  }

  readonly confirmSubscription = async (world: World, effect: Effect<'confirmSubscription'>): Promise<void> => {
    const { db, areas } = world
    const now = nowFor(world, effect)
    const found = await subscriptionById(db, effect.subject)
    if (found !== null && found.confirmedAt === null) {
      const name = areas.find(found.area)?.name ?? found.area
      const texts = confirmMail(name, linkOf(world, found.id), world.kind !== 'live', found.language)
      await this.#send(world, found, `confirm.${found.id}`, texts, now)
    }
    await db.transaction((tx) => finish(tx, [effect.id]))
  }

  /** One message to some of those who have asked for it; the rest a minute later. The same mail has the same Message-ID. */
  readonly tellPublic = async (world: World, effect: Effect<'tellPublic'>): Promise<void> => {
    const { db, areas, links } = world
    const { subject: notice, area } = effect
    const now = nowFor(world, effect)
    const warning = await warningBehind(db, notice)
    const message = warning && told(await messagesOf(db, [warning])).find(({ id }) => id === notice)
    const { after } = effect.params
    const some = message ? await subscribersAfter(db, { area, notice, after }, AT_ONCE) : []
    const context = {
      areaName: areas.find(area)?.name ?? area,
      advice: loadPublicRule().advice,
      exercise: world.kind !== 'live',
    }
    const mails = await Promise.all(
      some.map(async (one) => {
        if (!message) return { id: one.id, area, outcome: 'giveUp' }
        const page = `${links.base}/public/warnings/${message.warning}${one.language === 'en' ? '?lang=en' : ''}`
        const texts = mailOf(message, context, one.language, { page, end: linkOf(world, one.id) })
        return { id: one.id, area, outcome: await this.#send(world, one, `${notice}.${one.id}`, texts, now) }
      }),
    )
    await db.transaction(async (tx) => {
      // Another attempt may have been as far at the same time.
      if ((await loadEffects(tx, [effect.id])).length === 0) return
      await recordMails(tx, notice, mails, now)
      const next = (from: string, minutes: number) =>
        ask(
          tx,
          [{ kind: 'tellPublic', subject: notice, area, params: { after: from }, notBefore: addMinutes(now, minutes) }],
          now,
        )
      if (some.length === AT_ONCE) await next(some.at(-1)?.id ?? '', REST_MINUTES)
      else if (await isPutOff(tx, notice)) await next('', AGAIN_MINUTES)
      await finish(tx, [effect.id])
    })
  }

  async #send({ db, keys }: World, to: Subscription, key: string, texts: Texts, now: Instant): Promise<string> {
    const address = (await readPeople(db, keys, [to.person])).get(to.person)?.mail
    if (this.#mail === null || address === undefined) return 'giveUp'
    const message: Message = { id: to.id, address, key, body: '', secret: Buffer.alloc(0), texts: () => texts }
    return (await this.#mail.send(message, now)).kind
  }
}

function linkOf({ keys, links }: Pick<World, 'keys' | 'links'>, id: Id): string {
  return `${links.base}/public/s/${sealedWord(keys, id, `subscription ${id}`)}`
}
