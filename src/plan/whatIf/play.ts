import type { ListVersion } from '../../inventory/store.ts'
import type { WarningLevel } from '../../model/level.ts'
import { dayOf, type Instant } from '../../model/time.ts'
import { loadApplying } from '../../rulebook/applying.ts'
import type { Floors } from '../../rulebook/reduction.ts'
import type { World } from '../../world.ts'
import type { Terms } from '../order.ts'
import { sparedCounties } from '../spares.ts'
import { asTheyStand } from '../standing.ts'
import { WhatIf, type Outcome, type Scope } from './decide.ts'
import { listedOf } from './list.ts'

/** Plays a level, a start and a scope out over a list as it stands, page by page (假设推演). */
export async function playOut(
  { db, measures }: Pick<World, 'db' | 'measures'>,
  asked: {
    level: WarningLevel
    startsAt: Instant
    endsAt: Instant | null
    list: ListVersion
    floors: Floors
    scope: Scope
    now: Instant
  },
): Promise<Outcome> {
  const { level, startsAt, endsAt, list, floors, scope, now } = asked
  const on = dayOf(startsAt)
  const spares = await sparedCounties(db, list.id, list.area, on)
  // Blue asks nothing of a list: everybody is counted, at the terms of yellow, with nobody in scope.
  const listed = level === 'blue' ? 'yellow' : level
  const terms: Terms & { readonly level: typeof listed } = {
    level: listed,
    starts: startsAt,
    ends: endsAt,
    issuedAt: now,
    asOf: dayOf(now),
    list,
    spares: spares[listed],
  }
  const nobody = { counties: new Set<string>(), industries: null }
  const rules = { measures, applying: loadApplying() }
  const sums = new WhatIf(terms, rules, floors, level === 'blue' ? nobody : scope, now)
  for await (const page of listedOf(db, list.id)) sums.add(await asTheyStand(db, page, { at: now, on }))
  return sums.outcome()
}
