import type { Doing } from '../db/journal.ts'
import type { Tx } from '../db/port.ts'
import { begin } from '../db/step.ts'
import { newId, type Id } from '../model/id.ts'
import { addMinutes, dayOf } from '../model/time.ts'
import type { World } from '../world.ts'
import type { Instruction } from './store.ts'

/** What one above asks of an area. */
export interface Entered extends Pick<
  Instruction,
  'area' | 'issuer' | 'issuerName' | 'document' | 'text' | 'level' | 'startsAt' | 'endsAt'
> {
  /** The warning of this installation from which it follows. */
  readonly warning: Id | null
}

/** Begins an instruction (上级指令) with the clocks of its hour. */
export async function enterInstruction(
  { areas, rulebooks }: Pick<World, 'areas' | 'rulebooks'>,
  tx: Tx,
  given: Entered,
  doing: Doing,
): Promise<Id> {
  const { area, issuer, issuerName, document, text, level, startsAt, endsAt, warning } = given
  const { answer, report, summary } = rulebooks.linkage(dayOf(doing.now))
  const answerBy = addMinutes(doing.now, answer.minutes)
  const id = newId(doing.now)
  const columns = {
    name: `${areas.find(area)?.name ?? area} ${document}`,
    issuer,
    issuer_name: issuerName,
    document,
    text,
    starts_at: startsAt,
    ends_at: endsAt,
    answer_by: answerBy,
    clocks: JSON.stringify({ answer, report, summary }),
    entered_by: doing.by,
    warning_id: warning,
  }
  const input = { level, answerBy, endsAt, summaryMinutes: summary.minutes }
  await begin(tx, 'instruction', { id, area, columns, input }, doing)
  return id
}
