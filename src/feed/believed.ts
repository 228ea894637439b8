import { dayOf } from '../model/time.ts'
import type { World } from '../world.ts'
import type { AcceptedBulletin } from './decide.ts'
import { aqiOfDay } from './judge.ts'
import { believe } from './quarantine/decide.ts'
import { lastSaid } from './quarantine/store.ts'

/** What is observed is looked at beside what was observed before; a forecast stands for itself. */
export async function believed(world: World, bulletin: AcceptedBulletin): Promise<AcceptedBulletin> {
  const { plausible } = world.rulebooks.feeds(dayOf(world.clock.now()))
  const before = bulletin.kind === 'observation' ? await lastSaid(world.db, bulletin) : []
  return { ...bulletin, ...believe(bulletin.values, before, plausible, aqiOfDay(world.rulebooks)) }
}
