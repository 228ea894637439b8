import { MACHINES, type MachineKind, type Stored } from '../../machines/index.ts'
import { Refusal } from '../errors.ts'
import type { Id } from '../model/id.ts'
import type { Instant } from '../model/time.ts'
import { run, start, type Outcome } from './machine.ts'
import type { Reader } from './port.ts'

/** A row of a machine as it stood at an instant (历史状态): its state, its next deadline, and since when. */
export interface Past extends Stored {
  readonly due: Instant | null
  readonly since: Instant
}

interface Told {
  readonly at: Instant
  readonly event: string
  readonly body: string
}

/**
 * Runs a row's machine again on what the journal says happened to it until an instant; null where it had not begun.
 * @throws Refusal `journal.otherwise` where today's machine answers otherwise than that of those days did
 */
export async function pastOf(
  db: Reader,
  kind: MachineKind,
  { id, area }: { id: Id; area: string },
  at: Instant,
): Promise<Past | null> {
  const told = await db.rows<Told>(
    `select at, event, body from journal
     where area = $2 and kind = $3 and (subject = $1 or $1::uuid = any(members)) and at <= $4 and event <> 'REFUSED'
     order by journal.tx, seq`,
    [id, area, kind, at],
  )
  let past: Past | null = null
  for (const each of told) {
    const body = JSON.parse(each.body) as { input?: unknown; event?: { type: string }; to?: string }
    // What was noted of it without moving it: a letter, a list.
    if (body.to === undefined) continue
    const outcome: Outcome | null =
      each.event === 'BEGUN'
        ? start(MACHINES[kind], body.input)
        : past === null || body.event === undefined
          ? null
          : run(MACHINES[kind], past, body.event)
    if (outcome === null || outcome.stored.state !== body.to) throw new Refusal('journal.otherwise', { what: kind, id })
    past = { ...outcome.stored, due: outcome.due, since: each.at }
  }
  return past
}
