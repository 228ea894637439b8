import { expect, test } from 'vitest'
import { FINDING_CODES, type Finding } from '../../src/inventory/finding.ts'
import { checkEntry } from '../../src/inventory/lint.ts'
import { readList } from '../../src/inventory/reading.ts'
import { loadApplying } from '../../src/rulebook/applying.ts'
import { loadIndustryCodes } from '../../src/rulebook/industryCodes.ts'
import { loadMeasures } from '../../src/rulebook/measures.ts'
import { loadIndustries } from '../../src/rulebook/industries.ts'
import { AREAS, CODE, smallList, workbook, type Cells, type Sheets } from '../help/lists.ts'
import { oneSheet } from '../help/zip.ts'

const industries = loadIndustries()
const OTHER = '91140525MA0DEM021R'
const THIRD = '91140981MA0FAKE330'
const POLLUTANTS = ['SO2', 'NOx', 'PM', 'VOCs']

type Spoil = (list: Sheets) => void

const set = (row: Cells | undefined, cells: Cells): void => {
  if (row === undefined) throw new Error('the small list has no such row')
  Object.assign(row, cells)
}
/** Cells of one row, the first of its sheet where no other is named. */
const cell =
  (sheet: keyof Sheets, cells: Cells, row = 0): Spoil =>
  (list) =>
    set(list[sheet][row], cells)
/** Cells of every row of a sheet: what is no fault at one level alone. */
const all =
  (sheet: keyof Sheets, cells: Cells): Spoil =>
  (list) => {
    for (const row of list[sheet]) set(row, cells)
  }
const both =
  (...spoils: Spoil[]): Spoil =>
  (list) => {
    for (const spoil of spoils) spoil(list)
  }
const reduce = (percent: number, base: string | null = '产能'): Cells => ({
  措施: `限产${percent}%`,
  类型: '限产',
  数值: percent,
  单位: '%',
  基准: base,
})
/** A second enterprise of another county, as faultless as the first. */
const second =
  (cells: Cells = {}, contact: Cells = {}): Spoil =>
  (list) => {
    const copy = (sheet: keyof Sheets, more: Cells) =>
      list[sheet].push(...list[sheet].map((row) => ({ ...row, 统一社会信用代码: OTHER, ...more })))
    copy('企业', {
      企业名称: '芮城县示例水泥有限公司',
      '县(市、区)': '芮城县',
      排污许可证编号: `${OTHER}001P`,
      ...cells,
    })
    copy('生产线', {})
    copy('措施', {})
    copy('联系人', { 电话: '15400000003', ...contact })
  }
/** A second line that stands as the first does. */
const secondLine =
  (cells: Cells = {}, measures: Cells = {}): Spoil =>
  (list) => {
    for (const name of POLLUTANTS) set(list.企业[0], { [`${name}日排放量`]: 200 })
    list.生产线.push({ ...list.生产线[0], 生产线编号: '2#', 生产线名称: '2#熟料线', ...cells })
    list.措施.push(...list.措施.map((row) => ({ ...row, 生产线编号: '2#', ...measures })))
  }

/** Each code, what brings it about, and everything that is then said: `sheet row column code severity`. */
const CASES: [code: string, spoil: Spoil, said: string[]][] = [
  ['header-missing', (list) => delete list.企业[0]?.['绩效等级'], ['企业 2 绩效等级 header-missing error']],
  ['header-missing', (list) => delete list.企业[0]?.['用电监控'], ['企业 2 用电监控 header-missing warning']],
  ['header-unknown', cell('企业', { 备注: '无' }), ['企业 2 备注 header-unknown warning']],
  ['formula-error', cell('企业', { PM日排放量: '#DIV/0!' }), ['企业 3 PM日排放量 formula-error error']],
  ['number-unreadable', cell('生产线', { NOx日排放量: '约 3' }), ['生产线 3 NOx日排放量 number-unreadable error']],
  ['date-unreadable', cell('企业', { 等级有效期: '明年' }), ['企业 3 等级有效期 date-unreadable error']],
  ['choice-unknown', cell('生产线', { 可中断: '也许' }), ['生产线 3 可中断 choice-unknown error']],
  [
    'credit-code-missing',
    cell('企业', { 统一社会信用代码: null }),
    ['企业 3 统一社会信用代码 credit-code-missing error'],
  ],
  [
    'credit-code-length',
    cell('企业', { 统一社会信用代码: CODE.slice(1) }),
    ['企业 3 统一社会信用代码 credit-code-length error'],
  ],
  [
    'credit-code-character',
    cell('企业', { 统一社会信用代码: CODE.replace('0', 'O') }),
    ['企业 3 统一社会信用代码 credit-code-character error'],
  ],
  [
    'credit-code-check',
    cell('企业', { 统一社会信用代码: CODE.replace(/.$/, '4') }),
    ['企业 3 统一社会信用代码 credit-code-check error'],
  ],
  // The rows of the second enterprise carry its own code: that they are strangers follows from the first fault.
  [
    'credit-code-duplicate',
    second({ 统一社会信用代码: CODE }),
    ['企业 4 统一社会信用代码 credit-code-duplicate error'],
  ],
  ['permit-missing', cell('企业', { 排污许可证编号: '—' }), ['企业 3 排污许可证编号 permit-missing warning']],
  ['permit-format', cell('企业', { 排污许可证编号: `${CODE}01P` }), ['企业 3 排污许可证编号 permit-format warning']],
  [
    'permit-mismatch',
    cell('企业', { 排污许可证编号: `${OTHER}001P` }),
    ['企业 3 排污许可证编号 permit-mismatch warning'],
  ],
  ['permit-duplicate', second({ 排污许可证编号: `${CODE}001P` }), ['企业 4 排污许可证编号 permit-duplicate warning']],
  ['name-missing', cell('企业', { 企业名称: null }), ['企业 3 企业名称 name-missing error']],
  ['name-missing', cell('联系人', { 姓名: null }), ['联系人 3 姓名 name-missing error']],
  ['name-duplicate', second({ 企业名称: '河津市 示例水泥有限公司' }), ['企业 4 企业名称 name-duplicate warning']],
  ['county-unknown', cell('企业', { '县(市、区)': '不存在县' }), ['企业 3 县(市、区) county-unknown error']],
  [
    'county-outside-city',
    both(second(), cell('企业', { '县(市、区)': '原平市' }, 1), (list) => {
      list.企业.push({
        ...list.企业[0],
        统一社会信用代码: THIRD,
        企业名称: '第三示例厂',
        排污许可证编号: `${THIRD}001P`,
        企业类型: '长期停产',
      })
      for (const sheet of ['生产线', '联系人'] as const)
        list[sheet].push({
          ...list[sheet][0],
          统一社会信用代码: THIRD,
          ...(sheet === '联系人' ? { 电话: '15400000009' } : {}),
        })
    }),
    ['企业 4 县(市、区) county-outside-city error'],
  ],
  ['industry-unknown', cell('企业', { 行业: '航天' }), ['企业 3 行业 industry-unknown error']],
  [
    'industry-code-unknown',
    cell('企业', { 国民经济行业代码: '9911' }),
    ['企业 3 国民经济行业代码 industry-code-unknown warning'],
  ],
  [
    'industry-code-unknown',
    cell('企业', { 国民经济行业代码: '301' }),
    ['企业 3 国民经济行业代码 industry-code-unknown warning'],
  ],
  [
    'industry-code-edition',
    cell('企业', { 国民经济行业代码: '3150' }),
    ['企业 3 国民经济行业代码 industry-code-edition warning'],
  ],
  [
    'industry-code-edition',
    cell('企业', { 行业: '陶瓷', 国民经济行业代码: '3032' }),
    ['企业 3 行业 industry-table-unverified info', '企业 3 国民经济行业代码 industry-code-edition warning'],
  ],
  [
    'industry-table-unverified',
    cell('企业', { 行业: '铸造', 国民经济行业代码: '3391' }),
    ['企业 3 行业 industry-table-unverified info'],
  ],
  ['class-unknown', cell('企业', { 企业类型: '大型' }), ['企业 3 企业类型 class-unknown error']],
  ['class-unknown', cell('企业', { 企业类型: '工地' }), ['企业 3 企业类型 class-unknown error']],
  ['grade-unknown', cell('企业', { 绩效等级: 'E' }), ['企业 3 绩效等级 grade-unknown error']],
  [
    'grade-not-in-scheme',
    cell('企业', { 行业: '再生铜铝铅锌', 绩效等级: 'D' }),
    ['企业 3 绩效等级 grade-not-in-scheme warning'],
  ],
  [
    'grade-not-in-scheme',
    cell('企业', { 行业: '水泥粉磨站', 绩效等级: 'A' }),
    ['企业 3 绩效等级 grade-not-in-scheme warning'],
  ],
  ['grade-not-in-scheme', cell('企业', { 绩效等级: 'A+' }), ['企业 3 绩效等级 grade-not-in-scheme warning']],
  ['grade-should-be-rated', cell('企业', { 绩效等级: '未评' }), ['企业 3 绩效等级 grade-should-be-rated warning']],
  ['grade-should-be-rated', cell('企业', { 绩效等级: '应评未评' }), ['企业 3 绩效等级 grade-should-be-rated info']],
  ['grade-expired', cell('企业', { 等级有效期: '2019-12-31' }), ['企业 3 等级有效期 grade-expired warning']],
  [
    'protected-ground-missing',
    cell('企业', { 企业类型: '保障', 绩效等级: 'B', 保障任务上限: '日产不超过 10 吨' }),
    ['企业 3 保障依据 protected-ground-missing error'],
  ],
  [
    'protected-cap-missing',
    cell('企业', { 企业类型: '保障', 绩效等级: 'B', 保障依据: '民生保障' }),
    ['企业 3 保障任务上限 protected-cap-missing error'],
  ],
  [
    'protected-grade-too-low',
    cell('企业', { 企业类型: '保障', 绩效等级: 'C', 保障依据: '民生保障', 保障任务上限: '10 吨/日' }),
    ['企业 3 绩效等级 protected-grade-too-low warning'],
  ],
  [
    'heat-source-grade-too-low',
    cell('企业', { 企业类型: '保障', 绩效等级: 'C', 保障依据: '工业余热供暖', 保障任务上限: '以热定产' }),
    ['企业 3 绩效等级 heat-source-grade-too-low warning'],
  ],
  [
    'exemption-expired',
    cell('企业', {
      企业类型: '保障',
      绩效等级: 'B',
      保障依据: '民生保障',
      保障任务上限: '10 吨/日',
      豁免有效期: '2020-06-30',
    }),
    ['企业 3 豁免有效期 exemption-expired warning'],
  ],
  [
    'heating-has-stop',
    both(
      cell('企业', { 企业类型: '供暖锅炉', 行业: '其他', 国民经济行业代码: '4430', 绩效等级: '未评' }),
      all('措施', { 措施: '不停产、不限产', 类型: '不停不限', 数值: null, 单位: null }),
      cell('措施', { 措施: '停产', 类型: '停产', 数值: 100, 单位: '%' }, 2),
    ),
    ['措施 5 措施 heating-has-stop warning'],
  ],
  [
    'stop-cause-without-stop',
    both(cell('企业', { 绩效等级: '未评', 停产原因: '不符合许可' }), all('措施', reduce(50))),
    ['措施 5 措施 stop-cause-without-stop warning'],
  ],
  [
    'retrofit-date-missing',
    cell('企业', { 绩效等级: '未评', 停产原因: '改造逾期', 逾期执行起始日: '2020-10-01' }),
    ['企业 3 改造期限 retrofit-date-missing error'],
  ],
  [
    'retrofit-date-missing',
    cell('生产线', { 停产原因: '改造逾期', 改造期限: '2020-06-30', 逾期执行起始日: null }),
    ['生产线 3 逾期执行起始日 retrofit-date-missing error'],
  ],
  [
    'line-missing',
    (list) => list.生产线.splice(0, 1, ...second_(list)),
    ['企业 3 统一社会信用代码 line-missing error'],
  ],
  ['line-missing', cell('措施', { 生产线编号: '9#' }), ['措施 3 生产线编号 line-missing error']],
  ['line-missing', cell('生产线', { 关联生产线: '9#' }), ['生产线 3 关联生产线 line-missing error']],
  ['line-duplicate', (list) => list.生产线.push({ ...list.生产线[0] }), ['生产线 4 生产线编号 line-duplicate error']],
  [
    'line-of-unknown-enterprise',
    cell('生产线', { 统一社会信用代码: THIRD }),
    ['生产线 3 统一社会信用代码 line-of-unknown-enterprise error'],
  ],
  ['measure-missing-level', (list) => list.措施.pop(), ['生产线 3 生产线编号 measure-missing-level error']],
  ['measure-unreadable', cell('措施', { 预警级别: '蓝' }), ['措施 3 预警级别 measure-unreadable error']],
  ['measure-unreadable', cell('措施', { 类型: '限产', 数值: null }), ['措施 3 数值 measure-unreadable error']],
  [
    'measure-unit-unknown',
    cell('措施', { 类型: '限产', 数值: 20, 单位: '斤' }),
    ['措施 3 单位 measure-unit-unknown error'],
  ],
  ['measure-contradictory', cell('措施', { 措施: '限产20%' }), ['措施 3 类型 measure-contradictory error']],
  [
    // The cells are what is checked; that the words say something else is told as well.
    'measure-weaker-than-table',
    cell('措施', { 类型: '不停不限', 数值: null, 单位: null }),
    ['措施 3 措施 measure-weaker-than-table warning', '措施 3 类型 measure-contradictory error'],
  ],
  ['measure-unreadable', cell('措施', { 措施: '加强管理', 类型: '错峰' }), ['措施 3 措施 measure-unreadable warning']],
  ['measure-duplicate', cell('措施', { 预警级别: '橙' }), ['措施 4 预警级别 measure-duplicate error']],
  [
    'measure-base-missing',
    both(cell('企业', { 行业: '铸造', 国民经济行业代码: '3391' }), cell('措施', reduce(50, null))),
    ['企业 3 行业 industry-table-unverified info', '措施 3 基准 measure-base-missing warning'],
  ],
  ['measure-not-verifiable', cell('措施', { 核查方式: '' }), ['措施 3 核查方式 measure-not-verifiable warning']],
  [
    'measure-not-verifiable',
    cell('措施', { 核查方式: '门禁、视频' }, 1),
    ['措施 4 核查方式 measure-not-verifiable warning'],
  ],
  // Installed, and shows no such measure: trucks pass a gate whether the kiln burns or not; a ledger is its own word.
  [
    'measure-not-verifiable',
    both(cell('企业', { 门禁: '是' }), cell('措施', { 核查方式: '门禁、台账' }, 2)),
    ['措施 5 核查方式 measure-not-verifiable warning'],
  ],
  [
    'measure-not-verifiable',
    both(
      cell('企业', { 行业: '铸造', 国民经济行业代码: '3391' }),
      cell('措施', { ...reduce(50), 核查方式: '现场、视频' }),
    ),
    ['企业 3 行业 industry-table-unverified info', '措施 3 核查方式 measure-not-verifiable warning'],
  ],
  // A table without a row B- is read by its row B, in the check as in an order.
  [
    'measure-load-where-line-must-stop',
    both(cell('企业', { 绩效等级: 'B-' }), all('措施', reduce(50, '三者最小值'))),
    ['措施 5 措施 measure-load-where-line-must-stop warning'],
  ],
  // Of several industries the worst grade counts: a kiln of B beside a lime kiln of D is asked what D is.
  [
    'measure-load-where-line-must-stop',
    both(cell('企业', { 绩效等级: 'B', 其他行业等级: '石灰窑 D级' }), all('措施', reduce(50, '三者最小值'))),
    [3, 4, 5].map((row) => `措施 ${row} 措施 measure-load-where-line-must-stop warning`),
  ],
  ['grade-unknown', cell('企业', { 其他行业等级: '石灰窑 B；焦化 E' }), ['企业 3 其他行业等级 grade-unknown error']],
  ['industry-unknown', cell('企业', { 其他行业等级: '示例 B' }), ['企业 3 其他行业等级 industry-unknown error']],
  [
    'grade-not-in-scheme',
    cell('企业', { 其他行业等级: '粉末涂料 B' }),
    ['企业 3 其他行业等级 grade-not-in-scheme info'],
  ],
  // How many stop is said, and not which: nobody can look until the plant has named them.
  [
    'measure-not-verifiable',
    both(
      cell('企业', { 行业: '长流程联合钢铁', 国民经济行业代码: '3110' }),
      all('措施', { 措施: '停产50%（以高炉计）', 类型: '按设备停产', 数值: 50, 单位: '%', 基准: '高炉' }),
    ),
    [
      '企业 3 行业 industry-table-unverified info',
      ...[3, 4, 5].map((row) => `措施 ${row} 措施 measure-not-verifiable info`),
    ],
  ],
  [
    'measure-weaker-than-table',
    cell('措施', { 措施: '不停产、不限产', 类型: '不停不限', 数值: null, 单位: null }),
    ['措施 3 措施 measure-weaker-than-table warning'],
  ],
  [
    'measure-weaker-at-higher-level',
    both(cell('企业', { 行业: '铸造', 国民经济行业代码: '3391' }), cell('措施', reduce(50), 1)),
    ['企业 3 行业 industry-table-unverified info', '措施 4 措施 measure-weaker-at-higher-level warning'],
  ],
  [
    'measure-load-where-line-must-stop',
    both(cell('措施', reduce(20)), cell('措施', { ...reduce(50), 类型: '限负荷' }, 1)),
    ['措施 3 措施 measure-load-where-line-must-stop warning', '措施 4 措施 measure-load-where-line-must-stop warning'],
  ],
  [
    'measure-not-comparable',
    both(cell('企业', { 绩效等级: 'B' }), cell('措施', reduce(20)), cell('措施', reduce(30), 1)),
    ['措施 4 措施 measure-not-comparable warning'],
  ],
  [
    'notice-shorter-than-safe-stop',
    cell('措施', { 提前通知小时: 4 }),
    ['措施 3 提前通知小时 notice-shorter-than-safe-stop warning'],
  ],
  [
    'coupled-line-ratio',
    both(
      cell('企业', { 行业: '长流程联合钢铁', 国民经济行业代码: '3110' }),
      secondLine({ 生产线名称: '烧结机', 工序: '烧结', 设施: '烧结机', 关联生产线: '1#' }, reduce(50)),
    ),
    ['企业 3 行业 industry-table-unverified info', '生产线 4 关联生产线 coupled-line-ratio warning'],
  ],
  ['plan-missing', both(second(), cell('企业', { 一厂一策日期: null })), ['企业 3 一厂一策日期 plan-missing warning']],
  [
    'plan-outdated',
    both(second(), cell('企业', { 一厂一策日期: '2018-09-01' })),
    ['企业 3 一厂一策日期 plan-outdated warning'],
  ],
  [
    'responsible-missing',
    cell('措施', { 责任人: null, 责任人电话: null }),
    ['措施 3 责任人 responsible-missing warning'],
  ],
  ['baseline-missing', cell('生产线', { PM日排放量: null }), ['生产线 3 PM日排放量 baseline-missing error']],
  ['baseline-negative', cell('措施', { PM日减排量: -1 }), ['措施 3 PM日减排量 baseline-negative error']],
  [
    'reduction-exceeds-baseline',
    cell('措施', { PM日减排量: 100.000001 }),
    ['措施 3 PM日减排量 reduction-exceeds-baseline error'],
  ],
  [
    'lines-exceed-enterprise',
    cell('企业', { SO2日排放量: 99 }),
    ['企业 3 SO2日排放量 lines-exceed-enterprise warning'],
  ],
  ['tonnes-implausible', cell('企业', { NOx日排放量: 100_000 }), ['企业 3 NOx日排放量 tonnes-implausible warning']],
  ['tonnes-implausible', cell('生产线', { NOx日排放量: 100_000 }), ['生产线 3 NOx日排放量 tonnes-implausible warning']],
  [
    'contact-missing',
    both(second(), (list) => list.联系人.splice(0, 2)),
    ['企业 3 统一社会信用代码 contact-missing error'],
  ],
  ['phone-format', cell('联系人', { 电话: '1380000' }), ['联系人 3 电话 phone-format error']],
  ['phone-format', cell('措施', { 责任人电话: '12345' }), ['措施 3 责任人电话 phone-format error']],
  ['phone-dead', cell('联系人', { 电话: '11111111111' }), ['联系人 3 电话 phone-dead warning']],
  ['phone-dead', cell('联系人', { 电话: '13812345678' }), ['联系人 3 电话 phone-dead warning']],
  [
    'phone-shared',
    second({}, { 电话: '15400000001' }),
    ['联系人 5 电话 phone-shared info', '联系人 6 电话 phone-shared info'],
  ],
  ['ratio-short', cell('措施', { PM日减排量: 29.999999 }, 2), ['措施 0 PM日减排量 ratio-short warning']],
]

/** The lines of another enterprise alone: the first has none, and its measures say nothing more. */
function second_(list: Parameters<Spoil>[0]): Cells[] {
  const [line] = list.生产线
  second()(list)
  list.生产线.splice(1)
  return [{ ...line, 统一社会信用代码: OTHER }]
}

async function findingsOf(spoil: Spoil, options = {}): Promise<Finding[]> {
  const list = smallList()
  spoil(list)
  const { list: read, findings } = await readList(await workbook(list), AREAS, industries, options)
  expect(read === null).toBe(findings.some(({ severity }) => severity === 'error'))
  return findings
}

const say = ({ sheet, row, column, code, severity }: Finding) => `${sheet} ${row} ${column} ${code} ${severity}`

test('the list that every case spoils says nothing, with one enterprise or two, with one line or two', async () => {
  for (const spoil of [() => {}, second(), secondLine()]) expect(await findingsOf(spoil)).toEqual([])
})

test.each(CASES)('%s', async (code, spoil, said) => {
  expect(said.some((finding) => finding.includes(` ${code} `))).toBe(true)
  expect((await findingsOf(spoil)).map(say).sort()).toEqual(said.sort())
})

test('a missing sheet is said once', async () => {
  const { 联系人: _, ...sheets } = smallList()
  const { findings } = await readList(await workbook(sheets), AREAS, industries)
  expect(findings.map(say)).toEqual(['联系人 0  sheet-missing error'])
})

test('a slip in a code is told once, whether it stands in one sheet or in all of them', async () => {
  const slip = CODE.replace(/.$/, '4')
  const everywhere: Spoil = (list) => {
    for (const rows of Object.values(list) as Cells[][]) for (const row of rows) row['统一社会信用代码'] = slip
  }
  expect((await findingsOf(everywhere)).map(say)).toEqual(['企业 3 统一社会信用代码 credit-code-check error'])
  const oneOfTwo = both(second(), cell('企业', { 统一社会信用代码: slip, 排污许可证编号: null }))
  expect((await findingsOf(oneOfTwo)).map(say)).toEqual([
    '企业 3 统一社会信用代码 credit-code-check error',
    '企业 3 排污许可证编号 permit-missing warning',
  ])
  // Neither a slip nor a permit tells whose the rows are: they are the only ones without an enterprise.
  const missing = both(second(), cell('企业', { 统一社会信用代码: null, 排污许可证编号: null }))
  expect((await findingsOf(missing)).map(say)).toEqual([
    '企业 3 统一社会信用代码 credit-code-missing error',
    '企业 3 排污许可证编号 permit-missing warning',
  ])
})

test('of two rows with one code the one is at fault whose permit says so, and what is missing under a wrong code is told there', async () => {
  const first = both(second(), cell('企业', { 统一社会信用代码: OTHER }))
  expect((await findingsOf(first)).map(say)).toEqual(['企业 3 统一社会信用代码 credit-code-duplicate error'])
  const measure = both(second(), cell('措施', { 统一社会信用代码: THIRD }, 1))
  expect((await findingsOf(measure)).map(say)).toEqual(['措施 4 统一社会信用代码 line-of-unknown-enterprise error'])
})

test('every code has its case', () => {
  const tested = new Set([...CASES.map(([code]) => code), 'sheet-missing'])
  expect(FINDING_CODES.filter((code) => !tested.has(code))).toEqual([])
})

test('dates are judged as of the season that the list was made for, or as of a day that is named', async () => {
  const dated = cell('企业', { 等级有效期: '2021-03-31' })
  expect(await findingsOf(dated)).toEqual([])
  expect((await findingsOf(dated, { asOf: '2021-10-01' })).map(say)).toEqual([
    '企业 3 等级有效期 grade-expired warning',
    '企业 3 一厂一策日期 plan-outdated warning',
  ])
})

test('a cell of type error is found in a sheet that lacks the rest of its columns', async () => {
  const inline = (at: string, text: string) => `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`
  const rows = `<row r="1">${inline('A1', '统一社会信用代码')}</row><row r="2"><c r="A2" t="e"><v>#REF!</v></c></row>`
  const { findings } = await readList(oneSheet('企业', rows), AREAS, industries)
  expect(findings.map(say)).toContain('企业 2 统一社会信用代码 formula-error error')
})

test('an enterprise is checked without a workbook: its rows are counted from 1', async () => {
  const list = smallList()
  both(secondLine({}, { 提前通知小时: 1 }), cell('措施', { 核查方式: null }, 1))(list)
  const { list: read } = await readList(await workbook(list), AREAS, industries)
  const [one] = read?.enterprises ?? []
  if (!one) throw new Error('nothing was read')
  const context = {
    industries,
    measures: loadMeasures(),
    codes: loadIndustryCodes(),
    applying: loadApplying(),
    floors: null,
    asOf: '2020-10-01',
  }
  expect(checkEntry(one.entry, context, one.contacts).map(say)).toEqual([
    '措施 2 核查方式 measure-not-verifiable warning',
    '措施 4 提前通知小时 notice-shorter-than-safe-stop warning',
    '措施 5 提前通知小时 notice-shorter-than-safe-stop warning',
    '措施 6 提前通知小时 notice-shorter-than-safe-stop warning',
  ])
  expect(checkEntry({ ...one.entry, planDated: null }, context).map(say)[0]).toBe(
    '企业 1 一厂一策日期 plan-missing warning',
  )
})
