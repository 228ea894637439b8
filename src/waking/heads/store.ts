import type { ShiftInput } from '../../../machines/shift.ts'
import { ask } from '../../db/effects.ts'
import type { Doing } from '../../db/journal.ts'
import { first, type Reader, type Tx } from '../../db/port.ts'
import { begin } from '../../db/step.ts'
import { newId, type Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'
import type { Asked } from './decide.ts'

/** The heads whom a warning asks for, and who are not released yet. */
export async function headsOf(db: Reader, warning: Id): Promise<(Asked & { id: Id })[]> {
  return await db.rows<Asked & { id: Id }>(
    `select id, area, post from duty_shift where warning_id = $1
       and state in ('planned', 'absent', 'present', 'handingOver') order by area, post`,
    [warning],
  )
}

/** Asks a county for one of its heads, whom it has to name. */
export async function askHead(
  tx: Tx,
  {
    warning,
    area,
    post,
    name,
    from,
    until,
    input,
  }: Asked & {
    warning: Id
    name: string
    from: Instant
    until: Instant
    input: ShiftInput
  },
  doing: Doing,
): Promise<void> {
  const columns = { name, post, position: 1, from_at: from, until_at: until, entered_by: doing.by, warning_id: warning }
  await begin(tx, 'shift', { id: newId(doing.now), area, columns, input }, doing)
}

/** Has a warning's heads looked at again at an instant, unless that is asked for already. */
export async function lookAgain(
  tx: Tx,
  { warning, area, at }: { warning: Id; area: string; at: Instant },
  now: Instant,
): Promise<void> {
  const asked = await first(
    tx,
    `select 1 as asked from effect where kind = 'askHeads' and subject = $1 and not_before >= $2
       and parked_at is null limit 1`,
    [warning, at],
  )
  if (asked === null) await ask(tx, [{ kind: 'askHeads', subject: warning, area, params: {}, notBefore: at }], now)
}
