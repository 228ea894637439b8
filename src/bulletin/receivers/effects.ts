import { finish, loadEffects, type Effect } from '../../db/effects.ts'
import { note } from '../../db/journal.ts'
import { insertLetters } from '../../dispatch/letters/store.ts'
import { openReceivers } from '../../linkage/cap/receivers/store.ts'
import { loadPublicRule } from '../../rulebook/bulletin.ts'
import type { World } from '../../world.ts'
import { capOf } from '../cap.ts'
import { told } from '../decide.ts'
import { messagesOf, warningBehind } from '../store.ts'
import { headlineOf } from '../words.ts'

/** With the notices: who lies beside plans by it. */
const PRIORITY = 3

/**
 * Sends what became of a warning to the installations that have asked for it (预警信息推送): the very bytes that
 * `/public/cap` shows, once for each notice and receiver, by the signed webhook with its retries.
 */
export async function sendCap(world: World, effect: Effect<'sendCap'>): Promise<void> {
  const { db, areas, clock, kind, links } = world
  const { subject: notice, area } = effect
  const warning = await warningBehind(db, notice)
  const message = warning && told(await messagesOf(db, [warning])).find(({ id }) => id === notice)
  await db.transaction(async (tx) => {
    if ((await loadEffects(tx, [effect.id])).length === 0) return
    const doing = { now: clock.now(), by: 'engine' }
    if (message) {
      const areaName = areas.find(area)?.name ?? area
      const web = `${links.base}/public/warnings/${message.warning}`
      const xml = capOf(message, { kind, areaName, advice: loadPublicRule().advice, web })
      const say = { zh: message.document.title, en: headlineOf(message, areaName) }
      const texts = { subject: say.zh, short: say.zh, spoken: say.zh, long: say.zh }
      const receivers = await openReceivers(tx, areas.around(area))
      await insertLetters(
        tx,
        receivers.map(({ id: receiver, url, token }) => ({
          area,
          contactId: null,
          channel: 'webhook',
          address: url,
          key: `cap.${notice}.${receiver}`,
          letter: { about: 'cap', subject: notice, say, texts, cap: { xml, receiver, bearer: token } },
        })),
        doing,
        PRIORITY,
      )
      const body = { notice, receivers: receivers.map(({ id }) => id) }
      await note(tx, { area, kind: 'warning', subject: message.warning, event: 'CAP_SENT', body }, doing)
    }
    await finish(tx, [effect.id])
  })
}
