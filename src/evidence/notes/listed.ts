import { Refusal } from '../../errors.ts'
import { newestListing } from '../../inventory/enterprises/store.ts'
import type { Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'
import { mustSee, type Caller } from '../../people/caller.ts'
import type { World } from '../../world.ts'

/**
 * The area of an enterprise about which something is said.
 * @throws Refusal `thing.unknown`, `evidence.noLine`, `evidence.span`
 */
export async function areaOfSaid(
  world: Pick<World, 'db' | 'areas'>,
  caller: Caller,
  said: { enterprise: Id; line: string | null; from: Instant; until: Instant },
  now: Instant,
): Promise<string> {
  const { enterprise, line, from, until } = said
  const listing = await newestListing(world.db, enterprise, now)
  if (listing === null) throw new Refusal('thing.unknown', { what: '企业', id: enterprise })
  if (caller.kind !== 'enterprise') mustSee(world, caller, listing.area, '企业', enterprise)
  if (line !== null && !listing.entry.lines.some(({ number }) => number === line))
    throw new Refusal('evidence.noLine', { line })
  if (until <= from || from > now) throw new Refusal('evidence.span')
  return listing.area
}
