import { baseNamed, type Measure } from '../model/measure.ts'
import { readPercent } from '../model/tonnes.ts'
import type { FindingCode } from './finding.ts'

/** What a row of 措施 says about its measure: the cells 措施, 类型, 数值, 单位, 基准. */
export interface MeasureCells {
  readonly text: string
  readonly type: string
  readonly value: string
  readonly unit: string
  readonly base: string
}

export interface MeasureFault {
  readonly column: '措施' | '类型' | '数值' | '单位'
  readonly code: FindingCode
  readonly message: string
}

const SHARES = new Set(['限产', '限负荷'])
const NOTHING = new Set(['不停不限', '不限产', '正常生产'])
const PERCENT = new Set(['%', '百分比', '百分之'])
/** Units of the measures that real orders use, beside percent. */
const UNITS = new Set(
  '小时 h 天 日 mg/m3 毫克/立方米 吨 吨/日 t/d 吨/小时 t/h 条 台 座 孔 炉 炉次 炉/日 炉次/日 辆 辆/日 车次 车次/日 次 次/日 蒸吨 万块/日 平方米/日 立方米/日'.split(
    ' ',
  ),
)
const STAGE: Record<string, number> = { 一: 1, 二: 2, 三: 3, 四: 4, 五: 5, 六: 6 }

/**
 * The measure that a row of the list names. A type without a form of its own stays as written (`other`): it is
 * ordered in its own words.
 */
export function readMeasure(cells: MeasureCells): { measure: Measure } | { fault: MeasureFault } {
  const { text, value, unit } = cells
  const type = cells.type || typeIn(text)
  if (type === '' && text === '') return fault('措施', 'measure-unreadable', 'the measure is empty')
  if (unit !== '' && !PERCENT.has(unit) && !UNITS.has(unit))
    return fault('单位', 'measure-unit-unknown', `the unit ${unit} is not known`)
  if (type === '自主减排') return { measure: { kind: 'ownDecision' } }
  if (NOTHING.has(type)) return { measure: { kind: 'none' } }
  if (type === '运输') return { measure: transport(text) ?? other(type, value, unit) }
  if (type === '停产' && (value === '' || !PERCENT.has(unit))) return { measure: { kind: 'stop' } }
  if (type === '停产' || type === '按生产线停产' || SHARES.has(type)) return share(type, cells)
  return { measure: other(type, value, unit) }
}

function share(type: string, { value, unit, base }: MeasureCells): { measure: Measure } | { fault: MeasureFault } {
  if (value === '') return fault('数值', 'measure-unreadable', `${type} needs a figure`)
  // A share counted in anything but percent (chambers, heats, tonnes) is kept in its own unit.
  if (unit !== '' && !PERCENT.has(unit)) return { measure: other(type, value, unit) }
  if (unit === '') return fault('单位', 'measure-unit-unknown', `${type} ${value} has no unit`)
  const percent = readPercent(value.replace(/%$/, ''))
  if (percent === null) return fault('数值', 'number-unreadable', `“${value}” is no number`)
  if (percent <= 0 || percent > 10_000) return fault('数值', 'measure-unreadable', `${type} ${value} % is no share`)
  if (SHARES.has(type))
    return { measure: { kind: 'reduce', share: percent, base: base === '' ? null : baseNamed(base) } }
  return { measure: percent === 10_000 ? { kind: 'stop' } : { kind: 'stopLines', share: percent } }
}

/** A ban on trucks in the words of the guide: `停止公路运输`, `停止使用国四及以下重型载货车辆（含燃气）运输`. */
function transport(text: string): Measure | null {
  if (/[停禁]止?公路运输/.test(text)) return { kind: 'transport', ban: 'allRoad' }
  const stage = STAGE[/国([一二三四五六])及以下重型/.exec(text)?.[1] ?? '']
  return stage === undefined ? null : { kind: 'transport', ban: { heavyTrucksUpToStage: stage } }
}

/** The type where the cell 类型 is empty: only words that can't mean anything else. */
function typeIn(text: string): string {
  return text === '停产' ? '停产' : text.startsWith('自主减排') ? '自主减排' : ''
}

function other(type: string, value: string, unit: string): Measure {
  return { kind: 'other', type, value: value || null, unit: unit || null }
}

function fault(column: MeasureFault['column'], code: FindingCode, message: string): { fault: MeasureFault } {
  return { fault: { column, code, message } }
}
