import type { WarningContext } from '../../machines/warning.ts'
import { pastOf } from '../db/past.ts'
import type { Reader } from '../db/port.ts'
import { Refusal } from '../errors.ts'
import type { Instant } from '../model/time.ts'
import type { WarningRow } from './store.ts'

/**
 * A warning as it stood at an instant, from the journal. Its list, card and rulebook are named as they are now.
 * @throws Refusal `thing.unknown` where it had not begun
 */
export async function warningAt(db: Reader, row: WarningRow, at: Instant): Promise<WarningRow> {
  const past = await pastOf(db, 'warning', row, at)
  if (past === null) throw new Refusal('thing.unknown', { what: 'warning', id: row.id })
  const then = (instant: Instant | null) => (instant !== null && instant <= at ? instant : null)
  return {
    ...row,
    state: past.state,
    context: past.context as unknown as WarningContext,
    updatedAt: past.since,
    signedAt: then(row.signedAt),
    endedAt: then(row.endedAt),
  }
}
