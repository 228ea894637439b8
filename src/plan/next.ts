import type { Reader } from '../db/port.ts'
import type { Spares } from '../inventory/sparing.ts'
import type { Id } from '../model/id.ts'
import { endFor } from '../model/stage.ts'
import { dayOf, type Instant } from '../model/time.ts'
import { loadApplying } from '../rulebook/applying.ts'
import type { World } from '../world.ts'
import type { Listed } from './asked.ts'
import { planOrders as decide } from './decide.ts'
import { nothingChanged, revise } from './diff.ts'
import { moreAsked } from './more.ts'
import type { OrderContent } from './order.ts'
import { asTheyStand } from './standing.ts'
import type { Asking } from './joined/decide.ts'
import type { Held, NewOrder, Signed } from './store.ts'
import type { Failed } from './unplanned/store.ts'

/** The list version that a warning's orders are planned from, with what follows from the whole of it. */
export interface Pinned {
  readonly id: Id
  readonly name: string
  readonly spares: Spares
}

/** A revision that would be issued; `before` is what the enterprise holds or held last. */
export type NextOrder = Omit<NewOrder, 'orderId'> & { readonly before: Held | undefined }

/** What a plan comes to for some enterprises. */
export interface Next {
  readonly orders: readonly NextOrder[]
  /** Those who keep what they hold, since nothing of it changes. */
  readonly unchanged: readonly Held[]
  /** Those of whom this level asks nothing (blue): what a stricter one asked must not go on. */
  readonly freed: readonly Held[]
  /** Those whose planning failed: they keep what they hold, for nobody is asked less by a fault. */
  readonly failed: readonly Failed[]
}

/** The orders of some enterprises as they are issued at an instant: what is previewed and what is ordered is this. */
export async function nextOrders(
  db: Reader,
  { measures, areas, rulebooks }: Pick<World, 'measures' | 'areas' | 'rulebooks'>,
  warning: Omit<Signed, 'revision' | 'listId'>,
  list: Pinned,
  all: readonly Listed[],
  { now, after = null }: { readonly now: Instant; readonly after?: Id | null },
): Promise<Next> {
  const { held, others, listed, askedOf } = await moreAsked(db, { areas, rulebooks }, warning, all, { now, after })
  const { level, pause, unruled } = warning
  const begins = pause?.until && pause.until > warning.startsAt ? pause.until : warning.startsAt
  const termsOf = ({ measures: asked, rests, alsoAsked }: Asking) => ({
    level: asked,
    ...(asked === level ? {} : { warning: level }),
    ...(unruled === null ? {} : { unruled }),
    ...(rests && pause ? { suspendedFrom: pause.from } : {}),
    starts: rests || begins > now ? begins : now,
    issuedAt: now,
    asOf: dayOf(warning.signedAt),
    list,
    spares: asked === 'blue' ? new Set<string>() : list.spares[asked],
    ...(alsoAsked.length === 0 ? {} : { alsoAsked }),
  })
  const isResting = pause !== null && pause.until === null
  const starts = isResting || begins > now ? begins : now
  // Whose stage of the lift has come is ordered nothing any more.
  const bound = listed.filter(({ entry }) => !isOver(endFor(warning.stages, null, entry), now))
  const standing = await asTheyStand(db, bound, { at: warning.signedAt, on: dayOf(starts) })
  const entries = new Map(listed.map((one) => [one.enterprise, one.entry]))
  const orders: NextOrder[] = []
  const unchanged: Held[] = []
  const failed: Failed[] = []
  const leftOut = ({ enterprise, entry }: Listed, error: unknown) => {
    held.delete(enterprise)
    const why = error instanceof Error ? error.message : String(error)
    failed.push({ enterprise, area: entry.county, creditCode: entry.creditCode, name: entry.name, why })
  }
  const rules = { measures, applying: loadApplying() }
  const groups = Map.groupBy(
    standing,
    ({ entry }) => `${endFor(warning.stages, warning.endsAt, entry)} ${askedOf(entry.county).key}`,
  )
  const contents = [...groups.values()].flatMap((some) => {
    const [{ entry } = { entry: null }] = some
    if (entry === null) return []
    const ends = endFor(warning.stages, warning.endsAt, entry)
    return decide(some, { ...termsOf(askedOf(entry.county).asking), ends }, rules, leftOut)
  })
  if (groups.size > 1) contents.sort((a, b) => (a.enterprise < b.enterprise ? -1 : 1))
  for (const { enterprise, content } of contents) {
    const entry = entries.get(enterprise)
    // What it holds under another warning is the same order: this one goes on with it.
    const before = others.get(enterprise) ?? held.get(enterprise)
    if (!entry) continue
    held.delete(enterprise)
    const revision = before?.alive ? revised(before.content, content, { enterprise, entry }, now, leftOut) : content
    if (revision === null) continue
    const next =
      after !== null && before?.alive && before.id === others.get(enterprise)?.id
        ? goesOnUnder(warning.name, revision)
        : revision
    if (before?.alive && nothingChanged(next)) unchanged.push(before)
    else
      orders.push({
        number: before?.number ?? `${warning.name}-${entry.creditCode}`,
        revision: nextRevision(before),
        area: entry.county,
        enterprise,
        content: next,
        before,
      })
  }
  return { orders, unchanged, freed: [...held.values()].filter(({ alive }) => alive), failed }
}

function isOver(hour: Instant | null, now: Instant): boolean {
  return hour !== null && hour <= now
}

/** The order with what changes first; null where that could not be said. */
function revised(
  before: OrderContent,
  after: OrderContent,
  one: Listed,
  now: Instant,
  failed: (one: Listed, error: unknown) => void,
): OrderContent | null {
  try {
    return revise(before, after, one.entry, now)
  } catch (error) {
    failed(one, error)
    return null
  }
}

/** The warning that it was given under has ended, and another one goes on: that is news even where nothing else changes. */
function goesOnUnder(name: string, content: OrderContent): OrderContent {
  const say = {
    zh: `原预警已解除，${name}重污染天气预警继续有效，按本指令继续执行`,
    en: `the warning that it was given under was lifted; ${name} goes on, and this order with it`,
  }
  return { ...content, changes: [{ kind: 'basis', line: null, say }, ...content.changes] }
}

/** The message that told of a release counted as a revision: what comes after it must not bear the same number. */
function nextRevision(before: Held | undefined): number {
  if (!before) return 1
  return before.revision + (before.alive ? 1 : 2)
}
