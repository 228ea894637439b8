import { finish, type Effect } from '../db/effects.ts'
import { insertDeliveries } from '../dispatch/store.ts'
import type { World } from '../world.ts'
import { sayHardship } from './decide.ts'
import { hardshipById, reachedAt } from './store.ts'

/** Tells an enterprise how what it said against its order stands, where its order was sent to. */
export async function tellHardship({ db, clock }: World, effect: Effect<'tellHardship'>): Promise<void> {
  await db.transaction(async (tx) => {
    const hardship = await hardshipById(tx, effect.subject)
    const said = hardship && sayHardship(hardship)
    const to = hardship && (await reachedAt(tx, hardship.orderRow))
    if (hardship && said && to) {
      const { id, area, order, revision, orderRow, state, kind } = hardship
      // What was answered before anybody was told of the receipt is told once.
      const ended = state === 'accepted' || state === 'refused'
      const key = `${order}.${revision}.a.${id}.${ended ? 'answered' : 'received'}`
      const about = { ...said, hardship: { id, kind, state } }
      await insertDeliveries(tx, [{ ...to, orderRow, area, purpose: 'answer', key, said: about }], {
        now: clock.now(),
        by: 'engine',
      })
    }
    await finish(tx, [effect.id])
  })
}
