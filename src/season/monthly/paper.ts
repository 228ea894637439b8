import writeExcelFile, { type Cell, type SheetData } from 'write-excel-file/node'
import type { Document } from '../../document/document.ts'
import { showInstant, type Instant } from '../../model/time.ts'
import type { KeptRow } from './store.ts'

/** The columns of the plan's own table (附件3), with their shares of the width. */
const COLUMNS = [
  ['序号', 1],
  ['填报单位', 2],
  ['任务', 3],
  ['措施', 3],
  ['完成时限', 2],
  ['进展情况', 4],
  ['责任人', 2],
  ['备注', 2],
] as const

export interface Table {
  readonly title: string
  readonly office: string
  readonly month: string
  readonly rows: readonly KeptRow[]
  readonly at: Instant
  readonly mark: string | null
}

function cellsOf(rows: readonly KeptRow[]): string[][] {
  return rows.map(({ office, task, measure, due, progress, responsible, remark }, n) => {
    return [String(n + 1), office, task, measure, due, progress, responsible, remark]
  })
}

/** The report as a document (秋冬防工作调度表). */
export function asDocument({ title, office, month, rows, at, mark }: Table): Document {
  return {
    title,
    number: null,
    addressee: null,
    body: [
      { kind: 'paragraph', text: `填报单位：${office}　　填报时间：${showInstant(at).slice(0, 10)}　　月份：${month}` },
      {
        kind: 'table',
        columns: COLUMNS.map(([name, share]) => ({ title: name, share })),
        rows: cellsOf(rows),
      },
    ],
    closing: null,
    footer: [],
    mark,
    at,
  }
}

/** The same as a workbook: every cell is a text, whatever it begins with. */
export async function asWorkbook({ title, office, month, rows, at, mark }: Table): Promise<Uint8Array> {
  const text = (value: string, more: object = {}): Cell => ({ value, type: String, wrap: true, ...more })
  const bold = { fontWeight: 'bold' } as const
  const data = [
    [text(mark === null ? title : `〔${mark}〕${title}`, { ...bold, columnSpan: COLUMNS.length })],
    [text(`填报单位：${office}`), text(`填报时间：${showInstant(at).slice(0, 10)}`), text(`月份：${month}`)],
    COLUMNS.map(([name]) => text(name, bold)),
    ...cellsOf(rows).map((row) => row.map((cell) => text(cell))),
  ] as SheetData
  const columns = COLUMNS.map(([, share]) => ({ width: 8 * share }))
  return await writeExcelFile([{ sheet: '调度表', data, columns, stickyRowsCount: 3 }]).toBuffer()
}
