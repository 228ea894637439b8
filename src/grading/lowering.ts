import type { Doing } from '../db/journal.ts'
import type { Db, Tx } from '../db/port.ts'
import { step, stepCohort } from '../db/step.ts'
import { Refusal } from '../errors.ts'
import { giveNotices, termsOf } from '../inventory/terms/store.ts'
import { GRADE_EN, GRADE_ZH, type Grade } from '../model/enterprise.ts'
import type { GradeProcedure } from '../rulebook/gradeProcedure.ts'
import { lowered } from './decide.ts'
import { addLowering, type Grading } from './store.ts'

const MOST_TERMS = 10

/** Lowers a grade that is held (降级), and tells the enterprise. @throws Refusal where the ground or the grade does not fit */
export async function lowerGrade(
  db: Db,
  tx: Tx,
  procedure: GradeProcedure,
  grading: Grading,
  { ground, to, reason }: { readonly ground: string; readonly to: Grade | null; readonly reason: string },
  doing: Doing,
): Promise<Grade> {
  const { industry, grade: from, area, enterprise, name } = grading
  const found = lowered(procedure, { ground, industry, from, to })
  if ('refused' in found) throw new Refusal(found.refused, found.params)
  const { now: at, by } = doing
  const event = { type: 'GRADE_LOWERED', to: found.to, by } as const
  const { state } = await step(db, tx, { kind: 'grading', id: grading.id }, event, doing)
  await addLowering(tx, grading.id, { from, to: found.to, ground, reason, by, at })
  // What has fallen has no day any more on which it ends.
  if (state === 'fallen') {
    const terms = await termsOf(tx, grading.id, MOST_TERMS)
    await stepCohort(tx, 'term', terms, { type: 'TERM_WITHDRAWN' }, { now: at, by })
  }
  const say = {
    zh: `${name}：因${found.ground.zh}，绩效等级由 ${GRADE_ZH[from]} 降为 ${GRADE_ZH[found.to]}。`,
    en: `${name}: lowered from ${GRADE_EN[from]} to ${GRADE_EN[found.to]}: ${found.ground.en}.`,
  }
  const about = `${grading.id} ${found.to}`
  await giveNotices(tx, [{ area, enterprise, kind: 'grade.lowered', about, body: { say } }], { now: at, by })
  return found.to
}
