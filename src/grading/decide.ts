import type { ReviewLevel } from '../../machines/grading.ts'
import type { ErrorCode } from '../errors.ts'
import type { Area } from '../model/area.ts'
import type { Grade } from '../model/enterprise.ts'
import { isLowerGrade, lowestOf } from '../model/gradeOrder.ts'
import type { Day } from '../model/time.ts'
import type { Downgrade, GradeProcedure } from '../rulebook/gradeProcedure.ts'
import type { GradeScheme } from '../rulebook/grades.ts'
import type { Industry } from '../rulebook/industries.ts'

/** Why something is refused: the code, and what fills its sentence. */
export interface Refused {
  readonly refused: ErrorCode
  readonly params: Readonly<Record<string, string>>
}

/** Who confirms a grade; null for one that nobody applies for (`A+`, not rated). */
export function authorityOver({ confirms }: GradeProcedure, grade: Grade): 'city' | 'province' | null {
  if (confirms.province.grades.includes(grade)) return 'province'
  return confirms.city.grades.includes(grade) ? 'city' : null
}

/** What keeps an enterprise from the better grades (不得申报), as long as it stands. */
export interface Bar {
  readonly ground: string
  readonly until: Day
}

/** Whether an enterprise may apply for a grade in an industry on a day. */
export function mayApply(
  procedure: GradeProcedure,
  { grade, industry, bars, today }: { grade: Grade; industry: Industry; bars: readonly Bar[]; today: Day },
): { authority: 'city' | 'province' } | Refused {
  const authority = authorityOver(procedure, grade)
  // A scheme that is only remembered decides nothing.
  const known = industry.confidence === 'V1' || industry.confidence === 'V2'
  if (authority === null || (known && !industry.scheme.includes(grade)))
    return {
      refused: 'grade.notInScheme',
      params: { industry: industry.zh, grade, scheme: industry.scheme.join('、') },
    }
  const bar = bars.find(({ until }) => until >= today)
  if (bar !== undefined && procedure.bars.grades.includes(grade)) {
    const ground = procedure.bars.grounds.find(({ id }) => id === bar.ground)
    return { refused: 'grade.barred', params: { ground: ground?.zh ?? bar.ground, until: bar.until } }
  }
  return { authority }
}

/** The last day of a bar: the year in which it was found. */
export function barredUntil(today: Day): Day {
  return `${today.slice(0, 4)}-12-31`
}

/**
 * To which grade a finding lowers one. A ground that leads straight to the lowest leaves no choice; any other needs the
 * grade that it names to be lower.
 */
export function lowered(
  { downgrades }: GradeProcedure,
  { ground, industry, from, to }: { ground: string; industry: string; from: Grade; to: Grade | null },
): { to: Grade; ground: Downgrade } | Refused {
  const found = downgrades.find(({ id, status }) => id === ground && status !== 'unverified')
  if (found === undefined || (found.industries !== undefined && !found.industries.includes(industry)))
    return { refused: 'grade.noGround', params: { ground } }
  const target = found.to === 'lowest' ? lowestOf(from) : to
  if (target === null || !isLowerGrade(target, from))
    return { refused: 'grade.notLower', params: { from, to: target ?? '' } }
  return { to: target, ground: found }
}

/** At which level somebody reviews: that of the own jurisdiction. */
export function levelOf(area: Area | null): ReviewLevel | null {
  return area?.kind ?? null
}

/**
 * The grade of an enterprise as a whole, of those granted to it industry by industry: the lowest by the scheme of the day
 * (340号; rated apart from 2026 on). Null where there is none, or where they stand on ladders that do not compare.
 */
export function overallGrade(scheme: GradeScheme | null, grades: readonly Grade[]): Grade | null {
  return scheme?.worstOf(grades) ?? null
}
