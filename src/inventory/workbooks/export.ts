import { readPeople } from '../../db/person.ts'
import type { Person } from '../../model/enterprise.ts'
import type { Id } from '../../model/id.ts'
import type { World } from '../../world.ts'
import type { ReadEnterprise } from '../list.ts'
import { referring } from '../people.ts'
import { listingRows, type Listing } from '../store.ts'
import { contactsOn } from './store.ts'

/** Enterprises read at once: the one embedded connection is free in between (law 14). */
const PAGE = 500

/** The enterprises of a version that lie in some areas, people by name, in the order in which officers know them. */
export async function namedEnterprises(
  world: Pick<World, 'db' | 'keys'>,
  list: Id,
  areas: ReadonlySet<string>,
): Promise<ReadEnterprise[]> {
  const all: { position: number; read: ReadEnterprise }[] = []
  for (let after: Id | null = null; ;) {
    const rows: Listing[] = await listingRows(world.db, list, after, PAGE)
    const seen = rows.filter(({ area }) => areas.has(area))
    all.push(...(await named(world, list, seen)))
    after = rows.at(-1)?.enterprise ?? null
    if (rows.length < PAGE) break
  }
  return all.sort((a, b) => a.position - b.position).map(({ read }) => read)
}

async function named({ db, keys }: Pick<World, 'db' | 'keys'>, list: Id, rows: readonly Listing[]) {
  const contacts = await contactsOn(
    db,
    list,
    rows.map(({ enterprise }) => enterprise),
  )
  const ids = new Set<Id>()
  for (const { person } of [...contacts.values()].flat()) ids.add(person)
  for (const { entry } of rows)
    for (const { measures } of entry.lines)
      for (const { responsible } of Object.values(measures)) if (responsible !== null) ids.add(responsible)
  const people = await readPeople(db, keys, [...ids])
  return rows.map(({ enterprise, position, entry }) => ({
    position,
    read: {
      entry: referring(entry, (id): Person | null => people.get(id) ?? null),
      // Whoever was forgotten since is left out: a contact without a number reaches nobody.
      contacts: (contacts.get(enterprise) ?? []).flatMap(({ person, post, position: place, sms, url }) => {
        const known = people.get(person)
        return known ? [{ person: known, post, position: place, sms, url }] : []
      }),
    },
  }))
}
