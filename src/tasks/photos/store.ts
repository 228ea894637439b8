import { first, type Reader, type Tx } from '../../db/port.ts'
import type { Doing } from '../../db/journal.ts'
import type { Fault } from '../../evidence/fault.ts'
import type { Meta } from '../../evidence/photos/decide.ts'
import type { Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'

/** What shows that a task was done (任务照片), without its bytes. */
export interface TaskPhoto {
  readonly task: Id
  readonly area: string
  readonly sha256: string
  readonly type: string
  readonly takenAt: Instant | null
  readonly latitude: number | null
  readonly longitude: number | null
  readonly faults: readonly Fault[]
  readonly state: 'believed' | 'open' | 'accepted' | 'rejected'
  readonly receivedAt: Instant
  readonly receivedBy: string
  readonly decidedAt: Instant | null
  readonly decidedBy: string | null
  readonly reason: string | null
}

const PHOTO = `task_id as task, area, encode(sha256, 'hex') as sha256, type, taken_at as "takenAt", latitude, longitude,
  faults, state, received_at as "receivedAt", received_by as "receivedBy", decided_at as "decidedAt",
  decided_by as "decidedBy", reason`

export function photosOf(db: Reader, tasks: readonly Id[]): Promise<TaskPhoto[]> {
  return db.rows(`select ${PHOTO} from department_photo where task_id = any($1::uuid[]) order by received_at, sha256`, [
    tasks,
  ])
}

export function photoBy(db: Reader, sha256: string): Promise<TaskPhoto | null> {
  return first(db, `select ${PHOTO} from department_photo where sha256 = decode($1, 'hex')`, [sha256])
}

export function imageOf(db: Reader, task: Id, sha256: string): Promise<{ type: string; image: Uint8Array } | null> {
  return first(db, `select type, image from department_photo where task_id = $1 and sha256 = decode($2, 'hex')`, [
    task,
    sha256,
  ])
}

/** Held until the transaction ends: two pictures at once are counted one after the other. */
export async function holdTask(tx: Tx, task: Id): Promise<void> {
  await tx.rows('select id from department_task where id = $1 for update', [task])
}

/** False where the very same picture is there already, of whichever task. */
export async function keepPhoto(
  tx: Tx,
  { id: task, area }: { readonly id: Id; readonly area: string },
  picture: { readonly sha256: string; readonly type: string; readonly bytes: Uint8Array },
  { takenAt, place }: Meta,
  faults: readonly Fault[],
  { now, by }: Doing,
): Promise<boolean> {
  const kept = await tx.rows(
    `insert into department_photo (task_id, area, sha256, type, image, taken_at, latitude, longitude, faults, state,
       received_at, received_by)
     values ($1, $2, decode($3, 'hex'), $4, $5, $6, $7, $8, $9::jsonb, $10, $11, $12) on conflict do nothing returning 1`,
    [
      task,
      area,
      picture.sha256,
      picture.type,
      picture.bytes,
      takenAt,
      place?.latitude ?? null,
      place?.longitude ?? null,
      JSON.stringify(faults),
      faults.length === 0 ? 'believed' : 'open',
      now,
      by,
    ],
  )
  return kept.length > 0
}

/** False where somebody was first, or nothing speaks against it. */
export async function settlePhoto(
  tx: Tx,
  { task, sha256 }: Pick<TaskPhoto, 'task' | 'sha256'>,
  { state, reason }: { readonly state: 'accepted' | 'rejected'; readonly reason: string },
  { now, by }: Doing,
): Promise<boolean> {
  const settled = await tx.rows(
    `update department_photo set state = $3, reason = $4, decided_at = $5, decided_by = $6
     where task_id = $1 and sha256 = decode($2, 'hex') and state = 'open' returning 1`,
    [task, sha256, state, reason, now, by],
  )
  return settled.length > 0
}
