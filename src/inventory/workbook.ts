import readExcelFile from 'read-excel-file/node'
import { InputError } from '../errors.ts'
import { headerText, type Raw } from './cells.ts'
import { formulaErrors } from './formulas.ts'
import type { Findings } from './finding.ts'
import { SHEETS, type SheetForm } from './sheets.ts'

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
  at(column: string): { sheet: string; row: number; column: string } {
    return { sheet: this.sheet, row: this.number, column }
  }
}

/** The rows of each known sheet; a sheet that is missing or has no header row has none, and a finding. */
export async function readWorkbook(bytes: Uint8Array, findings: Findings): Promise<Map<string, Row[]>> {
  const sheets = await unpack(bytes)
  const rows = new Map<string, Row[]>()
  for (const form of SHEETS) {
    const found = sheets.get(form.name)
    if (!found)
      findings.add({ sheet: form.name, row: 0, column: '' }, 'sheet-missing', `the workbook has no sheet ${form.name}`)
    rows.set(form.name, found ? rowsOf(form, found, findings) : [])
  }
  markFormulaErrors(bytes, sheets, findings)
  return rows
}

async function unpack(bytes: Uint8Array): Promise<Map<string, Raw[][]>> {
  try {
    const sheets = await readExcelFile(Buffer.from(bytes), { parseNumber: (text) => text })
    return new Map(sheets.map(({ sheet, data }) => [sheet.trim(), data.map((row) => row.map(asRaw))]))
  } catch (cause) {
    const name = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
    const why =
      name === 'XLS_FILE_NOT_SUPPORTED' ? 'an old .xls file: save it as .xlsx' : `no readable .xlsx workbook (${name})`
    throw new InputError(`the file is ${why}`, { cause })
  }
}

/** The library's type for a date cell is that of the constructor; what comes is a Date. */
function asRaw(value: unknown): Raw {
  return typeof value === 'string' || typeof value === 'boolean' || value instanceof Date ? value : null
}

function rowsOf(form: SheetForm, data: readonly Raw[][], findings: Findings): Row[] {
  const header = data.findIndex((row) => row.some((cell) => headerText(cell) === form.key))
  if (header === -1) {
    findings.add(
      { sheet: form.name, row: 0, column: form.key },
      'header-missing',
      `no row holds the header ${form.key}`,
    )
    return []
  }
  const columns = new Map<string, number>()
  const known = new Set([...form.required, ...form.optional])
  for (const [column, cell] of (data[header] ?? []).entries()) {
    const name = headerText(cell)
    if (name === '') continue
    if (known.has(name)) columns.set(name, column)
    else
      findings.add(
        { sheet: form.name, row: header + 1, column: name },
        'header-unknown',
        `the column ${name} is not read`,
      )
  }
  for (const name of form.required)
    if (!columns.has(name))
      findings.add(
        { sheet: form.name, row: header + 1, column: name },
        'header-missing',
        `the column ${name} is missing`,
      )
  const rows: Row[] = []
  for (const [place, cells] of data.entries())
    if (place > header && cells.some((cell) => cell !== null)) rows.push(new Row(form.name, place + 1, cells, columns))
  return rows
}

/** The library reads a cell such as #REF! as empty; here it is a fault, or a missing tonne would count as none. */
function markFormulaErrors(bytes: Uint8Array, sheets: ReadonlyMap<string, Raw[][]>, findings: Findings): void {
  for (const { sheet, row, column, error } of formulaErrors(bytes)) {
    const form = SHEETS.find(({ name }) => name === sheet.trim())
    if (!form) continue
    const data = sheets.get(form.name) ?? []
    const header = data.find((cells) => cells.some((cell) => headerText(cell) === form.key))
    const name = headerText(header?.[column - 1])
    findings.add({ sheet: form.name, row, column: name }, 'formula-error', `the cell shows ${error}: enter the value`)
  }
}
