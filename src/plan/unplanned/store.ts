import { hashOfMembers, journal, type Doing } from '../../db/journal.ts'
import type { Reader, Tx } from '../../db/port.ts'
import type { Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'

/** An enterprise whose planning failed. */
export interface Failed {
  readonly enterprise: Id
  readonly area: string
  readonly creditCode: string
  readonly name: string
  /** What the planning threw. */
  readonly why: string
}

/** The same as it is kept (未编指令). */
export interface Unplanned extends Failed {
  /** Of the warning, when it was last tried. */
  readonly revision: number
  readonly tries: number
  readonly since: Instant
  readonly triedAt: Instant
}

/**
 * Keeps whom a plan of some enterprises left out, and forgets whom an earlier one had and this one has not. What they
 * hold from before stays as it is.
 */
export async function recordUnplanned(
  tx: Tx,
  { id: warning, revision }: { readonly id: Id; readonly revision: number },
  planned: readonly Id[],
  failed: readonly Failed[],
  doing: Doing,
): Promise<void> {
  const ids = failed.map(({ enterprise }) => enterprise)
  const cleared = await tx.rows<{ enterprise: Id; area: string }>(
    `delete from unplanned where warning_id = $1 and enterprise_id = any($2::uuid[])
       and enterprise_id <> all($3::uuid[]) returning enterprise_id as enterprise, area`,
    [warning, planned, ids],
  )
  await tell(tx, 'ENTERPRISE_PLANNED_AFTER_ALL', warning, { revision }, cleared, doing)
  if (failed.length === 0) return
  await tx.rows(
    `insert into unplanned (warning_id, enterprise_id, area, credit_code, name, revision, why, tries, since, tried_at)
     select $1, enterprise, area, code, name, $2, why, 1, $3::timestamptz, $3::timestamptz
     from unnest($4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[]) as u (enterprise, area, code, name, why)
     on conflict (warning_id, enterprise_id) do update
       set revision = excluded.revision, why = excluded.why, tries = unplanned.tries + 1, tried_at = excluded.tried_at`,
    [
      warning,
      revision,
      doing.now,
      ids,
      failed.map(({ area }) => area),
      failed.map(({ creditCode }) => creditCode),
      failed.map(({ name }) => name),
      failed.map(({ why }) => why),
    ],
  )
  for (const [why, alike] of Map.groupBy(failed, (one) => one.why))
    await tell(tx, 'ENTERPRISE_UNPLANNED', warning, { revision, why }, alike, doing)
}

/** One entry for each area. */
async function tell(
  tx: Tx,
  event: string,
  warning: Id,
  said: object,
  rows: readonly { readonly enterprise: Id; readonly area: string }[],
  doing: Doing,
): Promise<void> {
  const entries = [...Map.groupBy(rows, ({ area }) => area)].map(([area, own]) => {
    const members = own.map(({ enterprise }) => enterprise)
    const body = { ...said, count: members.length, members: hashOfMembers(members) }
    return { area, kind: 'warning', subject: warning, members, event, body }
  })
  await journal(tx, entries, doing)
}

/** Whom the plans of a warning left out, inside some areas, in the order of their ids after one. */
export function unplannedOf(
  db: Reader,
  warning: Id,
  areas: readonly string[] | null,
  after: Id | null,
  limit: number,
): Promise<Unplanned[]> {
  return db.rows(
    `select enterprise_id as enterprise, area, credit_code as "creditCode", name, revision, why, tries, since,
       tried_at as "triedAt"
     from unplanned where warning_id = $1 and ($2::text[] is null or area = any($2))
       and ($3::uuid is null or enterprise_id > $3) order by enterprise_id limit $4`,
    [warning, areas, after, limit],
  )
}
