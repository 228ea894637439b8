import type { Reader } from '../../db/port.ts'
import type { Id } from '../../model/id.ts'
import type { AskedOfCities } from './decide.ts'

/** Instructions that follow from the warning of a province and hold, one for each city. */
export function followingFrom(
  db: Reader,
  warning: Id,
): Promise<({ readonly id: Id; readonly area: string } & AskedOfCities)[]> {
  return db.rows(
    `select id, area, context->>'level' as level, starts_at as "startsAt", ends_at as "endsAt" from instruction
     where warning_id = $1 and state in ('received', 'answered') order by id`,
    [warning],
  )
}

/** All that ever followed from it, those of each city together, the newest first. */
export async function idsFrom(db: Reader, warning: Id): Promise<Id[]> {
  const rows = await db.rows<{ id: Id }>('select id from instruction where warning_id = $1 order by area, id desc', [
    warning,
  ])
  return rows.map(({ id }) => id)
}
