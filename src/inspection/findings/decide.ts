import type { Instant } from '../../model/time.ts'
import { addHours } from '../../model/time.ts'
import type { Words } from '../../plan/order.ts'
import type { FindingRule, InspectionProcedure } from '../../rulebook/inspection.ts'

/** One thing that a finding rests on, as the enterprise sees it (证据). */
export interface FindingEvidence {
  readonly what: string
  readonly at: Instant | null
  readonly value: string | null
  /** A photo that was taken there, by its hash; null where it is none. */
  readonly photo: string | null
}

/** How a finding is called on lists and in refusals. */
export function nameOfFinding(enterprise: string, line: string, rule: Pick<FindingRule, 'zh'>): string {
  return `${enterprise}${line === '' ? '' : ` ${line}`} ${rule.zh}`
}

/** The kind of a finding by its id; null where the procedure has none. */
export function ruleOf(procedure: InspectionProcedure, kind: string): FindingRule | null {
  return procedure.findings.find(({ id }) => id === kind) ?? null
}

export function answerBy(procedure: InspectionProcedure, now: Instant): Instant {
  return addHours(now, procedure.answerHours.value)
}

export function rulingBy(procedure: InspectionProcedure, now: Instant): Instant {
  return addHours(now, procedure.rulingHours.value)
}

/** What the enterprise is told of a finding in one of its states. */
export function sayFinding(of: {
  readonly state: string
  readonly name: string
  readonly hours: number
  readonly ruling: string | null
}): Words {
  const because = of.ruling === null ? { zh: '', en: '' } : { zh: `理由：${of.ruling}。`, en: ` Reason: ${of.ruling}.` }
  switch (of.state) {
    case 'told':
      return {
        zh: `${of.name}：现场核查发现上述情况。可在 ${of.hours} 小时内陈述申辩；逾期不答复视为无异议。`,
        en: `${of.name}: this was found. It can be contested within ${of.hours} hours; who says nothing has nothing to say.`,
      }
    case 'upheld':
      return {
        zh: `${of.name}：已认定。${because.zh}请按要求整改。`,
        en: `${of.name}: upheld.${because.en} Put it right.`,
      }
    case 'dismissed':
      return {
        zh: `${of.name}：不予认定，由此作出的挂账和处理建议一并撤销。${because.zh}`,
        en: `${of.name}: ruled out, with all that came of it.${because.en}`,
      }
    default:
      return {
        zh: `${of.name}：陈述申辩已收到，由核查人员以外的人员复核。`,
        en: `${of.name}: your answer was received; another person than the inspector rules on it.`,
      }
  }
}
