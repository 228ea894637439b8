import { Decimal } from 'decimal.js'
import {
  baseNamed,
  CAPPED,
  sameMeasure,
  unitNamed,
  UNITS,
  type Capped,
  type Limits,
  type Measure,
  type Part,
  type Simple,
  type Timed,
} from '../model/measure.ts'
import { EMITTED_ZH } from '../model/sayMeasure.ts'
import { EMITTED, EMITTED_NAME, readPercent, type BasisPoints, type EmittedPollutant } from '../model/tonnes.ts'
import { readBan } from './vehicleText.ts'

/**
 * The measure that a Chinese sentence of a list or an order names; null where any piece of it is not understood. A
 * sentence is read whole or not at all: half of one would order half of what was meant.
 */
export function readMeasureText(written: string): Measure | null {
  const text = plainSentence(written)
  if (text === '' || text.length > MOST_CHARACTERS) return null
  const parts = text.split(';').map(readClause)
  return parts.every((read) => read !== null) ? together(parts.flat()) : null
}

/** The longest row of a real order has a hundred; a hostile cell of thousands would be tried against every form. */
const MOST_CHARACTERS = 500

/** Half-width, without blanks, quotes and the final stop: how all sentences are compared. */
export function plainSentence(written: string): string {
  return written
    .normalize('NFKC')
    .replace(/[\s“”"]/g, '')
    .replace(/[。.;]+$/, '')
    .replaceAll('。', ';')
}

/** Pieces between semicolons: one form, or several with commas between them. */
function readClause(clause: string): Part[] | null {
  const whole = readPart(clause)
  if (whole !== null) return [whole]
  const parts: Part[] = []
  for (const piece of pieces(clause)) {
    const later = LATER.exec(piece)?.groups
    if (later !== undefined) {
      const last = parts.pop()
      const milder = last && milderAfter(last, Number(later['hours']), later['after'] ?? '')
      if (!milder) return null
      parts.push(milder)
      continue
    }
    const part = readPart(piece)
    if (part === null) return null
    parts.push(part)
  }
  return parts
}

/** Commas that only belong to their form (`停48小时,开12小时`) are none between two pieces. */
function pieces(clause: string): string[] {
  return clause.replace(/,(?=(?:可)?(?:开|生产|运行)\d|循环|交替|治理设施)/g, '、').split(',')
}

const LATER = /^响应(?:时间)?超过(?<hours>\d{1,4})(?:个)?小时(?:以?后|的)?,?可?(?:改为)?(?<after>.+)$/

function milderAfter({ of, measure }: Part, hours: number, words: string): Part | null {
  const after = readPart(words)
  if (after === null || measure.kind === 'milderAfter' || after.measure.kind === 'milderAfter') return null
  if (after.of !== null && after.of !== of) return null
  return { of, measure: { kind: 'milderAfter', hours, first: measure, after: after.measure } }
}

/** Ceilings of one piece of equipment are one ceiling; what is said twice is said once. */
function together(parts: readonly Part[]): Measure {
  const merged: Part[] = []
  for (const part of parts) {
    const place = merged.findIndex((one) => one.of === part.of && mergeable(one.measure, part.measure))
    const other = merged[place]
    if (other === undefined) merged.push(part)
    else merged[place] = { of: part.of, measure: merge(other.measure, part.measure) }
  }
  const [only, ...more] = merged
  return only !== undefined && more.length === 0 && only.of === null ? only.measure : { kind: 'parts', parts: merged }
}

function mergeable(a: Timed, b: Timed): boolean {
  if (sameMeasure(a, b)) return true
  if (a.kind !== 'ceiling' || b.kind !== 'ceiling' || a.oxygen !== b.oxygen) return false
  return EMITTED.every((id) => a.limits[id] === undefined || b.limits[id] === undefined)
}

function merge(a: Timed, b: Timed): Timed {
  return a.kind === 'ceiling' && b.kind === 'ceiling' ? { ...a, limits: { ...a.limits, ...b.limits } } : a
}

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
  [/^(?<steps>[^:]+?)工序(?:全部)?(?:停产|停止生产|停止作业|停止)$/, stopSteps],
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
    /^(?<of>.*?):?(?:结焦|出焦)时间(?:延长)?(?:至|到|不低于|不少于)?(?<number>\d{1,4})(?:个)?小时(?:\(含\))?(?:及?以上)?$/,
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
    /^(?<of>.*?):?每?停(?:产)?(?<off>\d{1,4})(?:个)?小时、?可?(?:开|生产|运行)(?<on>\d{1,4})(?:个)?小时(?:[、,]?(?:循环|交替)(?:执行|进行)?)?$/,
    ({ off, on }) => ({ kind: 'cycle', offHours: Number(off), onHours: Number(on) }),
  ],
]

/**
 * A condition, an exception or a time of day before the form (`未完成治理的停产`) is no name of equipment, and reading
 * it as one would stop who was not meant.
 */
const NO_EQUIPMENT = /[不未的若如除可暂应须时后前外内夜昼每,;:()%或半]|完成|部分|轮流|交替|错峰|以上的|以下的/

function readPart(piece: string): Part | null {
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
  return { kind: 'stopSteps', steps: steps.split(/(?:工序)?、|工序[和及]/) }
}

/** A share counted in lines where nothing else is named: the rule of the house is by line (S2, S4). */
function stopShare(found: Groups): Simple | null {
  const share = shareIn(found)
  return share === null ? null : countedStop(share, found['unit'] ?? (found['of'] || '生产线'))
}

/** Null for a unit that is not counted. A stop of all lines is a stop. */
export function countedStop(share: BasisPoints, word: string): Simple | null {
  const unit = unitNamed(word)
  if (unit === null) return null
  if (unit !== 'line') return { kind: 'stopUnits', unit, least: { share } }
  return share === 10_000 ? { kind: 'stop' } : { kind: 'stopLines', share }
}

function stopCount({ number = '', unit = '' }: Groups): Simple | null {
  const [named, count] = [unitNamed(unit), Number(number)]
  return named === null || count === 0 ? null : { kind: 'stopUnits', unit: named, least: { count } }
}

function reduce(found: Groups, base: string | undefined): Simple | null {
  const share = shareIn(found)
  return share === null ? null : reducedBy(share, base ?? '')
}

/** A share that is counted in lines or furnaces is a stop of them, by whatever word it goes (限产50%，以生产线计). */
export function reducedBy(share: BasisPoints, base: string): Simple {
  return (base === '' ? null : countedStop(share, base)) ?? reduction(share, base)
}

function reduction(share: BasisPoints, base: string): Simple {
  return { kind: 'reduce', share, base: base === '' ? null : baseNamed(base) }
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

/** One writing of a figure, so that 22 and 22.0 are the same cap. */
export function decimal(number: string): string {
  return new Decimal(number).toFixed()
}

function ceiling({ pollutants = '', limits = '', oxygen }: Groups): Simple | null {
  return ceilingOf(pollutants.split('、'), limits.split(/[、/]/), oxygen === undefined ? null : decimal(oxygen))
}

/** A figure for each pollutant, or one for all of them. “Less than” is read as “at most”: nobody meters the difference. */
export function ceilingOf(words: readonly string[], most: readonly string[], oxygen: string | null): Simple | null {
  const ids = words.map((word) => POLLUTANT_NAMED.get(word.toUpperCase()))
  if (most.length !== ids.length && most.length !== 1) return null
  const limits: Limits = Object.fromEntries(
    ids.flatMap((id, place) => (id === undefined ? [] : [[id, decimal(most[place] ?? most[0] ?? '')]])),
  )
  return Object.keys(limits).length === words.length ? { kind: 'ceiling', limits, oxygen } : null
}

const POLLUTANT_NAMED: ReadonlyMap<string, EmittedPollutant> = new Map(
  EMITTED.flatMap((id) =>
    [EMITTED_ZH[id], EMITTED_NAME[id].toUpperCase()].map((name): [string, EmittedPollutant] => [name, id]),
  ),
)

function pollutantWords(): string {
  return `(?:${EMITTED.flatMap((id) => [EMITTED_ZH[id], EMITTED_NAME[id]]).join('|')})`
}
