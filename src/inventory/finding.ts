/** How bad a finding is: an error keeps the list from being loaded. */
export type Gravity = 'error' | 'warning' | 'info'

/**
 * Codes of findings: stable, shared by the refusal of an import and by `lint`. An `error` makes an order wrong or
 * impossible, or a sum false; a `warning` is for an officer to look at; `info` is good to know.
 */
const GRAVITY = {
  // file
  'sheet-missing': 'error',
  'header-missing': 'error',
  'header-unknown': 'warning',
  'formula-error': 'error',
  'number-unreadable': 'error',
  'date-unreadable': 'error',
  'choice-unknown': 'error',
  // identity
  'credit-code-missing': 'error',
  'credit-code-length': 'error',
  'credit-code-character': 'error',
  'credit-code-check': 'error',
  'credit-code-duplicate': 'error',
  'permit-missing': 'warning',
  'permit-format': 'warning',
  'permit-mismatch': 'warning',
  'permit-duplicate': 'warning',
  'name-missing': 'error',
  'name-duplicate': 'warning',
  // place, industry
  'county-unknown': 'error',
  'county-outside-city': 'error',
  'industry-unknown': 'error',
  'industry-code-unknown': 'warning',
  'industry-code-edition': 'warning',
  'industry-table-unverified': 'info',
  // class, grade
  'class-unknown': 'error',
  'grade-unknown': 'error',
  'grade-not-in-scheme': 'warning',
  'grade-should-be-rated': 'warning',
  'grade-expired': 'warning',
  'protected-ground-missing': 'error',
  'protected-cap-missing': 'error',
  'protected-grade-too-low': 'warning',
  'heat-source-grade-too-low': 'warning',
  'exemption-expired': 'warning',
  'heating-has-stop': 'warning',
  'stop-cause-without-stop': 'warning',
  'retrofit-date-missing': 'error',
  // lines, measures
  'line-missing': 'error',
  'line-duplicate': 'error',
  'line-of-unknown-enterprise': 'error',
  'measure-missing-level': 'error',
  'measure-unreadable': 'error',
  'measure-unit-unknown': 'error',
  'measure-contradictory': 'error',
  'measure-duplicate': 'error',
  'measure-base-missing': 'warning',
  'measure-not-verifiable': 'warning',
  'measure-weaker-than-table': 'warning',
  'measure-weaker-at-higher-level': 'warning',
  'measure-load-where-line-must-stop': 'warning',
  'measure-not-comparable': 'warning',
  'notice-shorter-than-safe-stop': 'warning',
  'coupled-line-ratio': 'warning',
  // plan
  'plan-missing': 'warning',
  'plan-outdated': 'warning',
  'responsible-missing': 'warning',
  // numbers
  'baseline-missing': 'error',
  'baseline-negative': 'error',
  'reduction-exceeds-baseline': 'error',
  'lines-exceed-enterprise': 'warning',
  'tonnes-implausible': 'warning',
  // contact
  'contact-missing': 'error',
  'phone-format': 'error',
  'phone-dead': 'warning',
  'phone-shared': 'info',
  // sums
  'ratio-short': 'warning',
} as const satisfies Record<string, Gravity>

export type FindingCode = keyof typeof GRAVITY
export const FINDING_CODES = Object.keys(GRAVITY) as readonly FindingCode[]

/** A cell: `row` is the sheet's own from 1 (0 for the sheet as a whole), `column` the header. */
export interface Place {
  readonly sheet: string
  readonly row: number
  readonly column: string
}

/** What is wrong where. */
export interface Finding extends Place {
  readonly code: FindingCode
  readonly severity: Gravity
  readonly message: string
}

/** What a check has to say, before it is known whether the cells that it follows from can be believed. */
export interface Remark {
  readonly at: Place
  readonly code: FindingCode
  readonly message: string
  /** The further cells that it was concluded from. */
  readonly from?: readonly Place[]
  /** Where it differs from the code's own. */
  readonly severity?: Gravity
}

/** Findings of one workbook: at most one for each cell, and none that is derived from a cell that already has one. */
export class Findings {
  readonly #found = new Map<string, Finding>()
  readonly #columns = new Set<string>()
  readonly #last: Remark[] = []
  /** The order of the sheets in what is printed. */
  readonly #sheets: readonly string[]
  constructor(sheets: readonly string[] = []) {
    this.#sheets = sheets
  }
  add({ sheet, row, column }: Place, code: FindingCode, message: string, severity: Gravity = GRAVITY[code]): void {
    this.consider({ at: { sheet, row, column }, code, message, severity })
  }
  /** Adds what a check concluded, unless one of the cells that it was concluded from is in doubt itself. */
  consider({ at: { sheet, row, column }, code, message, from = [], severity = GRAVITY[code] }: Remark): void {
    const at: Place = { sheet, row, column }
    if (this.doubts(at) || from.some((place) => this.doubts(place))) return
    this.#found.set(keyOf(at), { ...at, code, severity, message })
  }
  /** Said when everything else is, so that it keeps nothing else from being said. */
  afterAll(remark: Remark): void {
    this.#last.push(remark)
  }
  sayLast(): void {
    for (const remark of this.#last.splice(0)) this.consider(remark)
  }
  /** A sum of the whole sheet may be short at several levels: such findings share their place. */
  sum({ at, code, message, severity = GRAVITY[code] }: Remark): void {
    this.#found.set(`${keyOf(at)}|${message}`, { ...at, code, severity, message })
  }
  /** Nothing more is said about cells of a column that is not there. */
  lacks(sheet: string, column: string): void {
    this.#columns.add(`${sheet}|${column}`)
  }
  /** Whether a cell has a finding, or its whole column is missing. */
  doubts(place: Place): boolean {
    return this.#found.has(keyOf(place)) || this.#columns.has(`${place.sheet}|${place.column}`)
  }
  /** In file order: by sheet, then by row, then as they were found. */
  all(): Finding[] {
    const order = ({ sheet }: Place) => this.#sheets.indexOf(sheet) >>> 0
    return [...this.#found.values()].sort((a, b) => order(a) - order(b) || a.row - b.row)
  }
  errors(): Finding[] {
    return this.all().filter(({ severity }) => severity === 'error')
  }
}

function keyOf({ sheet, row, column }: Place): string {
  return `${sheet}|${row}|${column}`
}

/** `企业 row 12, 统一社会信用代码: …`: one line that names the place and the remedy. */
export function sayFinding({ sheet, row, column, code, message }: Finding): string {
  return `${sheet}${row > 0 ? ` row ${row}` : ''}${column === '' ? '' : `, ${column}`}: ${message} (${code})`
}
