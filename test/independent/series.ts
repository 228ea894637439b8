/**
 * Series files, contract 3.1, read a second time and without any library.
 */
import { type Exact, readDecimal } from './exact.ts'

export const POLLUTANTS = ['pm25', 'pm10', 'so2', 'no2', 'co', 'o3_8h', 'o3_1h'] as const
export type Pollutant = (typeof POLLUTANTS)[number]

export interface Reading {
  /** Line of the file; the header is line 1. */
  line: number
  date: string
  area: string
  /** Days, or in hourly files hours, since 1970-01-01T00 local time. */
  slot: number
  aqi: Exact | undefined
  concentrations: Partial<Record<Pollutant, Exact>>
  cause: string | undefined
}

export interface Series {
  hourly: boolean
  rows: Reading[]
  /** Area as written, in the order of first appearance → slot → row. */
  areas: Map<string, Map<number, Reading>>
}

export class Unreadable extends Error {}

const MS_PER_DAY = 86_400_000

export function dayNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / MS_PER_DAY
}

export function showDay(day: number): string {
  return new Date(day * MS_PER_DAY).toISOString().slice(0, 10)
}

export function showHour(hour: number): string {
  return `${showDay(Math.floor(hour / 24))}T${String(((hour % 24) + 24) % 24).padStart(2, '0')}:00`
}

/** The first day of HJ 633—2026; earlier rows are computed by the edition of 2012. */
export const FIRST_DAY_2026 = dayNumber('2026-03-01')

function splitRows(text: string): { line: number; cells: string[] }[] {
  const rows: { line: number; cells: string[] }[] = []
  let cells: string[] = []
  let cell = ''
  let quoted = false
  let line = 1
  let began = 1
  const endRow = () => {
    cells.push(cell)
    if (cells.length > 1 || cells[0] !== '') rows.push({ line: began, cells })
    cells = []
    cell = ''
  }
  const clean = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
  for (let i = 0; i < clean.length; i += 1) {
    const c = clean.charAt(i)
    if (c === '\n') line += 1
    if (quoted) {
      if (c !== '"') cell += c
      else if (clean.charAt(i + 1) === '"') {
        cell += '"'
        i += 1
      } else quoted = false
    } else if (c === '"') quoted = true
    else if (c === ',') {
      cells.push(cell)
      cell = ''
    } else if (c === '\n') {
      endRow()
      began = line
    } else cell += c
  }
  if (cell !== '' || cells.length > 0) endRow()
  return rows
}

function slotOf(date: string, line: number): { slot: number; hourly: boolean } {
  const found = /^(\d{4}-\d{2}-\d{2})(?:T([01]\d|2[0-3]):00)?$/.exec(date)
  const day = dayNumber(found?.[1] ?? '')
  if (found === null || Number.isNaN(day) || showDay(day) !== found[1]) throw new Unreadable(`line ${line}, date`)
  const hour = found[2]
  return hour === undefined ? { slot: day, hourly: false } : { slot: day * 24 + Number(hour), hourly: true }
}

function readNumber(cell: string, line: number, column: string): Exact | undefined {
  if (cell === '') return undefined
  const value = readDecimal(cell)
  if (value === undefined) throw new Unreadable(`line ${line}, ${column}`)
  return value
}

const CAUSES: ReadonlySet<string> = new Set(['pm', 'o3', 'dust', 'fireworks'])

/** @throws Unreadable where the contract asks for exit status 2 */
export function readSeries(text: string): Series {
  const [header, ...body] = splitRows(text)
  if (header === undefined) throw new Unreadable('line 1, no header')
  const column = (name: string) => header.cells.indexOf(name)
  for (const name of ['date', 'area']) if (column(name) < 0) throw new Unreadable(`line 1, ${name}`)
  const series: Series = { hourly: false, rows: [], areas: new Map() }
  body.forEach(({ line, cells }, position) => {
    const cell = (name: string) => (column(name) < 0 ? '' : (cells[column(name)] ?? '').trim())
    const date = cell('date')
    const area = cell('area')
    if (area === '') throw new Unreadable(`line ${line}, area`)
    const { slot, hourly } = slotOf(date, line)
    if (position === 0) series.hourly = hourly
    else if (series.hourly !== hourly) throw new Unreadable(`line ${line}, date: days and hours mixed`)
    const concentrations: Partial<Record<Pollutant, Exact>> = {}
    for (const pollutant of POLLUTANTS) {
      const value = readNumber(cell(pollutant), line, pollutant)
      if (value !== undefined) concentrations[pollutant] = value
    }
    const aqi = readNumber(cell('aqi'), line, 'aqi')
    const cause = cell('cause')
    if (cause !== '' && !CAUSES.has(cause)) throw new Unreadable(`line ${line}, cause`)
    const own = series.areas.get(area) ?? new Map<number, Reading>()
    if (own.has(slot)) throw new Unreadable(`line ${line}, date: twice`)
    const reading = { line, date, area, slot, aqi, concentrations, cause: cause === '' ? undefined : cause }
    own.set(slot, reading)
    series.areas.set(area, own)
    series.rows.push(reading)
  })
  return series
}
