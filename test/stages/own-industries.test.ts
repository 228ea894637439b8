import { expect, test } from 'vitest'
import { readList } from '../../src/inventory/reading.ts'
import { writeWorkbook } from '../../src/inventory/writing.ts'
import { loadIndustries } from '../../src/rulebook/industries.ts'
import { loadMeasures } from '../../src/rulebook/measures.ts'
import { AREAS, smallList, workbook } from '../help/lists.ts'
import { rulesWith } from '../help/rules.ts'

/** What an example city adds to the catalogue of the nation (地方增补行业), and what its province does. */
const addition = (id: string, area: string, industry: string) => `
id: ${id}
title: { zh: 示例增补行业, en: further industries of an example }
status: design
area: '${area}'
from: 2020-06-01
until: 2021-04-01
industries: [${industry}]
`
const WOOD =
  '{ id: wood-processing, zh: 示例木材加工, en: wood processing, scheme: [A, B, C], confidence: M?, ' +
  'kinds: [{ id: veneer, zh: 示例单板, en: veneer, scheme: [A, B] }] }'
const CITY = addition('example-city', '140800', WOOD)

const industries = loadIndustries(rulesWith('industries/example-city.yaml', CITY))

async function listOf(industry: string, county = '河津市', plan: string | null = '2020-09-15') {
  const sheets = smallList()
  for (const row of sheets.企业)
    Object.assign(row, { 行业: industry, '县(市、区)': county, 一厂一策日期: plan, 国民经济行业代码: null })
  return await workbook(sheets)
}
async function read(bytes: Uint8Array, of = industries) {
  const { list, findings } = await readList(bytes, AREAS, of)
  return { list, industry: list?.enterprises[0]?.entry.industry, codes: findings.map(({ code }) => code) }
}

test.each([
  ['the city, in its season', '河津市', '2020-09-15', 'wood-processing'],
  ['another city', '高平市', '2020-09-15', undefined],
  ['a season before', '河津市', '2019-09-15', undefined],
  ['a season after', '河津市', '2021-09-15', undefined],
  // Where nothing tells the day of a list, nothing that has a date is held against it.
  ['no day at all', '河津市', null, 'wood-processing'],
])('an industry that a city added is known in a list of %s', async (_, county, plan, known) => {
  const { industry, codes } = await read(await listOf('示例木材加工', county, plan))
  expect(industry).toBe(known)
  expect(codes.includes('industry-unknown')).toBe(known === undefined)
})

test('what a province added is known in its cities', async () => {
  const ofProvince = loadIndustries(
    rulesWith('industries/example-province.yaml', addition('example-province', '140000', WOOD)),
  )
  expect((await read(await listOf('示例木材加工', '高平市'), ofProvince)).industry).toBe('wood-processing')
})

test('a list with such an industry is written and read again as it was, its kind too', async () => {
  const first = await read(await listOf('示例单板'))
  expect(first.list?.enterprises[0]?.entry).toMatchObject({ industry: 'wood-processing', industryKind: 'veneer' })
  if (first.list === null) return
  const second = await read(await writeWorkbook(first.list, AREAS, industries))
  expect(second.list).toEqual(first.list)
})

test('its scheme holds for its grades', async () => {
  const sheets = smallList()
  for (const row of sheets.企业)
    Object.assign(row, { 行业: '示例木材加工', 绩效等级: '引领性', 国民经济行业代码: null })
  const { codes } = await read(await workbook(sheets))
  expect(codes).toContain('grade-not-in-scheme')
})

test('a table may be about it, and two additions that meet bear no name twice', () => {
  const dir = rulesWith('industries/example-city.yaml', CITY)
  const table = `
id: example-city
title: { zh: 示例措施, en: measures of an example }
status: design
from: 2020-06-01
tables:
  - { id: wood, title: { zh: 木材, en: wood }, clause: 木材, industry: wood-processing, rows: [{ grade: C, yellow: stop, orange: stop, red: stop }] }
`
  const withTable = rulesWith('measures/example-city.yaml', table, dir)
  const cell = loadMeasures(withTable).cell('wood-processing', null, 'C', 'red', '2020-12-01')
  expect(cell?.measures).toEqual([{ kind: 'stop' }])
  const both = (area: string, from = '2020-06-01') =>
    rulesWith(
      'industries/example-other.yaml',
      addition('example-other', area, WOOD).replace('2020-06-01', from).replace('2021-04-01', '2030-01-01'),
      dir,
    )
  expect(() => loadIndustries(both('140000'))).toThrow(/names both wood-processing and wood-processing/)
  expect(() => loadIndustries(both('140500'))).not.toThrow()
  expect(() => loadIndustries(both('140800', '2021-04-01'))).not.toThrow()
})
