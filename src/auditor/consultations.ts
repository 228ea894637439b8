import type { Statement } from './invariants.ts'

/** What must hold of consultations. */
export const OF_CONSULTATIONS: readonly Statement[] = [
  [
    'I6',
    'a consultation is open on what nobody proposes',
    `select c.area, w.name as what from consultation c join warning w on w.id = c.warning_id
     where c.decided_at is null and c.change is distinct from w.context->'change'`,
  ],
  [
    'I6',
    'the consultations of a city call themselves no more',
    `select c.area, c.name as what from conferring c where c.state = 'waiting' and c.due_at is null
       or c.state = 'calling' and not exists (
         select from effect e where e.subject = c.id and e.kind = 'callSlots')`,
  ],
]
