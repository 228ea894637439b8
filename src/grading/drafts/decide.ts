import type { PlanFinding } from '../../inventory/plantPlan/decide.ts'
import type { Entry } from '../../model/enterprise.ts'
import type { HeldGrade } from '../store.ts'

/**
 * An entry with the grades that its enterprise was granted since, industry by industry: that of the industry under which
 * it is listed is the entry's own, each other one stands beside it, and the worst of them counts (`rules/grades`). What
 * another industry was granted never takes the place of the own grade. The first of their dates is the entry's: from
 * then on one of them has run out.
 */
export function withGrades(entry: Entry, held: readonly Omit<HeldGrade, 'enterprise'>[]): Entry {
  const own = held.find(({ industry }) => industry === entry.industry)
  const rest = held.filter((one) => one !== own)
  const beside = new Map((entry.alsoRated ?? []).map((one) => [one.industry, one]))
  for (const { industry, grade } of rest)
    beside.set(industry, { industry, industryKind: beside.get(industry)?.industryKind ?? null, grade })
  const ends = [own ? own.validUntil : entry.gradeUntil, ...rest.map(({ validUntil }) => validUntil)]
  const [gradeUntil = null] = ends.filter((day) => day !== null).sort()
  const alsoRated = beside.size > 0 ? { alsoRated: [...beside.values()] } : {}
  return { ...entry, grade: own?.grade ?? entry.grade, gradeUntil, ...alsoRated }
}

/** A gap of a plan as the findings of a list name it: what the list said before goes on, so that it holds nothing up. */
export function findingOf(entry: Entry, { line, level, code, message }: PlanFinding) {
  const place = [entry.name, line, level].filter(Boolean).join(' ')
  return { sheet: '措施', row: 0, column: '措施', code, severity: 'warning', message: `${place}: ${message}` } as const
}
