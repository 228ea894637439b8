import type { Reader } from '../db/port.ts'
import { periodsNow } from '../assessment/books/store.ts'
import type { Areas } from '../model/area.ts'
import type { Id } from '../model/id.ts'
import { dayOf, type Instant } from '../model/time.ts'
import { stagesOn } from '../rulebook/periods.ts'
import type { World } from '../world.ts'
import type { Listed } from './asked.ts'
import { askingOf, type Asking, type Joined } from './joined/decide.ts'
import { heldUnder, joinedIn } from './joined/store.ts'
import { heldBy, type Held, type Signed } from './store.ts'
import { clauseOf, tighteningsIn, type Tightening } from './tightening/store.ts'
import { periodAsks, type AlsoAsked, type Tightened } from './tightening/decide.ts'

/** What is asked of some enterprises beside their warning, and what they hold. */
export interface More {
  /** Those whom this warning orders, with what their county asks of their lines. */
  readonly listed: readonly Listed[]
  /** What they hold under it, or held last. */
  readonly held: Map<Id, Held>
  /** What they hold under another warning, that this one goes on with. */
  readonly others: ReadonlyMap<Id, Held>
  /** By county; those with one key are asked alike. */
  readonly askedOf: (county: string) => { readonly asking: Asking; readonly key: string }
}

/**
 * Law 10: an order is of the tree of warnings. Of those that hold for an enterprise the smallest area's carries its order,
 * and what the others and its county ask adds to it.
 * @param after the warning that has just ended, whose orders go on under this one
 */
export async function moreAsked(
  db: Reader,
  { areas, rulebooks }: Pick<World, 'areas' | 'rulebooks'>,
  warning: Omit<Signed, 'revision' | 'listId'>,
  all: readonly Listed[],
  { now, after }: { readonly now: Instant; readonly after: Id | null },
): Promise<More> {
  const { id, area, name, measures, pause, startsAt } = warning
  const begins = startsAt > now ? startsAt : now
  const nested = [...areas.around(area), ...areas.within(area)]
  const joined = (await joinedIn(db, nested, id)).filter((one) => one.id !== after)
  const tightenings = await tighteningsIn(db, id)
  const periods = await periodsNow(db, rulebooks)
  const enterprises = all.map(({ enterprise }) => enterprise)
  const carriers = new Map(joined.map((one) => [one.id, one]))
  const elsewhere = await heldUnder(db, [...carriers.keys(), ...(after === null ? [] : [after])], enterprises)
  const left = new Set<Id>()
  for (const { enterprise, warning: other } of elsewhere.values()) {
    const carrier = carriers.get(other)
    if (carrier !== undefined && !takesOver(areas, warning, carrier, now)) left.add(enterprise)
  }
  const listed = all.filter(({ enterprise }) => !left.has(enterprise))
  const held = await heldBy(
    db,
    id,
    listed.map(({ enterprise }) => enterprise),
  )
  const own = { id, name, measures, rests: pause !== null && pause.until === null }
  const known = new Map<string, { asking: Asking; key: string }>()
  const askedOf = (county: string) => {
    const found = known.get(county)
    if (found) return found
    const others = joined.filter((one) => areas.contains(one.area, county) && one.startsAt <= begins)
    const asking = askingOf(own, others, [
      ...levelsFor(tightenings, county),
      ...periodAsks(stagesOn(periods, county, dayOf(begins)), measures),
    ])
    const made = {
      asking,
      key: JSON.stringify([asking.measures, asking.rests, asking.alsoAsked.map(({ clause }) => clause.id)]),
    }
    known.set(county, made)
    return made
  }
  return { listed: withLines(listed, own.rests ? [] : tightenings), held, others: elsewhere, askedOf }
}

/**
 * The smaller area's warning carries the order; one that holds already is left alone until this one begins, so that no
 * hour of it is lost.
 */
function takesOver(
  areas: Areas,
  { area, startsAt }: Pick<Signed, 'area' | 'startsAt'>,
  other: Joined,
  now: Instant,
): boolean {
  const isWithin = area !== other.area && areas.contains(other.area, area)
  return isWithin && (startsAt <= now || other.startsAt >= startsAt)
}

function levelsFor(tightenings: readonly Tightening[], county: string): AlsoAsked[] {
  return tightenings.flatMap((one) =>
    one.level !== null && one.area === county ? [{ level: one.level, clause: clauseOf(one) }] : [],
  )
}

function withLines(listed: readonly Listed[], tightenings: readonly Tightening[]): readonly Listed[] {
  const lines = tightenings.flatMap((one) =>
    one.measures.map((line): Tightened => ({ ...line, clause: clauseOf(one) })),
  )
  if (lines.length === 0) return listed
  const byEnterprise = Map.groupBy(lines, ({ enterprise }) => enterprise)
  return listed.map((one) => {
    const tightened = byEnterprise.get(one.enterprise)
    return tightened === undefined ? one : { ...one, tightened }
  })
}
