import { showPercent, type BasisPoints } from './tonnes.ts'

/**
 * What one line or one enterprise has to do (减排措施). A form that is not understood stays `other` with its words:
 * it is ordered as written, and is comparable to nothing but itself.
 */
export type Measure =
  /** Nothing is asked (不停不限). */
  | { readonly kind: 'none' }
  /** 自主减排: the enterprise chooses. */
  | { readonly kind: 'ownDecision' }
  /** 停产: the line stands still. */
  | { readonly kind: 'stop' }
  /** 按生产线停产: at least this share of the lines stands still, counted by line and rounded up. */
  | { readonly kind: 'stopLines'; readonly share: BasisPoints }
  /** 限产, 限负荷: at least this share less than the base; the base is null where the document names none. */
  | { readonly kind: 'reduce'; readonly share: BasisPoints; readonly base: string | null }
  /** 运输: no road transport at all, or none by heavy trucks (gas ones too) of this emission stage and below. */
  | { readonly kind: 'transport'; readonly ban: 'allRoad' | { readonly heavyTrucksUpToStage: number } }
  /** Any other form, by the workbook's type and words. */
  | { readonly kind: 'other'; readonly type: string; readonly value: string | null; readonly unit: string | null }

/** How `a` stands to `b`. */
export type Comparison = 'stricter' | 'equal' | 'weaker' | 'notComparable'

const BASES: Record<string, { readonly en: string; readonly also: readonly string[] }> = {
  环评产能许可产能上年实际三者日均最小值: {
    en: 'the smallest of the daily means of EIA capacity, permit capacity and last year’s actual normal output',
    also: ['三者日均值最小值', '三者最小值', '环评、许可、上年实际日均最小值'],
  },
  投料量: { en: 'feed rate', also: ['日投料量', '拉延量', '投料量或拉延量'] },
  产能: { en: 'capacity', also: ['设计产能', '环评产能'] },
  许可产能: { en: 'permit capacity', also: ['排污许可产能'] },
  负荷: { en: 'load', also: ['生产负荷', '正常负荷'] },
  上年日均产量: { en: 'last year’s daily mean output', also: ['上一年日均产量', '上年日均'] },
}
const CANONICAL = new Map(
  Object.entries(BASES).flatMap(([base, { also }]) => [base, ...also].map((name) => [plainBase(name), base])),
)

function plainBase(text: string): string {
  return text.replace(/[、，,\s]/g, '')
}

/** The one wording of a base (基准) that is compared; an unknown one stays as written. */
export function baseNamed(text: string): string {
  return CANONICAL.get(plainBase(text)) ?? text
}

/** How one measure stands to another; what lowers load only is weaker than what stops a line (S2, S4). */
export function compareMeasures(a: Measure, b: Measure): Comparison {
  const [mild, other] = [mildness(a), mildness(b)]
  if (mild !== null || other !== null) return order((mild ?? 2) - (other ?? 2))
  // A ban on trucks and a cut of production are different duties; a line that stands still still has its trucks.
  if (a.kind === 'transport' || b.kind === 'transport')
    return a.kind === b.kind ? order(reach(a) - reach(b)) : 'notComparable'
  const [stopA, stopB] = [stopShare(a), stopShare(b)]
  if (stopA !== null && stopB !== null) return order(stopA - stopB)
  if (a.kind === 'reduce' && b.kind === 'reduce')
    return a.base === b.base || a.base === null || b.base === null ? order(a.share - b.share) : 'notComparable'
  if (stopA !== null && b.kind === 'reduce') return stopA >= b.share ? 'stricter' : 'notComparable'
  if (stopB !== null && a.kind === 'reduce') return stopB >= a.share ? 'weaker' : 'notComparable'
  if (stopA === FULL) return 'stricter'
  if (stopB === FULL) return 'weaker'
  return sameMeasure(a, b) ? 'equal' : 'notComparable'
}

export function sameMeasure(a: Measure, b: Measure): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

const FULL: BasisPoints = 10_000

/** 0 for nothing asked, 1 for own decision, null for a duty. */
function mildness(measure: Measure): number | null {
  return measure.kind === 'none' ? 0 : measure.kind === 'ownDecision' ? 1 : null
}

function stopShare(measure: Measure): BasisPoints | null {
  return measure.kind === 'stop' ? FULL : measure.kind === 'stopLines' ? measure.share : null
}

/** All roads forbid more than any stage of trucks. */
function reach(measure: Measure): number {
  if (measure.kind !== 'transport') return 0
  return measure.ban === 'allRoad' ? Number.MAX_SAFE_INTEGER : measure.ban.heavyTrucksUpToStage
}

function order(difference: number): Comparison {
  return difference > 0 ? 'stricter' : difference < 0 ? 'weaker' : 'equal'
}

const STAGE_ZH = ['零', '一', '二', '三', '四', '五', '六', '七']

/** The measure as an order says it; `other` by the words of the list. */
export function sayMeasure(measure: Measure, words = ''): { zh: string; en: string } {
  switch (measure.kind) {
    case 'none':
      return { zh: '不停产、不限产，治理设施稳定运行', en: 'no stop and no limit; keep treatment running' }
    case 'ownDecision':
      return { zh: '自主减排', en: 'reduce on your own decision' }
    case 'stop':
      return { zh: '停产', en: 'stop' }
    case 'stopLines': {
      const share = showPercent(measure.share)
      return { zh: `停产 ${share}%（以生产线计）`, en: `stop ${share} %, counted by line` }
    }
    case 'reduce': {
      const share = showPercent(measure.share)
      const base = measure.base
      return {
        zh: `限产 ${share}%${base === null ? '' : `（以${base}计）`}`,
        en: `reduce by ${share} %${base === null ? '' : ` of ${BASES[base]?.en ?? base}`}`,
      }
    }
    case 'transport': {
      if (measure.ban === 'allRoad') return { zh: '停止公路运输', en: 'no road transport' }
      const stage = measure.ban.heavyTrucksUpToStage
      return {
        zh: `停止使用国${STAGE_ZH[stage] ?? stage}及以下重型载货车辆（含燃气）运输`,
        en: `no transport by heavy trucks of stage ${stage} and below (gas included)`,
      }
    }
    case 'other':
      return { zh: words || measure.type, en: words || measure.type }
  }
}
