import { compareMeasures } from '../../model/compareMeasures.ts'
import type { ListedLevel } from '../../model/enterprise.ts'
import type { Measure } from '../../model/measure.ts'
import { NO_EMISSIONS, shareOf } from '../../model/tonnes.ts'
import type { Clause } from '../../rulebook/measures.ts'
import type { Addition } from '../beside.ts'
import { stricterDraft, type Draft } from '../draft.ts'
import type { Duty, LineOrder, OrderContent } from '../order.ts'
import { sayDuty } from '../wording.ts'

/** What one line does at one level by an agreement (协商减排). */
export interface AgreedTerm {
  readonly line: string
  readonly level: ListedLevel
  readonly measure: Measure
  /** As it was written. */
  readonly words: string
}

/** A term of an agreement in force, with its clause. */
export interface Agreed extends AgreedTerm {
  readonly clause: Clause
}

/** Why a term can not be agreed on. */
export interface Fault {
  readonly why: 'weaker' | 'notComparable' | 'noLine'
  readonly line: string
  readonly level: ListedLevel
  /** What the rules ask, in Chinese. */
  readonly asked: string
}

/**
 * The first term that is not at least what the rules ask of its line at its level; null where each is. An agreement
 * comes on top of the rules: what is weaker would be a leave, and what can't be compared would prove nothing.
 */
export function faultIn(
  terms: readonly AgreedTerm[],
  orders: Readonly<Partial<Record<ListedLevel, OrderContent>>>,
): Fault | null {
  for (const { line, level, measure } of terms) {
    const order = orders[level]?.lines.find((one) => one.line === line)
    if (order === undefined) return { why: 'noLine', line, level, asked: '' }
    for (const duty of bindingOf(order)) {
      const stands = compareMeasures(measure, duty.measure)
      if (stands === 'weaker' || stands === 'notComparable')
        return { why: stands, line, level, asked: sayDuty(duty).zh }
    }
  }
  return null
}

/** Of one that decides itself nothing in particular is asked. */
function bindingOf({ binding, action, also }: LineOrder): readonly Duty[] {
  if (!binding) return []
  return also === null ? [action] : [action, also]
}

/** Each line does the stricter of what is asked and what was agreed; what can't be compared by now binds beside it. */
export const AGREEMENT: Addition = {
  id: 'agreement',
  asks: { zh: '有无生效的协商减排协议', en: 'has it agreed on more?' },
  add(work) {
    const { of, basis, cite } = work
    if (basis === 'heating' || basis === 'idle') return null
    let found: Clause | null = null
    for (const { line, level, measure, words, clause } of of.agreed) {
      if (level !== of.plan.level) continue
      work.drafts = work.drafts.map((one) => {
        if (one.line.number !== line) return one
        found = clause
        const by = cite(clause)
        return { ...stricterDraft(one, agreedDraft(one, { measure, words, from: 'rule', clause: by })), binding: true }
      })
    }
    return found
  },
}

/** A line that does one thing, by whatever was said of it. */
export function agreedDraft(one: Draft, action: Duty): Draft {
  const { daily } = one.line
  const { measure } = action
  const promised =
    measure.kind === 'stop' ? daily : measure.kind === 'reduce' ? shareOf(daily, measure.share) : NO_EMISSIONS
  return { ...one, action, also: null, covered: [], promised, flags: [], clauses: [action.clause] }
}
