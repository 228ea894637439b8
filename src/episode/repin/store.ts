import { ask } from '../../db/effects.ts'
import { first, type Reader, type Tx } from '../../db/port.ts'
import { newId, type Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'

/** A living warning that is to go on by a corrected version of its book (规则更正). */
export interface Repin {
  readonly id: Id
  readonly area: string
  readonly warning: Id
  readonly from: string
  readonly to: string
  readonly reason: string
  readonly proposedBy: string
  readonly proposedAt: Instant
  readonly decision: 'confirm' | 'refuse' | null
  readonly decidedBy: string | null
  readonly decidedAt: Instant | null
}

const REPIN = `id, area, warning_id as warning, from_hash as "from", to_hash as "to", reason,
  proposed_by as "proposedBy", proposed_at as "proposedAt", decision, decided_by as "decidedBy", decided_at as "decidedAt"`

export async function addRepin(tx: Tx, made: Omit<Repin, 'id' | 'decision' | 'decidedBy' | 'decidedAt'>): Promise<Id> {
  const id = newId(made.proposedAt)
  await tx.rows(
    `insert into repin (id, area, warning_id, from_hash, to_hash, reason, proposed_by, proposed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, made.area, made.warning, made.from, made.to, made.reason, made.proposedBy, made.proposedAt],
  )
  return id
}

export async function repinById(db: Reader, id: Id): Promise<Repin | null> {
  return await first<Repin>(db, `select ${REPIN} from repin where id = $1`, [id])
}

/** The same, locked: two who decide at once are one after the other. */
export async function holdRepin(tx: Tx, id: Id): Promise<Repin | null> {
  return await first<Repin>(tx, `select ${REPIN} from repin where id = $1 for update`, [id])
}

/** Of some areas, the newest first; continued before an id. */
export async function repinsIn(
  db: Reader,
  areas: readonly string[],
  before: Id | null,
  limit: number,
): Promise<Repin[]> {
  return await db.rows<Repin>(
    `select ${REPIN} from repin where area = any($1::text[]) and ($2::uuid is null or id < $2) order by id desc limit $3`,
    [areas, before, limit],
  )
}

export async function decideRepin(
  tx: Tx,
  { id, decision, by, because, at }: { id: Id; decision: string; by: string; because: string; at: Instant },
): Promise<void> {
  await tx.rows(
    'update repin set decision = $2, decided_by = $3, decided_because = $4, decided_at = $5 where id = $1',
    [id, decision, by, because, at],
  )
}

/** The warning is judged by the other version from here on, and at once. */
export async function judgeBy(tx: Tx, { id, area, warning, to }: Repin, now: Instant): Promise<void> {
  await tx.rows('update warning set rulebook_hash = $2 where id = $1', [warning, to])
  await ask(tx, [{ kind: 'assess', subject: id, area, params: { area } }], now)
}
