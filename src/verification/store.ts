import { first, type Reader, type Tx } from '../db/port.ts'
import type { Id } from '../model/id.ts'
import type { Day } from '../model/time.ts'
import type { Outcome, Verdict } from './verdict.ts'

const VERDICT = `v.id, v.area, v.warning_id as warning, v.order_id as "order", v.order_row as "orderRow", v.revision,
  v.enterprise_id as enterprise, v.line, v.day, v.from_at as "from", v.until_at as "until", v.outcome, v.judged,
  v.confidence, v.rests, v.say, v.read as "values", v.promised, v.shown, v.ruling, v.version,
  v.decided_at as "decidedAt"`

export function verdictOf(db: Reader, id: Id): Promise<Verdict | null> {
  return first(db, `select ${VERDICT} from verdict v where v.id = $1`, [id])
}

/** Held until the transaction ends. */
export function holdVerdict(tx: Tx, id: Id): Promise<Verdict | null> {
  return first(tx, `select ${VERDICT} from verdict v where v.id = $1 for update`, [id])
}

/** All of a warning's, by enterprise, day and line. */
export function verdictsOfWarning(db: Reader, warning: Id): Promise<Verdict[]> {
  return db.rows(`select ${VERDICT} from verdict v where v.warning_id = $1 order by v.enterprise_id, v.day, v.line`, [
    warning,
  ])
}

export interface VerdictFilter {
  readonly areas: readonly string[]
  readonly warning: Id | null
  readonly order: Id | null
  readonly enterprise: Id | null
  readonly outcome: Outcome | null
  readonly day: Day | null
}

/** Newest first. */
export function verdictsIn(
  db: Reader,
  { areas, warning, order, enterprise, outcome, day }: VerdictFilter,
  before: Id | null,
  limit: number,
): Promise<Verdict[]> {
  return db.rows(
    `select ${VERDICT} from verdict v
     where v.area = any($1::text[]) and ($2::uuid is null or v.warning_id = $2) and ($3::uuid is null or v.order_id = $3)
       and ($4::uuid is null or v.enterprise_id = $4) and ($5::text is null or v.outcome = $5)
       and ($6::date is null or v.day = $6) and ($7::uuid is null or v.id < $7)
     order by v.id desc limit $8`,
    [areas, warning, order, enterprise, outcome, day, before, limit],
  )
}
