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
  /** When it last heard of anything but an hour that passed. */
  readonly heardAt: Instant
}

interface Told {
  readonly at: Instant
  readonly event: string
  readonly body: string
  readonly rows: readonly Id[]
}

/** A row of which the journal is asked. */
type Row = Readonly<{ id: Id; area: string }>

/**
 * Runs a row's machine again on what the journal says happened to it until an instant; null where it had not begun.
 * @throws Refusal `journal.otherwise` where today's machine answers otherwise than that of those days did
 */
export async function pastOf(db: Reader, kind: MachineKind, row: Row, at: Instant): Promise<Past | null> {
  return (await pastsOf(db, kind, [row], at)).get(row.id) ?? null
}

/**
 * The same of many rows of one kind: what moved as a cohort is run once. Those that had not begun are missing.
 * @param after what was in the journal before any of them: without it all that their areas ever did is looked through
 * @throws Refusal `journal.otherwise`
 */
export async function pastsOf(
  db: Reader,
  kind: MachineKind,
  rows: readonly Row[],
  at: Instant,
  after: Id | null = null,
): Promise<Map<Id, Past>> {
  const pasts = new Map<Id, Past>()
  if (rows.length === 0) return pasts
  const asked = new Set(rows.map(({ id }) => id))
  const told = await db.rows<Told>(
    `select at, event, body, coalesce(members, array[subject]) as rows from journal
     where area = any($2::text[]) and kind = $3 and at <= $4 and event <> 'REFUSED'
       and ($5::uuid is null or seq >= coalesce((select min(b.seq) from journal b where b.subject = $5), 0))
       and (subject = any($1::uuid[]) or exists (select from unnest(members) as m where m = any($1::uuid[])))
     order by journal.tx, seq`,
    [[...asked], [...new Set(rows.map(({ area }) => area))], kind, at, after],
  )
  for (const { body, ...each } of told) {
    const said = JSON.parse(body) as Said
    // What was noted of it without moving it: a letter, a list.
    if (said.to === undefined) continue
    const moved = new Map<Past | undefined, Past>()
    for (const id of each.rows) {
      if (!asked.has(id)) continue
      const before = pasts.get(id)
      const past = moved.get(before) ?? next(kind, id, before, said, each)
      moved.set(before, past)
      pasts.set(id, past)
    }
  }
  return pasts
}

interface Said {
  readonly input?: unknown
  readonly event?: { type: string }
  readonly to?: string
}

function next(
  kind: MachineKind,
  id: Id,
  before: Past | undefined,
  { input, event: sent, to }: Said,
  { event, at }: Pick<Told, 'event' | 'at'>,
): Past {
  const outcome: Outcome | null =
    event === 'BEGUN'
      ? start(MACHINES[kind], input)
      : before === undefined || sent === undefined
        ? null
        : run(MACHINES[kind], before, sent)
  if (outcome === null || outcome.stored.state !== to) throw new Refusal('journal.otherwise', { what: kind, id })
  const heardAt = event === 'TICK' && before !== undefined ? before.heardAt : at
  return { ...outcome.stored, due: outcome.due, since: at, heardAt }
}
