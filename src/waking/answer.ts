import { inStep, step } from '../db/step.ts'
import type { World } from '../world.ts'
import { recordAnswer, type WakeRow } from './store.ts'

/**
 * Somebody knows (应答): by the link, a reply, a key, or in the system. Answered already it changes nothing.
 * @throws Refusal `event.refused` where the cause is gone
 */
export async function answerWake(
  { db, clock }: Pick<World, 'db' | 'clock'>,
  { id, state }: Pick<WakeRow, 'id' | 'state'>,
  by: string,
): Promise<boolean> {
  const doing = { now: clock.now(), by }
  if (state === 'answered') return false
  // Two answer at the same moment: the second is told who was first.
  await inStep(db, async (tx) => {
    await step(db, tx, { kind: 'wake', id }, { type: 'OFFICER_ANSWERED' }, doing)
    await recordAnswer(tx, id, by, doing.now)
  })
  return true
}
