import type { Doing } from '../../db/journal.ts'
import { first, type Reader, type Tx } from '../../db/port.ts'
import { newId, type Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'
import type { Problem } from '../store.ts'

/** What shows a problem, or that it was put right (问题材料), without its bytes. */
export interface ProblemFile {
  readonly sha256: string
  readonly name: string
  readonly type: string
  readonly size: number
  readonly enteredBy: string
  readonly enteredAt: Instant
}

const FILE = 'sha256, name, type, size, entered_by as "enteredBy", entered_at as "enteredAt"'

/** Keeps a file; false where the very same is there already. */
export async function keepFile(
  tx: Tx,
  { id: problem, area }: Pick<Problem, 'id' | 'area'>,
  { sha256, name, type, bytes }: { sha256: string; name: string; type: string; bytes: Buffer },
  { now, by }: Doing,
): Promise<boolean> {
  const kept = await tx.rows(
    `insert into problem_file (id, area, problem_id, sha256, name, type, size, bytes, entered_by, entered_at)
     values ($1, $2, $3, $4, $5, $6, $7, decode($8, 'base64'), $9, $10) on conflict do nothing returning id`,
    [newId(now), area, problem, sha256, name, type, bytes.length, bytes.toString('base64'), by, now],
  )
  return kept.length > 0
}

export function filesOf(db: Reader, problem: Id): Promise<ProblemFile[]> {
  return db.rows<ProblemFile>(`select ${FILE} from problem_file where problem_id = $1 order by id`, [problem])
}

export function fileBytes(
  db: Reader,
  problem: Id,
  sha256: string,
): Promise<{ readonly type: string; readonly bytes: Uint8Array } | null> {
  return first(db, 'select type, bytes from problem_file where problem_id = $1 and sha256 = $2', [problem, sha256])
}

/** Held until the transaction ends: two files at once are counted one after the other. */
export async function holdProblem(tx: Tx, problem: Id): Promise<{ readonly state: string } | null> {
  return first(tx, 'select state from problem where id = $1 for update', [problem])
}
