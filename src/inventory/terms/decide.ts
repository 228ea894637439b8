import type { TermInput } from '../../../machines/term.ts'
import type { Entry, StopForCause } from '../../model/enterprise.ts'
import { addDays, startOfDay, type Day, type Instant } from '../../model/time.ts'

/**
 * What a date of an enterprise is (期限): the last day of its grade (等级有效期), of its protection (豁免有效期), of its
 * retrofit (改造期限), of an agreement (协商减排协议), or the first day of a consequence (逾期执行起始日).
 */
export type TermKind = 'gradeUntil' | 'exemptionUntil' | 'retrofitDeadline' | 'consequenceFrom' | 'agreementUntil'

/** One date that an entry names. */
export interface TermDate {
  readonly kind: TermKind
  /** The number of the line that it is about; empty for the whole enterprise. */
  readonly line: string
  readonly day: Day
}

/** Every date that an enterprise's entry names, of the whole and of its lines. */
export function datesOf(entry: Entry): TermDate[] {
  const dates: TermDate[] = []
  const add = (kind: TermKind, day: Day | null | undefined, line = '') => {
    if (day) dates.push({ kind, line, day })
  }
  const stopped = (cause: StopForCause | null, line = '') => {
    add('retrofitDeadline', cause?.deadline, line)
    add('consequenceFrom', cause?.from, line)
  }
  add('gradeUntil', entry.gradeUntil)
  add('exemptionUntil', entry.protection?.until)
  stopped(entry.stopCause)
  for (const line of entry.lines) stopped(line.stopCause, line.number)
  return dates
}

/**
 * When a date is told beforehand, and when it comes: what holds until a day holds through it, a consequence begins with
 * it. Null for one that has come already: nobody can be told of it before.
 */
export function termOf({ kind, day }: TermDate, now: Instant, noticeDays: number): TermInput | null {
  const lastDay = kind === 'consequenceFrom' ? addDays(day, -1) : day
  const at = startOfDay(addDays(lastDay, 1))
  if (at <= now) return null
  const announceAt = startOfDay(addDays(lastDay, 1 - noticeDays))
  return { announceAt: announceAt > now ? announceAt : now, at }
}

interface Told {
  readonly zh: string
  readonly en: string
}

/** What is to be done before a date, and what holds from it on. */
const SAID: Readonly<Record<TermKind, (day: Day) => Readonly<Record<'announced' | 'passed', Told>>>> = {
  gradeUntil: (day) => ({
    announced: {
      zh: `绩效等级有效期至 ${day}。到期未重新评定的，评级行业预警期间按应评未评从严管控，请提前申请。`,
      en: `its grade is valid until ${day}. Where it is not rated anew, a rated industry is ordered as one that should be rated and is not: apply in time.`,
    },
    passed: {
      zh: `绩效等级有效期至 ${day}，已到期。重新评定之前，评级行业预警期间按应评未评从严管控。`,
      en: `its grade was valid until ${day} and has run out. Until it is rated anew a rated industry is ordered as one that should be rated and is not.`,
    },
  }),
  exemptionUntil: (day) => ({
    announced: {
      zh: `豁免有效期至 ${day}。到期后按绩效等级和清单所列措施管控；需要延续的，请提前提出。`,
      en: `its exemption holds until ${day}. From then on its grade and its rows of the list govern: ask in time where it should go on.`,
    },
    passed: {
      zh: `豁免有效期至 ${day}，已到期，按绩效等级和清单所列措施管控。`,
      en: `its exemption held until ${day} and has run out: its grade and its rows of the list govern.`,
    },
  }),
  retrofitDeadline: (day) => ({
    announced: {
      zh: `改造期限 ${day}，请按期完成并报属地核实；逾期的，自逾期执行起始日起预警期间停产或执行最严措施。`,
      en: `its retrofit is due by ${day}: finish it and have it verified. Whoever is late stops in a warning, or takes the strictest limit, from the day that the list names.`,
    },
    passed: {
      zh: `改造期限 ${day} 已过。已完成的，请立即报属地核实；未完成的，自逾期执行起始日起预警期间停产或执行最严措施。`,
      en: `its retrofit was due by ${day}. Have it verified at once if it is finished; if not, it stops in a warning, or takes the strictest limit, from the day that the list names.`,
    },
  }),
  consequenceFrom: (day) => ({
    announced: {
      zh: `自 ${day} 起预警期间停产或执行最严措施（以生产线计）。已整改完成的，请提前报属地核实。`,
      en: `from ${day} on it stops in a warning, or takes the strictest limit, counted by line. Have it verified before if what was asked is done.`,
    },
    passed: {
      zh: `自 ${day} 起，预警期间停产或执行最严措施（以生产线计）。`,
      en: `since ${day} it stops in a warning, or takes the strictest limit, counted by line.`,
    },
  }),
  agreementUntil: (day) => ({
    announced: {
      zh: `协商减排协议有效期至 ${day}；需要续签的，请提前提出。`,
      en: `its agreement on more reductions holds until ${day}: ask in time where it should go on.`,
    },
    passed: {
      zh: `协商减排协议有效期至 ${day}，已到期，按规定的措施执行。`,
      en: `its agreement on more reductions held until ${day}: the measures of the rules hold.`,
    },
  }),
}

/** A notice (通知) of a date, before it and when it has come. */
export function sayTerm(name: string, { kind, line, day }: TermDate, event: 'announced' | 'passed'): Told {
  const { zh, en } = SAID[kind](day)[event]
  const whose = `${name}${line === '' ? '' : ` ${line}`}`
  return { zh: `${whose}：${zh}`, en: `${whose}: ${en}` }
}
