import type { z } from 'zod'
import { readMasked } from '../../db/person.ts'
import type { Id } from '../../model/id.ts'
import type { World } from '../../world.ts'
import type { objectionForm } from './schemas.ts'
import { objectionsTo, type Objection } from './store.ts'

type Shown = z.output<typeof objectionForm>

/** What was objected (异议) to a list, a grade or results, as it is shown, in the order in which it came. */
export async function objectionsShown(
  { db, keys }: Pick<World, 'db' | 'keys'>,
  subject: Id,
  after: Id | null,
  limit: number,
): Promise<Shown[]> {
  const rows = await objectionsTo(db, subject, after, limit)
  const people = await readMasked(
    db,
    keys,
    rows.map(({ person }) => person),
  )
  return rows.map((row) => showObjection(row, people.get(row.person) ?? null))
}

export function showObjection(
  { id, enterprise, text, raisedAt, answer, upheld, answeredAt }: Objection,
  who: Shown['who'],
): Shown {
  return { id, enterpriseId: enterprise, who, text, raisedAt, answer, upheld, answeredAt }
}
