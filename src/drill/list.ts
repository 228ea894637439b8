import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { enterprises } from '../../fixtures/lists/enterprises.ts'
import { write } from '../../fixtures/lists/sheets.ts'
import { readAreas } from '../inventory/areas.ts'

/** Writes a list of any size for a city of Shanxi, as the ones in `fixtures/lists` are made; returns its credit codes. */
export async function writeList(file: string, city: string, size: number, seed: number): Promise<string[]> {
  const areas = readAreas(readFileSync(join(import.meta.dirname, '../../fixtures/areas/shanxi.csv'), 'utf8'))
  const year = 2020
  const counties = areas.filter(({ parent }) => parent === city)
  const made = enterprises({ counties, size, seed, block: 9, year })
  await write(file, '示例：企业、人员和数据均为虚构', made, year)
  return made.map(({ code }) => code)
}

/* In a process of its own, `node src/drill/list.ts FILE CITY SIZE SEED`, the memory that it takes is given back. */
if (import.meta.main) {
  const [file = '', city = '', size = '', seed = ''] = process.argv.slice(2)
  await writeList(file, city, Number(size), Number(seed))
}
