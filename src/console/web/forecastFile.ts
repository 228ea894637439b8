import type { Bi } from './words.ts'
import { forecast } from './words/forecast.ts'

/** One value as a bulletin carries it, as it stands in the file: the engine says of each whether it can be read. */
export type FileValue = Readonly<Record<string, unknown>> & { readonly at: string }

/** What a file forecasts of one area. */
export interface FilePart {
  /** As written; empty where the file names none. */
  readonly area: string
  readonly values: readonly FileValue[]
  /** The file's line of each value; null where it has no lines of its own. */
  readonly lines: readonly (number | null)[]
  readonly provider?: string
  readonly issuedAt?: string
}

type ReadFile = { readonly parts: readonly FilePart[] } | { readonly fault: Bi }

/** Columns of a series file that a bulletin has under the same name. */
const NUMBERS = [
  'aqi',
  'aqiLow',
  'aqiHigh',
  'pm25',
  'pm10',
  'so2',
  'no2',
  'co',
  'o3_8h',
  'o3_1h',
  'probability',
] as const

/** A bulletin (JSON) or a series file (CSV), as providers send them and as they stand in a folder. */
export function readForecast(text: string): ReadFile {
  const trimmed = text.trim()
  if (trimmed === '') return { fault: forecast.faultEmpty }
  return trimmed.startsWith('{') || trimmed.startsWith('[') ? readBulletin(trimmed) : readSeries(trimmed)
}

function readBulletin(text: string): ReadFile {
  let given: unknown
  try {
    given = JSON.parse(text)
  } catch {
    return { fault: forecast.faultJson }
  }
  const { area, provider, issuedAt, values } = isRecord(given) ? given : {}
  if (!Array.isArray(values) || values.length === 0) return { fault: forecast.faultValues }
  const read = values.map((one: unknown) => (isRecord(one) ? { ...one, at: textOf(one['at']) } : { at: textOf(one) }))
  const part = {
    area: textOf(area),
    values: read,
    lines: read.map(() => null),
    ...(typeof provider === 'string' ? { provider } : {}),
    ...(typeof issuedAt === 'string' ? { issuedAt } : {}),
  }
  return { parts: [part] }
}

function readSeries(text: string): ReadFile {
  const [head = '', ...rows] = text.split(/\r?\n/)
  const columns = cellsOf(head)
  const date = columns.indexOf('date')
  if (date < 0) return { fault: forecast.faultDate }
  if (!columns.some((name) => NUMBERS.some((known) => known === name))) return { fault: forecast.faultNumbers }
  const area = columns.indexOf('area')
  const cause = columns.indexOf('cause')
  const parts = new Map<string, { values: FileValue[]; lines: number[] }>()
  for (const [n, row] of rows.entries()) {
    if (row.trim() === '') continue
    const cells = cellsOf(row)
    const of = cells[area] ?? ''
    const part = parts.get(of) ?? { values: [], lines: [] }
    parts.set(of, part)
    const numbers = NUMBERS.flatMap((name) => {
      const cell = cells[columns.indexOf(name)] ?? ''
      return cell === '' ? [] : [[name, numberOf(cell)] as const]
    })
    const because = cells[cause] ?? ''
    part.values.push({
      at: cells[date] ?? '',
      ...Object.fromEntries(numbers),
      ...(because === '' ? {} : { cause: because }),
    })
    part.lines.push(n + 2)
  }
  if (parts.size === 0) return { fault: forecast.faultValues }
  return { parts: [...parts].map(([of, part]) => ({ area: of, ...part })) }
}

/** Cells of numbers and names: a quoted name may hold a comma, none holds a line. */
function cellsOf(row: string): string[] {
  return [...row.matchAll(/(?:^|,)\s*(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    (quoted?.replaceAll('""', '"') ?? plain ?? '').trim(),
  )
}

/** A word stays a word: the engine says what is wrong with it. */
function numberOf(cell: string): number | string {
  return Number.isFinite(Number(cell)) ? Number(cell) : cell
}

function textOf(given: unknown): string {
  return typeof given === 'string' || typeof given === 'number' ? String(given) : ''
}

function isRecord(given: unknown): given is Record<string, unknown> {
  return typeof given === 'object' && given !== null && !Array.isArray(given)
}
