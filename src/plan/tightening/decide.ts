import { compareMeasures } from '../../model/compareMeasures.ts'
import type { ListedLevel } from '../../model/enterprise.ts'
import type { Id } from '../../model/id.ts'
import type { Measure } from '../../model/measure.ts'
import type { WarningLevel } from '../../model/level.ts'
import type { Clause } from '../../rulebook/measures.ts'
import { tightenedAt, type HoldingStage } from '../../rulebook/periods.ts'
import { agreedDraft } from '../agreements/decide.ts'
import { BY_ROWS, raise, type Addition } from '../beside.ts'
import { stricterDraft } from '../draft.ts'
import type { LineOrder } from '../order.ts'
import { sayDuty } from '../wording.ts'

/** What one line does beyond what its city asks (加严), because its county says so. */
export interface TightenedLine {
  readonly enterprise: Id
  readonly line: string
  readonly measure: Measure
  /** As it was written. */
  readonly words: string
}

/** The same in force, with its clause. */
export interface Tightened extends TightenedLine {
  readonly clause: Clause
}

/** A level whose measures are asked for beside those of the warning, and who asks. */
export interface AlsoAsked {
  readonly level: ListedLevel
  readonly clause: Clause
}

/** What special periods (专项时段) ask at a level, inside their dates, as orders cite it. */
export function periodAsks(holding: readonly HoldingStage[], level: WarningLevel): AlsoAsked[] {
  return tightenedAt(holding, level).map(({ period, stage, level: to, by }) => {
    const of = by.source ?? stage.source ?? period.source
    return {
      level: to,
      clause: {
        id: `period/${period.id}/${stage.kind}`,
        document: of?.document ?? period.title.zh,
        clause: of?.clause ?? stage.title.zh,
        confidence: of?.confidence ?? 'D',
        ...(by.borrowedFrom === undefined ? {} : { borrowedFrom: by.borrowedFrom }),
      },
    }
  })
}

/**
 * What a county, a special period, or a warning above or below asks beside the warning that is planned: for each line the stricter wins,
 * what can't be compared binds beside it, and nothing is ever asked less (I10).
 */
export const TIGHTENING: Addition = {
  id: 'tightening',
  asks: {
    zh: '属地、上级预警或专项时段有无更严要求',
    en: 'does its county, a warning above or a special period ask for more?',
  },
  add(work, atLevel) {
    const { of, basis, cite } = work
    if (basis === 'heating' || basis === 'idle') return null
    let found: Clause | null = null
    for (const { level, clause } of of.plan.alsoAsked ?? []) {
      found = clause
      cite(clause)
      if (BY_ROWS.has(basis)) raise(work, level, clause, atLevel)
    }
    for (const { line, measure, words, clause } of of.tightened) {
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

/** How what a county asks of a line stands to what the line does by its order. */
export type Standing =
  /** Something of it is asked already, or more. */
  | { readonly is: 'weaker'; readonly asked: string }
  | { readonly is: 'stricter' }
  /** It answers another question: it holds only once the city has accepted it. */
  | { readonly is: 'notComparable'; readonly asked: string }

export function standingOf({ binding, action, also }: LineOrder, measure: Measure): Standing {
  if (!binding) return { is: 'stricter' }
  const duties = also === null ? [action] : [action, also]
  for (const duty of duties)
    if (['weaker', 'equal'].includes(compareMeasures(measure, duty.measure)))
      return { is: 'weaker', asked: sayDuty(duty).zh }
  const apart = duties.find((duty) => compareMeasures(measure, duty.measure) === 'notComparable')
  return apart === undefined ? { is: 'stricter' } : { is: 'notComparable', asked: sayDuty(apart).zh }
}
