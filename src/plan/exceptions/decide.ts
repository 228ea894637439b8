import { GRADE_ZH, type Entry, type EnterpriseClass, type Grade } from '../../model/enterprise.ts'
import { isLowerGrade, lowestOf } from '../../model/gradeOrder.ts'
import type { GradeProcedure } from '../../rulebook/gradeProcedure.ts'

/** What an exception (例外) changes of one enterprise for one warning; null leaves it. */
export interface Override {
  readonly grade: Grade | null
  readonly class: EnterpriseClass | null
}

/** The entry as an exception has it: without its protection where that was lost. */
export function overridden(entry: Entry, { grade, class: other }: Override): Entry {
  return {
    ...entry,
    grade: grade ?? entry.grade,
    class: other ?? entry.class,
    protection: other === null || other === 'protected' ? entry.protection : null,
  }
}

/**
 * What a ground changes: by fraud the grade falls, to the one named or else to the lowest of its scheme; what is no
 * longer protected is of the class that is named. Never milder than before. Null where that changes nothing.
 */
export function overrideFor(
  { exceptions }: GradeProcedure,
  entry: Pick<Entry, 'grade' | 'class'>,
  asked: { readonly ground: string; readonly grade?: Grade | undefined; readonly class?: EnterpriseClass | undefined },
): Override | null {
  const ground = exceptions.grounds.find(({ id }) => id === asked.ground)
  if (ground?.changes === 'grade') {
    const grade = asked.grade ?? lowestOf(entry.grade)
    return grade !== null && grade in GRADE_ZH && isLowerGrade(grade, entry.grade) ? { grade, class: null } : null
  }
  if (ground?.changes !== 'class' || entry.class !== 'protected') return null
  const other = asked.class ?? 'general'
  return UNPROTECTED.has(other) ? { grade: null, class: other } : null
}

/** What an enterprise is that is protected no more: the classes from which something is asked in every case. */
const UNPROTECTED: ReadonlySet<EnterpriseClass> = new Set(['key', 'general'])
