import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commands } from '../../src/inventory/lintCommand.ts'
import { benchList } from '../../src/inventory/bench.ts'
import { AREAS, fixtureList, smallList, workbook } from '../help/lists.ts'

let directory: string
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'airshed-lint-'))
})
afterAll(() => rmSync(directory, { recursive: true }))

function io() {
  const [lines, words]: [string[], string[]] = [[], []]
  const none = () => Promise.reject(new Error('a file is read without a server'))
  return {
    lines,
    words,
    out: (line: string) => lines.push(line),
    err: (line: string) => words.push(line),
    engine: none,
    ground: none,
  }
}
function file(name: string, content: Uint8Array | string): string {
  const path = join(directory, name)
  writeFileSync(path, content)
  return path
}
async function run(name: 'lint' | 'template', ...args: string[]) {
  const at = io()
  const status = await commands[name]?.run(args, at)
  return { status, lines: at.lines.map((line) => JSON.parse(line)) }
}

test('lint prints one finding a line, and ends with 0 without an error and 1 with one', async () => {
  const list = smallList()
  Object.assign(list.企业[0] ?? {}, { 一厂一策日期: '2018-01-01', 备注: '无' })
  list.措施.forEach((row) => Object.assign(row, { 核查方式: '视频' }))
  const warned = await run('lint', file('warned.xlsx', await workbook(list)), '--as-of', '2020-10-01', '--json')
  expect(warned.status).toBe(0)
  expect(warned.lines).toHaveLength(5)
  expect(warned.lines[0]).toEqual({
    sheet: '企业',
    row: 2,
    column: '备注',
    code: 'header-unknown',
    severity: 'warning',
    message: expect.any(String),
  })
  Object.assign(list.企业[0] ?? {}, { 绩效等级: 'E' })
  expect(await run('lint', file('wrong.xlsx', await workbook(list)))).toMatchObject({ status: 1 })
  expect(await run('lint', file('right.xlsx', await workbook(smallList())))).toEqual({ status: 0, lines: [] })
})

test('lint reads headers by a mapping, and counties by another tree', async () => {
  const list = smallList()
  const rows = list.企业.map(({ 企业名称, ...row }) => ({ ...row, 单位名称: 企业名称, '县(市、区)': '示例县' }))
  const path = file('foreign.xlsx', await workbook({ ...list, 企业: rows }))
  expect((await run('lint', path)).status).toBe(1)
  const mapping = file('mapping.json', JSON.stringify({ 企业: { 单位名称: '企业名称' } }))
  const areas = file(
    'areas.csv',
    'code,name,kind,parent\n990000,示例省,province,\n990100,示例市,city,990000\n990101,示例县,county,990100\n',
  )
  expect(await run('lint', path, '--mapping', mapping, '--areas', areas)).toEqual({ status: 0, lines: [] })
})

test.each<[string, () => string[], RegExp]>([
  ['no file', () => [], /^use: lint FILE/],
  ['a file that is not there', () => [join(directory, 'none.xlsx')], /none\.xlsx: can not be read \(ENOENT\)$/],
  ['a file that is no workbook', () => [file('a.xlsx', 'a,b')], /a\.xlsx: the file is no readable \.xlsx workbook/],
  ['a day that is none', () => [file('b.xlsx', ''), '--as-of', 'soon'], /--as-of soon: it is a day such as/],
  [
    'a mapping that is none',
    () => [file('b.xlsx', ''), '--mapping', file('m.json', '[1]')],
    /m\.json: it should say what each header means/,
  ],
  ['a mapping that is no JSON', () => [file('b.xlsx', ''), '--mapping', file('m.json', '{')], /m\.json: /],
  ['a tree that is none', () => [file('b.xlsx', ''), '--areas', file('t.csv', 'x\n1')], /t\.csv: areas: /],
])('%s is wrong use, said in one sentence', async (_, args, why) => {
  await expect(commands['lint']?.run(args(), io())).rejects.toThrow(why)
})

test('template writes a list to fill in, and never over a file', async () => {
  const path = join(directory, 'template.xlsx')
  expect(await run('template', path)).toMatchObject({ status: 0, lines: [{ file: path }] })
  expect(await run('lint', path)).toEqual({ status: 0, lines: [] })
  await expect(commands['template']?.run([path], io())).rejects.toThrow(/there is such a file already/)
})

test('the bench measures a list beside its cells alone', async () => {
  const at = io()
  await benchList(file('list.xlsx', fixtureList('xinzhou-1000.xlsx')), AREAS, at)
  const figures = JSON.parse(at.lines.at(-1) ?? '')
  expect(figures).toMatchObject({ enterprises: 1000 })
  expect(figures.ratio).toBeCloseTo(figures.floorSeconds / figures.seconds, 1)
  expect(figures.peakMB).toBeGreaterThan(50)
})
