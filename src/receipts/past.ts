import { pastOf } from '../db/past.ts'
import type { Reader } from '../db/port.ts'
import type { EscalationRung } from '../model/escalation.ts'
import type { Id } from '../model/id.ts'
import type { Instant } from '../model/time.ts'
import { historyOf, type Revision, type Rung } from './store.ts'

/** The revisions of an order that there were at an instant, each as it stood by the journal, and their rungs. */
export async function orderAt(db: Reader, orderId: Id, at: Instant): Promise<{ revisions: Revision[]; rungs: Rung[] }> {
  const { revisions, rungs } = await historyOf(db, orderId)
  const then: Revision[] = []
  for (const revision of revisions) {
    const past = await pastOf(db, 'order', revision, at)
    if (past === null) continue
    const { state, due: answerBy, context } = past
    then.push({ ...revision, state, answerBy, escalated: (context['rung'] ?? null) as EscalationRung | null })
  }
  return { revisions: then, rungs: rungs.filter((rung) => rung.at <= at) }
}
