import { first, type Reader, type Tx } from '../../db/port.ts'
import type { Entry } from '../../model/enterprise.ts'
import type { Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'
import type { Emissions } from '../../model/tonnes.ts'

/** An enterprise as the newest version that came into force names it, and whether that version is still in force. */
export interface KnownListing {
  readonly list: Id
  readonly listName: string
  readonly inForce: boolean
  readonly area: string
  readonly entry: Entry
}

export async function newestListing(db: Reader, enterprise: Id, now: Instant): Promise<KnownListing | null> {
  return await first(
    db,
    `select l.id as list, l.name as "listName", l.state = 'inForce' as "inForce", g.area, g.entry
     from listing g join list l on l.id = g.list_id
     where g.enterprise_id = $1 and l.state in ('inForce', 'replaced', 'scheduled') and l.released_at <= $2
     order by l.released_at desc, l.id desc limit 1`,
    [enterprise, now],
  )
}

/** Ends every token of an enterprise that still holds; how many there were. */
export async function revokeTokens(tx: Tx, enterprise: Id, now: Instant): Promise<number> {
  const ended = await tx.rows(
    'update enterprise_token set revoked_at = $2 where enterprise = $1 and revoked_at is null returning enterprise',
    [enterprise, now],
  )
  tx.announce('callers')
  return ended.length
}

/** An enterprise as officers see it in a table. */
export interface EnterpriseRow {
  readonly id: Id
  readonly creditCode: string
  readonly name: string
  readonly area: string
  readonly class: string
  readonly grade: string
  readonly industry: string
  readonly position: number
  readonly daily: Emissions
}

/** Which enterprises of a list are looked for: a part of the name or of the code, a class, a grade. */
export interface EnterprisesWanted {
  readonly search?: string | undefined
  readonly class?: string | undefined
  readonly grade?: string | undefined
}

/** Enterprises of a version inside some areas, in the order of the list, after a position. */
export async function enterpriseRows(
  db: Reader,
  list: Id,
  areas: readonly string[],
  after: number | null,
  limit: number,
  { search = '', class: kind, grade }: EnterprisesWanted = {},
): Promise<EnterpriseRow[]> {
  const rows = await db.rows<Omit<EnterpriseRow, 'daily'> & Emissions>(
    `select enterprise_id as id, credit_code as "creditCode", name, area, class, grade, industry, position,
       so2_mg as so2, nox_mg as nox, pm_mg as pm, vocs_mg as vocs
     from listing where list_id = $1 and area = any($2::text[]) and position > $3
       and strpos(upper(name) || ' ' || credit_code, upper($5)) > 0
       and ($6::text is null or class = $6) and ($7::text is null or grade = $7) order by position limit $4`,
    [list, areas, after ?? -1, limit, search, kind ?? null, grade ?? null],
  )
  return rows.map(({ so2, nox, pm, vocs, ...row }) => ({ ...row, daily: { so2, nox, pm, vocs } }))
}
