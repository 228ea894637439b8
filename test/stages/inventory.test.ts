import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { enterprises } from '../../fixtures/lists/enterprises.ts'
import { checkFloors } from '../../fixtures/lists/floors.ts'
import { InputError } from '../../src/errors.ts'
import type { Finding } from '../../src/inventory/finding.ts'
import { loadIndustries } from '../../src/rulebook/industries.ts'
import { readList } from '../../src/inventory/reading.ts'
import { creditCodeCheck, creditCodeFault, organisationCheck } from '../../src/model/creditCode.ts'
import { readKg, readPercent, shareOf, showKg, showTonnes } from '../../src/model/tonnes.ts'
import { AREAS, CODE, fixtureList, smallList, workbook, type Cells, type Sheets } from '../help/lists.ts'
import { oneSheet } from '../help/zip.ts'
import { runs } from '../help/runs.ts'

const industries = loadIndustries()
const read = (bytes: Uint8Array) => readList(bytes, AREAS, industries)

/** The findings of the small list with some cells of one row changed. */
async function spoilt(sheet: keyof Sheets, cells: Cells, row = 0): Promise<Finding[]> {
  const sheets = smallList()
  Object.assign(sheets[sheet][row] ?? {}, cells)
  const { list, findings } = await read(await workbook(sheets))
  expect(list === null).toBe(findings.some(({ severity }) => severity === 'error'))
  return findings
}

describe('credit codes (GB 32100-2015, GB 11714)', () => {
  const right = [
    '91350100M000100Y43',
    '91140882MA0TE5T16T',
    '91140525MA0DEM021R',
    '91140981MA0FAKE330',
    '91140802MA0K4R7X5X',
  ]
  test.each(right)('%s is right, and so is the organisation code in it', (code) => {
    expect(creditCodeFault(code)).toBeNull()
    expect(organisationCheck(code.slice(8, 16))).toBe(code.charAt(16))
  })
  test.each([
    ['91140882MA0TE5T16S', 'character'],
    ['91140882MA0TE5T16R', 'check'],
    ['91140882MA0TE5T61T', 'check'],
    ['9114O882MA0TE5T16T', 'character'],
    ['91140882ma0te5t16t', 'character'],
    ['91140882MA0TE5T16', 'length'],
    ['', 'length'],
  ])('%s is refused by its %s', (code, fault) => expect(creditCodeFault(code)).toBe(fault))
  test('any slip of one character is found', () => {
    const characters = Array.from('0123456789ABCDEFGHJKLMNPQRTUWXY')
    fc.assert(
      fc.property(fc.constantFrom(...right), fc.nat(17), fc.constantFrom(...characters), (code, place, character) => {
        fc.pre(code.charAt(place) !== character)
        expect(creditCodeFault(code.slice(0, place) + character + code.slice(place + 1))).toBe('check')
      }),
    )
  })
  test('a check can be computed for any first 17', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(...Array.from('0123456789ABCDEFGHJKLMNPQRTUWXY')),
          minLength: 17,
          maxLength: 17,
        }),
        (first) => {
          expect(creditCodeFault(first + creditCodeCheck(first))).toBeNull()
        },
      ),
    )
  })
})

describe('exact tonnes', () => {
  test('kilograms are read to the milligram and shown as they were written', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 999_999_999_999_999n }), (mg) => {
        const text = `${mg / 1_000_000n}.${String(mg % 1_000_000n).padStart(6, '0')}`
        expect(readKg(text)).toBe(Number(mg))
        expect(readKg(showKg(Number(mg)))).toBe(Number(mg))
      }),
    )
  })
  test.each([
    ['12.349999999999999', 12_350_000],
    ['1.2000000000000002E2', 120_000_000],
    ['0.0000005', 0],
    ['0.0000015', 2],
    ['-3', -3_000_000],
    ['', null],
    ['12kg', null],
    ['1e400', null],
    ['99999999999999', null],
  ])('“%s” kg is %s mg', (text, mg) => expect(readKg(text)).toBe(mg))
  test('a share is never more than it says', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 31), fc.nat(10_000), (mass, share) => {
        const { so2 } = shareOf({ so2: mass, nox: 0, pm: 0, vocs: 0 }, share)
        const exact = BigInt(mass) * BigInt(share)
        expect(BigInt(so2) * 10_000n <= exact && (BigInt(so2) + 1n) * 10_000n > exact).toBe(true)
      }),
    )
  })
  test('percent keep their decimals', () => {
    expect(readPercent('12.5')).toBe(1250)
    expect(showTonnes(12_500_000)).toBe('0.0125')
  })
})

describe('the workbook', () => {
  test('a list without fault is read whole', async () => {
    const { list, findings } = await read(await workbook(smallList()))
    expect(findings).toEqual([])
    expect(list).toMatchObject({ city: '140800', enterprises: [{ entry: { creditCode: CODE, county: '140882' } }] })
    expect(list?.enterprises[0]?.entry.lines[0]).toMatchObject({
      number: '1#',
      interruptible: true,
      safeStopHours: 8,
      daily: { so2: 100_000_000 },
      measures: { orange: { measure: { kind: 'stop' }, noticeHours: 24, means: ['power', 'online'] } },
    })
  })

  test('title rows, column order, widths of characters, blanks, Excel dates and text dates make no difference', async () => {
    const plain = await read(await workbook(smallList(), 0))
    const sheets = smallList()
    const [enterprise] = sheets.企业
    sheets.企业 = [Object.fromEntries(Object.entries(enterprise ?? {}).toReversed())]
    Object.assign(sheets.企业[0] ?? {}, {
      统一社会信用代码: '９１１４０８８２ＭＡ０ＴＥ５Ｔ１６Ｔ',
      SO2日排放量: ' １００．０ ',
      NOx日排放量: '1,00',
      等级有效期: '—',
      保障依据: '/',
      一厂一策日期: { value: new Date(Date.UTC(2020, 8, 15)), type: Date, format: 'yyyy-mm-dd' },
      绩效等级: 'c级',
    })
    const full = await read(await workbook(sheets, 3))
    expect(full.findings).toEqual([expect.objectContaining({ code: 'number-unreadable', column: 'NOx日排放量' })])
    Object.assign(sheets.企业[0] ?? {}, { NOx日排放量: '100' })
    expect((await read(await workbook(sheets, 3))).list).toEqual(plain.list)
    for (const date of ['2020/9/15', '2020.9.15', '2020年9月15日', '20200915']) {
      Object.assign(sheets.企业[0] ?? {}, { 一厂一策日期: date })
      expect((await read(await workbook(sheets))).list).toEqual(plain.list)
    }
  })

  const faults: [keyof Sheets, Cells, string, string][] = [
    ['企业', { 统一社会信用代码: '' }, '统一社会信用代码', 'credit-code-missing'],
    ['企业', { 统一社会信用代码: '91140882MA0TE5T16R' }, '统一社会信用代码', 'credit-code-check'],
    ['企业', { 企业名称: '—' }, '企业名称', 'name-missing'],
    ['企业', { '县(市、区)': '不存在县' }, '县(市、区)', 'county-unknown'],
    ['企业', { 行业: '航天' }, '行业', 'industry-unknown'],
    ['企业', { 企业类型: '大型' }, '企业类型', 'class-unknown'],
    ['企业', { 绩效等级: 'E' }, '绩效等级', 'grade-unknown'],
    ['企业', { PM日排放量: '很多' }, 'PM日排放量', 'number-unreadable'],
    ['企业', { PM日排放量: null }, 'PM日排放量', 'baseline-missing'],
    ['企业', { PM日排放量: -1 }, 'PM日排放量', 'baseline-negative'],
    ['企业', { 一厂一策日期: '去年' }, '一厂一策日期', 'date-unreadable'],
    ['企业', { 一厂一策日期: '2020-02-30' }, '一厂一策日期', 'date-unreadable'],
    ['企业', { 企业类型: '保障', 保障任务上限: '日产不超过 10 吨' }, '保障依据', 'protected-ground-missing'],
    ['企业', { 停产原因: '其他' }, '停产原因', 'choice-unknown'],
    ['生产线', { 可中断: '也许' }, '可中断', 'choice-unknown'],
    ['生产线', { 安全停车小时: '八' }, '安全停车小时', 'number-unreadable'],
    ['措施', { 预警级别: '蓝' }, '预警级别', 'measure-unreadable'],
    ['措施', { 预警级别: '橙' }, '预警级别', 'measure-duplicate'],
    ['措施', { 类型: '限产', 数值: 20, 单位: '斤' }, '单位', 'measure-unit-unknown'],
    ['措施', { 类型: '限产', 数值: null }, '数值', 'measure-unreadable'],
    ['措施', { 责任人电话: '12345' }, '责任人电话', 'phone-format'],
    ['联系人', { 电话: '12345' }, '电话', 'phone-format'],
  ]
  test.each(faults)('%s %o is refused at %s as %s', async (sheet, cells, column, code) => {
    const findings = await spoilt(sheet, cells)
    expect(findings).toContainEqual(
      expect.objectContaining({ sheet, row: sheet === '措施' && code === 'measure-duplicate' ? 4 : 3, column, code }),
    )
  })

  test('a row about an enterprise or a line that is not listed is refused', async () => {
    const other = '91140981MA0FAKE330'
    expect(await spoilt('生产线', { 统一社会信用代码: other })).toContainEqual(
      expect.objectContaining({ code: 'line-of-unknown-enterprise', row: 3 }),
    )
    expect(await spoilt('措施', { 生产线编号: '9#' })).toContainEqual(
      expect.objectContaining({ sheet: '措施', code: 'line-missing', row: 3 }),
    )
    const sheets = smallList()
    sheets.措施.pop()
    expect((await read(await workbook(sheets))).findings).toEqual([
      expect.objectContaining({ sheet: '生产线', row: 3, code: 'measure-missing-level' }),
    ])
    expect(
      (
        await read(await workbook({ ...smallList(), 联系人: [{ ...smallList().联系人[0], 统一社会信用代码: other }] }))
      ).findings.map(({ code }) => code),
    ).toEqual(['contact-missing', 'line-of-unknown-enterprise'])
  })

  test('the same code twice, and a county of another city, are refused', async () => {
    const sheets = smallList()
    sheets.企业.push(
      { ...sheets.企业[0] },
      { ...sheets.企业[0], 统一社会信用代码: '91140981MA0FAKE330', '县(市、区)': '原平市' },
    )
    const found = (await read(await workbook(sheets))).findings.map(({ row, code }) => `${row} ${code}`)
    expect(found).toEqual(expect.arrayContaining(['4 credit-code-duplicate', '5 county-outside-city']))
  })

  test('a missing sheet or column is said once, not for every row', async () => {
    const { 联系人: _, ...sheets } = smallList()
    expect((await read(await workbook(sheets))).findings).toEqual([
      {
        sheet: '联系人',
        row: 0,
        column: '',
        code: 'sheet-missing',
        severity: 'error',
        message: expect.any(String) as string,
      },
    ])
    const without = smallList()
    for (const row of without.生产线) delete row['可中断']
    expect((await read(await workbook(without))).findings).toEqual([
      expect.objectContaining({ sheet: '生产线', row: 2, column: '可中断', code: 'header-missing' }),
    ])
  })

  test('an unknown column is mentioned and keeps nothing from being loaded', async () => {
    const findings = await spoilt('企业', { 备注: '无' })
    expect(findings).toEqual([expect.objectContaining({ column: '备注', code: 'header-unknown', severity: 'warning' })])
  })

  test('a cell that shows the error of a formula is a fault, not an empty cell', async () => {
    const cell = (at: string, text: string) => `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`
    const rows =
      `<row r="2">${cell('A2', '统一社会信用代码')}${cell('C2', 'PM日排放量')}</row>` +
      `<row r="5">${cell('A5', CODE)}<c r="C5" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>`
    const { list, findings } = await read(oneSheet('企业', rows))
    expect(list).toBeNull()
    expect(findings).toContainEqual({
      sheet: '企业',
      row: 5,
      column: 'PM日排放量',
      code: 'formula-error',
      severity: 'error',
      message: 'the cell shows #DIV/0!: enter the value',
    })
  })

  test('what is no workbook is refused by name', async () => {
    await expect(read(new TextEncoder().encode('企业,生产线'))).rejects.toThrow(InputError)
    await expect(read(new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0]))).rejects.toThrow(/\.xls/)
    await expect(read(new Uint8Array())).rejects.toThrow(InputError)
  })

  test('garbage in any cell never throws', async () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary-ascii' }),
      fc.double(),
      fc.constantFrom('％', '１2', '//', '#REF!', '是否'),
      fc.boolean(),
    )
    const sheets = ['企业', '生产线', '措施', '联系人'] as const
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...sheets), fc.nat(40), cell, async (sheet, place, value) => {
        const list = smallList()
        const row = list[sheet][0] ?? {}
        const headers = Object.keys(row)
        fc.pre(typeof value !== 'number' || Number.isFinite(value))
        fc.pre(typeof value !== 'string' || !/\p{Cc}/u.test(value))
        // The library that writes the workbook takes `toString` and its like for what every object has.
        fc.pre(typeof value !== 'string' || !(value in {}))
        row[headers[place % headers.length] ?? ''] = value
        const read1 = await read(await workbook(list))
        for (const { row: at, severity } of read1.findings)
          expect([at >= 0, ['error', 'warning', 'info'].includes(severity)]).toEqual([true, true])
      }),
      runs(60),
    )
  })
})

describe('the generated lists', () => {
  test.each([
    ['yuncheng-2000.xlsx', 2000, '140800', 14],
    ['xinzhou-1000.xlsx', 1000, '140900', 14],
  ])('%s holds no fault', async (name, size, city, counties) => {
    const { list, findings } = await read(fixtureList(name))
    expect(findings.filter(({ severity }) => severity !== 'info')).toEqual([])
    expect(list?.city).toBe(city)
    expect(list?.enterprises).toHaveLength(size)
    const of = (what: (entry: NonNullable<typeof list>['enterprises'][number]['entry']) => unknown) =>
      new Set(list?.enterprises.map(({ entry }) => what(entry)))
    expect(of(({ county }) => county).size).toBe(counties)
    expect(of(({ name: called }) => called).size).toBe(size)
    expect(of(({ class: klass }) => klass).size).toBe(7)
    expect([...of(({ name: called }) => called.includes('示例'))]).toEqual([true])
  })

  test('the committed workbook is what the generator makes', async () => {
    const { list } = await read(fixtureList('xinzhou-1000.xlsx'))
    const counties = AREAS.all().filter(({ parent }) => parent === '140900')
    const made = enterprises({ counties, size: 1000, seed: 20_231_220, block: 3, year: 2023 })
    expect(
      list?.enterprises.map(({ entry }) => [entry.creditCode, entry.name, entry.lines.length, entry.daily.nox]),
    ).toEqual(made.map(({ code, name, lines, daily }) => [code, name, lines.length, daily[1] * 100_000]))
    checkFloors(made)
  })
})
