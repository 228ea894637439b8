import { LEVEL_ZH } from '../model/level.ts'
import type { Clause } from '../rulebook/measures.ts'
import { cellOf, hasCause, isBlacklisted, isProtected, ownDecisionOf, type Asked } from './asked.ts'
import type { Basis, Words } from './order.ts'

/** One question of the decision order: by which clause it decides for an enterprise, null where it does not. */
export interface Question {
  readonly basis: Basis
  readonly asks: Words
  by(of: Asked): Clause | null
}

/**
 * What decides for an enterprise (管控方式), in the order in which it is asked: stop for cause, protected task, household
 * heating, long stopped, small, own decision, the table of its grade, and at last its own row. The first that answers
 * decides.
 */
export const QUESTIONS: readonly Question[] = [
  {
    basis: 'stopForCause',
    asks: { zh: '是否因故停产', en: 'is it stopped for cause?' },
    by: ({ entry, plan }) =>
      hasCause(entry.stopCause, plan) ? plan.rules.measures.rule('stop-for-cause').clause : null,
  },
  {
    basis: 'protected',
    asks: { zh: '是否在保障期内的保障类企业', en: 'is it protected, and still so?' },
    by: (of) => (isProtected(of) ? of.plan.rules.measures.rule('protected').clause : null),
  },
  {
    basis: 'heating',
    asks: { zh: '是否居民供暖', en: 'does it heat households?' },
    by: ({ entry, plan }) => (entry.class === 'heating' ? plan.rules.measures.rule('heating').clause : null),
  },
  {
    basis: 'idle',
    asks: { zh: '是否长期停产', en: 'has it long stopped?' },
    by: ({ entry, plan }) => (entry.class === 'longStopped' ? plan.rules.applying.clause('idle') : null),
  },
  {
    basis: 'spared',
    asks: {
      zh: '小微企业：不计其减排量是否仍满足减排比例',
      en: 'is it small, and do the floors hold without the small?',
    },
    by: (of) => (isSpared(of) ? of.plan.rules.applying.clause('small-spared') : null),
  },
  {
    basis: 'small',
    asks: { zh: '是否小微企业', en: 'is it small?' },
    by: ({ entry, plan }) => (entry.class === 'small' ? plan.rules.measures.rule('small').clause : null),
  },
  {
    basis: 'ownDecision',
    asks: { zh: '按等级是否自主减排', en: 'does its grade leave it its own decision?' },
    by: (of) => (isBlacklisted(of) ? null : ownDecisionOf(of)),
  },
  {
    basis: 'grade',
    asks: { zh: '该行业该等级有无经核实的措施表', en: 'is there a verified table for its industry and grade?' },
    by: (of) => cellOf(of, of.plan.level)?.cell.clause ?? null,
  },
  {
    basis: 'listed',
    asks: { zh: '本企业清单所列措施', en: 'the row of its own' },
    by: ({ plan }) => ({
      id: `list/${plan.level}`,
      document: plan.list.name,
      clause: `本企业所列措施 ${LEVEL_ZH[plan.level]}`,
      confidence: 'list',
    }),
  },
]

/** A zone or the blacklist asks more of whoever it catches, the floors notwithstanding. */
function isSpared(of: Asked): boolean {
  const { entry, plan } = of
  if (entry.class !== 'small' || !plan.spares.has(entry.county) || isBlacklisted(of)) return false
  return (plan.rules.applying.zone(entry, plan.startDay)?.raise ?? 0) === 0
}

/** Told of each question as it is asked; whoever listens hears those too that would have decided later. */
export type Heard = (question: Question, clause: Clause | null, decides: boolean) => void

/** The first question that decides. */
export function footingOf(of: Asked, heard?: Heard): Basis {
  let found: Basis | null = null
  for (const question of QUESTIONS) {
    const clause = question.by(of)
    const decides = clause !== null && found === null
    if (decides) found = question.basis
    heard?.(question, clause, decides)
    if (found !== null && !heard) break
  }
  if (found === null) throw new Error('the own row answers for everybody')
  return found
}
