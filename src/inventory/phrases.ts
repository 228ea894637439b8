import { Decimal } from 'decimal.js'
import { CAPPED, unitNamed, UNITS, type Capped, type Part, type Simple } from '../model/measure.ts'
import { readPercent, type BasisPoints } from '../model/tonnes.ts'
import { ceilingOf, countedStop, decimal, pollutantWords, reducedBy, reduction } from './measureFigures.ts'
import { readBan } from './vehicleText.ts'

const NUMBER = String.raw`(?<number>\d+(?:\.\d+)?)`
const AT_LEAST = String.raw`(?:不低于|至少|比例不低于)?${NUMBER}%(?:\(含\))?(?:及?以上)?`
const COUNTERS = [...new Set(Object.values(UNITS).map(({ counter }) => counter)), '个', '组'].join('|')
const CAPPED_WORDS: ReadonlyMap<string, Capped> = new Map([
  ...(Object.keys(CAPPED) as Capped[]).map((id): [string, Capped] => [CAPPED[id].zh, id]),
  ['拉延量', 'pull'],
  ['生产负荷', 'load'],
  ['炉次', 'heats'],
  ['冶炼炉数', 'heats'],
])
const CAPPED_WORD = [...CAPPED_WORDS.keys()].sort((a, b) => b.length - a.length).join('|')
const MASS = '(?:吨|t|千克|kg|万块|块|立方米|平方米|件|台)(?:/(?:日|天|d|小时|h))?'

type Groups = Readonly<Record<string, string | undefined>>

/** Each form of speech, and what it makes of what it found; `of` is the equipment named before it. */
const FORMS: readonly (readonly [RegExp, (found: Groups) => Simple | null])[] = [
  [/^自主(?:采取)?减排(?:措施)?(?::.*)?$/, () => ({ kind: 'ownDecision' })],
  [/^(?:不停产、不限产|不停不限|不限产|正常生产)(?:[,、]治理设施稳定运行)?$/, () => ({ kind: 'none' })],
  [/^(?<of>.*?):?(?:停产(?:保窑|保温|焖窑|焖炉)|保窑|焖炉)(?:\(焖炉\))?$/, () => ({ kind: 'stopHot' })],
  [/^(?<steps>[^:]+?(?:工序|作业))(?:全部)?(?:停产|停止生产|停止作业|停止)$/, stopSteps],
  [/^停止(?<steps>[^:]+)$/, stopSteps],
  [/^(?:加强|增加)?(?<ways>(?:(?:洒水|苫盖|覆盖|雾炮|喷淋|清扫)[、和]?)+)(?:抑尘|降尘)?(?:频次)?$/, suppressDust],
  [new RegExp(`^(?<of>.*?):?(?:停产|停用|停运|停止生产)${AT_LEAST}(?:\\(以?(?<unit>[^()]+?)计\\))?$`), stopShare],
  [new RegExp(`^(?:停产|停用|停运|停)(?<number>\\d{1,4})(?:${COUNTERS})(?<unit>.+)$`), stopCount],
  [new RegExp(`^(?<unit>[^:]+?):?(?:停产|停用|停运|停)(?<number>\\d{1,4})(?:${COUNTERS})$`), stopCount],
  [/^(?<of>.*?):?(?:全部|全线)?(?:停产|停运|停止生产)$/, () => ({ kind: 'stop' })],
  [
    new RegExp(`^(?<of>.*?):?(?:限产|限负荷|减产|压减产能)${AT_LEAST}(?:\\(以?(?<base>[^()]+?)计\\))?$`),
    (found) => reduce(found, found['base']),
  ],
  [
    new RegExp(
      `^(?<of>.*?):?日?(?<base>产量|投料量|拉引量|拉延量|生产负荷|负荷)(?:减少|降低|下调|下降|压减)${AT_LEAST}$`,
    ),
    (found) => reduce(found, found['base'] === '产量' ? undefined : found['base']),
  ],
  [
    new RegExp(
      `^(?<of>.*?):?日?(?<what>${CAPPED_WORD})[由从](?<before>\\d+(?:\\.\\d+)?)(?<unitBefore>${MASS})?` +
        `(?:降至|减至|降到|减到|降低到|减少到|压减至|下调至)${NUMBER}(?<unit>${MASS})(?:\\(含\\))?(?:及?以下|以内)?$`,
    ),
    lowered,
  ],
  [
    new RegExp(
      `^(?<of>.*?):?日?(?<what>${CAPPED_WORD})(?:每日|每天)?(?:不超过|不高于|控制在)${NUMBER}(?<unit>[^,:()]+?)(?:及?以下|以内)?$`,
    ),
    cap,
  ],
  [
    new RegExp(`^(?<of>.*?):?(?:每日|每天)?(?:不超过|不多于)${NUMBER}(?<unit>炉次|炉)(?:/日|/天)?$`),
    (found) => cap({ ...found, what: CAPPED.heats.zh }),
  ],
  [
    /^(?<of>.*?):?(?:结焦|出焦)时间(?:延长)?(?:至|到|不低于|不少于)?(?<number>[1-9]\d{0,3})(?:个)?小时(?:\(含\))?(?:及?以上)?$/,
    ({ number }) => ({ kind: 'coking', leastHours: Number(number) }),
  ],
  [/^(?<of>.*?):?(?:生产线)?怠速(?:运行|生产)?$/, () => ({ kind: 'idle' })],
  [
    new RegExp(
      `^(?<of>.*?):?(?<pollutants>${pollutantWords()}(?:、${pollutantWords()})*)(?:排放)?(?:浓度)?(?:分别)?` +
        `(?:不高于|不超过|低于|小于|控制在|≤|<)(?<limits>\\d+(?:\\.\\d+)?(?:[、/]\\d+(?:\\.\\d+)?)*)(?:毫克/立方米|mg/m3)` +
        `(?:以下|以内)?(?:\\((?:基准)?含?氧量?(?<oxygen>\\d+(?:\\.\\d+)?)%\\))?$`,
      'i',
    ),
    ceiling,
  ],
  [
    /^(?<of>.*?):?每?停(?:产)?(?<off>[1-9]\d{0,3})(?:个)?小时、?可?(?:开|生产|运行)(?<on>[1-9]\d{0,3})(?:个)?小时(?:[、,]?(?:循环|交替)(?:执行|进行)?)?$/,
    ({ off, on }) => ({ kind: 'cycle', offHours: Number(off), onHours: Number(on) }),
  ],
]

/**
 * A condition, an exception or a time of day before the form (`未完成治理的停产`) is no name of equipment, and reading
 * it as one would stop who was not meant.
 */
const NO_EQUIPMENT = /[不未的若如除可暂应须时后前外内夜昼每,;:()%或半]|完成|部分|轮流|交替|错峰|以上的|以下的/

/** One form with the equipment named before it, from plain text; null where it is none. */
export function readPart(piece: string): Part | null {
  const ban = readBan(piece)
  if (ban !== null) return { of: null, measure: { kind: 'transport', ban } }
  for (const [form, make] of FORMS) {
    const found = form.exec(piece)
    if (found === null) continue
    const of = found.groups?.['of'] || null
    if (of !== null && NO_EQUIPMENT.test(of)) continue
    const measure = make(found.groups ?? {})
    if (measure === null) continue
    // 高炉停产50%(以高炉计): what is counted is what is named.
    return { of: measure.kind === 'stopUnits' && of !== null && unitNamed(of) === measure.unit ? null : of, measure }
  }
  return null
}

function shareIn({ number = '' }: Groups): BasisPoints | null {
  const share = readPercent(number)
  return share !== null && share > 0 && share <= 10_000 ? share : null
}

function stopSteps({ steps = '' }: Groups): Simple | null {
  if (NO_EQUIPMENT.test(steps)) return null
  const named = steps.split('、')
  // 喷漆、烘干工序: what the last one is called, all of them are.
  const shared = /(?:工序|作业)$/.exec(steps)?.[0] ?? ''
  const whole = named.map((step) => (STEP.test(step) ? step : step + shared))
  return whole.every((step) => STEP.test(step)) ? { kind: 'stopSteps', steps: whole } : null
}

/** What ends the name of a step; “停止” before any other word may be anything. */
const STEP = /.(?:工序|作业|施工)$|(?:装卸|拆除|破碎|筛分|爆破|开挖|浇筑|搅拌)$/

function suppressDust({ ways = '' }: Groups): Simple {
  return { kind: 'suppressDust', ways: [...new Set(ways.match(/[^、和]{2}/g))] }
}

/** A share counted in lines where nothing else is named: the rule of the house is by line (S2, S4). */
function stopShare(found: Groups): Simple | null {
  const share = shareIn(found)
  return share === null ? null : countedStop(share, found['unit'] ?? (found['of'] || '生产线'))
}

function stopCount({ number = '', unit = '' }: Groups): Simple | null {
  const [named, count] = [unitNamed(unit), Number(number)]
  return named === null || count === 0 ? null : { kind: 'stopUnits', unit: named, least: { count } }
}

function reduce(found: Groups, base: string | undefined): Simple | null {
  const share = shareIn(found)
  return share === null ? null : reducedBy(share, base ?? '')
}

/** `日投料量由960吨降至768吨` is a fifth less; where it is no whole share the figure itself is the duty. */
function lowered({ what = '', before = '', unitBefore, number = '', unit = '' }: Groups): Simple | null {
  const [was, now] = [new Decimal(before), new Decimal(number)]
  if (!now.lessThan(was) || (unitBefore !== undefined && unitBefore !== unit)) return null
  const share = was.minus(now).div(was).times(10_000)
  const of = CAPPED_WORDS.get(what)
  if (of === undefined) return null
  // From its own output to another is a share of that output, which has no name among the bases.
  if (share.isInteger() && of !== 'output') return reduction(share.toNumber(), CAPPED[of].zh)
  return { kind: 'cap', of, most: decimal(number), unit: perDay(unit) }
}

function cap({ what = '', number = '', unit = '' }: Groups): Simple | null {
  const [of, known] = [CAPPED_WORDS.get(what), CAP_UNITS.get(unit) ?? perDay(unit)]
  if (of === undefined || (unit !== '%' && !/^[^\d%]+$/.test(unit))) return null
  if ((unit === '%') !== (of === 'load')) return null
  return { kind: 'cap', of, most: decimal(number), unit: known }
}

const CAP_UNITS: ReadonlyMap<string, string> = new Map([
  ['%', '%'],
  ['炉', '炉/日'],
  ['炉次', '炉/日'],
  ['炉次/日', '炉/日'],
  ['t/d', '吨/日'],
  ['t', '吨/日'],
  ['t/h', '吨/小时'],
])

/** Lists leave “a day” to the word before the figure (日产量不超过 768 吨). */
function perDay(unit: string): string {
  return (
    CAP_UNITS.get(unit) ??
    (unit.includes('/') ? unit.replace(/\/(?:天|d)$/, '/日').replace(/\/h$/, '/小时') : `${unit}/日`)
  )
}

function ceiling({ pollutants = '', limits = '', oxygen }: Groups): Simple | null {
  return ceilingOf(pollutants.split('、'), limits.split(/[、/]/), oxygen === undefined ? null : decimal(oxygen))
}
