import { LISTED_LEVELS, type Entry, type ListedLevel } from '../model/enterprise.ts'
import { LEVEL_ZH } from '../model/level.ts'
import type { Place } from './finding.ts'
import type { Whereabouts } from './list.ts'
import { CONTACT_SHEET, ENTERPRISE_SHEET, LINE_SHEET, MEASURE_SHEET } from './sheets.ts'

/** An enterprise of the sheets 企业, 生产线, 措施 and 联系人, by its rows in them. */
export class RowsOfEnterprise implements Whereabouts {
  readonly #row: number
  readonly lines: number[] = []
  readonly measures: Partial<Record<ListedLevel, number>>[] = []
  readonly contacts: number[] = []
  constructor(row: number) {
    this.#row = row
  }
  /** An enterprise outside of any workbook: its parts are counted from 1, sheet by sheet. */
  static counted(entry: Pick<Entry<unknown>, 'lines'>): RowsOfEnterprise {
    const rows = new RowsOfEnterprise(1)
    let measure = 0
    for (const { measures } of entry.lines) {
      rows.lines.push(rows.lines.length + 1)
      rows.measures.push(
        Object.fromEntries(LISTED_LEVELS.flatMap((level) => (measures[level] ? [[level, ++measure]] : []))),
      )
    }
    return rows
  }
  enterprise(column: string): Place {
    return { sheet: ENTERPRISE_SHEET.name, row: this.#row, column }
  }
  line(line: number, column: string): Place {
    return { sheet: LINE_SHEET.name, row: this.lines[line] ?? 0, column }
  }
  measure(line: number, level: ListedLevel, column: string): Place {
    return { sheet: MEASURE_SHEET.name, row: this.measures[line]?.[level] ?? 0, column }
  }
  contact(contact: number, column: string): Place {
    return { sheet: CONTACT_SHEET.name, row: this.contacts[contact] ?? 0, column }
  }
}

/** What a row of 措施 says in cells of their own, such a place says in the words of its measure. */
const IN_WORDS: ReadonlySet<string> = new Set(['措施', '类型', '数值', '单位', '基准'])

/** A place that one row says everything of (工地, 堆场, 用车企业): its columns stand for those of the other sheets. */
export class OneRow implements Whereabouts {
  readonly #sheet: string
  readonly #row: number
  readonly #columns: Readonly<Record<string, string>>
  constructor(sheet: string, row: number, columns: Readonly<Record<string, string>>) {
    this.#sheet = sheet
    this.#row = row
    this.#columns = columns
  }
  enterprise(column: string): Place {
    return { sheet: this.#sheet, row: this.#row, column: this.#columns[column] ?? column }
  }
  line(_line: number, column: string): Place {
    return this.enterprise(column)
  }
  measure(_line: number, level: ListedLevel, column: string): Place {
    if (IN_WORDS.has(column)) return this.enterprise(`${LEVEL_ZH[level]}措施`)
    return this.enterprise(column.endsWith('日减排量') ? `${LEVEL_ZH[level]}${column}` : column)
  }
  contact(_contact: number, column: string): Place {
    return this.enterprise(column === '电话' ? '责任人电话' : column === '姓名' ? '责任人' : column)
  }
}
