import { first, type Reader, type Tx } from '../../db/port.ts'
import { newId, type Id } from '../../model/id.ts'
import type { Day, Instant } from '../../model/time.ts'
import type { Agreed, AgreedTerm } from './decide.ts'

/** A negotiated reduction (协商减排): who, which lines, how much at which level, from when to when, signed by both. */
export interface Agreement {
  readonly id: Id
  readonly area: string
  readonly enterprise: Id
  readonly name: string
  /** Number of the document. */
  readonly document: string
  readonly terms: readonly AgreedTerm[]
  readonly from: Day
  readonly until: Day
  readonly proposedBy: string
  readonly proposedAt: Instant
  readonly bureauBy: string | null
  readonly bureauAt: Instant | null
  readonly enterpriseBy: string | null
  readonly enterpriseAt: Instant | null
  readonly endedBy: string | null
  readonly endedBecause: string | null
  readonly endedAt: Instant | null
}

const AGREEMENT = `a.id, a.area, a.enterprise_id as enterprise, coalesce(n.name, e.credit_code) as name, a.document, a.terms, a.from_day as "from",
  a.until_day as until, a.proposed_by as "proposedBy", a.proposed_at as "proposedAt", a.bureau_by as "bureauBy",
  a.bureau_at as "bureauAt", a.enterprise_by as "enterpriseBy", a.enterprise_at as "enterpriseAt",
  a.ended_by as "endedBy", a.ended_because as "endedBecause", a.ended_at as "endedAt"`
const FROM = `from agreement a join enterprise e on e.id = a.enterprise_id left join lateral (
  select l.name from listing l where l.enterprise_id = a.enterprise_id order by l.list_id desc limit 1
) n on true`

export async function addAgreement(
  tx: Tx,
  made: Pick<Agreement, 'area' | 'enterprise' | 'document' | 'terms' | 'from' | 'until' | 'proposedBy' | 'proposedAt'>,
): Promise<Id> {
  const id = newId(made.proposedAt)
  await tx.rows(
    `insert into agreement (id, area, enterprise_id, document, terms, from_day, until_day, proposed_by, proposed_at)
     values ($1, $2, $3, $4, $5::jsonb, $6::date, $7::date, $8, $9)`,
    [
      id,
      made.area,
      made.enterprise,
      made.document,
      JSON.stringify(made.terms),
      made.from,
      made.until,
      made.proposedBy,
      made.proposedAt,
    ],
  )
  return id
}

export function agreementById(db: Reader, id: Id): Promise<Agreement | null> {
  return first(db, `select ${AGREEMENT} ${FROM} where a.id = $1`, [id])
}

/** Held until the transaction ends. */
export function holdAgreement(tx: Tx, id: Id): Promise<Agreement | null> {
  return first(tx, `select ${AGREEMENT} ${FROM} where a.id = $1 for update of a`, [id])
}

export function agreementsIn(
  db: Reader,
  areas: readonly string[],
  enterprise: Id | null,
  before: Id | null,
  limit: number,
): Promise<Agreement[]> {
  return db.rows(
    `select ${AGREEMENT} ${FROM} where a.area = any($1::text[]) and ($2::uuid is null or a.enterprise_id = $2)
       and ($3::uuid is null or a.id < $3) order by a.id desc limit $4`,
    [areas, enterprise, before, limit],
  )
}

export async function signAgreement(
  tx: Tx,
  id: Id,
  side: 'bureau' | 'enterprise',
  by: string,
  at: Instant,
): Promise<void> {
  const [who, when] = side === 'bureau' ? ['bureau_by', 'bureau_at'] : ['enterprise_by', 'enterprise_at']
  await tx.rows(`update agreement set ${who} = $2, ${when} = $3 where id = $1`, [id, by, at])
}

export async function endAgreement(tx: Tx, id: Id, by: string, because: string, at: Instant): Promise<void> {
  await tx.rows('update agreement set ended_by = $2, ended_because = $3, ended_at = $4 where id = $1', [
    id,
    by,
    because,
    at,
  ])
}

/** What some enterprises have agreed on, as it was signed at an instant and holds on a day. */
export async function agreedBy(
  db: Reader,
  enterprises: readonly Id[],
  { at, on }: { at: Instant; on: Day },
): Promise<Map<Id, Agreed[]>> {
  const rows = await db.rows<Pick<Agreement, 'id' | 'enterprise' | 'document' | 'terms'>>(
    `select id, enterprise_id as enterprise, document, terms from agreement
     where enterprise_id = any($1::uuid[]) and bureau_at <= $2 and enterprise_at <= $2
       and (ended_at is null or ended_at > $2) and from_day <= $3::date and until_day >= $3::date order by id`,
    [enterprises, at, on],
  )
  const found = new Map<Id, Agreed[]>()
  for (const { id, enterprise, document, terms } of rows) {
    const clause = { id: `agreement/${id}`, document, clause: '协商减排', confidence: 'list' } as const
    const agreed = terms.map((term): Agreed => ({ ...term, clause }))
    found.set(enterprise, [...(found.get(enterprise) ?? []), ...agreed])
  }
  return found
}
