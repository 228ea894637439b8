import { showInstant, type Instant } from '../model/time.ts'
import type { Scenario } from './scenario.ts'
import type { Planned, Summary } from './summary.ts'
import { reach, took, type Taking, type Took, type Wave } from './waves.ts'
import type { Moment, Passage } from './officers.ts'
import { OUTCOMES } from '../verification/verdict.ts'
import { OUTCOME_NAME } from '../verification/wording.ts'
import { TRUTH_ZH, type Judged } from './meters/seen.ts'
import type { Truth } from './meters/truth.ts'

const CHANGE_ZH: Readonly<Record<Passage['change']['kind'], string>> = {
  issue: '启动',
  raise: '升级',
  lower: '降级',
  extend: '延长',
  move: '改期',
  suspend: '暂停',
  resume: '恢复',
  lift: '解除',
}
const LEVEL_ZH: Readonly<Record<string, string>> = { blue: '蓝色', yellow: '黄色', orange: '橙色', red: '红色' }

/** What of a drill the report is told. */
export interface Told {
  readonly scenario: Scenario
  readonly summary: Summary
  readonly seconds: number
  /** How a county is called. */
  readonly nameOf: (area: string) => string
}

/**
 * The report of a drill (演练报告), Markdown: where the minutes went at each signature, whose they were, and what was
 * left undone by county. Counted by the simulated enterprises wherever they can know it.
 */
export function reportOf({ scenario, summary, seconds, nameOf }: Told): string {
  const { counts, planned, waves, wrong, judged } = summary
  return [
    `# 演练报告：${scenario.title.zh}`,
    '',
    `**演练，非实战（exercise）。** 规则 ${scenario.rulebook}，企业 ${planned.length} 家，${scenario.from} 至 ${scenario.to}，实际用时 ${seconds.toFixed(1)} 秒。企业均为虚构。`,
    '',
    '## 时间用在哪里 Where the minutes went',
    '',
    '“演练”一栏为演练时钟，“实际”一栏为系统实际用时。',
    ...waves.flatMap((wave, n) => waveLines(wave, n + 1)),
    '',
    '## 各县(市、区) By county',
    '',
    ...table(
      ['县(市、区)', '企业', '未送达', '送达未回执', '半数回执用时', '九成回执用时'],
      countyRows(planned, waves).map(({ area, ...row }) => [
        nameOf(area),
        String(row.enterprises),
        String(row.unreached),
        String(row.unanswered),
        ...[row.half, row.most].map((minutes) => (minutes === null ? '—' : sayMinutes(minutes * 60))),
      ]),
    ),
    '',
    '## 结果 Result',
    '',
    ...table(
      ['计划', '送达', '放弃', '送达前被替代', '已回执', '未回执', '曾催办', '解除通知', '解除通知送达'],
      [
        [
          counts.planned,
          counts.delivered,
          counts.givenUp,
          counts.supersededBeforeDelivery,
          counts.acknowledged,
          counts.unanswered,
          counts.escalated,
          counts.releases.planned,
          counts.releases.delivered,
        ].map(String),
      ],
    ),
    '',
    ...(judged === null ? [] : truthLines(judged)),
    wrong.length === 0
      ? '系统的计数与各模拟企业自己的计数一致：无一丢失，无一重复执行。The sums agree with the enterprises’ own count.'
      : ['**计数不一致 The sums do not agree:**', ...wrong.map((sentence) => `- ${sentence}`)].join('\n'),
    '',
  ].join('\n')
}

/** What was really done beside what was found: rows are truths, columns verdicts, one for each line and day. */
function truthLines({ summary: { truths, agreement } }: Judged): string[] {
  return [
    '## 核查结论与真实行为 Verdicts beside the truth',
    '',
    ...table(
      ['真实行为', ...OUTCOMES.map((outcome) => OUTCOME_NAME[outcome].zh)],
      Object.entries(truths).map(([truth, found]) => [
        TRUTH_ZH[truth as Truth],
        ...OUTCOMES.map((outcome) => String(found[outcome])),
      ]),
    ),
    '',
    `可判定的生产线日中，结论与真实行为一致的占 ${agreement ?? '—'}%。`,
    '',
  ]
}

function waveLines({ passage, bulletin, signed, taken, answered }: Wave, number: number): string[] {
  const { name, change, proposed, decided } = passage
  const rows: Row[] = [
    ['预报或实况 → 系统建议', '系统', bulletin && took(bulletin, proposed)],
    ['建议 → 会商结论', '值班员', decided && took(proposed, decided)],
    ['会商结论 → 签发', '签发人', decided && took(decided, signed)],
    ...(change.kind === 'lift' ? releaseRows(change.startsAt, signed, taken) : orderRows(signed, taken)),
    ['签发 → 半数回执', '企业', upTo(signed, reach(answered, 0.5))],
    ['签发 → 九成回执', '企业', upTo(signed, reach(answered, 0.9))],
    ['签发 → 最后一份回执', '企业', upTo(signed, answered.at(-1))],
  ]
  const level = LEVEL_ZH[change.level] ?? change.level
  return [
    '',
    `### ${number}. ${clockOf(signed.at)} ${CHANGE_ZH[change.kind]}${level}预警（${name}）`,
    '',
    `送达 ${taken.length} 家，其中 ${answered.length} 家回执。${noticeOf(passage, signed)}`,
    '',
    ...table(
      ['环节', '由谁', '演练', '实际'],
      rows.flatMap(([step, whose, one]) =>
        one === null ? [] : [[step, whose, sayMinutes(one.worldSeconds), saySeconds(one.wallSeconds)]],
      ),
    ),
  ]
}

type Row = [step: string, whose: string, took: Took | null]

function orderRows(signed: Moment, taken: readonly Taking[]): Row[] {
  return [
    ['签发 → 首家送达', '系统', upTo(signed, taken[0])],
    ['签发 → 半数送达', '系统、渠道', upTo(signed, reach(taken, 0.5))],
    ['签发 → 九成送达', '系统、渠道', upTo(signed, reach(taken, 0.9))],
    ['签发 → 最后一家送达', '渠道', upTo(signed, taken.at(-1))],
  ]
}

/** A release is told when it takes effect, which the clock brings and nobody does. */
function releaseRows(startsAt: string, signed: Moment, taken: readonly Taking[]): Row[] {
  const effect = { at: startsAt, ms: NaN }
  const after = (taking: Taking | null | undefined): Took | null =>
    taking ? { ...took(effect, taking), wallSeconds: null } : null
  return [
    ['签发 → 解除生效', '（等待）', { ...took(signed, effect), wallSeconds: null }],
    ['解除生效 → 首家送达', '系统', after(taken[0])],
    ['解除生效 → 九成送达', '系统、渠道', after(reach(taken, 0.9))],
    ['解除生效 → 最后一家送达', '渠道', after(taken.at(-1))],
  ]
}

/** How much time the signature left to those who have to act. */
function noticeOf({ change }: Passage, signed: Moment): string {
  if (change.kind === 'lift') return ''
  const left = took(signed, { at: change.startsAt, ms: signed.ms }).worldSeconds
  return left > 0 ? `签发时距生效 ${sayMinutes(left)}。` : '签发时已到生效时间，立即执行。'
}

function upTo(signed: Moment, taking: Taking | null | undefined): Took | null {
  return taking ? took(signed, taking) : null
}

interface CountyRow {
  readonly area: string
  readonly enterprises: number
  readonly unreached: number
  readonly unanswered: number
  /** Minutes on the world's clock from the signature until half, and nine tenths, of its enterprises had answered. */
  readonly half: number | null
  readonly most: number | null
}

/** Of the orders (not the releases), all waves together; the county with the most undone first. */
function countyRows(planned: readonly Planned[], waves: readonly Wave[]): CountyRow[] {
  const ordering = waves.filter(({ passage }) => passage.change.kind !== 'lift')
  const taken = new Set(ordering.flatMap((wave) => wave.taken.map(({ order }) => order)))
  const minutes = new Map<string, number[]>()
  for (const { signed, answered } of ordering)
    for (const one of answered)
      minutes.set(one.order, [...(minutes.get(one.order) ?? []), took(signed, one).worldSeconds / 60])
  return [...Map.groupBy(planned, ({ area }) => area)]
    .map(([area, orders]) => {
      const waits = orders.flatMap(({ order }) => minutes.get(order) ?? []).sort((a, b) => a - b)
      const share = (of: number) => waits[Math.max(0, Math.ceil(waits.length * of) - 1)] ?? null
      return {
        area,
        enterprises: orders.length,
        unreached: orders.filter(({ order }) => !taken.has(order)).length,
        unanswered: orders.filter(({ order }) => taken.has(order) && !minutes.has(order)).length,
        half: share(0.5),
        most: share(0.9),
      }
    })
    .sort((a, b) => b.unreached + b.unanswered - a.unreached - a.unanswered || (a.area < b.area ? -1 : 1))
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)]
}

function sayMinutes(seconds: number): string {
  const minutes = Math.round(seconds / 60)
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  if (hours === 0) return `${rest} 分`
  return rest === 0 ? `${hours} 小时` : `${hours} 小时 ${rest} 分`
}

function saySeconds(seconds: number | null): string {
  return seconds === null ? '—' : `${seconds.toFixed(1)} 秒`
}

function clockOf(at: Instant): string {
  return showInstant(at).slice(5, 16).replace('T', ' ')
}
