import type { Tx } from '../db/port.ts'
import { Refusal } from '../errors.ts'
import type { Id } from '../model/id.ts'
import { mustSee, type Caller } from '../people/caller.ts'
import type { World } from '../world.ts'
import { lockWarning, warningById, type WarningRow } from './store.ts'

/** A warning that a caller may see. @throws Refusal `thing.unknown` */
export async function seenWarning(world: World, id: Id, caller: Caller): Promise<WarningRow> {
  const found = await warningById(world.db, id)
  if (!found) throw new Refusal('thing.unknown', { what: 'warning', id })
  mustSee(world, caller, found.area, 'warning', id)
  return found
}

/** The same, held until the transaction ends: what is read of it is what the step will find. */
export async function heldWarning(tx: Tx, id: Id): Promise<WarningRow> {
  const found = await lockWarning(tx, id)
  if (!found) throw new Refusal('thing.unknown', { what: 'warning', id })
  return found
}
