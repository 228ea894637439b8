import { finish, takeAlike, type Effect } from '../db/effects.ts'
import { stepCohort } from '../db/step.ts'
import { addMinutes, dayOf } from '../model/time.ts'
import type { World } from '../world.ts'
import { beginInspections, lockSilent, openTasks } from './store.ts'

/** With each effect those like it are done too: an order, its task and its rung are three rows of 500. */
const AT_ONCE = 100

/** Has somebody go to the plants that do not answer (现场核查任务): a task by an hour for each. */
export async function sendInspector({ db, clock, rulebooks }: World, _effect: Effect<'sendInspector'>): Promise<void> {
  await db.transaction(async (tx) => {
    const doing = { now: clock.now(), by: 'engine' }
    const taken = await takeAlike(tx, 'sendInspector', AT_ONCE)
    const silent = await lockSilent(
      tx,
      taken.map(({ subject }) => subject),
    )
    const { inspection } = rulebooks.deadlines(dayOf(doing.now))
    for (const [level, orders] of Map.groupBy(silent, (order) => order.level))
      await beginInspections(tx, orders, addMinutes(doing.now, inspection[level]), doing)
    await finish(
      tx,
      taken.map(({ id }) => id),
    )
  })
}

/** Nobody has to go to a plant any more that has answered, or whose order has ended. */
export async function recallInspector({ db, clock }: World, _effect: Effect<'recallInspector'>): Promise<void> {
  await db.transaction(async (tx) => {
    const taken = await takeAlike(tx, 'recallInspector', AT_ONCE)
    const tasks = await openTasks(
      tx,
      taken.map(({ subject }) => subject),
    )
    await stepCohort(tx, 'task', tasks, { type: 'TASK_WITHDRAWN' }, { now: clock.now(), by: 'engine' })
    await finish(
      tx,
      taken.map(({ id }) => id),
    )
  })
}
