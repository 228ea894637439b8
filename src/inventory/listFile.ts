import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { InputError } from '../errors.ts'
import { Areas } from '../model/area.ts'
import { loadIndustries } from '../rulebook/industries.ts'
import { readAreas } from './areas.ts'
import { readList, type ReadingOptions } from './reading.ts'

/** The tree of jurisdictions that ships: a list is read from a file without any server or database. */
export const SHIPPED_AREAS = join(import.meta.dirname, '../../fixtures/areas/shanxi.csv')

/** Reads and checks the list in a workbook's file. @throws InputError naming the file that can't be read as one */
export async function readListFile(
  file: string,
  areas: Areas,
  options: ReadingOptions = {},
): ReturnType<typeof readList> {
  const bytes = readBytes(file)
  try {
    return await readList(bytes, areas, loadIndustries(), options)
  } catch (error) {
    if (error instanceof InputError) throw new InputError(`${file}: ${error.message}`, { cause: error })
    throw error
  }
}

/** The tree of jurisdictions in a file like that which ships. @throws InputError */
export function areasIn(file: string): Areas {
  return new Areas(within(file, () => readAreas(readBytes(file).toString('utf8'))))
}

/** @throws InputError naming the file and why it can't be read */
export function readBytes(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? 'unknown'
    throw new InputError(`${file}: can not be read (${why})`, { cause: error })
  }
}

/** Does what reads a file's content; whatever is wrong with it is said with the file's name. @throws InputError */
export function within<T>(file: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof InputError && error.message.startsWith(file)) throw error
    throw new InputError(`${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}
