import { createHash } from 'node:crypto'
import { finish, loadEffects, type Effect } from '../../db/effects.ts'
import { canonical, type Doing } from '../../db/journal.ts'
import { step } from '../../db/step.ts'
import { lockWarning, warningById } from '../../episode/store.ts'
import { dayOf } from '../../model/time.ts'
import { loadIndustries } from '../../rulebook/industries.ts'
import type { World } from '../../world.ts'
import { figuresOf } from '../figures.ts'
import { gather } from '../gather.ts'
import { beginReview, holdReview, isReviewed, keepFigures, reviewById } from './store.ts'

/** The response is over: its review begins, once, with the clocks of that day. */
export async function openReview(world: World, effect: Effect<'openReview'>): Promise<void> {
  const { db, clock, rulebooks } = world
  await db.transaction(async (tx) => {
    const doing: Doing = { now: clock.now(), by: 'engine' }
    // Done by another attempt, which was waited for.
    if ((await loadEffects(tx, [effect.id])).length === 0) return
    const warning = await lockWarning(tx, effect.subject)
    if (warning !== null && !(await isReviewed(tx, warning.id))) {
      const { review, summary } = rulebooks.linkage(dayOf(doing.now))
      await beginReview(tx, warning, { write: review.minutes, summary: summary.minutes }, null, doing)
    }
    await finish(tx, [effect.id])
  })
}

/** Counts a review from the journal, and writes it (自动汇总). What is not waited for any more is left as it is. */
export async function writeReview(world: World, effect: Effect<'writeReview'>): Promise<void> {
  const { db, clock } = world
  const review = await reviewById(db, effect.subject)
  const warning = review === null ? null : await warningById(db, review.warning)
  const at = clock.now()
  // Folded outside of the transaction: it reads a city's journal, and writes one row.
  const figures = warning && figuresOf(await gather(db, world, loadIndustries(), warning, at))
  await db.transaction(async (tx) => {
    const held = await holdReview(tx, effect.subject)
    if (held?.state === 'writing' && figures !== null) {
      const sha256 = createHash('sha256').update(canonical(figures)).digest('hex')
      await keepFigures(tx, held.id, figures, sha256, at)
      await step(db, tx, { kind: 'review', id: held.id }, { type: 'REVIEW_WRITTEN' }, { now: at, by: 'engine' })
    }
    await finish(tx, [effect.id])
  })
}
