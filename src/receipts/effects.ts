import { ask, finish, takeAlike, type Effect } from '../db/effects.ts'
import type { World } from '../world.ts'
import { listedNow, recordListed } from './store.ts'

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
    // One call for all of an area, however many they are: its handler counts them.
    const listed = await listedNow(
      tx,
      taken.map(({ subject }) => subject),
    )
    await ask(
      tx,
      listed.map(({ warning, area }) => ({
        kind: 'wake',
        subject: warning,
        area,
        params: { cause: 'silentPlants', occasion: `${warning} ${doing.now}` },
      })),
      doing.now,
    )
    await finish(
      tx,
      taken.map(({ id }) => id),
    )
  })
}
