import { STOP_CAUSE_ZH, type StopForCause } from '../model/enterprise.ts'
import {
  EMITTED,
  EMITTED_NAME,
  readKg,
  readPercent,
  type BasisPoints,
  type Emissions,
  type EmittedPollutant,
  type Milligrams,
} from '../model/tonnes.ts'
import type { Day } from '../model/time.ts'
import { numberText, plainText, readDay, readYes, writtenText } from './cells.ts'
import type { Findings, Remark } from './finding.ts'
import type { MeasureFault } from './measureCell.ts'
import type { Row } from './workbook.ts'

/** Reads the fields of one row; what can't be read becomes a finding and a harmless value. */
export class Fields {
  readonly row: Row
  readonly findings: Findings
  constructor(row: Row, findings: Findings) {
    this.row = row
    this.findings = findings
  }
  /** Compared text: half-width, trimmed. */
  word(header: string): string {
    return plainText(this.row.get(header))
  }
  /** Text as written, or null. */
  text(header: string): string | null {
    return writtenText(this.row.get(header)) || null
  }
  day(header: string): Day | null {
    const raw = this.row.get(header)
    const read = readDay(raw)
    if (read === null && plainText(raw) !== '')
      this.fault(header, 'date-unreadable', `“${plainText(raw)}” is no date: write it as 2020-09-15`)
    return read
  }
  yes(header: string): boolean {
    const read = readYes(this.row.get(header))
    if (read === null) this.fault(header, 'choice-unknown', `“${this.word(header)}” is neither 是 nor 否`)
    return read ?? false
  }
  /** A count or a duration in hours, not negative; `otherwise` where nothing is written. */
  hours(header: string, otherwise: number): number {
    const text = numberText(this.row.get(header))
    if (text === '') return otherwise
    const value = Number(text)
    if (Number.isFinite(value) && value >= 0) return value
    this.fault(header, 'number-unreadable', `“${text}” is no number of hours`)
    return otherwise
  }
  /**
   * Kilograms a day by pollutant, under headers that end in `ending` (日排放量, 日减排量). A sheet that has columns for some
   * of them only (`of`) has none of the others; one row for all levels begins each header with the level.
   */
  emissions(ending: string, of: readonly EmittedPollutant[] = EMITTED, level = ''): Emissions {
    const kg = (pollutant: EmittedPollutant) =>
      of.includes(pollutant) ? this.#kg(`${level}${EMITTED_NAME[pollutant]}${ending}`) : 0
    return { so2: kg('so2'), nox: kg('nox'), pm: kg('pm'), vocs: kg('vocs') }
  }
  #kg(header: string): Milligrams {
    const text = numberText(this.row.get(header))
    // A column that a sheet may do without says nothing of anybody; one that it may not was told once.
    if (!this.row.has(header)) return 0
    if (text === '') {
      this.fault(header, 'baseline-missing', 'no figure; write 0 where there is none')
      return 0
    }
    const mass = readKg(text)
    if (mass === null) this.fault(header, 'number-unreadable', `“${text}” is no number of kilograms`)
    else if (mass < 0) this.fault(header, 'baseline-negative', `${text} kg a day is less than nothing`)
    return mass === null || mass < 0 ? 0 : mass
  }
  /** A share as `80`, `80%` or, from a cell in percent format, `0.8`: no enterprise has a share below one percent. */
  share(header: string): BasisPoints | null {
    const text = this.word(header)
    if (text === '') return null
    const read = readPercent(text.replace(/%$/, ''))
    const share = read !== null && read <= 100 && !text.endsWith('%') ? read * 100 : read
    if (share !== null && share >= 0 && share <= 10_000) return share
    this.fault(header, 'number-unreadable', `“${text}” is no share`)
    return null
  }
  /** Cause for stop (停产原因) with its two dates, of whatever the row is about. */
  stopCause(): StopForCause | null {
    if (this.word('停产原因') === '') return null
    const cause = this.choice('停产原因', STOP_CAUSE_ZH)
    if (!cause)
      this.fault(
        '停产原因',
        'choice-unknown',
        `“${this.word('停产原因')}” is none of ${Object.values(STOP_CAUSE_ZH).join('、')}`,
      )
    return { cause: cause ?? 'notCompliant', deadline: this.day('改造期限'), from: this.day('逾期执行起始日') }
  }
  /** One of the words of a table `{ id: word }`; null where it is none of them. */
  choice<Id extends string>(header: string, words: Readonly<Record<Id, string>>): Id | null {
    const text = this.word(header)
    for (const id in words) if (words[id] === text) return id
    return null
  }
  /** What is wrong with the cells of a measure; that they contradict each other keeps no check from reading them. */
  measureFault({ column, code, message, severity }: MeasureFault): void {
    const remark: Remark = { at: this.row.at(column), code, message, ...(severity ? { severity } : {}) }
    if (code === 'measure-contradictory') this.findings.afterAll(remark)
    else this.findings.consider(remark)
  }
  fault(header: string, code: Parameters<Findings['add']>[1], message: string): void {
    this.findings.add(this.row.at(header), code, message)
  }
}
