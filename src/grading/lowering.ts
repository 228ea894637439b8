import type { Doing } from '../db/journal.ts'
import type { Db, Tx } from '../db/port.ts'
import { step, stepCohort } from '../db/step.ts'
import { Refusal } from '../errors.ts'
import { termOf } from '../inventory/terms/decide.ts'
import { beginTerms, giveNotices, termsOf } from '../inventory/terms/store.ts'
import { GRADE_EN, GRADE_ZH, type Grade } from '../model/enterprise.ts'
import type { GradeProcedure } from '../rulebook/gradeProcedure.ts'
import { lowered } from './decide.ts'
import { addLowering, type Grading } from './store.ts'

const MOST_TERMS = 10

/** What a grade was lowered by, as it can be taken back. */
export interface Lowered {
  readonly from: Grade
  readonly to: Grade
}

/**
 * Gives a grade back that was lowered for what was ruled out, with the day on which it ends, and tells the enterprise.
 * False where it is no longer what it was lowered to: it was lowered again since for another reason, or has ended.
 */
export async function restoreGrade(
  db: Db,
  tx: Tx,
  grading: Grading,
  { from, to }: Lowered,
  noticeDays: number,
  doing: Doing,
): Promise<boolean> {
  const { id, state: was, grade, area, enterprise, name, validUntil } = grading
  if ((was !== 'granted' && was !== 'fallen') || grade !== to) return false
  await step(db, tx, { kind: 'grading', id }, { type: 'GRADE_RESTORED', to: from, by: doing.by }, doing)
  if (was === 'fallen' && validUntil !== null) {
    const date = { kind: 'gradeUntil', line: '', day: validUntil } as const
    const input = termOf(date, doing.now, noticeDays)
    if (input !== null) await beginTerms(tx, [{ ...date, enterprise, name, area, source: id, input }], doing)
  }
  const say = {
    zh: `${name}：原降级依据已不予认定，绩效等级由 ${GRADE_ZH[to]} 恢复为 ${GRADE_ZH[from]}。`,
    en: `${name}: what it was lowered for was ruled out; ${GRADE_EN[from]} holds again instead of ${GRADE_EN[to]}.`,
  }
  const notice = { area, enterprise, kind: 'grade.restored', about: `${id} ${doing.now}`, body: { say } }
  await giveNotices(tx, [notice], doing)
  return true
}

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
