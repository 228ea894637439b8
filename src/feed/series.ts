import { CsvError, parse } from 'csv-parse/sync'
import { InputError } from '../errors.ts'
import { CAUSES, isCause, POLLUTANTS, type Cause, type Pollutant } from '../model/pollutant.ts'
import { whyNoDecimal } from '../rulebook/decimal.ts'
import { dayNumber, hourNumber } from './calendar.ts'
import type { Pace } from './moment.ts'

/** One row of a series: the numbers as decimals, exactly as they were written; `''` is missing. */
export interface Row {
  /** As written, without the blanks around it. */
  readonly area: string
  readonly date: string
  /** Day or hour number (`calendar.ts`). */
  readonly at: number
  readonly aqi: string
  /** In the order of `Series.pollutants`. */
  readonly concentrations: readonly string[]
  readonly cause: Cause | null
  /** Of the file, 1 is the header. */
  readonly row: number
}

/** A series file (序列文件) of days or of hours, contract 3.1. */
export interface Series {
  readonly pace: Pace
  /** The concentrations that the file has. */
  readonly pollutants: readonly Pollutant[]
  /** In the order of the file. */
  readonly rows: readonly Row[]
  /** Each area's rows in order of time; areas in the order in which the file first names them. */
  readonly areas: ReadonlyMap<string, readonly Row[]>
  /** Columns that were not read: not known, without a name (`''`), or of hourly files alone. */
  readonly ignored: readonly string[]
}

interface Columns {
  readonly count: number
  readonly date: number
  readonly area: number
  readonly aqi: number
  readonly cause: number
  readonly pollutants: readonly { readonly name: Pollutant; readonly column: number }[]
  readonly ignored: readonly string[]
}

const NO_CELLS: readonly string[] = []

/** A column that files of days do not have. */
export const OF_HOURS = 'o3_1h' satisfies Pollutant
const READ = new Set<string>(['date', 'area', 'aqi', 'cause', ...POLLUTANTS])

/**
 * Reads a series file.
 * @param name of the file, for messages.
 * @throws InputError with row (1 is the header) and column: a word or a negative number for a value, a day that does
 *   not exist, days and hours mixed, an area with the same date twice, a header without what is needed.
 */
export function readSeries(bytes: Uint8Array, name: string): Series {
  const fail = (row: number, column: string, why: string): never => {
    throw new InputError(`${name}: row ${row}, column ${column}: ${why}`)
  }
  const records = readRecords(bytes, name)
  const [header] = records
  const columns = readHeader(header ?? [], name)
  let { pollutants } = columns
  const rows: Row[] = []
  let pace: Pace | null = null
  for (let i = 1; i < records.length; i++) {
    const cells = records[i] ?? []
    const row = i + 1
    if (isBlank(cells)) continue
    if (cells.length !== columns.count)
      throw new InputError(`${name}: row ${row}: ${cells.length} cells, the header has ${columns.count} columns`)
    const date = cell(cells, columns.date)
    const isHour = date.length > 10
    const at = isHour ? hourNumber(date) : dayNumber(date)
    if (at === null)
      return fail(
        row,
        'date',
        `${show(date)} is no day (2016-12-30) and no whole hour (2016-12-30T07:00) of the calendar`,
      )
    const own = isHour ? 'hour' : 'day'
    if (pace !== null && pace !== own)
      return fail(row, 'date', `${show(date)}: this file began with ${pace}s; days and hours do not mix`)
    // Only the first row says that this is a file of days, to which an ozone hour does not belong.
    if (pace === null && own === 'day' && pollutants.some(isOfHours))
      pollutants = pollutants.filter((pollutant) => !isOfHours(pollutant))
    pace = own
    const area = cell(cells, columns.area)
    if (area === '') return fail(row, 'area', 'empty')
    const aqi = columns.aqi < 0 ? '' : cell(cells, columns.aqi)
    const wrong = aqi === '' ? null : whyNoDecimal(aqi)
    if (wrong !== null) return fail(row, 'aqi', `${show(aqi)} ${wrong}`)
    const concentrations = pollutants.length === 0 ? NO_CELLS : pollutants.map(({ column }) => cell(cells, column))
    for (const [k, text] of concentrations.entries()) {
      const why = text === '' ? null : whyNoDecimal(text)
      if (why !== null) return fail(row, pollutants[k]?.name ?? '', `${show(text)} ${why}`)
    }
    const cause = columns.cause < 0 ? '' : cell(cells, columns.cause)
    if (cause !== '' && !isCause(cause)) return fail(row, 'cause', `${show(cause)} is none of ${CAUSES.join(', ')}`)
    rows.push({ area, date, at, aqi, concentrations, cause: cause === '' ? null : cause, row })
  }
  const areas = byArea(rows)
  const twice = firstRepeated(areas)
  if (twice !== null)
    return fail(
      twice.second.row,
      'date',
      `${twice.second.area} ${twice.second.date} stands in row ${twice.first.row} already`,
    )
  return {
    pace: pace ?? 'day',
    pollutants: pollutants.map((p) => p.name),
    rows,
    areas,
    ignored: pollutants === columns.pollutants ? columns.ignored : [...columns.ignored, OF_HOURS],
  }
}

function readRecords(bytes: Uint8Array, name: string): string[][] {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new InputError(`${name}: not UTF-8 (perhaps GB 18030): save it as "CSV UTF-8"`)
  }
  try {
    return parse(text, { relax_column_count: true })
  } catch (error) {
    if (error instanceof CsvError)
      throw new InputError(`${name}: row ${Number(error['records']) + 1}: ${error.message}`)
    throw error
  }
}

function readHeader(header: readonly string[], name: string): Columns {
  const titles = header.map((written) => written.trim())
  if (!titles.some((title) => READ.has(title)))
    throw new InputError(`${name}: row 1: no header; it needs date, area and aqi or concentrations`)
  const at = (title: string): number => titles.indexOf(title)
  for (const title of ['date', 'area'])
    if (at(title) < 0) throw new InputError(`${name}: row 1: column ${title} is missing`)
  for (const title of READ)
    if (at(title) !== titles.lastIndexOf(title)) throw new InputError(`${name}: row 1: column ${show(title)} twice`)
  const pollutants = POLLUTANTS.filter((title) => at(title) >= 0).map((title) => ({ name: title, column: at(title) }))
  if (at('aqi') < 0 && pollutants.length === 0)
    throw new InputError(`${name}: row 1: neither aqi nor a concentration (${POLLUTANTS.join(', ')})`)
  return {
    count: header.length,
    date: at('date'),
    area: at('area'),
    aqi: at('aqi'),
    cause: at('cause'),
    pollutants,
    ignored: [...new Set(titles)].filter((title) => !READ.has(title)),
  }
}

function byArea(rows: readonly Row[]): Map<string, Row[]> {
  const areas = new Map<string, Row[]>()
  for (const row of rows) {
    const own = areas.get(row.area)
    if (own === undefined) areas.set(row.area, [row])
    else own.push(row)
  }
  for (const own of areas.values()) own.sort((a, b) => a.at - b.at)
  return areas
}

/** The repetition that comes first in the file. The sort is stable, so of two rows the later one follows. */
function firstRepeated(areas: ReadonlyMap<string, readonly Row[]>): { first: Row; second: Row } | null {
  let found: { first: Row; second: Row } | null = null
  for (const rows of areas.values())
    for (let i = 1; i < rows.length; i++) {
      const first = rows[i - 1]
      const second = rows[i]
      if (first?.at === second?.at && first !== undefined && second !== undefined)
        if (found === null || second.row < found.second.row) found = { first, second }
    }
  return found
}

function cell(cells: readonly string[], column: number): string {
  return cells[column]?.trim() ?? ''
}

function isBlank(cells: readonly string[]): boolean {
  return cells.length === 1 && cells[0]?.trim() === ''
}

function isOfHours({ name }: Columns['pollutants'][number]): boolean {
  return name === OF_HOURS
}

function show(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text)
}
