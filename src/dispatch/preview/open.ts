import { warningById, type WarningRow } from '../../episode/store.ts'
import { Refusal } from '../../errors.ts'
import type { Id } from '../../model/id.ts'
import { showInstant } from '../../model/time.ts'
import { mustSee, type Caller } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { Preview } from './preview.ts'

/** @throws Refusal `thing.unknown` */
export async function seenWarning(world: World, warningId: Id, caller: Caller): Promise<WarningRow> {
  const row = await warningById(world.db, warningId)
  if (row === null) throw new Refusal('thing.unknown', { what: 'warning', id: warningId })
  mustSee(world, caller, row.area, 'warning', warningId)
  return row
}

/** @throws Refusal where the caller does not see the warning, nothing of it waits, or what waits can no longer be signed */
export async function openPreview(world: World, warningId: Id, caller: Caller) {
  const row = await seenWarning(world, warningId, caller)
  const now = world.clock.now()
  const { change } = row.context
  const preview = await Preview.open(world, row, now)
  if (change === null || preview === null) throw new Refusal('preview.nothingProposed', { name: row.name })
  if (change.endsAt !== null && change.endsAt <= now)
    throw new Refusal('warning.pastEnd', { name: row.name, at: showInstant(change.endsAt) })
  return { preview, change, row }
}
