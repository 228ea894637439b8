import { note, type Doing } from '../../db/journal.ts'
import { first, type Reader, type Tx } from '../../db/port.ts'
import type { Finding } from '../../inspection/findings/store.ts'
import { newId, type Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'
import type { FindingRule, FollowKind } from '../../rulebook/inspection.ts'

/** By which clause something is proposed. */
export interface FollowBasis {
  readonly ground: string | null
  readonly document: string | null
  readonly clause: string | null
  readonly borrowedFrom: string | null
  /** 本系统自定: no document says so. */
  readonly design: boolean
}

/** What follows from a finding (处理建议). */
export interface Consequence {
  readonly id: Id
  readonly area: string
  readonly finding: Id
  readonly enterprise: Id
  readonly kind: FollowKind
  readonly basis: FollowBasis
  readonly state: 'proposed' | 'adopted' | 'done' | 'refused' | 'undone'
  readonly proposedAt: Instant
  readonly adoptedBy: string | null
  readonly adoptedAt: Instant | null
  readonly decidedBy: string | null
  readonly decidedAt: Instant | null
  readonly reason: string | null
  readonly result: Readonly<Record<string, string>> | null
}

const CONSEQUENCE = `c.id, c.area, c.finding_id as finding, c.enterprise_id as enterprise, c.kind, c.basis, c.state,
  c.proposed_at as "proposedAt", c.adopted_by as "adoptedBy", c.adopted_at as "adoptedAt", c.decided_by as "decidedBy",
  c.decided_at as "decidedAt", c.reason, c.result`

/** Proposes what the rules say for a kind of finding; what was proposed before is not proposed again. */
export async function proposeConsequences(
  tx: Tx,
  { id, area, enterprise }: Pick<Finding, 'id' | 'area' | 'enterprise'>,
  follows: FindingRule['follows'],
  doing: Doing,
): Promise<void> {
  for (const { what, ground = null, source, borrowedFrom = null, status } of follows) {
    const basis: FollowBasis = {
      ground,
      document: source?.document ?? null,
      clause: source?.clause ?? null,
      borrowedFrom,
      design: status === 'design',
    }
    const made = await first<{ id: Id }>(
      tx,
      `insert into consequence (id, area, finding_id, enterprise_id, kind, basis, state, proposed_at)
       values ($1, $2, $3, $4, $5, $6::jsonb, 'proposed', $7) on conflict do nothing returning id`,
      [newId(doing.now), area, id, enterprise, what, JSON.stringify(basis), doing.now],
    )
    if (made === null) continue
    const body = { finding: id, what, basis }
    await note(tx, { area, kind: 'consequence', subject: made.id, event: 'CONSEQUENCE_PROPOSED', body }, doing)
  }
}

/** What is proposed, or done, of a finding that was ruled out is not any more; those that were carried out are returned. */
export async function undoConsequences(
  tx: Tx,
  { id, area }: Pick<Finding, 'id' | 'area'>,
  doing: Doing,
): Promise<Consequence[]> {
  const held = await tx.rows<Consequence>(
    `select ${CONSEQUENCE} from consequence c where c.finding_id = $1 and c.state not in ('refused', 'undone')
     order by c.id for update`,
    [id],
  )
  await tx.rows(`update consequence set state = 'undone' where id = any($1::uuid[])`, [held.map((one) => one.id)])
  for (const { id: subject, state, kind } of held) {
    const body = { finding: id, what: kind, was: state }
    await note(tx, { area, kind: 'consequence', subject, event: 'CONSEQUENCE_UNDONE', body }, doing)
  }
  return held.filter(({ state }) => state === 'done')
}

export function consequenceById(db: Reader, id: Id): Promise<Consequence | null> {
  return first(db, `select ${CONSEQUENCE} from consequence c where c.id = $1`, [id])
}

/** The same, held: two who decide at once decide one after the other. */
export function holdConsequence(tx: Tx, id: Id): Promise<Consequence | null> {
  return first(tx, `select ${CONSEQUENCE} from consequence c where c.id = $1 for update`, [id])
}

/** Newest first. */
export function consequencesIn(
  db: Reader,
  { areas, state }: { readonly areas: readonly string[]; readonly state: Consequence['state'] | null },
  before: Id | null,
  limit: number,
): Promise<Consequence[]> {
  return db.rows(
    `select ${CONSEQUENCE} from consequence c where c.area = any($1::text[]) and ($2::text is null or c.state = $2)
       and ($3::uuid is null or c.id < $3) order by c.id desc limit $4`,
    [areas, state, before, limit],
  )
}

export async function adopt(tx: Tx, id: Id, result: Consequence['result'], { now, by, because }: Doing): Promise<void> {
  await tx.rows(
    `update consequence set state = 'adopted', adopted_by = $2, adopted_at = $3, reason = $4, result = $5::jsonb
     where id = $1`,
    [id, by, now, because ?? '', JSON.stringify(result)],
  )
}

export async function decide(
  tx: Tx,
  id: Id,
  state: 'done' | 'refused',
  result: Consequence['result'],
  { now, by, because }: Doing,
): Promise<void> {
  await tx.rows(
    `update consequence set state = $2, decided_by = $3, decided_at = $4, reason = $5, result = $6::jsonb where id = $1`,
    [id, state, by, now, because ?? '', JSON.stringify(result)],
  )
}
