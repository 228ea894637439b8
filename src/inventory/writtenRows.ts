import { LISTED_LEVELS, type Entry } from '../model/enterprise.ts'
import type { Whereabouts } from './list.ts'
import { placeRow } from './placeRows.ts'
import { CONTACT_SHEET, ENTERPRISE_SHEET, FLEET_SHEET, LINE_SHEET, MEASURE_SHEET } from './sheets.ts'
import { RowsOfEnterprise } from './whereabouts.ts'

/** Headers stand in the first row of every sheet that is written. */
const HEADER = 1

/**
 * Where the enterprises of a version would stand in its workbook (`writeWorkbook`), so that what is found in one that was
 * never a workbook is found in the one that is taken home. Asked in the order of the list.
 */
export class WrittenRows {
  readonly #last = new Map<string, number>()

  /** `trucks`: how many enterprises of the list have trucks a day; the users of vehicles stand below them. */
  constructor(trucks: number) {
    this.#last.set(FLEET_SHEET.name, HEADER + trucks)
  }

  of({ class: kind, lines }: Pick<Entry<unknown>, 'class' | 'lines'>, contacts: number): Whereabouts {
    if (kind === 'site' || kind === 'yard' || kind === 'fleet') return placeRow(kind, (sheet) => this.#next(sheet))
    const rows = new RowsOfEnterprise(this.#next(ENTERPRISE_SHEET.name))
    for (const { measures } of lines) {
      rows.lines.push(this.#next(LINE_SHEET.name))
      const named = LISTED_LEVELS.filter((level) => measures[level] !== undefined)
      rows.measures.push(Object.fromEntries(named.map((level) => [level, this.#next(MEASURE_SHEET.name)])))
    }
    for (let contact = 0; contact < contacts; contact++) rows.contacts.push(this.#next(CONTACT_SHEET.name))
    return rows
  }

  #next(sheet: string): number {
    const row = (this.#last.get(sheet) ?? HEADER) + 1
    this.#last.set(sheet, row)
    return row
  }
}
