import { createHash } from 'node:crypto'
import type { Id } from '../model/id.ts'
import type { Instant } from '../model/time.ts'
import type { Tx } from './port.ts'

/** Who does something, when, and why if it needs a word. `by`: `user:<id>`, `feed:<id>`, `enterprise:<id>` or `engine`. */
export interface Doing {
  now: Instant
  by: string
  because?: string
}

/** A line of the journal (日志). */
export interface Entry {
  area: string
  /** What it is about: a machine's kind, or a noun such as `bulletin`. */
  kind: string
  subject: Id
  /** A cohort's entry stands for all of these; null for one. */
  members?: readonly Id[] | undefined
  event: string
  body: unknown
}

/** Writes entries in the caller's transaction; the sealer chains them once it is committed. */
export async function journal(tx: Tx, entries: readonly Entry[], doing: Doing): Promise<void> {
  if (entries.length === 0) return
  const params: unknown[] = [doing.now, doing.by]
  const rows = entries.map(({ area, kind, subject, members, event, body }) => {
    const said = doing.because === undefined ? body : { because: doing.because, ...asObject(body) }
    const n = params.push(area, kind, subject, members ?? null, event, canonical(said)) - 5
    return `($1::timestamptz, $${n}::text, $${n + 1}::text, $${n + 2}::uuid, $${n + 3}::uuid[], $${n + 4}::text, $2::text, $${n + 5}::text)`
  })
  await tx.rows(
    `insert into journal (at, area, kind, subject, members, event, actor, body) values ${rows.join(', ')}`,
    params,
  )
  tx.announce('journal')
}

/** A fact that moves no machine: a bulletin came, a list was released, somebody logged in. */
export async function note(tx: Tx, entry: Entry, doing: Doing): Promise<void> {
  await journal(tx, [entry], doing)
}

function asObject(body: unknown): object {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? body : { body }
}

/** JSON with sorted keys: the same content is the same text, and so the same hash. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}

/** The members of a cohort in one hash: SHA-256 over the sorted ids. */
export function hashOfMembers(ids: readonly Id[]): string {
  return createHash('sha256')
    .update([...ids].sort().join('\n'))
    .digest('hex')
}
