import type { Tx } from '../../db/port.ts'
import type { Id } from '../../model/id.ts'

/** Notes that effects have failed once, each with its reason: what they were to send may have gone out. */
export async function countFailure(tx: Tx, effects: readonly Id[], why: readonly string[]): Promise<void> {
  await tx.rows(
    `update effect e set failed = 1, last_error = f.why from unnest($1::uuid[], $2::text[]) as f (id, why)
     where e.id = f.id`,
    [effects, why],
  )
}
