import { GRADE_ZH, type Entry, type EnterpriseClass, type Grade, type StopCause } from '../../model/enterprise.ts'
import { isLowerGrade, lowestOf } from '../../model/gradeOrder.ts'
import type { GradeProcedure } from '../../rulebook/gradeProcedure.ts'

/** What an exception (例外) changes of one enterprise for one warning; null leaves it. */
export interface Override {
  readonly grade: Grade | null
  readonly class: EnterpriseClass | null
  /** For which it stops from now on; it binds at once. */
  readonly stopCause: StopCause | null
}

/** The entry as an exception has it: without its protection where that was lost. */
export function overridden(entry: Entry, { grade, class: other, stopCause: cause }: Override): Entry {
  return {
    ...entry,
    grade: grade ?? entry.grade,
    class: other ?? entry.class,
    protection: other === null || other === 'protected' ? entry.protection : null,
    stopCause: cause === null ? entry.stopCause : { cause, deadline: null, from: null },
  }
}

/**
 * What a ground changes: by fraud the grade falls, to the one named or else to the lowest of its scheme; what is no
 * longer protected is of the class that is named; what is stopped for cause takes the measures of that. Never milder
 * than before. Null where that changes nothing.
 */
export function overrideFor(
  { exceptions }: GradeProcedure,
  entry: Pick<Entry, 'grade' | 'class' | 'stopCause'>,
  asked: {
    readonly ground: string
    readonly grade?: Grade | undefined
    readonly class?: EnterpriseClass | undefined
    readonly cause?: StopCause | undefined
  },
): Override | null {
  const ground = exceptions.grounds.find(({ id }) => id === asked.ground)
  if (ground?.changes === 'grade') {
    const grade = asked.grade ?? lowestOf(entry.grade)
    return grade !== null && grade in GRADE_ZH && isLowerGrade(grade, entry.grade) ? { ...NOTHING, grade } : null
  }
  if (ground?.changes === 'stop') {
    // A cause that is on the list already, with a later date or without, is not made a second time.
    const stops = asked.cause !== undefined && STOPPABLE.has(entry.class) && isLater(entry.stopCause)
    return stops ? { ...NOTHING, stopCause: asked.cause ?? null } : null
  }
  if (ground?.changes !== 'class' || entry.class !== 'protected') return null
  const other = asked.class ?? 'general'
  return UNPROTECTED.has(other) ? { ...NOTHING, class: other } : null
}

const NOTHING: Override = { grade: null, class: null, stopCause: null }

/** What stands still already, or heats homes, is stopped by no finding. */
const STOPPABLE: ReadonlySet<EnterpriseClass> = new Set(['key', 'general', 'small', 'protected'])

function isLater(held: Entry['stopCause']): boolean {
  return held === null || held.from !== null || held.deadline !== null
}

/** What an enterprise is that is protected no more: the classes from which something is asked in every case. */
const UNPROTECTED: ReadonlySet<EnterpriseClass> = new Set(['key', 'general'])
