import { readFileSync } from 'node:fs'
import { InputError } from '../errors.ts'
import type { Io } from '../model/command.ts'
import { OF_HOURS, readSeries, type Series } from './series.ts'

/** Reads a series file of the command line; columns that are not known are named on standard error. */
export function loadSeries(path: string, io: Io): Series {
  let bytes: Uint8Array
  try {
    bytes = readFileSync(path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
    throw new InputError(`${path}: ${WHY[code] ?? `cannot be read (${code})`}`, { cause: error })
  }
  const series = readSeries(bytes, path)
  for (const title of series.ignored) io.err(`${path}: row 1: ${whyIgnored(title)} and is ignored`)
  return series
}

function whyIgnored(title: string): string {
  if (title === '') return 'a column has no name'
  return `column ${JSON.stringify(title)} ${title === OF_HOURS ? 'belongs to hourly files' : 'is not known'}`
}

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'this is a directory, not a file',
  EACCES: 'this file may not be read',
}
