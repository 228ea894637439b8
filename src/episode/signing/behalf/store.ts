import type { Doing } from '../../../db/journal.ts'
import { first, type Reader, type Tx } from '../../../db/port.ts'
import { newId, type Id } from '../../../model/id.ts'
import type { Instant } from '../../../model/time.ts'

/** A scan (扫描件) without its bytes. */
export interface Scan {
  readonly sha256: string
  readonly type: string
  readonly size: number
  readonly enteredBy: Id
  readonly enteredAt: Instant
}

const SCAN = 'sha256, type, size, entered_by as "enteredBy", entered_at as "enteredAt"'

/** Keeps a scan; false where the very same is there already. */
export async function keepScan(
  tx: Tx,
  { signature, area }: { signature: Id; area: string },
  { sha256, type, bytes }: { sha256: string; type: string; bytes: Buffer },
  officer: Id,
  { now }: Doing,
): Promise<boolean> {
  const kept = await tx.rows(
    `insert into signature_scan (id, area, signature_id, sha256, type, size, bytes, entered_by, entered_at)
     values ($1, $2, $3, $4, $5, $6, decode($7, 'base64'), $8, $9) on conflict do nothing returning id`,
    [newId(now), area, signature, sha256, type, bytes.length, bytes.toString('base64'), officer, now],
  )
  return kept.length > 0
}

export async function scansOf(db: Reader, signature: Id): Promise<Scan[]> {
  return await db.rows<Scan>(`select ${SCAN} from signature_scan where signature_id = $1 order by id`, [signature])
}

export async function scanBytes(
  db: Reader,
  signature: Id,
  sha256: string,
): Promise<{ type: string; bytes: Uint8Array } | null> {
  return await first<{ type: string; bytes: Uint8Array }>(
    db,
    'select type, bytes from signature_scan where signature_id = $1 and sha256 = $2',
    [signature, sha256],
  )
}

/** By whom and why it ended, in the transaction of the step. */
export async function recordShown(tx: Tx, endorsement: Id, reason: string, { now, by }: Doing): Promise<void> {
  await tx.rows('update endorsement set ended_by = $2, ended_at = $3, reason = $4 where id = $1', [
    endorsement,
    by,
    now,
    reason,
  ])
}

/** Somebody said no on the telephone after all, or nothing came: what the desk is told of it. */
export async function unproven(
  db: Reader,
  endorsement: Id,
): Promise<{ name: string; state: string; alive: boolean } | null> {
  return await first<{ name: string; state: string; alive: boolean }>(
    db,
    `select e.name, e.state, w.state not in ('lifted', 'dismissed', 'withdrawn') as alive
     from endorsement e join warning w on w.id = e.warning_id where e.id = $1`,
    [endorsement],
  )
}
