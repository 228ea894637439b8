import { ask } from '../../db/effects.ts'
import type { Doing } from '../../db/journal.ts'
import type { Db, Tx } from '../../db/port.ts'
import { step } from '../../db/step.ts'
import { holdSubmissionOf, type Submission } from './store.ts'

/** What a season wanted was sent: nobody is asked for it any more, and whoever was woken need not be. */
export async function markSent(
  db: Db,
  tx: Tx,
  of: Pick<Submission, 'season' | 'kind' | 'month'>,
  doing: Doing,
): Promise<void> {
  const held = await holdSubmissionOf(tx, of)
  if (held === null || held.state === 'sent') return
  await step(db, tx, { kind: 'submission', id: held.id }, { type: 'SUBMISSION_SENT' }, doing)
  if (held.state !== 'overdue') return
  const params = { cause: 'reportDue', occasion: `${held.id} ${doing.now}` } as const
  await ask(tx, [{ kind: 'wake', subject: held.id, area: held.area, params }], doing.now)
}
