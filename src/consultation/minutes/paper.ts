import type { Block, Document } from '../../document/document.ts'
import { LEVEL_ZH, type Level } from '../../model/level.ts'
import { dayOf, showInstant, type Day, type Instant } from '../../model/time.ts'
import type { Confidence } from '../decide.ts'
import type { Minutes, Said } from './minutes.ts'

const CONFIDENCE_ZH: Readonly<Record<Confidence, string>> = { high: '较高', medium: '中等', low: '较低' }
export const KIND_ZH = {
  issue: '启动',
  raise: '升级',
  lower: '降级',
  extend: '延长',
  move: '调整起始时间',
  suspend: '暂停',
  resume: '恢复',
  lift: '解除',
} as const

/**
 * Minutes as an official document (公文).
 * @param names of officers by id; who is not there is forgotten, as the law asks
 */
export function asDocument(
  minutes: Minutes,
  { names, issuedAt, mark }: { names: ReadonlyMap<string, string>; issuedAt: Instant; mark: string | null },
): Document {
  const who = (id: string | null) => (id === null ? '未记录' : (names.get(id) ?? '（姓名已删除）'))
  return {
    title: `${minutes.areaName}重污染天气会商纪要`,
    number: minutes.number,
    addressee: null,
    body: [
      ...occasion(minutes, who),
      ...attendance(minutes),
      ...forecast(minutes),
      ...opinions(minutes, who),
      ...conclusion(minutes, who),
      ...dissenting(minutes, who),
      ...monitoring(minutes),
    ],
    closing: { office: `${minutes.areaName}生态环境局`, date: sayDay(dayOf(issuedAt)) },
    footer: notes(minutes),
    mark,
    at: issuedAt,
  }
}

type Who = (id: string | null) => string

function occasion({ kind, calledAt, heldAt, chair, calledFor, proposal, name }: Minutes, who: Who): Block[] {
  const how = {
    change: `就${proposal?.warning ?? ''}预警${proposal === null ? '' : sayChange(proposal.change)}的建议召集会商`,
    daily: `按会商日程自动召集会商（${name}）`,
    called: `临时召集会商，事由：${calledFor ?? ''}`,
  }[kind]
  const held = heldAt === null ? '。' : `，${sayTime(heldAt)}开始会商，由${who(chair)}主持。`
  return [heading('一、会商事项'), paragraph(`${sayTime(calledAt)}${how}${held}`)]
}

function attendance({ parties }: Minutes): Block[] {
  const said = (present: boolean | null) => (present === null ? '未登记' : present ? '出席' : '缺席')
  return [
    heading('二、会商单位'),
    {
      kind: 'table',
      columns: [
        { title: '单位', share: 3 },
        { title: '出席情况', share: 1 },
      ],
      rows: parties.map(({ title, present }) => [title, said(present)]),
    },
  ]
}

function forecast({ card }: Minutes): Block[] {
  const title = heading('三、预报与研判')
  if (card === null) return [title, paragraph('会商时没有可用的研判。')]
  const span = card.from === null || card.to === null ? '' : `（${sayDay(card.from)}至${sayDay(card.to)}）`
  const judged =
    card.level === 'none' ? '按预警分级规则不需要预警' : `按预警分级规则应为${LEVEL_ZH[card.level]}预警${span}`
  return [
    title,
    paragraph(`据${sayTime(card.at)}研判，${judged}。`),
    {
      kind: 'table',
      columns: [
        { title: '日期', share: 2 },
        { title: '空气质量指数（AQI）', share: 2 },
        { title: '预报范围', share: 2 },
      ],
      rows: card.days.map(({ day, aqi, low, high }) => [
        sayDay(day),
        aqi === null ? '缺' : String(Math.round(aqi)),
        low === null || high === null ? '—' : `${Math.round(low)}～${Math.round(high)}`,
      ]),
    },
  ]
}

function opinions({ opinions: said }: Minutes, who: Who): Block[] {
  if (said.length === 0) return [heading('四、会商意见'), paragraph('各单位未提出意见。')]
  return [
    heading('四、会商意见'),
    {
      kind: 'table',
      columns: [
        { title: '单位', share: 3 },
        { title: '意见', share: 2 },
        { title: '把握', share: 1 },
        { title: '理由', share: 5 },
      ],
      rows: said.map((one) => [
        `${one.partyTitle}（${one.onBehalf ? `${who(one.userId)}代录` : who(one.userId)}）`,
        sayLevel(one.level),
        one.confidence === null ? '未说明' : CONFIDENCE_ZH[one.confidence],
        `${one.text}${corrections(one)}`,
      ]),
    },
  ]
}

function corrections({ corrections: days }: Said): string {
  if (days.length === 0) return ''
  return `（订正预报：${days.map(({ day, aqi }) => `${sayDay(day)} AQI ${aqi}`).join('，')}）`
}

function conclusion({ conclusion: came, proposal }: Minutes, who: Who): Block[] {
  const what =
    came.decision === 'conclude'
      ? `研判为${sayLevel(came.level)}`
      : `${came.decision === 'proceed' ? '同意' : '不同意'}${proposal === null ? '' : sayChange(proposal.change)}`
  return [
    heading('五、会商结论'),
    paragraph(`${what}。${came.reason}`),
    paragraph(`以上结论由${who(came.by)}于${sayTime(came.at)}形成。`),
  ]
}

function dissenting({ dissents }: Minutes, who: Who): Block[] {
  const title = heading('六、不同意见')
  if (dissents.length === 0) return [title, paragraph('无。')]
  return [
    title,
    ...dissents.map(({ partyTitle, userId, onBehalf, level, text }) =>
      paragraph(`${partyTitle}（${onBehalf ? `${who(userId)}代录` : who(userId)}）：${sayLevel(level)}。${text}`),
    ),
  ]
}

function monitoring({ monitoring: called }: Minutes): Block[] {
  if (called.length === 0) return []
  return [
    heading('七、加密监测'),
    ...called.map(({ areas, from, until, everyHours }) =>
      paragraph(`${areas.join('、')}自${sayTime(from)}至${sayTime(until)}加密监测，每 ${everyHours} 小时报送一次。`),
    ),
  ]
}

function notes({ replaces, rule }: Minutes): string[] {
  return [
    ...(replaces === null ? [] : [`本纪要更正并替代${replaces.number}。更正原因：${replaces.reason}`]),
    ...(rule.borrowedFrom === null ? [] : [`会商制度借用${rule.borrowedFrom}的规定，本地另有规定的从其规定。`]),
  ]
}

function sayChange({ kind, level, startsAt }: { kind: keyof typeof KIND_ZH; level: Level; startsAt: Instant }): string {
  return `${KIND_ZH[kind]}${LEVEL_ZH[level]}预警（${sayTime(startsAt)}起）`
}

function sayLevel(level: Level): string {
  return level === 'none' ? '不预警' : `${LEVEL_ZH[level]}预警`
}

function sayDay(day: Day): string {
  const [year, month, date] = day.split('-').map(Number)
  return `${year}年${month}月${date}日`
}

function sayTime(at: Instant): string {
  const [day = '', time = ''] = showInstant(at).split('T')
  return `${sayDay(day)}${time.slice(0, 5)}`
}

function heading(text: string): Block {
  return { kind: 'heading', text }
}

function paragraph(text: string): Block {
  return { kind: 'paragraph', text }
}
