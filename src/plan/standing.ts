import type { Reader } from '../db/port.ts'
import type { Id } from '../model/id.ts'
import type { Day, Instant } from '../model/time.ts'
import { seasonsOf } from '../rotation/store.ts'
import { agreedBy } from './agreements/store.ts'
import type { Listed } from './asked.ts'
import { exemptOf } from './exemptions/store.ts'

/**
 * Enterprises of a list with what holds of each beside it on a day, as it was known at an instant: its season plan, what
 * it has agreed on, what it is exempt from. Most have none of it.
 */
export async function asTheyStand<One extends Listed>(
  db: Reader,
  rows: readonly One[],
  { at, on }: { at: Instant; on: Day },
): Promise<(One & Listed)[]> {
  const enterprises = rows.map(({ enterprise }): Id => enterprise)
  const seasons = await seasonsOf(db, enterprises, { at, from: on })
  const agreed = await agreedBy(db, enterprises, { at, on })
  const exempt = await exemptOf(db, enterprises, { at, on })
  return rows.map((row) => {
    const { enterprise } = row
    const [season, own, free] = [seasons.get(enterprise), agreed.get(enterprise), exempt.get(enterprise)]
    if (!season && !own && !free) return row
    return {
      ...row,
      ...(season ? { season } : {}),
      ...(own ? { agreed: own } : {}),
      // What was found of it under this very warning is the last word.
      ...(free ? { allowed: [...free, ...(row.allowed ?? [])] } : {}),
    }
  })
}
