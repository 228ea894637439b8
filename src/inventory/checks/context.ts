import type { Day } from '../../model/time.ts'
import { loadApplying } from '../../rulebook/applying.ts'
import { loadIndustryCodes } from '../../rulebook/industryCodes.ts'
import { loadReductions } from '../../rulebook/reduction.ts'
import type { CheckContext } from './check.ts'

/** What the checks know on a day about a city; where no day is known nothing that has a date is judged. */
export function contextOn(
  asOf: Day | null,
  city: string | null,
  { industries, measures }: Pick<CheckContext, 'industries' | 'measures'>,
): CheckContext {
  const floors = asOf === null || city === null ? null : loadReductions().floors(asOf, city)
  const known = city === null ? industries : industries.within(city, asOf)
  return { industries: known, measures, codes: loadIndustryCodes(), applying: loadApplying(), floors, asOf }
}
