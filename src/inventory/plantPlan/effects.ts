import { finish, type Effect } from '../../db/effects.ts'
import { stepCohort } from '../../db/step.ts'
import type { World } from '../../world.ts'
import { olderInForce } from './store.ts'

/** What follows when a plan comes into force: the one before it is ended. It counts for orders from the next version of the list on. */
export async function enforcePlan({ db, clock }: World, effect: Effect<'enforcePlan'>): Promise<void> {
  await db.transaction(async (tx) => {
    const older = await olderInForce(tx, effect.subject)
    await stepCohort(tx, 'plantPlan', older, { type: 'PLAN_REPLACED' }, { now: clock.now(), by: 'engine' })
    await finish(tx, [effect.id])
  })
}
