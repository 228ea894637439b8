import { first, type Reader, type Tx } from '../../db/port.ts'
import { newId, type Id } from '../../model/id.ts'
import type { Day, Instant } from '../../model/time.ts'
import type { Allowed } from '../exceptions/allow.ts'

/** Why somebody is exempt (豁免): a protected task, households' heat, public safety, or what its document says. */
export const EXEMPT_ZH = {
  protectedTask: '保障任务',
  heating: '居民供暖',
  publicSafety: '公共安全',
  other: '其他',
} as const
export type ExemptGround = keyof typeof EXEMPT_ZH

/** A dated exemption (豁免): one officer names it, another one confirms it; it ends by itself. */
export interface Exemption {
  readonly id: Id
  readonly area: string
  readonly enterprise: Id
  readonly name: string
  readonly ground: ExemptGround
  readonly document: string
  readonly reason: string
  readonly from: Day
  readonly until: Day
  readonly proposedBy: string
  readonly proposedAt: Instant
  readonly decision: 'confirm' | 'refuse' | null
  readonly decidedBy: string | null
  readonly decidedAt: Instant | null
  readonly endedBy: string | null
  readonly endedBecause: string | null
  readonly endedAt: Instant | null
}

const EXEMPTION = `x.id, x.area, x.enterprise_id as enterprise, coalesce(n.name, e.credit_code) as name, x.ground, x.document, x.reason,
  x.from_day as "from", x.until_day as until, x.proposed_by as "proposedBy", x.proposed_at as "proposedAt", x.decision,
  x.decided_by as "decidedBy", x.decided_at as "decidedAt", x.ended_by as "endedBy",
  x.ended_because as "endedBecause", x.ended_at as "endedAt"`
const FROM = `from exemption x join enterprise e on e.id = x.enterprise_id left join lateral (
  select l.name from listing l where l.enterprise_id = x.enterprise_id order by l.list_id desc limit 1
) n on true`

export async function addExemption(
  tx: Tx,
  made: Pick<
    Exemption,
    'area' | 'enterprise' | 'ground' | 'document' | 'reason' | 'from' | 'until' | 'proposedBy' | 'proposedAt'
  >,
): Promise<Id> {
  const id = newId(made.proposedAt)
  await tx.rows(
    `insert into exemption (id, area, enterprise_id, ground, document, reason, from_day, until_day, proposed_by,
       proposed_at)
     values ($1, $2, $3, $4, $5, $6, $7::date, $8::date, $9, $10)`,
    [
      id,
      made.area,
      made.enterprise,
      made.ground,
      made.document,
      made.reason,
      made.from,
      made.until,
      made.proposedBy,
      made.proposedAt,
    ],
  )
  return id
}

export function exemptionById(db: Reader, id: Id): Promise<Exemption | null> {
  return first(db, `select ${EXEMPTION} ${FROM} where x.id = $1`, [id])
}

/** Held until the transaction ends. */
export function holdExemption(tx: Tx, id: Id): Promise<Exemption | null> {
  return first(tx, `select ${EXEMPTION} ${FROM} where x.id = $1 for update of x`, [id])
}

export function exemptionsIn(
  db: Reader,
  areas: readonly string[],
  enterprise: Id | null,
  before: Id | null,
  limit: number,
): Promise<Exemption[]> {
  return db.rows(
    `select ${EXEMPTION} ${FROM} where x.area = any($1::text[]) and ($2::uuid is null or x.enterprise_id = $2)
       and ($3::uuid is null or x.id < $3) order by x.id desc limit $4`,
    [areas, enterprise, before, limit],
  )
}

export async function decideExemption(
  tx: Tx,
  { id, decision, by, because, at }: { id: Id; decision: string; by: string; because: string; at: Instant },
): Promise<void> {
  await tx.rows(
    'update exemption set decision = $2, decided_by = $3, decided_because = $4, decided_at = $5 where id = $1',
    [id, decision, by, because, at],
  )
}

export async function endExemption(tx: Tx, id: Id, by: string, because: string, at: Instant): Promise<void> {
  await tx.rows('update exemption set ended_by = $2, ended_because = $3, ended_at = $4 where id = $1', [
    id,
    by,
    because,
    at,
  ])
}

/** Of whom nothing is asked on a day, as it was confirmed at an instant. */
export async function exemptOf(
  db: Reader,
  enterprises: readonly Id[],
  { at, on }: { at: Instant; on: Day },
): Promise<Map<Id, Allowed[]>> {
  const rows = await db.rows<Pick<Exemption, 'id' | 'enterprise' | 'ground' | 'document' | 'until'>>(
    `select id, enterprise_id as enterprise, ground, document, until_day as until from exemption
     where enterprise_id = any($1::uuid[]) and decision = 'confirm' and decided_at <= $2
       and (ended_at is null or ended_at > $2) and from_day <= $3::date and until_day >= $3::date order by id`,
    [enterprises, at, on],
  )
  return new Map(
    rows.map(({ id, enterprise, ground, document, until }) => {
      const clause = `豁免（${EXEMPT_ZH[ground]}，至 ${until}）`
      const by = { id: `exemption/${id}`, document, clause, confidence: 'list' } as const
      return [enterprise, [{ line: null, measure: { kind: 'none' }, words: '', clause: by }]]
    }),
  )
}
