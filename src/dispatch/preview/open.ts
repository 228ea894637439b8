import { seenWarning } from '../../episode/seen.ts'
import { Refusal } from '../../errors.ts'
import type { Id } from '../../model/id.ts'
import { showInstant } from '../../model/time.ts'
import type { Caller } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { Preview } from './preview.ts'

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
