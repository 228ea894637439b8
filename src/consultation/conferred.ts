import type { Change } from '../../machines/warning.ts'
import type { Reader } from '../db/port.ts'
import type { Id } from '../model/id.ts'
import type { Instant } from '../model/time.ts'
import { conclusionOf, dissents, lastWords } from './decide.ts'
import { minutesOf } from './minutes/store.ts'
import { opinionsOn, type Opinion } from './opinions/store.ts'
import { lastConcluded } from './store.ts'

/** What was conferred on a change before it is signed (会商情况). */
export interface Conferred {
  readonly consultation: Id
  readonly change: Change
  readonly decision: 'proceed' | 'dismiss'
  readonly decidedAt: Instant
  readonly decidedBy: Id
  readonly reason: string
  /** The last word of each. */
  readonly opinions: readonly Opinion[]
  /** Those of them that are against the conclusion. */
  readonly dissents: readonly Opinion[]
  readonly minutes: { readonly id: Id; readonly number: string } | null
}

/** The last conclusion on a change of a warning, with all that was said; null before the first. */
export async function conferredOn(db: Reader, warning: Id): Promise<Conferred | null> {
  const found = await lastConcluded(db, warning)
  const conclusion = found && conclusionOf(found)
  if (!found || found.change === null || conclusion?.decision === undefined || conclusion.decision === 'conclude')
    return null
  const { id: consultation, change, decidedAt, decidedBy, reason } = found
  if (decidedAt === null || decidedBy === null) return null
  const opinions = await opinionsOn(db, consultation)
  const minutes = await minutesOf(db, consultation)
  return {
    consultation,
    change,
    decision: conclusion.decision,
    decidedAt,
    decidedBy,
    reason: reason ?? '',
    opinions: lastWords(opinions),
    dissents: dissents(opinions, conclusion),
    minutes: minutes && { id: minutes.id, number: minutes.content.number },
  }
}
