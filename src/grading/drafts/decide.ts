import type { PlanFinding } from '../../inventory/plantPlan/decide.ts'
import type { Entry } from '../../model/enterprise.ts'
import type { GradeScheme } from '../../rulebook/grades.ts'
import { overallGrade } from '../decide.ts'
import type { HeldGrade } from '../store.ts'

/**
 * An entry with the grades that its enterprise was granted since: one that works in several industries counts by the
 * lowest; where those do not compare, by that of the industry under which it is listed. Without a grade by the
 * procedure the entry keeps what the list says.
 */
export function withGrades(entry: Entry, held: readonly HeldGrade[], scheme: GradeScheme | null): Entry {
  const overall = overallGrade(
    scheme,
    held.map(({ grade }) => grade),
  )
  const decides =
    held.find(({ grade, industry }) => grade === overall && industry === entry.industry) ??
    held.find(({ grade }) => grade === overall) ??
    held.find(({ industry }) => industry === entry.industry)
  if (decides === undefined) return entry
  const since = (of: string) => held.find(({ industry }) => industry === of)?.grade
  const alsoRated = entry.alsoRated?.map((one) => ({ ...one, grade: since(one.industry) ?? one.grade }))
  const { grade, validUntil: gradeUntil } = decides
  return { ...entry, grade, gradeUntil, ...(alsoRated ? { alsoRated } : {}) }
}

/** A gap of a plan as the findings of a list name it: what the list said before goes on, so that it holds nothing up. */
export function findingOf(entry: Entry, { line, level, code, message }: PlanFinding) {
  const place = [entry.name, line, level].filter(Boolean).join(' ')
  return { sheet: '措施', row: 0, column: '措施', code, severity: 'warning', message: `${place}: ${message}` } as const
}
