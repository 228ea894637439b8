import { addHours, showInstant, type Instant } from '../model/time.ts'
import type { Words } from '../plan/order.ts'
import type { Metered } from './evidence.ts'
import type { Test } from './tests.ts'
import type { Bearing, EvidenceClass, Outcome } from './verdict.ts'

/** What a meter's hours came to, for its sentence. */
export type MeterSaid =
  | { readonly kind: 'noHours' }
  | { readonly kind: 'noBaseline'; readonly least: number }
  | { readonly kind: 'small'; readonly least: number }
  | { readonly kind: 'silent'; readonly missing: number }
  | (Counted & {
      readonly kind: 'weighed'
      readonly test: Exclude<Test['kind'], 'limit' | 'ban' | 'seen'>
      /** Percent of what is usual, over all hours. */
      readonly share: number
      readonly band: { readonly upTo: number; readonly beyond: number }
      readonly stuck: number
      readonly night: number
      readonly runningDays: number
    })
  | (Counted & { readonly kind: 'limit'; readonly limit: string; readonly highest: string; readonly unit: string })
interface Counted {
  readonly says: Bearing
  readonly edge: boolean
  readonly hours: number
  readonly missing: number
  /** Too many hours are missing. */
  readonly gaps: boolean
  readonly over: readonly Instant[]
  readonly faults: readonly Words[]
}

export const CLASS_NAME: Record<EvidenceClass, Words> = {
  site: { zh: '现场检查', en: 'a site visit' },
  power: { zh: '用电', en: 'power use' },
  online: { zh: '在线监测', en: 'online monitoring' },
  gate: { zh: '门禁', en: 'gate records' },
  video: { zh: '视频影像', en: 'pictures' },
  ledger: { zh: '台账', en: 'a ledger' },
  selfReport: { zh: '企业自报', en: 'its own report' },
  none: { zh: '无', en: 'nothing' },
}

export const OUTCOME_NAME: Record<Outcome, Words> = {
  compliant: { zh: '已落实', en: 'carried out' },
  insufficient: { zh: '证据不足', en: 'not enough evidence' },
  doubtful: { zh: '存疑', en: 'doubtful' },
  notCompliant: { zh: '未落实', en: 'not carried out' },
}

export function sayMeter(meter: Metered, said: MeterSaid): Words {
  const { name } = meter
  switch (said.kind) {
    case 'noHours':
      return { zh: `${name}：判定时段不足一个整点小时。`, en: `${name}: no whole hour to judge.` }
    case 'noBaseline':
      return {
        zh: `${name}：响应前正常生产日不足 ${said.least} 天，没有可比基线。`,
        en: `${name}: fewer than ${said.least} running days before the response, nothing to compare with.`,
      }
    case 'small':
      return {
        zh: `${name}：平时负荷不足 ${said.least} 千瓦，分辨不出开停。`,
        en: `${name}: it usually shows less than ${said.least} kW, which tells no stop from a start.`,
      }
    case 'silent':
      return {
        zh: `${name}：判定时段 ${said.missing} 小时无有效数据。`,
        en: `${name}: no usable value for the ${said.missing} h judged.`,
      }
    case 'limit':
      return joined(name, [
        {
          zh: `最高 ${said.highest} ${said.unit}，限值 ${said.limit}`,
          en: `at most ${said.highest} ${said.unit}, the limit is ${said.limit}`,
        },
        ...sayOver(said, '超出限值', 'above the limit'),
        ...sayFaults(said),
      ])
    case 'weighed':
      return joined(name, [...sayLoad(said), ...sayFaults(said)])
  }
}

function sayLoad(said: Extract<MeterSaid, { kind: 'weighed' }>): Words[] {
  const { share, band, test, stuck, hours, night, runningDays } = said
  const level: Words = {
    zh: `${hours} 小时合计为平时同时段的 ${share}%（近期 ${runningDays} 个生产日的中位数）`,
    en: `${share} % of what is usual in the same ${hours} h (median of ${runningDays} running days)`,
  }
  const held: Words =
    test === 'mean'
      ? { zh: `判定线 ${round(band.upTo)}%`, en: `the line is drawn at ${round(band.upTo)} %` }
      : { zh: `停运判定线 ${round(band.upTo)}%`, en: `standing is at most ${round(band.upTo)} %` }
  return [
    level,
    held,
    ...sayOver(said, `超过 ${round(band.beyond)}%`, `above ${round(band.beyond)} %`),
    ...(night > 0 ? [{ zh: `其中夜间 ${night} 小时`, en: `${night} h of it at night` }] : []),
    ...(stuck > 0
      ? [
          {
            zh: `${stuck} 小时读数一成不变，疑电表卡滞`,
            en: `the very same value for ${stuck} h: the meter seems stuck`,
          },
        ]
      : []),
  ]
}

/** Hours above, where they are what the verdict speaks of. */
function sayOver({ over }: Counted, zh: string, en: string): Words[] {
  if (over.length === 0) return []
  const spans = spansOf(over)
  const some = spans.slice(0, 3).map(({ from, until }) => `${clock(from)}—${clock(until)}`)
  const more = spans.length > 3
  return [
    {
      zh: `${over.length} 小时${zh}（${some.join('、')}${more ? ' 等' : ''}）`,
      en: `${over.length} h ${en} (${some.join(', ')}${more ? ' and more' : ''})`,
    },
  ]
}

function sayFaults({ missing, gaps, edge, faults }: Counted): Words[] {
  return [
    ...(gaps ? [{ zh: `缺 ${missing} 小时数据，不足以认定`, en: `${missing} h are missing, too many` }] : []),
    ...(edge
      ? [
          {
            zh: '均在指令开始或结束前后，可能是时钟偏移',
            en: 'all near the start or the end of the order: its clock may be off',
          },
        ]
      : []),
    ...faults,
  ]
}

function joined(name: string, parts: readonly Words[]): Words {
  return {
    zh: `${name}：${parts.map(({ zh }) => zh).join('，')}。`,
    en: `${name}: ${parts.map(({ en }) => en).join('; ')}.`,
  }
}

/** Those on end as one span. */
function spansOf(hours: readonly Instant[]): { from: Instant; until: Instant }[] {
  const spans: { from: Instant; until: Instant }[] = []
  for (const at of hours) {
    const last = spans.at(-1)
    if (last?.until === at) last.until = addHours(at, 1)
    else spans.push({ from: at, until: addHours(at, 1) })
  }
  return spans
}

export function clock(at: Instant): string {
  return showInstant(at).slice(11, 16)
}

function round(percent: number): string {
  return String(Math.round(percent * 10) / 10)
}
