import { finish, takeAlike, type Effect } from '../../db/effects.ts'
import type { World } from '../../world.ts'
import { sayTerm } from './decide.ts'
import { giveNotices, termsById } from './store.ts'

/** A date of thousands of enterprises is one instant: with each effect those like it are done too, as many as one transaction may write. */
const AT_ONCE = 200

/** Tells of dates that are near (提前告知). */
export function announceTerm(world: World, effect: Effect<'announceTerm'>): Promise<void> {
  return tell(world, effect, 'announced')
}

/** Tells of dates that have come. */
export function tellTermPassed(world: World, effect: Effect<'tellTermPassed'>): Promise<void> {
  return tell(world, effect, 'passed')
}

async function tell({ db, clock }: World, effect: Effect, event: 'announced' | 'passed'): Promise<void> {
  await db.transaction(async (tx) => {
    const taken = await takeAlike(tx, effect.kind, AT_ONCE)
    const terms = await termsById(
      tx,
      taken.map(({ subject }) => subject),
    )
    const notices = terms.map((term) => ({
      area: term.area,
      enterprise: term.enterprise,
      kind: `term.${event}`,
      about: `${term.kind} ${term.line} ${term.day}`,
      body: { kind: term.kind, line: term.line, day: term.day, say: sayTerm(term.name, term, event) },
    }))
    await giveNotices(tx, notices, { now: clock.now(), by: 'engine' })
    await finish(
      tx,
      taken.map(({ id }) => id),
    )
  })
}
