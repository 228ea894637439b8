import { finish, type Effect } from '../../db/effects.ts'
import { stepCohort } from '../../db/step.ts'
import type { World } from '../../world.ts'
import type { Channel, Message } from '../channel.ts'
import { eventOfFate } from '../decide.ts'
import { follow, gaveUp } from '../outcomes/store.ts'
import { inDoubt } from './store.ts'

/**
 * Asks the provider what became of a message: after an outcome that nobody knows (law 6), and when the report on one that
 * it took is overdue. Where it can not tell, the first is sent once more, and of the second the county officer hears.
 */
export async function askProvider(
  { db, clock }: World,
  effect: Effect<'askProvider'>,
  message: Message | null,
  channel: Channel | null,
): Promise<void> {
  const doubt = await inDoubt(db, effect.subject, channel?.provider ?? null)
  const state = doubt?.state
  if (!doubt || doubt.attempts !== effect.params.attempt || (state !== 'doubtful' && state !== 'unreported'))
    return await db.transaction((tx) => finish(tx, [effect.id]))
  const fate =
    channel && message ? await channel.ask(message, doubt.providerId, clock.now()) : ({ kind: 'canNotTell' } as const)
  await db.transaction(async (tx) => {
    const doing = { now: clock.now(), by: 'engine' }
    const event = doubt.said ?? eventOfFate(fate, state, doing.now, channel?.reportMinutes ?? 0)
    if (event === null) await gaveUp(tx, [effect.subject], 'the provider did not report in time', doing)
    else {
      const { moved } = await stepCohort(tx, 'delivery', [effect.subject], event, doing)
      await follow(tx, moved, event, doing)
    }
    await finish(tx, [effect.id])
  })
}
