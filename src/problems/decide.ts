import type { Block, Document } from '../document/document.ts'
import type { Areas } from '../model/area.ts'
import { addDays, dayOf, epochMs, instantOf, showInstant, startOfDay, type Day, type Instant } from '../model/time.ts'
import type { InspectionProcedure, Severity } from '../rulebook/inspection.ts'

/** 问题编号: by area and year, without gaps. */
export function problemNumber(area: string, year: number, number: number): string {
  return `${area}问题〔${year}〕${number}号`
}

/** 督办函文号, of whoever writes it. */
export function letterNumber(issuer: string, year: number, number: number): string {
  return `${issuer}重污染天气应急督〔${year}〕${number}号`
}

/** The end of the day by which a problem is put right. */
export function fixBy(procedure: InspectionProcedure, severity: Severity, now: Instant): Instant {
  return startOfDay(addDays(dayOf(now), procedure.fixDays[severity] + 1))
}

export function checkBy(procedure: InspectionProcedure, now: Instant): Instant {
  return startOfDay(addDays(dayOf(now), procedure.checkDays.value + 1))
}

/** Minutes from one letter to the next. */
export function patienceOf(procedure: InspectionProcedure): number {
  return procedure.letterDays.value * 24 * 60
}

/**
 * Who writes the letter of a rung, and to whom: first the area's own bureau to the unit that answers for it, then the
 * city to the county, then the city to its leaders. A problem of the city itself has nobody between.
 */
export function letterOf(
  areas: Areas,
  area: string,
  rung: number,
): { issuer: string; addressee: 'unit' | 'area' | 'leader' } {
  if (rung <= 1) return { issuer: area, addressee: 'unit' }
  const own = areas.find(area)
  const above = own?.kind === 'county' && own.parent !== null ? own.parent : area
  return { issuer: above, addressee: rung === 2 && above !== area ? 'area' : 'leader' }
}

/** What a letter tells of. */
export interface Overdue {
  readonly number: string
  readonly title: string
  readonly text: string
  readonly unit: string
  readonly area: string
  readonly listedAt: Instant
  readonly fixBy: Instant
  /** Letters that were written before, by their numbers. */
  readonly before: readonly string[]
}

/** 督办函. */
export function letter(
  overdue: Overdue,
  of: {
    readonly number: string
    readonly issuer: string
    readonly addressee: 'unit' | 'area' | 'leader'
    readonly replyBy: Instant
    readonly at: Instant
    readonly exercise: boolean
  },
): Document {
  const { number, title, unit, area, before } = overdue
  const to = { unit, area: `${area}人民政府（管委会）`, leader: `${of.issuer}重污染天气应急指挥部负责同志` }[
    of.addressee
  ]
  const told = before.length === 0 ? '' : `此前已以${before.map((one) => `《${one}》`).join('、')}督办，仍未办结。`
  const ask: Record<typeof of.addressee, string> = {
    unit: `请立即整改，并于${sayDay(of.replyBy)}前将整改情况及证明材料报我单位。`,
    area: `请督促责任单位立即整改，并于${sayDay(of.replyBy)}前将办理情况书面报我单位。`,
    leader: '现提请督促办理。',
  }
  const body: Block[] = [
    {
      kind: 'paragraph',
      text: `${sayDay(overdue.listedAt)}挂账的问题（${number}）“${title}”，责任单位为${unit}，整改期限为${sayLast(overdue.fixBy)}，至今未完成整改。${told}`,
    },
    { kind: 'heading', text: '一、问题情况' },
    { kind: 'paragraph', text: closed(overdue.text) },
    { kind: 'heading', text: '二、办理要求' },
    { kind: 'paragraph', text: `${ask[of.addressee]}整改完成后，由未参与该问题登记和整改的人员核查，确认无误后销号。` },
  ]
  return {
    title: `关于督办“${title}”问题的函`,
    number: of.number,
    addressee: to,
    body,
    closing: { office: `${of.issuer}重污染天气应急指挥部`, date: sayDay(of.at) },
    footer: ['本函由系统按期限生成，文号按单位和年度连续编排。'],
    mark: of.exercise ? '演练' : null,
    at: of.at,
  }
}

/** The days that a list covers (日清单、周清单): a day, or the seven that end with it. */
export function spanOf(period: 'day' | 'week', on: Day): { from: Instant; until: Instant; first: Day } {
  const first = period === 'day' ? on : addDays(on, -6)
  return { from: startOfDay(first), until: startOfDay(addDays(on, 1)), first }
}

/** `2026年11月30日`. */
export function sayDay(at: Instant): string {
  const [year, month, day] = showInstant(at).slice(0, 10).split('-').map(Number)
  return `${year}年${month}月${day}日`
}

/** The last day of a term that ends at midnight. */
export function sayLast(until: Instant): string {
  return sayDay(instantOf(epochMs(until) - 1))
}

function closed(text: string): string {
  return /[。！？；.!?;]$/.test(text) ? text : `${text}。`
}
