import { warningById, type WarningRow } from '../../episode/store.ts'
import { Refusal } from '../../errors.ts'
import type { Id } from '../../model/id.ts'
import { sees, type Caller } from '../../people/caller.ts'
import type { World } from '../../world.ts'

/**
 * A warning that a caller may see, or whose area the caller's own lies in: counties of one city see each other's
 * response. @throws Refusal `thing.unknown`
 */
export async function seenBeside(world: World, id: Id, caller: Caller): Promise<WarningRow> {
  const found = await warningById(world.db, id)
  const lies = found && caller.areas.some((own) => world.areas.contains(found.area, own))
  if (!found || (!lies && !sees(world, caller, found.area))) throw new Refusal('thing.unknown', { what: 'warning', id })
  return found
}
