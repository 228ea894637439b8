import { randomBytes } from 'node:crypto'
import { finish, nowFor, type Effect } from '../db/effects.ts'
import { Refusal } from '../errors.ts'
import { dayOf } from '../model/time.ts'
import { loadInspectionProcedure } from '../rulebook/inspection.ts'
import type { World } from '../world.ts'
import { planVisits } from './planning.ts'
import { areasUnder, drawnFor, visitedWarning } from './store.ts'

/**
 * Draws the visits of a day (每日抽查) in every area under orders where no officer has drawn them: whoever is under orders
 * may be visited tomorrow whether somebody thinks of it or not. A day that is over is left.
 */
export async function drawVisits(world: World, effect: Effect<'drawVisits'>): Promise<void> {
  const { db, areas, rulebooks } = world
  const [now, day] = [nowFor(world, effect), dayOf(effect.notBefore)]
  const warning = await visitedWarning(db, effect.subject)
  if (warning !== null && dayOf(now) === day) {
    const procedure = loadInspectionProcedure(rulebooks.dir)
    const drawn = await drawnFor(db, warning.id, day)
    for (const area of await areasUnder(db, warning.id)) {
      if (drawn.some((one) => areas.contains(one, area))) continue
      const asked = { area, day, most: procedure.daily.most, seed: newSeed() }
      try {
        await planVisits(world, procedure, warning, asked, { now, by: 'engine' })
      } catch (error) {
        // An officer was a moment faster.
        if (!(error instanceof Refusal) || error.code !== 'inspection.drawn') throw error
      }
    }
  }
  await db.transaction((tx) => finish(tx, [effect.id]))
}

/** Of a draw: nobody chooses it, and nobody draws twice, so that who is visited is nobody's choice. */
export function newSeed(): string {
  return randomBytes(16).toString('hex')
}
