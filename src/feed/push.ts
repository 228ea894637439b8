import { InputError } from '../errors.ts'
import type { Answer, Door, Io } from '../model/command.ts'
import { showInstant, type Instant } from '../model/time.ts'
import { MOST_VALUES, type FeedKind } from './decide.ts'
import type { Row, Series } from './series.ts'

export interface Push {
  readonly kind: FeedKind
  readonly area: string
  readonly provider: string
  readonly issuedAt: Instant
}

/**
 * The rows of a series file as the body of a feed (contract §4): those of the area, or all where the file holds one
 * area alone under a name of its own. Empty rows are left out: they say the same as no row (contract 3.1).
 * @throws InputError when the area is not in the file, or there is more than one body holds.
 */
export function bodyOf(series: Series, push: Push, file: string): Uint8Array {
  const rows = rowsOf(series, push.area, file)
  const values = rows.flatMap((row) => {
    const value = valueOf(row, series)
    return value === null ? [] : [value]
  })
  if (values.length === 0) throw new InputError(`${file}: no row of ${push.area} has a value`)
  if (values.length > MOST_VALUES)
    throw new InputError(`${file}: ${values.length} values, one bulletin holds ${MOST_VALUES}: cut the file by time`)
  const { provider, area, issuedAt } = push
  return new TextEncoder().encode(JSON.stringify({ provider, area, issuedAt: showInstant(issuedAt), values }))
}

/**
 * Sends it through a server's door, whichever server that is, and prints the answer.
 * @returns the exit status: 0 taken, 1 refused
 */
export async function pushSeries(door: Door, series: Series, push: Push, file: string, io: Io): Promise<number> {
  const answer = await door({ method: 'POST', path: `/${push.kind}s`, body: bodyOf(series, push, file) })
  io.out(JSON.stringify(answer.body))
  if (answer.status < 300) return 0
  io.err(`${file}: ${textOf(answer, 'detail')} ${textOf(answer, 'next')}`)
  return answer.status === 400 || answer.status === 404 ? 2 : 1
}

function rowsOf(series: Series, area: string, file: string): readonly Row[] {
  const [only, ...others] = series.areas.values()
  const rows = series.areas.get(area) ?? (others.length === 0 ? only : undefined)
  if (rows !== undefined) return rows
  const known = [...series.areas.keys()]
  const shown = known.slice(0, 10).join(', ')
  throw new InputError(`${file}: no rows of ${area}; it has ${shown === '' ? 'none at all' : shown}`)
}

function valueOf(row: Row, series: Series): object | null {
  const concentrations = series.pollutants.flatMap((name, k) => {
    const text = row.concentrations[k] ?? ''
    return text === '' ? [] : [[name, Number(text)] as const]
  })
  if (row.aqi === '' && concentrations.length === 0) return null
  return {
    at: row.date,
    ...(row.aqi !== '' && { aqi: Number(row.aqi) }),
    ...Object.fromEntries(concentrations),
    ...(row.cause !== null && { cause: row.cause }),
  }
}

function textOf({ body }: Answer, name: string): string {
  const text: unknown =
    typeof body === 'object' && body !== null ? Object.entries(body).find(([key]) => key === name)?.[1] : ''
  return typeof text === 'string' ? text : ''
}
