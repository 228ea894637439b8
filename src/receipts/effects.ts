import { finish, takeAlike, type Effect } from '../db/effects.ts'
import type { World } from '../world.ts'
import { recordListed } from './store.ts'

/** With each effect those like it are done too, as many as one transaction may write. */
const AT_ONCE = 200

/** Enterprises come onto an officer's list (列入属地名单): whole districts fall silent at one instant. */
export async function tellOfficer({ db, clock }: World, _effect: Effect<'tellOfficer'>): Promise<void> {
  await db.transaction(async (tx) => {
    const doing = { now: clock.now(), by: 'engine' }
    const taken = await takeAlike(tx, 'tellOfficer', AT_ONCE)
    await recordListed(
      tx,
      taken.map(({ id }) => id),
      doing,
    )
    await finish(
      tx,
      taken.map(({ id }) => id),
    )
  })
}
