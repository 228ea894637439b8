import type { Day } from '../model/time.ts'

/** A season's dates count from as many of the plans: one date with a typing error must not move a whole list. */
const LEAST_SHARE = 10

/**
 * The day as of which a list is judged when nobody names one: 1 October of the season that it was made for, so that a
 * list of 2020 is judged as one of 2020 in any later year. Plans dated from April on are for the coming winter, earlier
 * ones for the winter that is under way; of the seasons to which at least a tenth of the dated plans belong the newest
 * counts. Null where no plan has a date: then no date is judged.
 */
export function dayOfList(plans: readonly (Day | null)[]): Day | null {
  const years = new Map<number, number>()
  let dated = 0
  for (const plan of plans) {
    if (plan === null) continue
    const [year, month] = [Number(plan.slice(0, 4)), Number(plan.slice(5, 7))]
    const season = month >= 4 ? year : year - 1
    years.set(season, (years.get(season) ?? 0) + 1)
    dated++
  }
  const [newest] = [...years]
    .filter(([, plansOfIt]) => plansOfIt * LEAST_SHARE >= dated)
    .map(([year]) => year)
    .sort((a, b) => b - a)
  return newest === undefined ? null : `${String(newest).padStart(4, '0')}-10-01`
}
