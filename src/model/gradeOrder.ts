import type { Grade } from './enterprise.ts'

/**
 * The two scales of grades, best first; what stands on different scales is neither better nor worse. Which of them exist
 * on a day, and which stand alike, is data (`rules/grades`); a file that ranks them otherwise is refused.
 */
const SCALES: readonly (readonly Grade[])[] = [
  ['A+', 'A', 'B', 'B-', 'C', 'D'],
  ['leading', 'nonLeading'],
]

/** The last grade of each scale: what was lost for fraud comes here. */
export const LOWEST_GRADES: ReadonlySet<Grade> = new Set(SCALES.flatMap((scale) => scale.at(-1) ?? []))

/** Whether `grade` stands below `than` on the same scale. */
export function isLowerGrade(grade: Grade, than: Grade): boolean {
  return SCALES.some(
    (scale) => scale.includes(grade) && scale.includes(than) && scale.indexOf(grade) > scale.indexOf(than),
  )
}

/** The last grade of the scale on which a grade stands; null for what is no grade (unrated). */
export function lowestOf(grade: Grade): Grade | null {
  return SCALES.find((scale) => scale.includes(grade))?.at(-1) ?? null
}
