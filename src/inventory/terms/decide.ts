import type { TermInput } from '../../../machines/term.ts'
import type { Entry, StopForCause } from '../../model/enterprise.ts'
import { addDays, startOfDay, type Day, type Instant } from '../../model/time.ts'

/** What a date of an enterprise is (期限). */
export const TERM_ZH = {
  gradeUntil: '绩效等级有效期',
  exemptionUntil: '豁免有效期',
  retrofitDeadline: '改造期限',
  consequenceFrom: '逾期执行起始日',
  agreementUntil: '协商减排协议有效期',
} as const
export type TermKind = keyof typeof TERM_ZH

export const TERM_EN: Record<TermKind, string> = {
  gradeUntil: 'the grade is valid until',
  exemptionUntil: 'the exemption holds until',
  retrofitDeadline: 'the retrofit is due by',
  consequenceFrom: 'the consequence of a missed retrofit begins on',
  agreementUntil: 'the agreement on more reductions holds until',
}

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

/** A notice (通知) of a date, before it and when it has come. */
export function sayTerm(
  name: string,
  { kind, line, day }: TermDate,
  event: 'announced' | 'passed',
): { zh: string; en: string } {
  const zh = `${name}${line === '' ? '' : ` ${line}`}：${TERM_ZH[kind]} ${day}`
  const en = `${name}${line === '' ? '' : ` ${line}`}: ${TERM_EN[kind]} ${day}`
  return event === 'announced'
    ? { zh: `${zh}，即将到期，请提前准备。`, en: `${en}: prepare for it.` }
    : { zh: `${zh}，已到期，按新的情形执行。`, en: `${en}: that day has come, and what follows from it holds.` }
}
