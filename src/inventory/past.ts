import { pastsOf } from '../db/past.ts'
import type { Reader } from '../db/port.ts'
import type { Instant } from '../model/time.ts'
import type { ListVersion } from './store.ts'

/** Of some versions those that there were at an instant, each in its state of then by the journal. */
export async function versionsAt(db: Reader, versions: readonly ListVersion[], at: Instant): Promise<ListVersion[]> {
  const pasts = await pastsOf(db, 'listing', versions, at)
  return versions.flatMap((version) => {
    const past = pasts.get(version.id)
    if (past === undefined) return []
    const { releasedAt } = version
    const released = releasedAt !== null && releasedAt <= at ? releasedAt : null
    return [{ ...version, state: past.state as ListVersion['state'], releasedAt: released }]
  })
}
