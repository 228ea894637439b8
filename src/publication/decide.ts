import { addDays, type Day, type Instant } from '../model/time.ts'
import type { Words } from '../plan/order.ts'
import type { Judgements } from '../review/figures.ts'
import type { Parted } from '../review/parts.ts'
import type { CountyResult } from '../rotation/decide.ts'
import { nextMonth, type Progress } from '../season/targets/decide.ts'
import { STANDING_ZH } from '../season/targets/paper.ts'
import { OUTCOMES } from '../verification/verdict.ts'
import { OUTCOME_NAME } from '../verification/wording.ts'

/** What is published (公布事项): how a response was carried out, problems, staggered production, a season's targets. */
export const KINDS = ['compliance', 'problems', 'rotation', 'season'] as const
export type Kind = (typeof KINDS)[number]

export interface Column extends Words {
  readonly id: string
}

/** A row of a table: a county or an industry, or, with an empty key, all of them together. */
export interface Row {
  readonly key: string
  readonly name: string
  /** By the ids of the columns; null where nothing is known. */
  readonly values: Readonly<Record<string, string | number | null>>
}

export interface Table {
  readonly title: Words
  readonly columns: readonly Column[]
  readonly rows: readonly Row[]
}

/** Results as they are published: sums of counties and industries, and nobody by name. */
export interface Content {
  readonly kind: Kind
  readonly title: Words
  /** The last day that was counted. */
  readonly until: Day
  readonly notes: readonly Words[]
  readonly tables: readonly Table[]
}

const ALL = '合计'
const BY_COUNTY: Words = { zh: '按县（市、区）', en: 'By county' }
const BY_INDUSTRY: Words = { zh: '按行业', en: 'By industry' }

const JUDGED: readonly Column[] = OUTCOMES.map((id) => ({ id, ...OUTCOME_NAME[id] }))

/** How the orders of a response were carried out, in lines and days, by county and by industry. */
export function complianceContent(
  { total, by }: Parted<Judgements>,
  of: { readonly warning: string; readonly until: Day },
): Content {
  const rows = (parts: (typeof by)['county']): Row[] => [
    ...parts.map(({ key, name, ...values }) => ({ key, name, values: counted(values) })),
    { key: '', name: ALL, values: counted(total) },
  ]
  return {
    kind: 'compliance',
    title: { zh: `${of.warning} 应急响应落实情况`, en: `${of.warning}: how the response was carried out` },
    until: of.until,
    notes: [
      {
        zh: '单位：生产线·天。结论由用电、在线监测、门禁记录和现场核查得出；“证据不足”不视为已落实。',
        en: 'Lines × days, by meters, monitors, gates and visits; what lacks evidence does not count as carried out.',
      },
    ],
    tables: [
      { title: BY_COUNTY, columns: JUDGED, rows: rows(by.county) },
      { title: BY_INDUSTRY, columns: JUDGED, rows: rows(by.industry) },
    ],
  }
}

function counted(judged: Judgements): Judgements {
  const { compliant, insufficient, doubtful, notCompliant } = judged
  return { compliant, insufficient, doubtful, notCompliant }
}

/** Problems of one county in a month. */
export interface ProblemCounts {
  readonly area: string
  readonly listed: number
  readonly closed: number
  readonly open: number
  readonly overdue: number
}

const PROBLEMS: readonly Column[] = [
  { id: 'listed', zh: '新增挂账', en: 'Listed' },
  { id: 'closed', zh: '销号', en: 'Closed' },
  { id: 'open', zh: '月末在办', en: 'Open at its end' },
  { id: 'overdue', zh: '其中逾期', en: 'Of these overdue' },
]

/** What was listed and closed in a month (拉条挂账、销号), by county. */
export function problemContent(
  counts: readonly ProblemCounts[],
  of: { readonly city: string; readonly month: string },
  nameOf: (area: string) => string,
): Content {
  const rows = counts.map(({ area, listed, closed, open, overdue }) => ({
    key: area,
    name: nameOf(area),
    values: { listed, closed, open, overdue },
  }))
  return {
    kind: 'problems',
    title: {
      zh: `${of.city}${sayMonth(of.month)}大气污染问题整改情况`,
      en: `${of.city} ${of.month}: problems listed and closed`,
    },
    until: lastDay(of.month),
    notes: [{ zh: '已撤销的问题不计。', en: 'Problems that were struck off are not counted.' }],
    tables: [{ title: BY_COUNTY, columns: PROBLEMS, rows: withSum(rows, PROBLEMS) }],
  }
}

const ROTATION: readonly Column[] = [
  { id: 'enterprises', zh: '企业数', en: 'Enterprises' },
  { id: 'planned', zh: '计划停产', en: 'Planned' },
  { id: 'held', zh: '已落实', en: 'Held' },
  { id: 'broken', zh: '未落实', en: 'Broken' },
  { id: 'unreported', zh: '未报告', en: 'Not reported' },
]

/** How staggered production (错峰生产) was kept until the end of a month, by county. */
export function rotationContent(
  results: readonly CountyResult[],
  of: { readonly city: string; readonly month: string },
  nameOf: (area: string) => string,
): Content {
  const rows = results.map(({ county, enterprises, planned, held, broken, unreported }) => ({
    key: county,
    name: nameOf(county),
    values: { enterprises, planned, held, broken, unreported },
  }))
  const until = lastDay(of.month)
  return {
    kind: 'rotation',
    title: {
      zh: `${of.city}错峰生产落实情况（截至${sayMonth(of.month)}末）`,
      en: `${of.city}: staggered production until the end of ${of.month}`,
    },
    until,
    notes: [
      {
        zh: '除企业数外，单位为生产线·天，按启停台账统计。',
        en: 'Lines × days, but for the number of enterprises, by the ledger of stops and starts.',
      },
    ],
    tables: [{ title: BY_COUNTY, columns: ROTATION, rows: withSum(rows, ROTATION) }],
  }
}

const SEASON: readonly Column[] = [
  { id: 'pm25', zh: 'PM2.5均值', en: 'PM2.5' },
  { id: 'pm25Target', zh: '目标', en: 'Target' },
  { id: 'heavyDays', zh: '重污染天数', en: 'Heavy days' },
  { id: 'heavyDaysTarget', zh: '目标天数', en: 'Target' },
  { id: 'days', zh: '有效天数', en: 'Days observed' },
  { id: 'standing', zh: '进度', en: 'Progress' },
]
/** The targets of a season and how each county stands at the end of a month. */
export function seasonContent(
  places: readonly Progress[],
  of: { readonly season: Words; readonly month: string; readonly document: string | null },
): Content {
  return {
    kind: 'season',
    title: {
      zh: `${of.season.zh}完成进度（截至${sayMonth(of.month)}末）`,
      en: `${of.season.en}: progress until the end of ${of.month}`,
    },
    until: lastDay(of.month),
    notes: [
      {
        zh: `PM2.5单位：微克/立方米。缺测日不计入均值；序时进度按已过天数占秋冬季天数的比例折算。${of.document === null ? '' : `目标依据：${of.document}。`}`,
        en: `PM2.5 in µg/m³. Days that were not observed do not count; progress is by the share of the season that has passed.${of.document === null ? '' : ` Targets: ${of.document}.`}`,
      },
    ],
    tables: [
      {
        title: BY_COUNTY,
        columns: SEASON,
        rows: places.map(({ area, name, pm25, heavyDays, days, standing }) => ({
          key: area,
          name,
          values: {
            pm25: pm25.mean,
            pm25Target: pm25.target,
            heavyDays: heavyDays.count,
            heavyDaysTarget: heavyDays.improve ? '持续改善' : heavyDays.allowed,
            days: days.withPm25,
            standing: STANDING_ZH[standing],
          },
        })),
      },
    ],
  }
}

/** The last day of a month, `2021-11`. */
export function lastDay(month: string): Day {
  return addDays(`${nextMonth(month)}-01`, -1)
}

function sayMonth(month: string): string {
  return `${month.slice(0, 4)}年${Number(month.slice(5))}月`
}

function withSum(
  rows: readonly { key: string; name: string; values: Readonly<Record<string, number>> }[],
  columns: readonly Column[],
): Row[] {
  const sums = columns.map(({ id }) => [id, rows.reduce((sum, { values }) => sum + (values[id] ?? 0), 0)] as const)
  return [...rows, { key: '', name: ALL, values: Object.fromEntries(sums) }]
}

/** What the public is told of the state of results. */
export function sayStanding(
  {
    state,
    objectionsUntil,
    upheld,
  }: { readonly state: string; readonly objectionsUntil: Instant | null; readonly upheld: number },
  shown: (at: Instant) => string,
  city: string,
): Words {
  const until = objectionsUntil === null ? '' : shown(objectionsUntil)
  if (state === 'shown')
    return {
      zh: `公示中，公示期至 ${until}。对结果有异议的，请在期满前向${city}生态环境部门书面提出。`,
      en: `Published for objection until ${until}: whoever objects writes to the environmental bureau of ${city} before then.`,
    }
  if (state === 'disputed' || state === 'settled')
    return {
      zh: `公示期已于 ${until} 届满，${upheld > 0 ? '异议成立，将更正后重新公示。' : '异议办理、复核后公布。'}`,
      en: `The time for objections ended ${until}; ${upheld > 0 ? 'an objection was right, corrected results follow.' : 'objections are answered before these are released.'}`,
    }
  if (state === 'replaced')
    return { zh: '已更正、作废，以更正后的公布为准。', en: 'Replaced: the corrected results count.' }
  return { zh: '公示无异议或异议已答复，现予公布。', en: 'Released after its time for objections.' }
}
