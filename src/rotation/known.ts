import { Refusal } from '../errors.ts'
import type { Id } from '../model/id.ts'
import { mustSee, type Caller } from '../people/caller.ts'
import type { World } from '../world.ts'
import { enterpriseById } from './store.ts'

/** An enterprise as the newest list names it. @throws Refusal where there is none, or none that the caller may see */
export async function knownTo(world: World, of: Id, caller: Caller) {
  const found = await enterpriseById(world.db, of)
  if (!found) throw new Refusal('thing.unknown', { what: 'enterprise', id: of })
  mustSee(world, caller, found.area, 'enterprise', of)
  return found
}
