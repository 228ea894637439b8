import type { Measure } from '../../model/measure.ts'
import { NO_EMISSIONS, shareOf } from '../../model/tonnes.ts'
import type { Clause } from '../../rulebook/measures.ts'
import type { Addition } from '../beside.ts'
import type { Duty } from '../order.ts'
import type { Draft } from '../draft.ts'

/** What is asked of a line instead, because two officers have said so (例外、豁免). */
export interface Allowed {
  /** The line's number; null for all that the enterprise has, its transport too. */
  readonly line: string | null
  readonly measure: Measure
  /** As it was written. */
  readonly words: string
  readonly clause: Clause
}

/**
 * The last word on an order: where two officers have found that a line can not do what is asked, or is exempt, it does
 * what they say and nothing else. A season plan goes on: it is not the warning's.
 */
export const ALLOWANCE: Addition = {
  id: 'allowance',
  asks: { zh: '有无豁免或经批准的调整', en: 'is it exempt, or was a measure adjusted for it?' },
  add(work) {
    const { of, cite } = work
    let found: Clause | null = null
    for (const { line, measure, words, clause } of of.allowed) {
      if (line === null) work.transport = null
      for (const one of work.drafts) {
        if (line !== null && one.line.number !== line) continue
        found = clause
        const duty: Duty = { measure, words, from: 'rule', clause: cite(clause) }
        ease(one, duty)
      }
    }
    return found
  },
}

function ease(one: Draft, duty: Duty): void {
  const { daily } = one.line
  one.action = duty
  one.also = null
  one.covered = []
  one.binding = true
  one.flags = []
  one.clauses = [duty.clause]
  one.promised =
    duty.measure.kind === 'stop'
      ? daily
      : duty.measure.kind === 'reduce'
        ? shareOf(daily, duty.measure.share)
        : NO_EMISSIONS
}
