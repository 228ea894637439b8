import writeExcelFile, { type SheetData } from 'write-excel-file/node'
import { sayState } from '../../../machines/words.ts'
import { showInstant, type Day } from '../../model/time.ts'
import { sayLast } from '../decide.ts'
import type { Problem } from '../store.ts'

const ORIGIN_ZH: Readonly<Record<Problem['origin'], string>> = {
  finding: '核查发现',
  complaint: '群众举报',
  above: '上级交办',
  own: '自查',
}

const COLUMNS = [
  { title: '序号', width: 6 },
  { title: '问题编号', width: 22 },
  { title: '县(市、区)', width: 12 },
  { title: '来源', width: 10 },
  { title: '问题', width: 44 },
  { title: '责任单位', width: 24 },
  { title: '挂账日期', width: 12 },
  { title: '整改期限', width: 14 },
  { title: '状态', width: 16 },
  { title: '督办次数', width: 9 },
  { title: '销号日期', width: 12 },
] as const

/** The list of a day or a week (问题日清单、周清单) as a workbook. */
export async function asWorkbook(
  rows: readonly Problem[],
  of: { readonly period: 'day' | 'week'; readonly first: Day; readonly on: Day; readonly exercise: boolean },
  nameOf: (area: string) => string,
): Promise<Uint8Array> {
  const span = of.period === 'day' ? of.on : `${of.first} 至 ${of.on}`
  const title = `${of.exercise ? '〔演练〕' : ''}问题${of.period === 'day' ? '日' : '周'}清单（${span}），共 ${rows.length} 项`
  const bold = { fontWeight: 'bold' } as const
  const border = { borderStyle: 'thin', alignVertical: 'top', wrap: true } as const
  const cells = (row: Problem, n: number): string[] => [
    String(n + 1),
    row.number,
    nameOf(row.area),
    ORIGIN_ZH[row.origin],
    `${row.title}：${row.text}`,
    row.unit,
    showInstant(row.listedAt).slice(0, 10),
    sayLast(row.fixBy),
    sayState('problem', row.state).zh,
    String(row.rung),
    row.closedAt === null ? '' : showInstant(row.closedAt).slice(0, 10),
  ]
  const data = [
    [{ value: title, type: String, columnSpan: COLUMNS.length, ...bold }],
    COLUMNS.map(({ title: name }) => ({ value: name, type: String, ...bold, ...border })),
    ...rows.map((row, n) => cells(row, n).map((value) => ({ value, type: String, ...border }))),
  ] as SheetData
  const columns = COLUMNS.map(({ width }) => ({ width }))
  return await writeExcelFile([
    { sheet: '问题清单', data, columns, orientation: 'landscape', stickyRowsCount: 2 },
  ]).toBuffer()
}
