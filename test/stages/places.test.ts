import { expect, test } from 'vitest'
import { contextOn } from '../../src/inventory/checks/context.ts'
import { Findings, type Finding } from '../../src/inventory/finding.ts'
import { checkList } from '../../src/inventory/lint.ts'
import { readList } from '../../src/inventory/reading.ts'
import { dayOfList } from '../../src/inventory/season.ts'
import { SHEET_NAMES } from '../../src/inventory/sheets.ts'
import { writeWorkbook } from '../../src/inventory/writing.ts'
import { WrittenRows } from '../../src/inventory/writtenRows.ts'
import { loadIndustries } from '../../src/rulebook/industries.ts'
import { loadMeasures } from '../../src/rulebook/measures.ts'
import { AREAS, CODE, smallList, workbook, type Cells, type MoreSheets } from '../help/lists.ts'

const industries = loadIndustries()
const FLEET = '91140525MA0DEM021R'

const levels = (pollutant: string, cells: Cells = {}): Cells => ({
  黄色措施: '停止土石方作业',
  橙色措施: '停产',
  红色措施: '停产',
  [`黄色${pollutant}日减排量`]: 2,
  [`橙色${pollutant}日减排量`]: 5,
  [`红色${pollutant}日减排量`]: 5,
  提前通知小时: 6,
  核查方式: '视频、现场',
  视频: '是',
  责任人: '孙丙寅',
  责任人电话: '15400000011',
  ...cells,
})
const site = (cells: Cells = {}): Cells => ({
  工地编号: '140882-GD-0001',
  工地名称: '河津市示例小区工地',
  '县(市、区)': '河津市',
  施工单位: '示例建设有限公司',
  施工单位信用代码: FLEET,
  绩效等级: 'B',
  PM日排放量: 5,
  ...levels('PM', cells),
})
const yard = (cells: Cells = {}): Cells => ({
  堆场编号: '140882-DC-0001',
  堆场名称: '河津市示例煤场',
  '县(市、区)': '河津市',
  责任单位: '示例物流有限公司',
  PM日排放量: 5,
  ...levels('PM', { 责任人电话: '15400000012', ...cells }),
})
const fleet = (cells: Cells = {}): Cells => ({
  统一社会信用代码: FLEET,
  企业名称: '河津市示例物流有限公司',
  '县(市、区)': '河津市',
  日均重型车次: 40,
  NOx日排放量: 5,
  PM日排放量: 5,
  ...levels('PM', { 黄色NOx日减排量: 2, 橙色NOx日减排量: 5, 红色NOx日减排量: 5, 责任人电话: '15400000013', ...cells }),
})

const read = async (more: Partial<MoreSheets>) =>
  readList(await workbook({ ...smallList(), ...more }), AREAS, industries)
const say = ({ sheet, row, column, code }: Finding) => `${sheet} ${row} ${column} ${code}`

test('a site, a yard and a user of vehicles are each one row, with measures at three levels and somebody to call', async () => {
  const { list, findings } = await read({ 工地: [site()], 堆场: [yard()], 用车企业: [fleet()] })
  expect(findings).toEqual([])
  const [, first, second, third] = list?.enterprises ?? []
  expect(first?.entry).toMatchObject({
    creditCode: '140882-GD-0001',
    class: 'site',
    grade: 'B',
    county: '140882',
    builder: { creditCode: FLEET, name: '示例建设有限公司' },
    daily: { so2: 0, nox: 0, pm: 5_000_000, vocs: 0 },
    lines: [
      { number: '1#', measures: { yellow: { text: '停止土石方作业', noticeHours: 6, means: ['video', 'site'] } } },
    ],
  })
  expect(first?.entry.lines[0]?.measures.red).toMatchObject({ measure: { kind: 'stop' }, reduction: { pm: 5_000_000 } })
  expect(first?.contacts).toMatchObject([{ person: { name: '孙丙寅', phone: '15400000011' }, sms: true }])
  expect(second?.entry).toMatchObject({ class: 'yard', builder: { creditCode: null, name: '示例物流有限公司' } })
  expect(third?.entry).toMatchObject({ creditCode: FLEET, class: 'fleet', trucksADay: 40, daily: { nox: 5_000_000 } })
})

test('an enterprise of the list that uses vehicles gets its trucks a day and no second entry', async () => {
  const { list, findings } = await read({ 用车企业: [fleet({ 统一社会信用代码: CODE, 日均重型车次: 120 })] })
  expect(findings).toEqual([])
  expect(list?.enterprises.map(({ entry }) => [entry.creditCode, entry.class, entry.trucksADay])).toEqual([
    [CODE, 'key', 120],
  ])
})

const faults: [string, Partial<MoreSheets>, string[]][] = [
  ['no number', { 工地: [site({ 工地编号: null })] }, ['工地 3 工地编号 credit-code-missing']],
  [
    'a number twice',
    { 工地: [site(), site({ 责任人电话: '15400000014', 工地名称: '示例二工地' })] },
    ['工地 4 工地编号 credit-code-duplicate'],
  ],
  ['a county of nowhere', { 堆场: [yard({ '县(市、区)': '示例县' })] }, ['堆场 3 县(市、区) county-unknown']],
  [
    'a county of another city',
    { 堆场: [yard({ '县(市、区)': '高平市' })], 工地: [site()] },
    ['堆场 3 县(市、区) county-outside-city'],
  ],
  ['a level without a measure', { 工地: [site({ 橙色措施: '—' })] }, ['工地 3 橙色措施 measure-missing-level']],
  ['nobody to call', { 工地: [site({ 责任人: null, 责任人电话: null })] }, ['工地 3 责任人电话 contact-missing']],
  ['a number that can not ring', { 工地: [site({ 责任人电话: '12000000000' })] }, ['工地 3 责任人电话 phone-dead']],
  [
    'a builder with a slip',
    { 工地: [site({ 施工单位信用代码: FLEET.replace(/.$/, 'A') })] },
    ['工地 3 施工单位信用代码 credit-code-check'],
  ],
  [
    'more cut than emitted',
    { 工地: [site({ 红色PM日减排量: 6 })] },
    ['工地 3 红色PM日减排量 reduction-exceeds-baseline'],
  ],
  ['no figure', { 工地: [site({ 黄色PM日减排量: null })] }, ['工地 3 黄色PM日减排量 baseline-missing']],
  ['nothing that would show it', { 堆场: [yard({ 核查方式: '门禁' })] }, ['堆场 3 核查方式 measure-not-verifiable']],
  ['a grade that has ended', { 工地: [site({ 等级有效期: '2020-01-31' })] }, ['工地 3 等级有效期 grade-expired']],
  ['weaker at red', { 工地: [site({ 红色措施: '自主减排' })] }, ['工地 3 红色措施 measure-weaker-at-higher-level']],
  [
    'a fleet with a slip',
    { 用车企业: [fleet({ 统一社会信用代码: FLEET.replace(/.$/, 'A') })] },
    ['用车企业 3 统一社会信用代码 credit-code-check'],
  ],
  [
    'the same fleet twice',
    { 用车企业: [fleet({ 统一社会信用代码: CODE }), fleet({ 统一社会信用代码: CODE })] },
    ['用车企业 4 统一社会信用代码 credit-code-duplicate'],
  ],
]
test.each(faults)('%s', async (_, more, said) => {
  expect((await read(more)).findings.map(say)).toEqual(said)
})

test('a column that a place must have is missed once', async () => {
  const { findings } = await read({ 工地: [site()].map(({ PM日排放量: _, ...row }) => row) })
  expect(findings.map(say)).toEqual(['工地 2 PM日排放量 header-missing'])
})

test('a list belongs to the season of its newest plans, and one date with a slip moves nothing', () => {
  expect(dayOfList(['2020-09-15', '2020-04-01'])).toBe('2020-10-01')
  expect(dayOfList(['2021-03-31'])).toBe('2020-10-01')
  expect(dayOfList([null, null])).toBeNull()
  expect(dayOfList([...Array.from({ length: 30 }, () => '2020-09-15'), '2099-09-15'])).toBe('2020-10-01')
  expect(dayOfList([...Array.from({ length: 9 }, () => '2020-09-15'), '2021-09-15'])).toBe('2021-10-01')
})

test('a share without its base is remarked upon and ordered all the same', async () => {
  const { list, findings } = await read({ 工地: [site({ 黄色措施: '限产50%' })] })
  // The sheet has no column 基准: what is missing is missing in the words.
  expect(findings.map(({ code, column }) => `${column} ${code}`)).toEqual(['黄色措施 measure-base-missing'])
  expect(list?.enterprises[1]?.entry.lines[0]?.measures.yellow?.measure).toEqual({
    kind: 'reduce',
    share: 5000,
    base: null,
  })
})

test('what is found in a list that was never a workbook is found in the one that is taken home', async () => {
  const old = { 等级有效期: '2020-01-31' }
  const { list } = await read({
    工地: [site(), site({ 工地编号: '140882-GD-0002', ...old })],
    堆场: [yard(old)],
    用车企业: [fleet(old), fleet({ 统一社会信用代码: CODE })],
  })
  if (list === null) throw new Error('nothing was read')
  const rows = new WrittenRows(1)
  const subjects = list.enterprises.map((one) => ({ ...one, at: rows.of(one.entry, one.contacts.length) }))
  const found = new Findings(SHEET_NAMES)
  checkList(subjects, contextOn('2020-10-01', list.city, { industries, measures: loadMeasures() }), found)
  const again = await readList(await writeWorkbook(list, AREAS, industries), AREAS, industries)
  expect(found.all().map(({ code, row }) => `${code} ${row}`)).toEqual([
    'grade-expired 3',
    'phone-shared 3',
    'grade-expired 2',
    'grade-expired 3',
  ])
  expect(found.all()).toEqual(again.findings)
})
