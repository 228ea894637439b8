import readExcelFile from 'read-excel-file/node'
import { headerText, type Raw } from './cells.ts'
import { noWorkbook } from './container.ts'
import type { Findings, Place } from './finding.ts'
import { ERROR_TEXT, formulaErrors } from './formulas.ts'
import { headersOf, SHEETS, type Mapping, type SheetForm } from './sheets.ts'

/** One row of a sheet, read by header. */
export class Row {
  readonly sheet: string
  /** The sheet's own row, from 1. */
  readonly number: number
  readonly #cells: readonly Raw[]
  readonly #columns: ReadonlyMap<string, number>
  constructor(sheet: string, number: number, cells: readonly Raw[], columns: ReadonlyMap<string, number>) {
    this.sheet = sheet
    this.number = number
    this.#cells = cells
    this.#columns = columns
  }
  get(header: string): Raw | undefined {
    const column = this.#columns.get(header)
    return column === undefined ? null : this.#cells[column]
  }
  /** Whether the sheet has such a column at all. */
  has(header: string): boolean {
    return this.#columns.has(header)
  }
  at(column: string): Place {
    return { sheet: this.sheet, row: this.number, column }
  }
}

/** The cells of every sheet by its name, and what of it shows the error of a formula. */
export interface Sheets {
  readonly cells: ReadonlyMap<string, readonly Raw[][]>
  readonly errors: readonly {
    readonly sheet: string
    readonly row: number
    readonly column: number
    readonly error: string
  }[]
}

/**
 * The cells of a workbook. Its parts are looked at before the library reads them: that takes whatever it is given.
 * @throws InputError for what is no workbook, an old or encrypted one, or one that would fill the memory
 */
export async function readSheets(bytes: Uint8Array): Promise<Sheets> {
  const errors = formulaErrors(bytes)
  try {
    const sheets = await readExcelFile(Buffer.from(bytes), { parseNumber: (text) => text })
    const cells = new Map<string, Raw[][]>()
    for (const { sheet, data } of sheets) cells.set(sheet.trim(), data as Raw[][])
    return { cells, errors }
  } catch (cause) {
    const name = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
    throw noWorkbook(name, cause)
  }
}

/**
 * The rows of each sheet of a list; a sheet that is missing or has no header row has none, and a finding. `mapping` tells
 * the form's header for those that are written otherwise.
 */
export function readRows({ cells, errors }: Sheets, mapping: Mapping, findings: Findings): Map<string, Row[]> {
  const rows = new Map<string, Row[]>()
  for (const form of SHEETS) {
    const found = cells.get(form.name)
    if (found === undefined && form.mayLack !== true)
      findings.add({ sheet: form.name, row: 0, column: '' }, 'sheet-missing', `the workbook has no sheet ${form.name}`)
    const read = found === undefined ? null : readHeader(form, found, mapping)
    if (found !== undefined && read === null)
      findings.add(
        { sheet: form.name, row: 0, column: form.key },
        'header-missing',
        `no row holds the header ${form.key}`,
      )
    if (found === undefined || read === null) rows.set(form.name, [])
    else {
      checkHeader(form, read, findings)
      for (const error of errors)
        if (error.sheet.trim() === form.name)
          mark(findings, { sheet: form.name, row: error.row, column: read.names[error.column - 1] ?? '' }, error.error)
      rows.set(form.name, rowsOf(form, found, read, findings))
    }
  }
  return rows
}

export interface Header {
  /** From 0. */
  readonly row: number
  /** What each column is called in the form, or as it is written where the form has no such header. */
  readonly names: readonly string[]
  /** As written. */
  readonly written: readonly string[]
}

/** The header row of a sheet: the first that holds the key header, in the form's word or in the one that is mapped to it. */
export function readHeader(form: SheetForm, cells: readonly Raw[][], mapping: Mapping): Header | null {
  const ours = mapping[form.name] ?? {}
  const nameOf = (raw: Raw) => {
    const written = headerText(raw)
    return Object.hasOwn(ours, written) ? (ours[written] ?? written) : written
  }
  const row = cells.findIndex((cells) => cells.some((cell) => nameOf(cell) === form.key))
  if (row === -1) return null
  const header = cells[row] ?? []
  return { row, names: header.map(nameOf), written: header.map(headerText) }
}

function checkHeader(form: SheetForm, { row, names, written }: Header, findings: Findings): void {
  const known = new Set(headersOf(form))
  const at = (column: string): Place => ({ sheet: form.name, row: row + 1, column })
  for (const [place, name] of names.entries()) {
    const as = written[place] ?? name
    if (name === '') continue
    if (!known.has(name)) findings.add(at(as), 'header-unknown', `the column ${as} is not read`)
    else if (names.indexOf(name) < place)
      findings.add(at(as), 'header-unknown', `the column ${name} stands twice; the first one is read`)
  }
  for (const name of known) {
    if (names.includes(name)) continue
    const gravity = form.required.includes(name) ? 'error' : form.expected.includes(name) ? 'warning' : null
    if (gravity === null) continue
    findings.add(at(name), 'header-missing', `the column ${name} is missing`, gravity)
    findings.lacks(form.name, name)
  }
}

function rowsOf(form: SheetForm, data: readonly Raw[][], { row, names }: Header, findings: Findings): Row[] {
  const columns = new Map<string, number>()
  for (const [column, name] of names.entries()) if (name !== '' && !columns.has(name)) columns.set(name, column)
  const rows: Row[] = []
  for (const [place, cells] of data.entries()) {
    if (place <= row || cells.every((cell) => cell === null)) continue
    rows.push(new Row(form.name, place + 1, cells, columns))
    for (const [column, cell] of cells.entries())
      if (typeof cell === 'string' && cell.startsWith('#') && ERROR_TEXT.test(cell))
        mark(findings, { sheet: form.name, row: place + 1, column: names[column] ?? '' }, cell)
  }
  return rows
}

/** The library reads a cell such as #REF! as empty; here it is a fault, or a missing tonne would count as none. */
function mark(findings: Findings, place: Place, error: string): void {
  findings.add(place, 'formula-error', `the cell shows ${error}: enter the value`)
}
