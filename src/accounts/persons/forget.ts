import { note } from '../../db/journal.ts'
import { forgetPeople } from '../../db/person.ts'
import type { Db } from '../../db/port.ts'
import { addDays, dayOf, startOfDay, type Instant } from '../../model/time.ts'
import type { RetentionFile } from '../../rulebook/retention.ts'
import { standingsPast } from './store.ts'

/** People of one transaction: a key is deleted and an entry written for each (law 14). */
const CHUNK = 200

/** Deletes the keys of people whom no duty keeps any more (到期删除); returns how many there were. */
export async function forgetPast(
  db: Db,
  { closedAccountDays, objectorDays }: RetentionFile,
  now: Instant,
): Promise<number> {
  const before = (days: number): Instant => startOfDay(addDays(dayOf(now), -days))
  const past = { accounts: before(closedAccountDays), objectors: before(objectorDays) }
  return await db.transaction(async (tx) => {
    const standings = await standingsPast(tx, past, CHUNK)
    await forgetPeople(
      tx,
      standings.map(({ person }) => person),
    )
    for (const { as, id: subject, area } of standings)
      await note(
        tx,
        { area, kind: 'person', subject, event: 'PERSON_FORGOTTEN', body: { as } },
        { now, by: 'engine', because: 'retention' },
      )
    return standings.length
  })
}
