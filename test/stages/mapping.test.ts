import fc from 'fast-check'
import { expect, test } from 'vitest'
import { edits, mappingOf, proposeMapping } from '../../src/inventory/mapping.ts'
import { readList } from '../../src/inventory/reading.ts'
import { loadIndustries } from '../../src/rulebook/industries.ts'
import { AREAS, CODE, smallList, workbook, type Cells } from '../help/lists.ts'

const industries = loadIndustries()

const renamed = (rows: Cells[], names: Record<string, string>): Cells[] =>
  rows.map((row) => Object.fromEntries(Object.entries(row).map(([header, cell]) => [names[header] ?? header, cell])))

const THEIRS = {
  企业: { 统一社会信用代码: '社会信用代码', 企业名称: '单位名称', '县(市、区)': '所属县区', 绩效等级: '绩效分级' },
  生产线: { 统一社会信用代码: '信用代码', 生产线名称: '产线名称', 安全停车小时: '安全停车时间（小时）' },
  联系人: { 电话: '手机号码', 姓名: '联系人姓名' },
}

/** The small list as another office writes it. */
function foreign() {
  const list = smallList()
  return {
    ...list,
    企业: renamed(list.企业, THEIRS.企业).map((row) => ({ ...row, 备注: '无', 法人代表: '赵甲子' })),
    生产线: renamed(list.生产线, THEIRS.生产线),
    联系人: renamed(list.联系人, THEIRS.联系人),
  }
}

test('each foreign header is guessed, what nobody knows stays unknown, and what is missing is named', async () => {
  const proposals = await proposeMapping(await workbook(foreign()))
  expect(proposals.map(({ sheet }) => sheet)).toEqual(['企业', '生产线', '措施', '联系人'])
  const [enterprises, lines, measures, contacts] = proposals
  expect(enterprises).toMatchObject({ row: 2, missing: [] })
  expect(enterprises?.unknown).toEqual([
    { header: '社会信用代码', guess: '统一社会信用代码' },
    { header: '单位名称', guess: '企业名称' },
    { header: '所属县区', guess: '县(市、区)' },
    { header: '绩效分级', guess: '绩效等级' },
    { header: '备注', guess: null },
    { header: '法人代表', guess: null },
  ])
  expect(lines?.unknown).toContainEqual({ header: '安全停车时间', guess: '安全停车小时' })
  expect(measures).toMatchObject({ unknown: [], missing: [] })
  expect(contacts?.unknown).toContainEqual({ header: '手机号码', guess: '电话' })
})

test('with the guesses confirmed the list is read as if it were in our form', async () => {
  const bytes = await workbook(foreign())
  const plain = await readList(await workbook(smallList()), AREAS, industries)
  expect((await readList(bytes, AREAS, industries)).list).toBeNull()
  const { list, findings } = await readList(bytes, AREAS, industries, {
    mapping: mappingOf(await proposeMapping(bytes)),
  })
  expect(list).toEqual(plain.list)
  expect(findings.map(({ code, column }) => `${code} ${column}`)).toEqual([
    'header-unknown 备注',
    'header-unknown 法人代表',
  ])
})

test('a mapping that an officer changed is followed, also against a guess', async () => {
  const list = smallList()
  const rows = list.企业.map((row) => ({ ...row, 企业名称: '示例旧名', 单位名称: '示例新名' }))
  const bytes = await workbook({ ...list, 企业: rows })
  const mapping = { 企业: { 单位名称: '企业名称', 企业名称: '曾用名' } }
  const { list: read, findings } = await readList(bytes, AREAS, industries, { mapping })
  expect(read?.enterprises[0]?.entry).toMatchObject({ creditCode: CODE, name: '示例新名' })
  expect(findings.map(({ column }) => column)).toEqual(['企业名称'])
})

test('the edits of two words: none for the same, all for strangers, the same both ways, never more than a detour', () => {
  const word = fc.string({ unit: fc.constantFrom(...Array.from('企业名称代码')), maxLength: 8 })
  fc.assert(
    fc.property(word, word, word, (a, b, c) => {
      expect(edits(a, a)).toBe(0)
      expect(edits(a, b)).toBe(edits(b, a))
      expect(edits(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length))
      expect(edits(a, b)).toBeGreaterThanOrEqual(Math.abs(a.length - b.length))
      expect(edits(a, c)).toBeLessThanOrEqual(edits(a, b) + edits(b, c))
    }),
  )
})
