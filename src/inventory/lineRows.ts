import { Decimal } from 'decimal.js'
import { LISTED_LEVELS, type Line, type ListedLevel, type ListedMeasure, type Person } from '../model/enterprise.ts'
import { LEVEL_ZH } from '../model/level.ts'
import { numberText } from './cells.ts'
import type { EnterpriseRead } from './enterpriseRows.ts'
import { Fields } from './fields.ts'
import type { Findings } from './finding.ts'
import { readMeasureRow } from './measureRows.ts'
import type { Owners } from './owners.ts'
import { CODE } from './sheets.ts'
import { RowsOfEnterprise } from './whereabouts.ts'
import type { Row } from './workbook.ts'

const NUMBER = '生产线编号'
const LEVELS = new Map<string, ListedLevel>(
  LISTED_LEVELS.flatMap((level) => {
    const zh = LEVEL_ZH[level]
    return [zh.charAt(0), zh, `${zh}预警`].map((word): [string, ListedLevel] => [word, level])
  }),
)
/** What a share is taken of (基准), by the column that says how much it is. */
export const BASES: Readonly<Record<string, string>> = {
  环评日均产能: '产能',
  许可日均产能: '许可产能',
  上年实际日均产量: '上年日均产量',
  投料量: '投料量',
}
const THREE_MEANS = ['环评日均产能', '许可日均产能', '上年实际日均产量']
const SMALLEST = '环评产能许可产能上年实际三者日均最小值'

type MutableLine = Omit<Line<Person>, 'measures'> & { measures: Partial<Record<ListedLevel, ListedMeasure<Person>>> }

interface OfEnterprise {
  readonly lines: MutableLine[]
  readonly rows: RowsOfEnterprise
  /** Where each line stands among them, by its number. */
  readonly places: Map<string, number>
  /** Rows of 措施 that belong to a line but to none of its levels: what is missing there follows from them. */
  readonly astray: Map<string, number>
}

/** What the sheets 生产线 and 措施 say, by enterprise. */
export class Lines {
  readonly #of = new Map<EnterpriseRead, OfEnterprise>()
  /** Numbers of rows of 生产线 that belong to nobody. */
  readonly #strangers = new Set<string>()
  /** `number|level|telephone of who is responsible` of rows of 措施 that belong to nobody. */
  readonly #strangeMeasures = new Set<string>()
  readonly #owners: Owners
  readonly #findings: Findings

  constructor(owners: Owners, findings: Findings) {
    this.#owners = owners
    this.#findings = findings
  }

  /** The enterprise's lines, and the rows of its parts. */
  of(enterprise: EnterpriseRead): OfEnterprise {
    let found = this.#of.get(enterprise)
    if (!found) {
      found = { lines: [], rows: new RowsOfEnterprise(enterprise.row.number), places: new Map(), astray: new Map() }
      this.#of.set(enterprise, found)
    }
    return found
  }

  readLine(row: Row): void {
    const fields = new Fields(row, this.#findings)
    const [code, number] = [fields.word(CODE), fields.word(NUMBER)]
    const owner = this.#owners.find(code)
    if (!owner) {
      this.#strangers.add(number)
      return fields.fault(CODE, 'line-of-unknown-enterprise', `no enterprise of this list has the code ${code}`)
    }
    if (number === '') return fields.fault(NUMBER, 'line-missing', 'the line has no number')
    const { lines, rows, places } = this.of(owner)
    const twin = places.get(number)
    if (twin !== undefined)
      return fields.fault(NUMBER, 'line-duplicate', `line ${number} is listed in row ${rows.lines[twin]} too`)
    places.set(number, lines.length)
    lines.push(lineOf(fields, number))
    rows.lines.push(row.number)
    rows.measures.push({})
  }

  readMeasure(row: Row): void {
    const fields = new Fields(row, this.#findings)
    const [code, number] = [fields.word(CODE), fields.word(NUMBER)]
    const owner = this.#owners.find(code)
    if (!owner) {
      const level = LEVELS.get(fields.word('预警级别')) ?? ''
      this.#strangeMeasures.add(`${number}|${level}|${fields.word('责任人电话')}`)
      return fields.fault(CODE, 'line-of-unknown-enterprise', `no enterprise of this list has the code ${code}`)
    }
    const { lines, rows, places, astray } = this.of(owner)
    const place = places.get(number) ?? -1
    const line = lines[place]
    if (!line) {
      astray.set('', (astray.get('') ?? 0) + 1)
      // An enterprise without any line is told so once; a line whose code has a slip is told at that slip.
      if (lines.length > 0 && !this.#strangers.has(number))
        fields.fault(NUMBER, 'line-missing', `the enterprise lists no line ${number}`)
      return
    }
    const level = LEVELS.get(fields.word('预警级别'))
    const known = level === undefined ? undefined : rows.measures[place]?.[level]
    if (level === undefined || known !== undefined) {
      astray.set(number, (astray.get(number) ?? 0) + 1)
      if (level === undefined)
        fields.fault('预警级别', 'measure-unreadable', `“${fields.word('预警级别')}” is none of 黄, 橙, 红`)
      else fields.fault('预警级别', 'measure-duplicate', `row ${known} is about line ${number} at this level too`)
      return
    }
    line.measures[level] = readMeasureRow(fields)
    const seats = rows.measures[place]
    if (seats) seats[level] = row.number
  }

  /** Levels at which a line has nothing to do, and enterprises without any line. */
  checkWhole(enterprises: readonly EnterpriseRead[]): void {
    for (const enterprise of enterprises) {
      const { lines, rows, astray } = this.of(enterprise)
      if (lines.length === 0 && !this.#mayBeStranger(astray))
        this.#findings.add(enterprise.row.at(CODE), 'line-missing', 'no production line is listed for this enterprise')
      if (enterprise.entry.class === 'longStopped') continue
      for (const [place, { number, measures }] of lines.entries()) {
        const lacking = LISTED_LEVELS.filter((level) => !measures[level])
        if (lacking.length === 0) continue
        const called = Object.values(measures).map(({ responsible }) => responsible?.phone ?? '')
        // What stands under a code with a slip is told at that slip: who is responsible tells whose it was.
        const isStrange = (level: ListedLevel) =>
          called.some((phone) => this.#strangeMeasures.has(`${number}|${level}|${phone}`))
        const missing = lacking.filter((level) => !isStrange(level))
        if (missing.length <= (astray.get(number) ?? 0) + (astray.get('') ?? 0)) continue
        this.#findings.add(
          rows.line(place, NUMBER),
          'measure-missing-level',
          `line ${number} has no measure at ${missing.map((level) => LEVEL_ZH[level]).join('、')}`,
        )
      }
    }
  }

  /** Whether an enterprise has measures for a line that stands in 生产线 under a code that nobody has. */
  #mayBeStranger(astray: ReadonlyMap<string, number>): boolean {
    return astray.has('') && this.#strangers.size > 0
  }
}

function lineOf(fields: Fields, number: string): MutableLine {
  const capacityUnit = fields.text('能力单位')
  return {
    number,
    name: fields.text('生产线名称') ?? number,
    step: fields.text('工序') ?? '',
    device: fields.text('设施') ?? '',
    capacity: fields.word('能力') || null,
    capacityUnit,
    interruptible: fields.yes('可中断'),
    safeStopHours: fields.hours('安全停车小时', 0),
    meanwhile: null,
    coupledTo: fields
      .word('关联生产线')
      .split(/[、,;]/)
      .map((other) => other.trim())
      .filter((other) => other !== ''),
    stopCause: fields.stopCause(),
    bases: readBases(fields, capacityUnit),
    daily: fields.emissions('日排放量'),
    measures: {},
  }
}

/** What shares are taken of, in the line's own unit where none is written. */
function readBases(fields: Fields, unit: string | null): Record<string, string> {
  const written: Record<string, string> = {}
  for (const header in BASES) {
    const text = numberText(fields.row.get(header))
    if (text === '') continue
    const [, figure, own] = QUANTITY.exec(text) ?? []
    if (figure === undefined) fields.fault(header, 'number-unreadable', `“${text}” is no quantity`)
    else written[header] = `${figure} ${own ?? unit ?? ''}`.trimEnd()
  }
  return basesOf(written)
}

const QUANTITY = /^(\d+(?:\.\d+)?)\s*(\D.*)?$/

/** What columns say, `{ 许可日均产能: '2500 吨/日' }`, under the names of the bases; of the three daily means the smallest too. */
export function basesOf(written: Readonly<Record<string, string>>): Record<string, string> {
  const bases = Object.fromEntries(Object.entries(written).map(([header, text]) => [BASES[header] ?? header, text]))
  const means = THREE_MEANS.flatMap((header) => {
    const [, figure, of = ''] = QUANTITY.exec(written[header] ?? '') ?? []
    return figure === undefined ? [] : [{ figure: new Decimal(figure), of }]
  })
  const [first] = means
  // Three figures in different units have no smallest.
  if (first === undefined || means.length < THREE_MEANS.length || means.some(({ of }) => of !== first.of)) return bases
  const least = Decimal.min(...means.map(({ figure }) => figure)).toFixed()
  return { ...bases, [SMALLEST]: `${least} ${first.of}`.trimEnd() }
}
