import type { Change } from '../../machines/warning.ts'
import { callConsultation } from '../consultation/store.ts'
import type { Doing } from '../db/journal.ts'
import type { Tx } from '../db/port.ts'
import { begin } from '../db/step.ts'
import { newId, type Id } from '../model/id.ts'
import { dayOf, type Day } from '../model/time.ts'
import type { World } from '../world.ts'
import { wakeFor } from './store.ts'

/** A warning that is called for: by which book it is judged, and what it rests on. */
export interface Beginning {
  readonly area: string
  readonly book: { readonly id: string; readonly hash: string }
  readonly change: Change
  /** First day of its episode, where the rule knows one. */
  readonly first: Day | null
  readonly assessment: Id | null
  /** The consultation on whose conclusion an officer puts it forward. */
  readonly conferred?: Id | null
}

/** Begins a warning, calls its consultation and wakes who has to confer. The caller holds the area. */
export async function beginWarning(
  { areas }: Pick<World, 'areas'>,
  tx: Tx,
  { area, book, change, first, assessment, conferred = null }: Beginning,
  doing: Doing,
): Promise<Id> {
  const id = newId(doing.now)
  const columns = {
    name: `${areas.find(area)?.name ?? area} ${dayOf(change.startsAt)}`,
    rulebook_id: book.id,
    rulebook_hash: book.hash,
    assessment_id: assessment,
    conferred_id: conferred,
    episode_from: first ?? dayOf(change.startsAt),
  }
  await begin(tx, 'warning', { id, area, columns, input: { change } }, doing)
  await callConsultation(tx, { warning: id, area, change, assessment }, doing)
  await wakeFor(tx, { id, area }, change, doing.now)
  return id
}
