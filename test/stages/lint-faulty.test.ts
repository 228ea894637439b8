import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { FINDING_CODES } from '../../src/inventory/finding.ts'
import { readList } from '../../src/inventory/reading.ts'
import { loadIndustries } from '../../src/rulebook/industries.ts'
import { AREAS, fixtureList } from '../help/lists.ts'

interface Planted {
  sheet: string
  row: number
  column: string
  code: string
}

const FILES = ['file', 'sheet', 'identity', 'grade', 'measures', 'lines', 'rows', 'numbers', 'sums']
const industries = loadIndustries()
const plantedIn = (file: string): Planted[] =>
  JSON.parse(readFileSync(new URL(`../../fixtures/lists/faulty-${file}.json`, import.meta.url), 'utf8'))
const say = ({ sheet, row, column, code }: Planted) => `${sheet} ${row} ${column} ${code}`

test.each(FILES)('faulty-%s.xlsx: each planted fault is found, and nothing else', async (file) => {
  const { findings } = await readList(fixtureList(`faulty-${file}.xlsx`), AREAS, industries)
  expect(findings.map(say).sort()).toEqual(plantedIn(file).map(say).sort())
})

test('every code is planted somewhere', () => {
  const planted = new Set(FILES.flatMap(plantedIn).map(({ code }) => code))
  expect(FINDING_CODES.filter((code) => !planted.has(code))).toEqual([])
})
