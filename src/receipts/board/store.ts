import { pastsOf } from '../../db/past.ts'
import { first, type Reader } from '../../db/port.ts'
import type { Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'
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

/**
 * The facts that a board counts by, each as a bit: a city has a hundred thousand, and words are slow to gather. What is
 * told of most orders is asked for first.
 */
const FACTS = ['delivered', 'acknowledged', ...RUNG_NAMES, ...Object.keys(TELLS), 'givenUp'].filter(
  (fact, n, all) => all.indexOf(fact) === n,
)
/** What an officer entered stands above what the enterprise, a channel or the engine gave. */
const BIT = `case e.rung ${FACTS.map((fact, n) => `when '${fact}' then ${2 ** n}`).join(' ')} else 0 end
  << case e.channel when 'onBehalf' then ${FACTS.length} else 0 end`
const QUEUED = 2 ** FACTS.indexOf('queued')

/** Which orders are counted; `listed`: only those of enterprises on this list. */
interface Scope {
  readonly warning: Id
  readonly areas: readonly string[]
  readonly by: PartedBy | null
  readonly listed?: Id | null
}

/** The orders of $1 in the areas $2 and on the list $3, with what they are parted by. */
function orders(by: PartedBy | null): string {
  return `select o.id, o.area, ${by === null || by === 'channel' ? 'null::text' : KEY[by]} as key, o.state,
      coalesce(o.context->>'rung', '0') <> '0' as escalated, o.weight, o.created_at
    from enterprise_order o join warning w on w.id = o.warning_id
    where o.warning_id = $1 and o.area = any($2::text[]) and ($3::uuid is null
      or exists (select from listing l where l.list_id = $3 and l.enterprise_id = o.enterprise_id)) offset 0`
}

/** Orders with the same said of them; the facts as bits. */
type Counted = Omit<Tally, 'facts' | 'onBehalf'> & { readonly facts: number }

/**
 * Orders of a warning in some areas, counted by what is known of them: a city's are a few hundred rows. By channel an
 * order counts once for each that was taken to it, by what that channel alone tells. In state `planned` an order is
 * queued once it has a message; whatever came later says so by itself. The orders are read once, and of each its facts
 * where they lie: what other warnings have left behind is not looked at.
 */
export async function tallies(db: Reader, { warning, areas, by, listed = null }: Scope): Promise<Tally[]> {
  const each =
    by === 'channel'
      ? `select e.channel as key, o.state, o.escalated, bit_or(${BIT}) as facts, o.weight
         from (${orders(by)}) o join evidence e on e.order_row = o.id
         group by o.id, e.channel, o.state, o.escalated, o.weight`
      : `select o.key, o.state, o.escalated, o.weight,
           coalesce((select bit_or(${BIT}) from evidence e where e.order_row = o.id),
             case when o.state = 'planned' and exists (select from delivery d where d.order_row = o.id)
               then ${QUEUED} else 0 end) as facts
         from (${orders(by)}) o offset 0`
  const rows = await db.rows<Counted>(
    `select key, state, escalated, facts, count(*) as count, sum(weight)::bigint as weight
     from (${each}) known group by key, state, escalated, facts`,
    [warning, areas, listed],
  )
  return rows.map(named)
}

/** The same as it stood at an instant: the orders that there were, each in its state of then by the journal. */
export async function talliesAt(
  db: Reader,
  { warning, areas, by, listed = null }: Scope,
  at: Instant,
): Promise<Tally[]> {
  const each =
    by === 'channel'
      ? `select o.id, o.area, e.channel as key, o.weight, bit_or(${BIT}) as facts, false as "hasMessage"
         from (${orders(by)}) o join evidence e on e.order_row = o.id
         where o.created_at <= $4 and e.at <= $4 group by o.id, o.area, e.channel, o.weight`
      : `select o.id, o.area, o.key, o.weight,
           (select bit_or(${BIT}) from evidence e where e.order_row = o.id and e.at <= $4) as facts,
           exists (select from delivery d where d.order_row = o.id and d.created_at <= $4) as "hasMessage"
         from (${orders(by)}) o where o.created_at <= $4`
  const rows = await db.rows<Known>(each, [warning, areas, listed, at])
  const pasts = await pastsOf(db, 'order', rows, at, warning)
  const sums = new Map<string, Counted>()
  for (const { id, key, hasMessage, weight, facts: seen } of rows) {
    const past = pasts.get(id)
    if (past === undefined) continue
    const { state } = past
    const escalated = (past.context['rung'] ?? '0') !== '0'
    const facts = seen ?? (state === 'planned' && hasMessage ? QUEUED : 0)
    const alike = `${key} ${state} ${escalated} ${facts}`
    const sum = sums.get(alike) ?? { key, state, escalated, facts, count: 0, weight: 0 }
    sums.set(alike, { ...sum, count: sum.count + 1, weight: sum.weight + weight })
  }
  return [...sums.values()].map(named)
}

/** An order that there was then. */
interface Known {
  readonly id: Id
  readonly area: string
  readonly key: string | null
  readonly weight: number
  /** Null where nothing was on record of it. */
  readonly facts: number | null
  readonly hasMessage: boolean
}

function named({ facts, ...row }: Counted): Tally {
  return { ...row, facts: factsOf(facts), onBehalf: factsOf(facts >> FACTS.length) }
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
  { warning, areas }: Pick<Scope, 'warning' | 'areas'>,
): Promise<ReturnType<typeof byPurpose>> {
  const rows = await db.rows<Ends & { purpose: string }>(
    `select d.purpose, count(*) as planned, count(*) filter (where d.state = 'delivered') as delivered,
       count(*) filter (where d.state = 'givenUp') as "givenUp",
       count(*) filter (where d.state in ('queued', 'retrying')) as waiting
     from delivery d join enterprise_order o on o.id = d.order_row
     where o.warning_id = $1 and o.area = any($2::text[]) and d.purpose in ('ending', 'release', 'recall') group by d.purpose`,
    [warning, areas],
  )
  return byPurpose(rows)
}

/** The same as it stood at an instant. */
export async function endsAt(
  db: Reader,
  { warning, areas }: Pick<Scope, 'warning' | 'areas'>,
  at: Instant,
): Promise<ReturnType<typeof byPurpose>> {
  const rows = await db.rows<{ id: Id; area: string; purpose: string }>(
    `select d.id, d.area, d.purpose from delivery d join enterprise_order o on o.id = d.order_row
     where o.warning_id = $1 and o.area = any($2::text[]) and d.purpose in ('ending', 'release', 'recall')
       and d.created_at <= $3`,
    [warning, areas, at],
  )
  const pasts = await pastsOf(db, 'delivery', rows, at, warning)
  const then = rows.flatMap(({ id, purpose }) => {
    const state = pasts.get(id)?.state
    return state === undefined ? [] : [{ purpose, state }]
  })
  const sums = [...Map.groupBy(then, ({ purpose }) => purpose)].map(([purpose, some]) => {
    const count = (...states: string[]) => some.filter(({ state }) => states.includes(state)).length
    return {
      purpose,
      planned: some.length,
      delivered: count('delivered'),
      givenUp: count('givenUp'),
      waiting: count('queued', 'retrying'),
    }
  })
  return byPurpose(sums)
}

function byPurpose(rows: readonly (Ends & { purpose: string })[]): { endings: Ends; releases: Ends; recalls: Ends } {
  const of = (name: string): Ends => {
    const { planned, delivered, givenUp, waiting } = rows.find(({ purpose }) => purpose === name) ?? NONE
    return { planned, delivered, givenUp, waiting }
  }
  return { endings: of('ending'), releases: of('release'), recalls: of('recall') }
}

/** How many enterprises the plan left out in some areas: they hold no order, or one from before. */
export async function countUnplanned(
  db: Reader,
  { warning, areas }: Pick<Scope, 'warning' | 'areas'>,
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
export async function countParked(db: Reader, { warning, areas }: Pick<Scope, 'warning' | 'areas'>): Promise<number> {
  const [row] = await db.rows<{ parked: number }>(
    `select count(*) as parked from effect e where e.parked_at is not null and e.area = any($2::text[]) and (e.subject = $1
       or exists (select from enterprise_order o where o.id = e.subject and o.warning_id = $1)
       or exists (select from delivery d join enterprise_order o on o.id = d.order_row
         where d.id = e.subject and o.warning_id = $1))`,
    [warning, areas],
  )
  return row?.parked ?? 0
}
