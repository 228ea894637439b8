import type { Doing } from '../../db/journal.ts'
import type { Tx } from '../../db/port.ts'
import type { Id } from '../../model/id.ts'
import { dayOf } from '../../model/time.ts'
import type { World } from '../../world.ts'
import { nextSlot } from '../decide.ts'
import { beginCalendar, hadCalendar, isEpisode, lockCalendar } from './store.ts'

/** From here on the consultations of an area call themselves. */
export async function begin(world: World, tx: Tx, area: string, doing: Doing): Promise<Id> {
  const rules = world.rulebooks.consultation(dayOf(doing.now))
  const lookAt = nextSlot({ rules, episode: await isEpisode(tx, area) }, doing.now)
  const name = `${world.areas.find(area)?.name ?? area} 会商日程`
  return await beginCalendar(tx, { area, name, lookAt }, doing)
}

/**
 * Whoever is forecast for confers (每日会商): a city's consultations call themselves from its first forecast on, unless an
 * officer has ended that. In a drill nobody sits at such a table, unless it is begun there.
 */
export async function beginByItself(world: World, tx: Tx, area: string, doing: Doing): Promise<void> {
  if (world.kind === 'drill' || (await hadCalendar(tx, area))) return
  await lockCalendar(tx, area)
  if (!(await hadCalendar(tx, area))) await begin(world, tx, area, doing)
}
