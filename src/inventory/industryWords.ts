import { GRADE_ZH, type Entry, type Rated } from '../model/enterprise.ts'
import type { Industries } from '../rulebook/industries.ts'

/** An industry as a list writes it (行业): by the kind of plant where there is one. */
export function industryName(
  { industry, industryKind }: Pick<Rated, 'industry' | 'industryKind'>,
  industries: Industries,
): string {
  const kinds = industries.all.find(({ id }) => id === industry)?.kinds ?? []
  return kinds.find(({ id }) => id === industryKind)?.zh ?? industries.nameOf(industry).zh
}

/** Further industries with their grades (其他行业等级), `焦化 C；石灰窑 B`; null where there are none. */
export function alsoRatedText({ alsoRated = [] }: Pick<Entry, 'alsoRated'>, industries: Industries): string | null {
  return alsoRated.map((one) => `${industryName(one, industries)} ${GRADE_ZH[one.grade]}`).join('；') || null
}
