import type { Block, Document } from '../../document/document.ts'
import { showInstant, type Instant } from '../../model/time.ts'
import type { SeasonRule } from '../../rulebook/season.ts'
import type { Progress, Standing } from './decide.ts'

export const STANDING_ZH: Readonly<Record<Standing, string>> = {
  onTrack: '达到序时进度',
  behind: '未达序时进度',
  missed: '未达目标',
  unknown: '缺监测数据',
}

/** What may be written about a season. */
export type LetterKind = 'circular' | 'reminder' | 'talk' | 'seasonSummary'

export interface Letter {
  readonly kind: LetterKind
  readonly month: string | null
  readonly city: string
  readonly at: Instant
  readonly mark: string | null
}

/** A circular, a letter, the call to a talk or the summary (通报、提醒函、约谈通知、总结), by how the places stand. */
export function letterOf(
  { kind, month, city, at, mark }: Letter,
  rule: SeasonRule,
  places: readonly Progress[],
  to: Progress | null,
): Document {
  const shown = showInstant(at)
  const [year, of, day] = shown.slice(0, 10).split('-').map(Number)
  const said = month === null ? '' : `${Number(month.slice(0, 4))}年${Number(month.slice(5))}月`
  const titles: Record<LetterKind, string> = {
    circular: `关于${said}各县（市、区）空气质量改善情况的通报`,
    reminder: `关于${to?.name ?? ''}空气质量改善进度的提醒函`,
    talk: `关于约谈${to?.name ?? ''}的通知`,
    seasonSummary: `${rule.title.zh.replace('空气质量改善目标', '')}攻坚总结`,
  }
  const body: Block[] =
    to === null
      ? [
          { kind: 'paragraph', text: `${leadIn(kind, said)}各地情况如下，按PM2.5均值与目标之比由差到好排列。` },
          tableOf(places.toSorted((a, b) => ratio(b) - ratio(a))),
          ...missing(places),
        ]
      : [{ kind: 'paragraph', text: letterText(kind, to) }, tableOf([to])]
  return {
    title: titles[kind],
    number: null,
    addressee: to === null ? '各县（市、区）人民政府、开发区管委会' : `${to.name}人民政府（管委会）`,
    body,
    closing: { office: `${city}大气污染防治工作领导组办公室`, date: `${year}年${of}月${day}日` },
    footer: [
      '统计截至前一日；缺测日不计入均值；重污染天数未剔除沙尘影响。',
      '序时进度按已过天数占秋冬季天数的比例折算，为本系统的算法，方案未作规定。',
      `依据：${rule.source?.document ?? ''} ${clauseOf(kind, rule)}`,
    ],
    mark,
    at,
  }
}

function clauseOf(kind: LetterKind, rule: SeasonRule): string {
  const { source } = kind === 'seasonSummary' ? rule.summary : rule[kind]
  return source?.clause ?? ''
}

function leadIn(kind: LetterKind, said: string): string {
  return kind === 'seasonSummary' ? '秋冬季已结束，' : `截至${said}末，`
}

function letterText(kind: LetterKind, { name, pm25, heavyDays, days }: Progress): string {
  const mean =
    pm25.mean === null ? 'PM2.5无监测数据' : `PM2.5均值${pm25.mean}微克/立方米，目标${pm25.target}微克/立方米`
  const heavy = `重污染${heavyDays.count}天，目标${heavyDays.improve ? `持续改善（上年${heavyDays.allowed}天）` : `不超过${heavyDays.allowed}天`}`
  const stand = `秋冬季已过${days.passed}天（共${days.season}天），${name}${mean}；${heavy}。`
  if (kind === 'talk')
    return `${stand}空气质量改善达不到目标任务，按规定公开约谈主要负责人，时间、地点另行通知。请准备原因分析和整改措施。`
  const needed = pm25.needed === null ? '' : `要完成目标，剩余天数PM2.5均值须控制在${pm25.needed}微克/立方米以内。`
  return `${stand}改善进度未达序时进度，特此提醒。${needed}请分析原因，采取有力措施。`
}

function tableOf(places: readonly Progress[]): Block {
  return {
    kind: 'table',
    columns: [
      { title: '县（市、区）', share: 2 },
      { title: 'PM2.5均值', share: 1 },
      { title: '上年', share: 1 },
      { title: '目标', share: 1 },
      { title: '重污染天数', share: 1 },
      { title: '目标天数', share: 1 },
      { title: '有效天数', share: 1 },
      { title: '进度', share: 2 },
    ],
    rows: places.map(({ name, pm25, heavyDays, days, standing }) => [
      name,
      pm25.mean ?? '–',
      pm25.before ?? '–',
      pm25.target,
      String(heavyDays.count),
      heavyDays.improve ? '持续改善' : String(heavyDays.allowed),
      `${days.withPm25}/${days.passed}`,
      STANDING_ZH[standing],
    ]),
  }
}

function missing(places: readonly Progress[]): Block[] {
  const blind = places.filter(({ standing }) => standing === 'unknown').map(({ name }) => name)
  return blind.length === 0 ? [] : [{ kind: 'paragraph', text: `缺监测数据、未作评价：${blind.join('、')}。` }]
}

/** The worst first; whoever is unknown last. */
function ratio({ pm25 }: Progress): number {
  return pm25.mean === null ? -1 : Number(pm25.mean) / Number(pm25.target)
}
