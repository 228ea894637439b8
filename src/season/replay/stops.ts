import { countedByList } from '../../inventory/proof.ts'
import { countiesSparing, type Spares } from '../../inventory/sparing.ts'
import type { Played } from '../../episode/paper.ts'
import type { Grade } from '../../model/enterprise.ts'
import { dayOf, hoursBetween, type Day } from '../../model/time.ts'
import { asked, planOf, type Listed, type Rules } from '../../plan/asked.ts'
import { workOf } from '../../plan/decide.ts'
import { doneBy } from '../../plan/whatIf/count.ts'
import type { Reductions } from '../../rulebook/reduction.ts'

/** A list that the warnings of its city would have been ordered by. */
export interface Stopping {
  readonly area: string
  readonly listed: readonly Listed[]
}

/** How long something stood still (停产天数), in days to a tenth: each enterprise with a line that stops, and each line. */
export interface StopDays {
  readonly enterpriseDays: number
  readonly lineDays: number
}

/** The same of all of a list, and of those of each grade. */
export interface AreaStops extends StopDays {
  readonly area: string
  readonly byGrade: Readonly<Partial<Record<Grade, StopDays>>>
}

/**
 * What a season's warnings would have stopped of one list, by the planner that writes the orders: every warning at each
 * of its levels, for as long as it was in force. The list is taken as it is through the whole season, without what a city
 * keeps beside it (season plans, exemptions, agreements).
 */
export function stopDaysOf(
  warnings: readonly Played[],
  { area, listed }: Stopping,
  rules: Rules,
  reductions: Reductions,
): Omit<AreaStops, 'area'> {
  const hours = new Map<Grade, { enterprise: number; line: number }>()
  const spared = new Map<string, Spares | null>()
  for (const { issued, start, end, changes } of warnings)
    for (const [k, { at, level }] of changes.entries()) {
      const [from, until] = [at > start ? at : start, changes[k + 1]?.at ?? end]
      // Blue asks nothing of a list; what was replaced before its start never stopped anybody.
      if (level === 'blue' || until === null || until <= from) continue
      const on = dayOf(from)
      const list = { id: '', name: '' }
      const spares = sparesOn(on)?.[level] ?? NOBODY
      const plan = planOf(
        { level, starts: from, ends: until, issuedAt: issued, asOf: dayOf(issued), list, spares },
        rules,
      )
      const long = hoursBetween(from, until)
      for (const one of listed) {
        const { linesStopped } = doneBy(
          workOf(asked(one, plan), ({ id }) => id),
          0,
        )
        if (linesStopped === 0) continue
        const own = hours.get(one.entry.grade) ?? { enterprise: 0, line: 0 }
        hours.set(one.entry.grade, { enterprise: own.enterprise + long, line: own.line + linesStopped * long })
      }
    }
  const all = [...hours.values()].reduce(
    (sum, { enterprise, line }) => ({ enterprise: sum.enterprise + enterprise, line: sum.line + line }),
    { enterprise: 0, line: 0 },
  )
  return {
    ...inDays(all),
    byGrade: Object.fromEntries(
      [...hours].sort(([a], [b]) => (a < b ? -1 : 1)).map(([grade, own]) => [grade, inDays(own)]),
    ),
  }

  /** The counties whose small emitters need not stop, by the floors of a day. */
  function sparesOn(on: Day): Spares | null {
    const floors = reductions.floors(on, area)
    if (floors === null) return null
    const known = spared.get(floors.id)
    if (known !== undefined) return known
    const rows = listed.map(({ enterprise, entry }) => countedByList(enterprise, entry, floors))
    const spares = countiesSparing(rows, floors)
    spared.set(floors.id, spares)
    return spares
  }
}

const NOBODY: ReadonlySet<string> = new Set()

function inDays({ enterprise, line }: { enterprise: number; line: number }): StopDays {
  return { enterpriseDays: tenths(enterprise / 24), lineDays: tenths(line / 24) }
}

function tenths(days: number): number {
  return Math.round(days * 10) / 10
}
