/** How bad a finding is: an error keeps the list from being loaded. */
export type Gravity = 'error' | 'warning' | 'info'

/** Codes of findings: stable, shared by the refusal of an import and by `lint`. */
const GRAVITY = {
  'sheet-missing': 'error',
  'header-missing': 'error',
  'header-unknown': 'warning',
  'formula-error': 'error',
  'number-unreadable': 'error',
  'date-unreadable': 'error',
  'choice-unknown': 'error',
  'credit-code-missing': 'error',
  'credit-code-length': 'error',
  'credit-code-character': 'error',
  'credit-code-check': 'error',
  'credit-code-duplicate': 'error',
  'name-missing': 'error',
  'county-unknown': 'error',
  'county-outside-city': 'error',
  'industry-unknown': 'error',
  'class-unknown': 'error',
  'grade-unknown': 'error',
  'protected-ground-missing': 'error',
  'protected-cap-missing': 'error',
  'line-missing': 'error',
  'line-duplicate': 'error',
  'line-of-unknown-enterprise': 'error',
  'measure-missing-level': 'error',
  'measure-unreadable': 'error',
  'measure-unit-unknown': 'error',
  'measure-base-missing': 'warning',
  'measure-duplicate': 'error',
  'baseline-missing': 'error',
  'baseline-negative': 'error',
  'contact-missing': 'error',
  'phone-format': 'error',
} as const satisfies Record<string, Gravity>

export type FindingCode = keyof typeof GRAVITY

/** What is wrong where: `row` is the sheet's own from 1 (0 for the sheet as a whole), `column` the header. */
export interface Finding {
  readonly sheet: string
  readonly row: number
  readonly column: string
  readonly code: FindingCode
  readonly severity: Gravity
  readonly message: string
}

/** Findings of one workbook: at most one for each cell, since what is derived from a faulty cell is no news. */
export class Findings {
  readonly #found = new Map<string, Finding>()
  add(place: { sheet: string; row: number; column: string }, code: FindingCode, message: string): void {
    const key = `${place.sheet}|${place.row}|${place.column}`
    if (!this.#found.has(key)) this.#found.set(key, { ...place, code, severity: GRAVITY[code], message })
  }
  /** In the order in which they were found. */
  all(): Finding[] {
    return [...this.#found.values()]
  }
  errors(): Finding[] {
    return this.all().filter(({ severity }) => severity === 'error')
  }
}

/** `企业 row 12, 统一社会信用代码: …`: one line that names the place and the remedy. */
export function sayFinding({ sheet, row, column, code, message }: Finding): string {
  return `${sheet}${row > 0 ? ` row ${row}` : ''}${column === '' ? '' : `, ${column}`}: ${message} (${code})`
}
