import { LEVEL_ZH } from '../model/level.ts'
import { showInstant, type Instant } from '../model/time.ts'
import { EMITTED, EMITTED_NAME, showTonnes } from '../model/tonnes.ts'
import type { Cost, FigureName, Figures, Judgements, Mass, Reach } from './figures.ts'
import type { Counts, Parted } from './parts.ts'
import type { EvidenceClass, Outcome } from '../verification/verdict.ts'
import { PARTED_BY, type PartedBy } from './record.ts'
import { daysOf } from './spans.ts'
import { sayChange } from './timeline.ts'

/* What a review says, in the words of a bureau, before it is a page, a document or a workbook. */

export interface Sheet {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
}

export interface Section {
  readonly name: FigureName | 'notes'
  readonly title: string
  /** Of how many entries of the journal it was counted; null where it is no figure. */
  readonly entries: number | null
  readonly paragraphs: readonly string[]
  readonly sheets: readonly Sheet[]
}

/** 人为减排与气象条件: its place is there, and says that nothing stands in it. */
export const NO_MODEL = {
  zh: '人为减排与气象条件各自的贡献尚无模型可用，本报告不作估算。',
  en: 'What the measures did against what the weather did needs a model; there is none here, and nothing is made up.',
}
const NOT_JUDGED = '尚无核查结论：没有可供核查的证据，或尚未作出结论；不等于未落实。'

export const OUTCOME_ZH: Readonly<Record<Outcome, string>> = {
  compliant: '落实',
  insufficient: '证据不足',
  doubtful: '存疑',
  notCompliant: '未落实',
}
const EVIDENCE_ZH: Readonly<Record<EvidenceClass, string>> = {
  site: '现场核查',
  power: '用电',
  online: '在线监测',
  gate: '门禁',
  video: '视频',
  ledger: '台账',
  selfReport: '企业自报',
  none: '无证据',
}
const BY_ZH: Readonly<Record<PartedBy, string>> = { county: '县（市、区）', industry: '行业', grade: '绩效等级' }
const GROUND_ZH = { rule: '按规则', officer: '人工提出', instructed: '上级指令' } as const

/** 运城市 2020-12-26 重污染天气应急响应总结评估报告. */
export function titleOf(warning: string): string {
  return `${warning} 重污染天气应急响应总结评估报告`
}

/** 12-26 00:00, as a table shows it. */
export function shownAt(at: Instant): string {
  return showInstant(at).slice(0, 16).replace('T', ' ')
}

/** Every figure in words and tables, in the order in which they are read, and what officers remarked last. */
export function sectionsOf({
  figures,
  notes,
}: {
  readonly figures: Figures
  readonly notes: readonly { readonly at: Instant; readonly by: string; readonly text: string }[]
}): Section[] {
  const remarks: Section = {
    name: 'notes',
    title: '批注',
    entries: null,
    paragraphs: notes.map(({ at, by, text }) => `${shownAt(at)} ${by}：${text}`),
    sheets: [],
  }
  const all = Object.entries(SECTIONS).map(([name, of]): Section => {
    const { entries } = figures[name as FigureName]
    return { name: name as FigureName, entries: entries.length, ...of(figures) }
  })
  return notes.length === 0 ? all : [...all, remarks]
}

type Said = Pick<Section, 'title' | 'paragraphs' | 'sheets'>

const SECTIONS: Readonly<Record<FigureName, (figures: Figures) => Said>> = {
  timeline: ({ timeline }) => ({
    title: '过程',
    paragraphs: [],
    sheets: [
      {
        title: '时间轴',
        columns: ['时间', '事项', '日志序号'],
        rows: timeline.value.map(({ at, say, seq }) => [shownAt(at), say.zh, seq]),
      },
    ],
  }),
  leads: ({ leads }) => ({
    title: '签发与提前量',
    paragraphs: [],
    sheets: [
      {
        title: '各次签发',
        columns: ['事项', '依据', '建议', '会商', '签发', '提前量（小时）'],
        rows: leads.value.map((one) => [
          sayChange(one).zh,
          GROUND_ZH[one.ground],
          shownAt(one.proposedAt),
          one.conferredAt === null ? '–' : shownAt(one.conferredAt),
          shownAt(one.signedAt),
          one.leadHours,
        ]),
      },
    ],
  }),
  skill: ({ skill: { value } }) => ({
    title: '预报检验',
    paragraphs: value.days.some(({ observed }) => observed !== null) ? [] : ['本次过程尚无实况，不能检验。'],
    sheets: [
      {
        title: '逐日实况与预报',
        columns: ['日期', '实况 AQI', '此前预报（提前天数：AQI）'],
        rows: value.days.map(({ day, observed, forecasts }) => [
          day,
          observed ?? '缺测',
          forecasts.map(({ provider, lead, aqi }) => `${provider} ${lead}天：${aqi}`).join('；') || '–',
        ]),
      },
      {
        title: '按提前天数',
        columns: ['预报单位', '提前天数', '天数', '命中率', '平均偏差', '平均误差', '重污染：报中、漏报、空报'],
        rows: value.providers.flatMap(({ provider, leads }) =>
          leads.map(({ lead, days, hitShare, bias, meanError, heavy }) => [
            provider,
            lead,
            days,
            `${Math.round(hitShare * 100)}%`,
            bias,
            meanError,
            `${heavy.hits}、${heavy.misses}、${heavy.falseAlarms}`,
          ]),
        ),
      },
    ],
  }),
  reach: ({ reach: { value } }) => {
    const { total } = value
    return {
      title: '送达与回执',
      paragraphs: [
        `共 ${total.enterprises} 家企业，下达指令 ${total.planned} 份（含更新）；送达 ${total.delivered} 份，未能送达 ${total.givenUp} 份，送达前已被替代 ${total.supersededBeforeDelivery} 份${total.waiting === 0 ? '' : `，仍在送达 ${total.waiting} 份`}。已回执 ${total.acknowledged} 份，未回执 ${total.unanswered} 份；触发催办 ${total.escalated} 份。`,
      ],
      sheets: partedSheets(value, REACH_COLUMNS),
    }
  },
  curve: ({ curve: { value } }) => ({
    title: '回执曲线',
    paragraphs: [
      value.half === null
        ? '无企业回执。'
        : `半数回执用时 ${value.half} 分钟，九成回执用时 ${value.nineTenths} 分钟（自下达起）。`,
    ],
    sheets: [
      {
        title: '下达后累计份数',
        columns: ['分钟', '已送达', '已回执'],
        rows: value.points.map(({ minutes, delivered, acknowledged }) => [minutes, delivered, acknowledged]),
      },
    ],
  }),
  compliance: ({ compliance: { value } }) => ({
    title: '落实情况',
    paragraphs: value === null ? [NOT_JUDGED] : ['单位：生产线·天。'],
    sheets: value === null ? [] : partedSheets(value, JUDGED_COLUMNS),
  }),
  promised: ({ promised: { value } }) => ({
    title: '要求的减排量',
    paragraphs: ['按各版指令的有效时段累计，单位：吨。误发指令不计。'],
    sheets: partedSheets(value, MASS_COLUMNS),
  }),
  shown: ({ shown: { value } }) => ({
    title: '证据显示的减排量',
    paragraphs: value === null ? [NOT_JUDGED] : ['按核查结论所依据的最强一类证据分列，单位：吨。'],
    sheets:
      value === null
        ? []
        : [
            {
              title: '按证据类别',
              columns: ['证据', '生产线·天', ...MASS_COLUMNS.map(([name]) => name)],
              rows: [
                ...value.byEvidence.map(({ rests, lineDays, ...sums }) => [
                  EVIDENCE_ZH[rests],
                  lineDays,
                  ...MASS_COLUMNS.map(([, of]) => of(sums)),
                ]),
                [
                  '合计',
                  value.byEvidence.reduce((sum, { lineDays }) => sum + lineDays, 0),
                  ...MASS_COLUMNS.map(([, of]) => of(value.total)),
                ],
              ],
            },
          ],
  }),
  cost: ({ cost: { value } }) => ({
    title: '代价',
    paragraphs: ['停产的生产线与停产时长（线·天）；各版指令分别计次。'],
    sheets: partedSheets(value, COST_COLUMNS),
  }),
  clauses: ({ clauses: { value } }) => ({
    title: '依据条款',
    paragraphs: [],
    sheets: [
      {
        title: '预警分级条款',
        columns: ['研判时间', '级别', '规则', '条款'],
        rows: value.called.map(({ at, level, rulebook, clauses }) => [
          shownAt(at),
          LEVEL_ZH[level],
          rulebook,
          clauses.join('、') || '–',
        ]),
      },
      {
        title: '指令引用条款',
        columns: ['文件', '条款', '借用自', '指令份数'],
        rows: value.orders.map(({ document, clause, borrowedFrom, orders }) => [
          document,
          clause,
          borrowedFrom ?? '–',
          orders,
        ]),
      },
    ],
  }),
  byHand: ({ byHand: { value } }) => ({
    title: '人工干预',
    paragraphs: value.length === 0 ? ['无。'] : [],
    sheets: [
      {
        title: '规则之外的人工处理',
        columns: ['事项', '次数', '首次', '末次'],
        rows: value.map(({ say, count, first, last }) => [say.zh, count, shownAt(first), shownAt(last)]),
      },
    ],
  }),
  weather: () => ({ title: '人为减排与气象贡献', paragraphs: [NO_MODEL.zh], sheets: [] }),
}

type Column<C> = readonly [title: string, of: (sums: C) => string | number]

const REACH_COLUMNS: readonly Column<Reach>[] = [
  ['企业', ({ enterprises }) => enterprises],
  ['指令', ({ planned }) => planned],
  ['送达', ({ delivered }) => delivered],
  ['未能送达', ({ givenUp }) => givenUp],
  ['送达前被替代', ({ supersededBeforeDelivery }) => supersededBeforeDelivery],
  ['已回执', ({ acknowledged }) => acknowledged],
  ['未回执', ({ unanswered }) => unanswered],
  ['承诺执行', ({ committed }) => committed],
  ['报告困难', ({ hindered }) => hindered],
  ['触发催办', ({ escalated }) => escalated],
]
const JUDGED_COLUMNS = Object.entries(OUTCOME_ZH).map(([outcome, zh]): Column<Judgements> => [
  zh,
  (sums) => sums[outcome as Outcome],
])
const MASS_COLUMNS = EMITTED.map((pollutant): Column<Mass> => [
  EMITTED_NAME[pollutant],
  (sums) => showTonnes(sums[pollutant]),
])
const COST_COLUMNS: readonly Column<Cost>[] = [
  ['停产生产线（次）', ({ linesStopped }) => linesStopped],
  ['停产（线·天）', ({ stoppedMs }) => daysOf(stoppedMs)],
]

/** One table for each way of parting it, each with its sum. */
function partedSheets<C extends Counts>({ total, by }: Parted<C>, columns: readonly Column<C>[]): Sheet[] {
  return PARTED_BY.map((name) => ({
    title: `按${BY_ZH[name]}`,
    columns: [BY_ZH[name], ...columns.map(([title]) => title)],
    rows: [
      ...by[name].map((part) => [part.name || '未列', ...columns.map(([, of]) => of(part))]),
      ['合计', ...columns.map(([, of]) => of(total))],
    ],
  }))
}
