import { first, type Reader } from '../../db/port.ts'
import type { Id } from '../../model/id.ts'
import { RUNG_NAMES, TELLS } from '../../model/rung.ts'
import type { Tally } from './decide.ts'

/** What a board can be parted by. */
export const PARTED_BY = ['county', 'industry', 'grade', 'channel'] as const
export type PartedBy = (typeof PARTED_BY)[number]

const KEY = {
  county: 'o.area',
  grade: 'o.grade',
  industry: `(select l.industry from listing l where l.list_id = w.list_id and l.enterprise_id = o.enterprise_id)`,
} as const

/** The facts that a board counts by, each as a bit: a city has a hundred thousand, and words are slow to gather. */
const FACTS = [...RUNG_NAMES, ...Object.keys(TELLS), 'givenUp']
const BIT = `case e.rung ${FACTS.map((fact, n) => `when '${fact}' then ${2 ** n}`).join(' ')} else 0 end`

/**
 * Orders of a warning in some areas, counted by what is known of them: a city's are a few hundred rows. By channel an
 * order counts once for each that was taken to it, by what that channel alone tells. In state `planned` an order is
 * queued once it has a message; whatever came later says so by itself.
 * @param listed only those of enterprises on this list
 */
export async function tallies(
  db: Reader,
  {
    warning,
    areas,
    by,
    listed = null,
  }: { warning: Id; areas: readonly string[]; by: PartedBy | null; listed?: Id | null },
): Promise<Tally[]> {
  const byChannel = by === 'channel'
  const rows = await db.rows<Omit<Tally, 'facts' | 'onBehalf'> & { facts: number; said: number }>(
    `with known as (
       select e.order_row, ${byChannel ? 'e.channel' : 'null::text'} as channel,
         bit_or(case when e.channel = 'onBehalf' then 0 else ${BIT} end) as facts,
         bit_or(case when e.channel = 'onBehalf' then ${BIT} else 0 end) as said
       from enterprise_order o join evidence e on e.order_row = o.id
       where o.warning_id = $1 and o.area = any($2::text[])
       group by e.order_row${byChannel ? ', e.channel' : ''}),
     each as (
       select ${by === null ? 'null::text' : byChannel ? 'k.channel' : KEY[by]} as key, o.state,
         coalesce(o.context->>'rung', '0') <> '0' as escalated,
         coalesce(k.facts, case when o.state = 'planned'
           and exists (select 1 from delivery d where d.order_row = o.id) then 1 else 0 end) as facts,
         coalesce(k.said, 0) as said, o.weight
       from enterprise_order o join warning w on w.id = o.warning_id
         ${byChannel ? 'join' : 'left join'} known k on k.order_row = o.id
       where o.warning_id = $1 and o.area = any($2::text[]) and ($3::uuid is null
         or exists (select from listing l where l.list_id = $3 and l.enterprise_id = o.enterprise_id)))
     select key, state, escalated, facts, said, count(*) as count, sum(weight)::bigint as weight
     from each group by key, state, escalated, facts, said`,
    [warning, areas, listed],
  )
  return rows.map(({ facts, said, ...row }) => ({ ...row, facts: factsOf(facts), onBehalf: factsOf(said) }))
}

function factsOf(bits: number): string[] {
  return FACTS.filter((_, n) => (bits & (2 ** n)) !== 0)
}

/** The messages that told of an end, apart from the orders. */
interface Ends {
  planned: number
  delivered: number
  givenUp: number
  waiting: number
}

/** Of the announced end, and of both ways in which an order ends by a message: its release, and its recall. */
export async function endsOf(
  db: Reader,
  { warning, areas }: { warning: Id; areas: readonly string[] },
): Promise<{ endings: Ends; releases: Ends; recalls: Ends }> {
  const rows = await db.rows<Ends & { purpose: string }>(
    `select d.purpose, count(*) as planned, count(*) filter (where d.state = 'delivered') as delivered,
       count(*) filter (where d.state = 'givenUp') as "givenUp",
       count(*) filter (where d.state in ('queued', 'retrying')) as waiting
     from delivery d join enterprise_order o on o.id = d.order_row
     where o.warning_id = $1 and o.area = any($2::text[]) and d.purpose in ('ending', 'release', 'recall') group by d.purpose`,
    [warning, areas],
  )
  const of = (name: string): Ends => {
    const { planned, delivered, givenUp, waiting } = rows.find(({ purpose }) => purpose === name) ?? NONE
    return { planned, delivered, givenUp, waiting }
  }
  return { endings: of('ending'), releases: of('release'), recalls: of('recall') }
}

/** How many enterprises the plan left out in some areas: they hold no order, or one from before. */
export async function countUnplanned(
  db: Reader,
  { warning, areas }: { warning: Id; areas: readonly string[] },
): Promise<number> {
  const found = await first<{ count: number }>(
    db,
    'select count(*) as count from unplanned where warning_id = $1 and area = any($2::text[])',
    [warning, areas],
  )
  return found?.count ?? 0
}

const NONE: Ends = { planned: 0, delivered: 0, givenUp: 0, waiting: 0 }

/** Effects that failed too often and wait for a person: of a warning, its orders and their messages. */
export async function countParked(
  db: Reader,
  { warning, areas }: { warning: Id; areas: readonly string[] },
): Promise<number> {
  const [row] = await db.rows<{ parked: number }>(
    `select count(*) as parked from effect e where e.parked_at is not null and e.area = any($2::text[]) and (e.subject = $1
       or exists (select from enterprise_order o where o.id = e.subject and o.warning_id = $1)
       or exists (select from delivery d join enterprise_order o on o.id = d.order_row
         where d.id = e.subject and o.warning_id = $1))`,
    [warning, areas],
  )
  return row?.parked ?? 0
}
