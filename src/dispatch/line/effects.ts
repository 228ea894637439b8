import { finish, type Effect } from '../../db/effects.ts'
import { epochMs, instantOf, type Instant } from '../../model/time.ts'
import type { World } from '../../world.ts'
import type { Channel, ChannelName } from '../channel.ts'
import { admit } from './decide.ts'
import { asked, askPace, earliest, front, goneTo, letPass, lockProvider, saveBucket, standAside } from './store.ts'

/** Each that passes is three rows, and the embedded connection writes no more than 500 in a transaction. */
const MOST_AT_ONCE = 150

/**
 * Lets pass whom a provider has room for (放行), and looks again when there is more. All workers share its bucket: it is
 * a row that one at a time takes from.
 */
export async function pace(
  { db, clock }: World,
  channels: ReadonlyMap<ChannelName, Channel>,
  effect: Effect<'pace'>,
): Promise<void> {
  await db.transaction(async (tx) => {
    const provider = await lockProvider(tx, effect.subject)
    if (!provider) return await finish(tx, [effect.id])
    const alike = await asked(tx, provider.id)
    // Done by another, who was waited for.
    if (!alike.includes(effect.id)) return
    const now = clock.now()
    const line = await front(tx, provider.id, now, MOST_AT_ONCE)
    let next: Instant | null = null
    if (line.length > 0) {
      const stale = line.filter((one) => one.stale)
      const waiting = line.filter((one) => !one.stale)
      const limits = channels.get(provider.channel)?.limits
      if (limits) {
        const since = instantOf(epochMs(now) - Math.max(0, ...limits.windows.map(({ ms }) => ms)))
        const receivers = [...new Set(waiting.map(({ receiver }) => receiver))]
        const gone = await goneTo(tx, provider.id, receivers, since)
        const admitted = admit(waiting, gone, { limits, bucket: provider.bucket, now })
        await letPass(tx, provider.id, [...stale, ...admitted.pass], now)
        await standAside(
          tx,
          admitted.later.map(({ waiting: { delivery }, from }) => ({ delivery, from })),
        )
        await saveBucket(tx, provider.id, admitted.bucket)
        next = admitted.next
      }
      // Nobody carries it any more: the attempt says so, and the county officer hears of it.
      else await letPass(tx, provider.id, line, now)
    }
    const rest = await earliest(tx, provider.id)
    if (rest) {
      const from = next !== null && next > rest.at ? next : rest.at
      await askPace(tx, provider.id, rest.area, from > now ? from : now, now)
    }
    await finish(tx, alike)
  })
}
