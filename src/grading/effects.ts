import { finish, type Effect } from '../db/effects.ts'
import type { Doing } from '../db/journal.ts'
import { stepCohort } from '../db/step.ts'
import { termOf } from '../inventory/terms/decide.ts'
import { beginTerms, giveNotices, termsOf } from '../inventory/terms/store.ts'
import { GRADE_EN, GRADE_ZH } from '../model/enterprise.ts'
import { loadGradeProcedure } from '../rulebook/gradeProcedure.ts'
import type { World } from '../world.ts'
import { gradingById, heldBefore } from './store.ts'

/** One grade has one day on which it ends. */
const MOST_TERMS = 10

/**
 * What follows when a grade is granted (等级生效): what the enterprise held in that industry before is ended, the day on
 * which this one ends is watched, and the enterprise is told. It counts for orders from the next version of the list on.
 */
export async function recordGrade({ db, clock }: World, effect: Effect<'recordGrade'>): Promise<void> {
  await db.transaction(async (tx) => {
    const doing: Doing = { now: clock.now(), by: 'engine' }
    const grading = await gradingById(tx, effect.subject)
    if (grading !== null) {
      const before = await heldBefore(tx, grading)
      await stepCohort(tx, 'grading', before, { type: 'GRADE_REPLACED' }, doing)
      for (const one of before)
        await stepCohort(tx, 'term', await termsOf(tx, one, MOST_TERMS), { type: 'TERM_WITHDRAWN' }, doing)
      const { enterprise, area, name, grade, validUntil } = grading
      if (grading.state === 'granted' && validUntil !== null) {
        const date = { kind: 'gradeUntil', line: '', day: validUntil } as const
        const input = termOf(date, doing.now, loadGradeProcedure().notice.days)
        if (input !== null)
          await beginTerms(tx, [{ ...date, enterprise, name, area, source: grading.id, input }], doing)
        const say = {
          zh: `${name}：绩效等级评定为 ${GRADE_ZH[grade]}，有效期至 ${validUntil}；自下一版清单生效时起按此执行。`,
          en: `${name}: ${GRADE_EN[grade]} is granted, valid until ${validUntil}; it counts from the next version of the list on.`,
        }
        const notice = { area, enterprise, kind: 'grade.granted', about: grading.id, body: { say } }
        await giveNotices(tx, [notice], doing)
      }
    }
    await finish(tx, [effect.id])
  })
}
