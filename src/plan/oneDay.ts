import type { Counted } from '../inventory/proof.ts'
import { LISTED_LEVELS, type ListedLevel } from '../model/enterprise.ts'
import type { Id } from '../model/id.ts'
import { addDays, startOfDay, type Day } from '../model/time.ts'
import { addEmissions, NO_EMISSIONS, type Emissions } from '../model/tonnes.ts'
import type { Floors } from '../rulebook/reduction.ts'
import type { Listed, Rules } from './asked.ts'
import { planOrders } from './decide.ts'
import type { OrderContent, Terms } from './order.ts'

/**
 * The terms of a warning that would hold on one day, told the day before at 18:00 (as warnings are issued): by them an
 * enterprise is asked what would apply to it, without any warning.
 */
export function termsOn<L extends ListedLevel>(
  day: Day,
  level: L,
  list: Terms['list'],
  spares: Terms['spares'],
): Terms & { readonly level: L } {
  const issuedAt = startOfDay(addDays(day, -1), 18)
  return { level, starts: startOfDay(day), ends: startOfDay(addDays(day, 1)), issuedAt, asOf: day, list, spares }
}

/**
 * What the orders of one day would save, for the proof of reduction. A line that its season plan stops that day counts
 * neither in the base nor in what is saved.
 */
export function countedByOrders(
  listed: readonly Listed[],
  day: Day,
  {
    list,
    spares,
    rules,
    floors,
  }: {
    readonly list: Terms['list']
    readonly spares: Readonly<Record<ListedLevel, ReadonlySet<string>>>
    readonly rules: Rules
    readonly floors: Floors
  },
): Counted[] {
  const saved = new Map<Id, Partial<Record<ListedLevel, Emissions>>>()
  const standing = new Map<Id, OrderContent>()
  for (const level of LISTED_LEVELS)
    for (const { enterprise, content } of planOrders(listed, termsOn(day, level, list, spares[level]), rules)) {
      const own = saved.get(enterprise) ?? {}
      saved.set(enterprise, { ...own, [level]: content.promised })
      standing.set(enterprise, content)
    }
  return listed.map(({ enterprise, entry }) => {
    const { name, county, class: kind } = entry
    const { yellow = NO_EMISSIONS, orange = NO_EMISSIONS, red = NO_EMISSIONS } = saved.get(enterprise) ?? {}
    const counts = !floors.idle.has(kind)
    const idle = entry.lines.filter(({ number }) =>
      standing
        .get(enterprise)
        ?.lines.some(({ line, season }) => line === number && season && !season.from && !season.until),
    )
    const still = idle.reduce((sum, line) => addEmissions(sum, line.daily), NO_EMISSIONS)
    return {
      enterprise,
      name,
      county,
      class: kind,
      base: counts ? lessEmissions(entry.daily, still) : NO_EMISSIONS,
      saved: counts ? { yellow, orange, red } : { yellow: NO_EMISSIONS, orange: NO_EMISSIONS, red: NO_EMISSIONS },
    }
  })
}

/** Never below nothing: a list whose lines emit more than their enterprise has a finding of its own. */
export function lessEmissions(a: Emissions, b: Emissions): Emissions {
  return {
    so2: Math.max(0, a.so2 - b.so2),
    nox: Math.max(0, a.nox - b.nox),
    pm: Math.max(0, a.pm - b.pm),
    vocs: Math.max(0, a.vocs - b.vocs),
  }
}
