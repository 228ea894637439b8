import type { OrderInput } from '../../machines/order.ts'
import { ask } from '../db/effects.ts'
import type { Doing } from '../db/journal.ts'
import type { Tx } from '../db/port.ts'
import type { Spares } from '../inventory/proof.ts'
import { newId, type Id } from '../model/id.ts'
import type { WarningLevel } from '../model/level.ts'
import { dayOf } from '../model/time.ts'
import type { Season } from '../rotation/season.ts'
import { seasonsOf } from '../rotation/store.ts'
import type { World } from '../world.ts'
import { loadApplying } from '../rulebook/applying.ts'
import type { Listed } from './asked.ts'
import { planOrders as decide } from './decide.ts'
import { nothingChanged, revise } from './diff.ts'
import type { OrderContent } from './order.ts'
import { endOrders, heldBy, insertOrders, type Held, type NewOrder, type Signed } from './store.ts'
import { recordUnplanned, type Failed } from './unplanned/store.ts'

/** The list version that a warning's orders are planned from, with what follows from the whole of it. */
export interface Pinned {
  readonly id: Id
  readonly name: string
  readonly spares: Spares
}

/** Writes the orders of one chunk: new ones, and new revisions of those for whom something changes. */
export async function issue(
  tx: Tx,
  world: World,
  warning: Signed,
  list: Pinned,
  listed: readonly Listed[],
  doing: Doing,
): Promise<{ issued: number; unchanged: number }> {
  const enterprises = listed.map(({ enterprise }) => enterprise)
  const held = await heldBy(tx, warning.id, enterprises)
  const terms = {
    level: warning.level,
    starts: warning.startsAt > doing.now ? warning.startsAt : doing.now,
    ends: warning.endsAt,
    issuedAt: doing.now,
    asOf: dayOf(warning.signedAt),
    list,
    spares: warning.level === 'blue' ? new Set<string>() : list.spares[warning.level],
  }
  const seasons = await seasonsOf(tx, enterprises, { at: warning.signedAt, from: dayOf(terms.starts) })
  const entries = new Map(listed.map((one) => [one.enterprise, one.entry]))
  const failures: Failed[] = []
  const leftOut = ({ enterprise, entry }: Listed, error: unknown) => {
    // What it holds from before is not asked less of by a fault.
    held.delete(enterprise)
    const why = error instanceof Error ? error.message : String(error)
    failures.push({ enterprise, area: entry.county, creditCode: entry.creditCode, name: entry.name, why })
    world.log.error({ err: error, warning: warning.id, enterprise }, 'an enterprise could not be planned')
  }
  const orders: NewOrder[] = []
  const replaced: Id[] = []
  let unchanged = 0
  const rules = { measures: world.measures, applying: loadApplying() }
  for (const { enterprise, content } of decide(withSeasons(listed, seasons), terms, rules, leftOut)) {
    const entry = entries.get(enterprise)
    const before = held.get(enterprise)
    if (!entry) continue
    held.delete(enterprise)
    const next = before?.alive ? revised(before.content, content, { enterprise, entry }, leftOut) : content
    if (next === null) continue
    if (before?.alive && nothingChanged(next)) {
      unchanged++
      continue
    }
    orders.push({
      orderId: before?.orderId ?? newId(doing.now),
      number: before?.number ?? `${warning.name}-${entry.creditCode}`,
      revision: nextRevision(before),
      area: entry.county,
      enterprise,
      content: next,
    })
    if (before?.alive) replaced.push(before.id)
  }
  await endOrders(tx, replaced, 'ORDER_REPLACED', doing)
  await insertOrders(tx, warning.id, orders, patienceOf(world, warning.level, doing), doing)
  if (orders.length > 0)
    await ask(tx, [{ kind: 'handOver', subject: warning.id, area: warning.area, params: rangeOf(orders) }], doing.now)
  await recordUnplanned(tx, warning, enterprises, failures, doing)
  // Of whom this level asks nothing (blue), what a stricter one asked must not go on.
  const freed = [...held.values()].filter(({ alive }) => alive)
  await release(tx, warning, freed, doing)
  return { issued: orders.length, unchanged }
}

/** The order with what changes first; null where that could not be said. */
function revised(
  before: OrderContent,
  after: OrderContent,
  one: Listed,
  failed: (one: Listed, error: unknown) => void,
): OrderContent | null {
  try {
    return revise(before, after, one.entry)
  } catch (error) {
    failed(one, error)
    return null
  }
}

/** Each enterprise with what its season plan says; most are in none. */
function* withSeasons(listed: readonly Listed[], seasons: ReadonlyMap<Id, Season>): Generator<Listed> {
  for (const one of listed) {
    const season = seasons.get(one.enterprise)
    yield season ? { ...one, season } : one
  }
}

/** The message that told of a release counted as a revision: what comes after it must not bear the same number. */
function nextRevision(before: Held | undefined): number {
  if (!before) return 1
  return before.revision + (before.alive ? 1 : 2)
}

/** Ends some orders (解除) and asks for the messages that tell of it. */
export async function release(
  tx: Tx,
  { id: subject, area }: { id: Id; area: string },
  rows: readonly Pick<Held, 'id' | 'enterprise'>[],
  doing: Doing,
): Promise<void> {
  if (rows.length === 0) return
  await endOrders(
    tx,
    rows.map(({ id }) => id),
    'ORDER_RELEASED',
    doing,
  )
  await ask(tx, [{ kind: 'announceRelease', subject, area, params: rangeOf(rows) }], doing.now)
}

/** From the first to the last enterprise of some rows, which come in the order of their enterprises. */
function rangeOf(rows: readonly { readonly enterprise: Id }[]): { from: Id; to: Id } {
  const [from, to] = [rows[0]?.enterprise, rows.at(-1)?.enterprise]
  if (from === undefined || to === undefined) throw new Error('a range of no rows')
  return { from, to }
}

/** Minutes before each rung, by the table of deadlines in force. */
function patienceOf(world: World, level: WarningLevel, { now }: Doing): OrderInput {
  const { acknowledge, ladder } = world.rulebooks.deadlines(dayOf(now))
  return { level, patience: [acknowledge[level], ladder.secondContact[level], ladder.county[level]] }
}
