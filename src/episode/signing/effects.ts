import { lastProceeded } from '../../consultation/store.ts'
import { ask, finish, loadEffects, nowFor, type Effect } from '../../db/effects.ts'
import type { Doing } from '../../db/journal.ts'
import { step } from '../../db/step.ts'
import { dayOf } from '../../model/time.ts'
import type { World } from '../../world.ts'
import { lockWarning, lookWhoWaits } from '../store.ts'
import { nextRelief } from './decide.ts'

/**
 * Whoever has to sign let the hour pass: calls the next in, who is woken. Asked once too often it finds that there is time
 * again, and changes nothing.
 */
export async function callRelief(world: World, effect: Effect<'callRelief'>): Promise<void> {
  const { db, rulebooks } = world
  await db.transaction(async (tx) => {
    // Before the hour that passed there still was time: the same deadline would be set again.
    const now = nowFor(world, effect)
    const doing: Doing = { now, by: 'engine' }
    const found = await lockWarning(tx, effect.subject)
    // Done by another attempt, which was waited for.
    if ((await loadEffects(tx, [effect.id])).length === 0) return
    await finish(tx, [effect.id])
    const waits = found !== null && /awaitingSignature$/i.test(found.state) && found.context.deadlines.sign === null
    const { change } = found?.context ?? { change: null }
    if (!waits || change === null) return
    const last = await lastProceeded(tx, found.id)
    const { signature } = rulebooks.deadlines(dayOf(now)).signing
    const relief = nextRelief(change, rulebooks.approval(dayOf(now)), last?.at ?? null, signature.minutes, now)
    const event = relief && ({ type: 'RELIEF_CALLED', calls: relief.calls, until: relief.until } as const)
    if (event !== null) await step(db, tx, { kind: 'warning', id: found.id }, event, doing)
    await lookWhoWaits(tx, found, now)
  })
}

/** A signature on paper or by telephone was not shown by its hour, was shown, or denied: somebody is woken, or left alone. */
export async function tellUnproven({ db, clock }: World, effect: Effect<'tellUnproven'>): Promise<void> {
  const { subject, area } = effect
  await db.transaction(async (tx) => {
    const now = clock.now()
    const params = { cause: 'signatureUnproven', occasion: `${subject} ${now}` } as const
    await ask(tx, [{ kind: 'wake', subject, area, params }], now)
    await finish(tx, [effect.id])
  })
}
