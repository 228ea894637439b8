import {
  LISTED_LEVELS,
  MEANS_ZH,
  type EnterpriseClass,
  type Line,
  type ListedLevel,
  type ListedMeasure,
  type Means,
  type Person,
} from '../model/enterprise.ts'
import { LEVEL_ZH } from '../model/level.ts'
import { numberText, plainText, readPhone } from './cells.ts'
import { Fields } from './fields.ts'
import type { Findings } from './finding.ts'
import { readMeasure } from './measureCell.ts'
import type { Row } from './workbook.ts'

type MutableLine = Omit<Line<Person>, 'measures'> & { measures: Partial<Record<ListedLevel, ListedMeasure<Person>>> }

const CODE = '统一社会信用代码'
const NUMBER = '生产线编号'
const LEVELS = new Map<string, ListedLevel>(
  LISTED_LEVELS.flatMap((level) => {
    const zh = LEVEL_ZH[level]
    return [zh.charAt(0), zh, `${zh}预警`].map((word): [string, ListedLevel] => [word, level])
  }),
)
const MEANS = new Map<string, Means>(
  (Object.keys(MEANS_ZH) as Means[]).flatMap((id) =>
    [MEANS_ZH[id], `${MEANS_ZH[id]}监控`, `${MEANS_ZH[id]}监测`].map((word): [string, Means] => [word, id]),
  ),
)

/** The lines of all enterprises with their measures, by credit code, in the order of the sheet. */
export function readLines(
  lineRows: readonly Row[],
  measureRows: readonly Row[],
  known: ReadonlyMap<string, EnterpriseClass | null>,
  findings: Findings,
): Map<string, Line<Person>[]> {
  const lines = new Map<string, { line: MutableLine; row: Row }>()
  for (const row of lineRows) readLine(new Fields(row, findings), known, lines)
  for (const row of measureRows) readMeasureRow(new Fields(row, findings), known, lines)
  const byCode = new Map<string, Line<Person>[]>()
  for (const [key, { line, row }] of lines) {
    const code = key.slice(0, key.indexOf('|'))
    for (const level of LISTED_LEVELS)
      if (!line.measures[level] && known.get(code) !== 'longStopped')
        findings.add(
          row.at(NUMBER),
          'measure-missing-level',
          `line ${line.number} has no measure at ${LEVEL_ZH[level]}`,
        )
    const others = byCode.get(code)
    if (others) others.push(line)
    else byCode.set(code, [line])
  }
  return byCode
}

function readLine(
  fields: Fields,
  known: ReadonlyMap<string, unknown>,
  lines: Map<string, { line: MutableLine; row: Row }>,
): void {
  const [code, number] = [fields.word(CODE), fields.word(NUMBER)]
  const key = `${code}|${number}`
  if (!known.has(code))
    return fields.fault(CODE, 'line-of-unknown-enterprise', `no enterprise of this list has the code ${code}`)
  if (number === '') return fields.fault(NUMBER, 'line-missing', 'the line has no number')
  if (lines.has(key))
    return fields.fault(NUMBER, 'line-duplicate', `line ${number} is listed in row ${lines.get(key)?.row.number} too`)
  const line: MutableLine = {
    number,
    name: fields.text('生产线名称') ?? number,
    step: fields.text('工序') ?? '',
    device: fields.text('设施') ?? '',
    capacity: fields.word('能力') || null,
    capacityUnit: fields.text('能力单位'),
    interruptible: fields.yes('可中断'),
    safeStopHours: fields.hours('安全停车小时', 0),
    meanwhile: null,
    coupledTo: fields
      .word('关联生产线')
      .split(/[、,;]/)
      .filter((number) => number !== ''),
    stopCause: null,
    bases: {},
    daily: fields.emissions('日排放量'),
    measures: {},
  }
  lines.set(key, { line, row: fields.row })
}

function readMeasureRow(
  fields: Fields,
  known: ReadonlyMap<string, unknown>,
  lines: ReadonlyMap<string, { line: MutableLine }>,
): void {
  const [code, number] = [fields.word(CODE), fields.word(NUMBER)]
  if (!known.has(code))
    return fields.fault(CODE, 'line-of-unknown-enterprise', `no enterprise of this list has the code ${code}`)
  const line = lines.get(`${code}|${number}`)?.line
  if (!line) return fields.fault(NUMBER, 'line-missing', `the enterprise lists no line ${number}`)
  const level = LEVELS.get(fields.word('预警级别'))
  if (!level)
    return fields.fault('预警级别', 'measure-unreadable', `“${fields.word('预警级别')}” is none of 黄, 橙, 红`)
  if (line.measures[level])
    return fields.fault('预警级别', 'measure-duplicate', `line ${number} has another row at this level`)
  const text = fields.text('措施') ?? ''
  const read = readMeasure({
    text,
    type: fields.word('类型'),
    value: numberText(fields.row.get('数值')),
    unit: fields.word('单位'),
    base: plainText(fields.row.get('基准')).replace(/^以|计$/g, ''),
  })
  if ('fault' in read) fields.fault(read.fault.column, read.fault.code, read.fault.message)
  line.measures[level] = {
    text,
    measure: 'fault' in read ? { kind: 'none' } : read.measure,
    noticeHours: fields.hours('提前通知小时', 0),
    means: readMeans(fields),
    responsible: readPerson(fields),
    reduction: fields.emissions('日减排量'),
  }
}

function readMeans(fields: Fields): Means[] {
  const means = new Set<Means>()
  for (const word of fields.word('核查方式').split(/[、,;，；\s]+/)) {
    const found = MEANS.get(word)
    if (found) means.add(found)
    else if (word !== '') fields.fault('核查方式', 'choice-unknown', `“${word}” is no means of verification`)
  }
  return [...means]
}

/** Who is responsible for the step; a name without a number can't be called and is none. */
function readPerson(fields: Fields): Person | null {
  const [name, written] = [fields.text('责任人'), fields.word('责任人电话')]
  if (name === null || written === '') return null
  const phone = readPhone(written)
  if (phone === null) fields.fault('责任人电话', 'phone-format', `“${written}” is no telephone number`)
  return phone === null ? null : { name, phone }
}
