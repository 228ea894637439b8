import { ask, finish, type Effect } from '../../db/effects.ts'
import type { World } from '../../world.ts'

/**
 * A feed has died, speaks again or is closed: its area is judged by what the others say now, and whoever is on duty is
 * woken, or need not be any more (`wake` looks itself).
 */
export async function tellFeed({ db, clock }: World, effect: Effect<'tellFeed'>): Promise<void> {
  const { area, subject, params } = effect
  const occasion = `${subject} ${params.since}`
  await db.transaction(async (tx) => {
    await ask(
      tx,
      [
        { kind: 'assess', subject, area, params: { area } },
        { kind: 'wake', subject, area, params: { cause: 'feedSilent', occasion } },
      ],
      clock.now(),
    )
    await finish(tx, [effect.id])
  })
}
