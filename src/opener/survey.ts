import type { Reader } from '../db/port.ts'
import { enterpriseRows } from '../inventory/enterprises/store.ts'
import { contactsOf, listInForce } from '../inventory/store.ts'
import type { Instant } from '../model/time.ts'
import type { World } from '../world.ts'
import type { Seat } from './decide.ts'

/** Enterprises read at a time. */
const PAGE = 1_000

/** Every contact of every enterprise that is listed in an area (联系人); null where no list is in force. */
export async function seatsIn(
  db: Reader,
  { areas }: Pick<World, 'areas'>,
  area: string,
  now: Instant,
): Promise<Seat[] | null> {
  for (const owner of areas.around(area)) {
    const list = await listInForce(db, owner, now)
    if (list === null) continue
    const seats: Seat[] = []
    let after: number | null = null
    for (let more = true; more;) {
      const rows = await enterpriseRows(db, list.id, areas.within(area), after, PAGE)
      const contacts = await contactsOf(
        db,
        rows.map(({ id }) => id),
      )
      for (const enterprise of rows)
        for (const contact of contacts.get(enterprise.id) ?? []) seats.push({ contact, enterprise })
      after = rows.at(-1)?.position ?? after
      more = rows.length === PAGE
    }
    return seats
  }
  return null
}
