import { z } from 'zod'
import { readMasked } from '../../db/person.ts'
import { cutPage, readCursor } from '../../http/cursor.ts'
import { id } from '../../http/schemas.ts'
import type { Id } from '../../model/id.ts'
import type { World } from '../../world.ts'
import type { objectionForm } from './schemas.ts'
import { objectionsTo, type Objection } from './store.ts'

type Shown = z.output<typeof objectionForm>

/** A page of what was objected (异议) to a list, a grade or results, in the order in which it came. */
export async function objectionPage(
  { db, keys }: Pick<World, 'db' | 'keys'>,
  subject: Id,
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<{ items: Shown[]; next: string | null }> {
  const [after] = readCursor(cursor, z.tuple([id])) ?? [null]
  const rows = await objectionsTo(db, subject, after, limit + 1)
  const people = await readMasked(
    db,
    keys,
    rows.map(({ person }) => person),
  )
  return cutPage(
    rows,
    limit,
    (row) => [row.id],
    (row) => showObjection(row, people.get(row.person) ?? null),
  )
}

export function showObjection({ enterprise, ...row }: Objection, who: Shown['who']): Shown {
  return { ...row, enterpriseId: enterprise, who }
}
