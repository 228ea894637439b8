import { compareMeasures } from '../model/compareMeasures.ts'
import { CAPPED, partsOf, sameMeasure, unitNamed, UNITS, type Measure, type Timed } from '../model/measure.ts'
import { sayMeasure } from '../model/sayMeasure.ts'
import { readPercent, showPercent } from '../model/tonnes.ts'
import type { FindingCode, Gravity } from './finding.ts'
import { ceilingOf, countedStop, decimal, reducedBy } from './measureFigures.ts'
import { readMeasureText } from './measureText.ts'

/** What a row of 措施 says about its measure: the cells 措施, 类型, 数值, 单位, 基准. */
export interface MeasureCells {
  readonly text: string
  readonly type: string
  readonly value: string
  readonly unit: string
  readonly base: string
}

export interface MeasureFault {
  readonly column: '措施' | '类型' | '数值' | '单位' | '基准'
  readonly code: FindingCode
  readonly message: string
  /** Where it differs from the code's own: what is kept as written can be ordered as written. */
  readonly severity?: Gravity
}

/** The measure as far as it was read, kept as written (`other`) where it was not, and what is wrong with the cells. */
export type ReadMeasure = { readonly measure: Measure } | { readonly measure: Measure; readonly fault: MeasureFault }

const SHARES = new Set(['限产', '限负荷'])
const NOTHING = new Set(['不停不限', '不限产', '正常生产'])
const PERCENT = new Set(['%', '百分比', '百分之'])
const HOURS = new Map([
  ['小时', 1],
  ['h', 1],
  ['天', 24],
  ['日', 24],
])
const COUNTERS = new Set<string>([...Object.values(UNITS).map(({ counter }) => counter), '个', '组'])
/** Units of the measures that real orders use, beside percent. */
const KNOWN_UNITS = new Set([
  ...COUNTERS,
  ...'小时 h 天 日 mg/m3 毫克/立方米 吨 吨/日 t/d 吨/小时 t/h 炉 炉次 炉/日 炉次/日 辆 辆/日 车次 车次/日 次 次/日'.split(
    ' ',
  ),
  ...'蒸吨 万块/日 平方米/日 立方米/日 立方米/小时 千克/日 米/日 双/日 件/日 台/日'.split(' '),
])

/**
 * The measure that a row of the list names: by its type and figures, and where these name none by its words. What no
 * form fits stays as written: it is ordered in its own words. Cells and words that contradict each other are read by the
 * cells, and are not to be ordered: whoever follows one of them is wrong in half of the cases.
 */
export function readMeasure(cells: MeasureCells): ReadMeasure {
  const { text, type, unit } = cells
  if (type === '' && text === '') return unread(cells, '措施', 'measure-unreadable', 'the measure is empty')
  if (unit !== '' && !PERCENT.has(unit) && !KNOWN_UNITS.has(unit))
    return unread(cells, '单位', 'measure-unit-unknown', `the unit ${unit} is not known`)
  const said = readMeasureText(text)
  const typed = byType(cells)
  if (typed !== null && 'fault' in typed) return typed
  if (typed === null) {
    if (said !== null) return based(said, cells)
    // Whoever names a type of his own and says nothing in words has said all there is.
    if (text === '' || type === '运输') return { measure: other(cells) }
    const message = `“${text}” is none of the forms that are known; it is ordered as it is written`
    return {
      measure: other(cells),
      fault: { column: '措施', code: 'measure-unreadable', message, severity: 'warning' },
    }
  }
  if (said !== null && !agree(said, typed.measure)) {
    const message = `the cells say ${sayMeasure(typed.measure).en}, “${text}” says ${sayMeasure(said).en}`
    return { measure: typed.measure, fault: { column: '类型', code: 'measure-contradictory', message } }
  }
  return based(typed.measure, cells)
}

/** A share of load means nothing without what it is a share of; it is still ordered by its figure. */
function based(measure: Measure, cells: MeasureCells): ReadMeasure {
  const bare = partsOf(measure).some(({ measure: one }) => lacksBase(one))
  if (!bare) return { measure }
  const message = `a share of load needs what it is taken of, such as ${cells.type === '限负荷' ? '负荷' : '产能'}`
  return { measure, fault: { column: '基准', code: 'measure-base-missing', message } }
}

function lacksBase(measure: Timed): boolean {
  if (measure.kind === 'milderAfter') return lacksBase(measure.first) || lacksBase(measure.after)
  return measure.kind === 'reduce' && measure.base === null
}

/**
 * The words may say more than the cells (a stop, and no transport), not something else: whatever they tell of
 * production must be what the cells say. Beside an own decision they are the enterprise's plan, and free.
 */
function agree(said: Measure, typed: Measure): boolean {
  if (typed.kind === 'ownDecision' || sameMeasure(said, typed)) return true
  const production = partsOf(said).filter(({ measure }) => measure.kind !== 'transport')
  return production.every(
    ({ of, measure }) =>
      compareMeasures(measure, typed) === 'equal' ||
      plainer(measure, typed) ||
      // The words name the line that makes up the share.
      (of !== null && measure.kind === 'stop' && typed.kind === 'stopLines'),
  )
}

/** A share without `counted by` in its words is counted as the cells say. */
function plainer(said: Timed, typed: Measure): boolean {
  const counted = typed.kind === 'stopUnits' && 'share' in typed.least ? typed.least.share : null
  return (said.kind === 'stopLines' || said.kind === 'reduce') && counted === said.share
}

type Typed = { measure: Measure } | { measure: Measure; fault: MeasureFault } | null

/** Null where type and figures name no form of their own. */
function byType(cells: MeasureCells): Typed {
  const { type, value, unit } = cells
  if (type === '自主减排') return { measure: { kind: 'ownDecision' } }
  if (NOTHING.has(type)) return { measure: { kind: 'none' } }
  if (type === '停产保窑') return { measure: { kind: 'stopHot' } }
  if (type === '怠速') return { measure: { kind: 'idle' } }
  if (type === '停产' && (value === '' || unit === '')) return { measure: { kind: 'stop' } }
  if (COUNTERS.has(unit) && (type === '停产' || type === '按设备停产')) return stopCount(cells)
  if (type === '停产' || type === '按生产线停产' || type === '按设备停产' || SHARES.has(type)) return share(cells)
  if (type === '延长结焦') return coking(cells)
  if (type === '限浓度') return ceiling(cells)
  if (type === '限量') return cap(cells)
  return null
}

function share(cells: MeasureCells): Typed {
  const { type, value, unit, base } = cells
  if (value === '') return unread(cells, '数值', 'measure-unreadable', `${type} needs a figure`)
  if (unit === '') return unread(cells, '单位', 'measure-unit-unknown', `${type} ${value} has no unit`)
  // A figure in tonnes or heats is no share: its words say whether it is what is left or what is taken off.
  if (!PERCENT.has(unit)) return null
  const percent = readPercent(value.replace(/%$/, ''))
  if (percent === null) return unread(cells, '数值', 'number-unreadable', `“${value}” is no number`)
  if (percent <= 0 || percent > 10_000)
    return unread(cells, '数值', 'measure-unreadable', `${type} ${value} % is no share`)
  if (SHARES.has(type)) return { measure: reducedBy(percent, base) }
  const counted = countedStop(percent, base === '' || type !== '按设备停产' ? '生产线' : base)
  if (counted !== null && (type !== '按设备停产' || base !== '')) return { measure: counted }
  return unread(cells, '基准', 'measure-base-missing', `${type} needs the equipment that is counted, such as 高炉`)
}

function stopCount(cells: MeasureCells): Typed {
  const [unit, count] = [unitNamed(cells.base), Number(cells.value)]
  if (!Number.isSafeInteger(count) || count <= 0)
    return unread(cells, '数值', 'number-unreadable', `“${cells.value}” is no number of equipment`)
  if (unit === null)
    return unread(cells, '基准', 'measure-base-missing', `${cells.value} ${cells.unit} of what equipment?`)
  return { measure: { kind: 'stopUnits', unit, least: { count } } }
}

function coking(cells: MeasureCells): Typed {
  const { value, unit } = cells
  if (value === '') return null
  const [number, factor] = [Number(value), HOURS.get(unit)]
  if (!Number.isSafeInteger(number) || number <= 0)
    return unread(cells, '数值', 'number-unreadable', `“${value}” is no number of whole hours`)
  if (factor === undefined)
    return unread(
      cells,
      '单位',
      'measure-unit-unknown',
      `a coking time is no matter of ${unit || 'no unit'}: write 小时`,
    )
  return { measure: { kind: 'coking', leastHours: number * factor } }
}

const POSITIVE = /^\d{1,12}(?:\.\d{1,6})?$/

/** 数值 35 or 5、5、35, 基准 the pollutants in the same order. */
function ceiling(cells: MeasureCells): Typed {
  if (cells.value === '' || cells.base === '') return null
  const most = cells.value.split(/[、/]/)
  if (!most.every((one) => POSITIVE.test(one)))
    return unread(cells, '数值', 'number-unreadable', `“${cells.value}” is no concentration`)
  const measure = ceilingOf(cells.base.split(/[、/]/), most, null)
  return measure && { measure }
}

function cap(cells: MeasureCells): Typed {
  const { value, unit, base } = cells
  const of = (Object.keys(CAPPED) as (keyof typeof CAPPED)[]).find((id) => CAPPED[id].zh === base)
  if (of === undefined || unit === '') return null
  if (!POSITIVE.test(value)) return unread(cells, '数值', 'number-unreadable', `“${value}” is no figure`)
  return { measure: { kind: 'cap', of, most: decimal(value), unit: PERCENT.has(unit) ? '%' : unit } }
}

/** A row in the cells of the workbook, such that `readMeasure` gives the same measure again. */
export function writeMeasure(measure: Measure, words: string): MeasureCells {
  const cells = { value: '', unit: '', base: '', ...figures(measure) }
  // Words that say something else than the measure, since it was changed, would contradict it in the next import.
  const own = { ...cells, text: words }
  const read = readMeasure(own)
  const contradicts = 'fault' in read && read.fault.code === 'measure-contradictory'
  return !contradicts && sameMeasure(read.measure, measure) ? own : { ...cells, text: sayMeasure(measure, words).zh }
}

function figures(measure: Measure): Partial<MeasureCells> & { type: string } {
  switch (measure.kind) {
    case 'none':
      return { type: '不停不限' }
    case 'ownDecision':
      return { type: '自主减排' }
    case 'stop':
      return { type: '停产' }
    case 'stopHot':
      return { type: '停产保窑' }
    case 'stopLines':
      return { type: '按生产线停产', value: showPercent(measure.share), unit: '%' }
    case 'stopUnits': {
      const { zh: base, counter } = UNITS[measure.unit]
      if ('share' in measure.least)
        return { type: '按设备停产', value: showPercent(measure.least.share), unit: '%', base }
      return { type: '按设备停产', value: String(measure.least.count), unit: counter, base }
    }
    case 'reduce':
      return { type: '限产', value: showPercent(measure.share), unit: '%', base: measure.base ?? '' }
    case 'cap':
      return { type: '限量', value: measure.most, unit: measure.unit, base: CAPPED[measure.of].zh }
    case 'coking':
      return { type: '延长结焦', value: String(measure.leastHours), unit: '小时' }
    case 'idle':
      return { type: '怠速' }
    case 'stopSteps':
      return { type: '停工序' }
    case 'suppressDust':
      return { type: '抑尘' }
    case 'ceiling':
      return { type: '限浓度' }
    case 'cycle':
      return { type: '轮停' }
    case 'transport':
      return { type: '运输' }
    case 'milderAfter':
      return { type: '分时段' }
    case 'parts':
      return { type: '分设备' }
    case 'other':
      return { type: measure.type, value: measure.value ?? '', unit: measure.unit ?? '' }
  }
}

function other({ type, value, unit }: MeasureCells): Measure {
  return { kind: 'other', type, value: value || null, unit: unit || null }
}

function unread(
  cells: MeasureCells,
  column: MeasureFault['column'],
  code: FindingCode,
  message: string,
): { measure: Measure; fault: MeasureFault } {
  return { measure: other(cells), fault: { column, code, message } }
}
