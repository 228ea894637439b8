import { periodsNow } from '../../assessment/books/store.ts'
import { finish, type Effect } from '../../db/effects.ts'
import type { Doing } from '../../db/journal.ts'
import { stepCohort } from '../../db/step.ts'
import { lockWarning } from '../../episode/store.ts'
import { addDays, addHours, dayOf, startOfDay } from '../../model/time.ts'
import { clockOf } from '../../people/roster/decide.ts'
import { headsAt, stagesOn } from '../../rulebook/periods.ts'
import type { World } from '../../world.ts'
import { nameOfShift } from '../shifts/decide.ts'
import { changeHeads, levelAt } from './decide.ts'
import { askHead, headsOf, lookAgain } from './store.ts'

/** A head is released by the warning; this is only how long nobody could notice that it was forgotten. */
const LONGEST_HOURS = 31 * 24

/**
 * Asks the counties of a warning for their heads in post (在岗指挥) where a special period says so, and releases those
 * whom nothing asks for any more. It looks itself what holds now, and again at the next midnight while the warning
 * lives: a stage begins and ends with a day.
 */
export async function askHeads(world: World, effect: Effect<'askHeads'>): Promise<void> {
  const { db, clock, areas, rulebooks } = world
  const { subject, area } = effect
  await db.transaction(async (tx) => {
    const now = clock.now()
    const today = dayOf(now)
    const doing: Doing = { now, by: 'engine', because: 'headsInPost' }
    const warning = await lockWarning(tx, subject)
    const level = warning && levelAt(warning, now)
    const holding = level ? stagesOn(await periodsNow(tx, rulebooks), area, today) : []
    const posts = level ? headsAt(holding, level) : []
    const counties = areas.within(area).filter((code) => areas.find(code)?.kind === 'county')
    const wanted = counties.flatMap((county) => posts.map(({ head }) => ({ area: county, post: head })))
    const { asked, released } = changeHeads(await headsOf(tx, subject), wanted)
    const ids = released.map(({ id }) => id)
    if (ids.length > 0) await stepCohort(tx, 'shift', ids, { type: 'SHIFT_WITHDRAWN', now }, doing)
    const span = { from: now, until: addHours(now, LONGEST_HOURS) }
    for (const one of asked) {
      const name = nameOfShift(areas.find(one.area)?.name ?? one.area, one.post, now)
      const input = clockOf({ ...span, post: one.post }, rulebooks.duty(today), now)
      await askHead(tx, { ...one, ...span, warning: subject, name, input }, doing)
    }
    if (level) await lookAgain(tx, { warning: subject, area, at: startOfDay(addDays(today, 1)) }, now)
    await finish(tx, [effect.id])
  })
}
