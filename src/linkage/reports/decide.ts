import { LEVEL_ZH, RESPONSE_ZH, type WarningLevel } from '../../model/level.ts'
import { addDays, dayOf, showInstant, startOfDay, type Day, type Instant } from '../../model/time.ts'

/** What goes up about an instruction: the answer (回复), the report of a day (日报), the summary (总结). */
export type ReportKind = 'answer' | 'daily' | 'summary'

/** How the area stands, read at one moment. */
export interface Figures {
  readonly at: Instant
  /** The warning under the instruction; null where there is none. */
  readonly warning: {
    readonly id: string
    readonly name: string
    /** Signed; null while it only lies before who confers and signs. */
    readonly level: WarningLevel | null
    readonly measures: WarningLevel | null
    readonly proposed: WarningLevel | null
    readonly startsAt: Instant | null
    readonly endsAt: Instant | null
    readonly signedAt: Instant | null
    /** Its lift has taken effect. */
    readonly lifted: boolean
  } | null
  /** Enterprises by their newest order. */
  readonly orders: {
    readonly ordered: number
    readonly reached: number
    readonly acknowledged: number
    readonly committed: number
    readonly unreached: number
  }
  /** Inspectors sent to plants that did not answer; of a daily report those of its day. */
  readonly inspections: { readonly sent: number; readonly done: number }
  readonly counties: { readonly told: number; readonly acknowledged: number; readonly started: number }
}

/** The instruction as a report names it. */
export interface Reported {
  readonly issuerName: string
  readonly document: string
  readonly level: WarningLevel
  readonly startsAt: Instant
}

/** A draft in the words of a bureau, from figures alone: nothing is said that was not counted. */
export function draft(kind: ReportKind, of: Reported, areaName: string, figures: Figures, day: Day | null): string {
  const paragraphs = {
    answer: () => [`${of.document}收悉。${sayWarning(areaName, figures)}`, ...sayDone(figures)],
    daily: () => [
      `现将${day === null ? '' : sayDay(day)}落实${of.document}情况报告如下。`,
      sayWarning(areaName, figures),
      ...sayDone(figures),
    ],
    summary: () => [
      `按照${of.document}要求（不低于${LEVEL_ZH[of.level]}预警，${sayHour(of.startsAt)}起），现将应急响应情况总结如下。`,
      sayWarning(areaName, figures),
      ...sayDone(figures),
    ],
  }[kind]()
  const title = {
    answer: `关于${of.document}落实情况的回复`,
    daily: `关于${of.document}落实情况的日报（${day === null ? '' : sayDay(day)}）`,
    summary: `关于${of.document}应急响应情况的总结`,
  }[kind]
  return [
    title,
    '',
    `${of.issuerName}：`,
    ...paragraphs.map((one) => `　　${one}`),
    '',
    areaName,
    sayHour(figures.at),
  ].join('\n')
}

function sayWarning(areaName: string, { warning }: Figures): string {
  if (warning === null) return `截至目前，${areaName}尚无生效或待签发的重污染天气预警。`
  const { level, measures, proposed, startsAt, endsAt, signedAt, lifted } = warning
  if (level === null || startsAt === null)
    return `${areaName}重污染天气${proposed === null ? '' : LEVEL_ZH[proposed]}预警已提请会商、待签发。`
  const signed = signedAt === null ? '' : `于${sayHour(signedAt)}签发`
  const name = `重污染天气${LEVEL_ZH[level]}预警（${RESPONSE_ZH[level]}响应）`
  if (lifted) return `${areaName}${signed}${name}，自${sayHour(startsAt)}起执行${sayEnd(endsAt, '至', '')}，现已解除。`
  const raised = measures !== null && measures !== level ? `，并执行${LEVEL_ZH[measures]}预警减排措施` : ''
  const raising = proposed === null || proposed === level ? '' : `；调整为${LEVEL_ZH[proposed]}预警已提请会商、待签发`
  return `${areaName}已${signed}${name}，自${sayHour(startsAt)}起执行${sayEnd(endsAt, '，至', '，解除时间另行通知')}${raised}${raising}。`
}

function sayEnd(endsAt: Instant | null, word: string, open: string): string {
  return endsAt === null ? open : `${word}${sayHour(endsAt)}`
}

function sayDone({ orders, inspections, counties }: Figures): string[] {
  const { ordered, reached, acknowledged, committed, unreached } = orders
  const said: string[] = []
  if (counties.told > 0)
    said.push(
      `已通知${counties.told}个县（市、区），${counties.acknowledged}个已回执，${counties.started}个已启动应急响应。`,
    )
  said.push(
    ordered === 0
      ? '尚未下达企业减排指令。'
      : `已向${ordered}家企业下达减排指令，送达${reached}家，回执${acknowledged}家，承诺执行${committed}家，未送达${unreached}家。`,
  )
  if (inspections.sent > 0)
    said.push(`对未应答企业派出现场核查${inspections.sent}家次，已办结${inspections.done}家次。`)
  return said
}

function sayDay(day: Day): string {
  const [year = '', month = '', date = ''] = day.split('-')
  return `${year}年${Number(month)}月${Number(date)}日`
}

/** 2020年12月25日18时; minutes only where there are any. Midnight is the end of the day before where people read it. */
function sayHour(at: Instant): string {
  const [hour = '', minute = ''] = showInstant(at).slice(11, 16).split(':')
  return `${sayDay(dayOf(at))}${Number(hour)}时${minute === '00' ? '' : `${Number(minute)}分`}`
}

/** Last hour of the daily report after the one of a day; one that is caught up on moves nothing. */
export function nextReport(current: Instant | null, day: Day, hour: number): Instant {
  const next = startOfDay(addDays(day, 2), hour)
  return current !== null && current > next ? current : next
}

/** Last hour of the first daily report: that of the day on which it begins to hold, or of the day of the answer. */
export function firstReport(startsAt: Instant, now: Instant, hour: number): Instant {
  return startOfDay(addDays(dayOf(startsAt > now ? startsAt : now), 1), hour)
}
