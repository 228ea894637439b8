import { addDays, startOfDay, type Day, type Instant } from '../../model/time.ts'
import type { SeasonRule } from '../../rulebook/season.ts'
import { monthsIn, nextMonth, reportDay } from '../targets/decide.ts'

/** Before this hour nobody reads what an office is asked, and nobody is woken for a report: the day after begins with it. */
const MORNING = 9

/** Something that a season's plan wants sent (报送事项), with its hours. */
export interface Wanted {
  readonly kind: 'monthlyReport' | 'seasonSummary'
  /** Null of the summary. */
  readonly month: string | null
  readonly name: string
  /** The last day on which it is in time. */
  readonly dueDay: Day
  readonly ask: Instant | null
  readonly remind: Instant | null
  /** When somebody is called for it. */
  readonly due: Instant
}

/** What a season wants sent from a day on: what was due before it is nobody's to be woken for any more. */
export function wantedFrom(rule: SeasonRule, today: Day): Wanted[] {
  const base = nameOf(rule)
  const reports = monthsIn(rule).map((month): Wanted => {
    const dueDay = reportDay(month, rule.monthly.day)
    const at = (day: number) => startOfDay(`${nextMonth(month)}-${String(day).padStart(2, '0')}`, MORNING)
    return {
      kind: 'monthlyReport',
      month,
      name: `${base}${sayMonth(month)}调度表`,
      dueDay,
      ask: at(rule.offices.ask),
      remind: at(rule.offices.remind),
      due: startOfDay(addDays(dueDay, 1), MORNING),
    }
  })
  const summary: Wanted = {
    kind: 'seasonSummary',
    month: null,
    name: `${base}攻坚总结`,
    dueDay: rule.summary.by,
    ask: null,
    remind: null,
    due: startOfDay(addDays(rule.summary.by, 1), MORNING),
  }
  return [...reports, summary].filter(({ dueDay }) => dueDay >= today)
}

/** What a season is called in front of its papers: 运城市 2021—2022 年秋冬季. */
export function nameOf({ title }: SeasonRule): string {
  return title.zh.replace('空气质量改善目标', '')
}

/** `2021年11月`. */
export function sayMonth(month: string): string {
  return `${month.slice(0, 4)}年${Number(month.slice(5))}月`
}
