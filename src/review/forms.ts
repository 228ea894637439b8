import writeExcelFile, { type Cell, type SheetData } from 'write-excel-file/node'
import type { Block, Document } from '../document/document.ts'
import type { ShownReview } from './page.ts'
import { sectionsOf, shownAt, type Section } from './sections.ts'

/** Sheets of a workbook are named with no more letters than this. */
const MOST_LETTERS = 31

/** As an official document (总结评估报告), for docx and PDF. */
export function asDocument(review: ShownReview): Document {
  const { title, mark, at, signed } = review
  return {
    title,
    number: null,
    addressee: null,
    body: sectionsOf(review).flatMap(blocksOf),
    closing: null,
    footer: [
      ...(signed === null ? [] : [signed]),
      `统计截至 ${shownAt(at)}；各项数字均由日志统计，所依据的日志可逐条查阅。`,
    ],
    mark,
    at,
  }
}

function blocksOf({ title, entries, paragraphs, sheets }: Section, n: number): Block[] {
  const told = entries === null ? '' : `（日志 ${entries} 条）`
  return [
    { kind: 'heading', text: `${n + 1}. ${title}${told}` },
    ...paragraphs.map((text): Block => ({ kind: 'paragraph', text })),
    ...sheets
      .filter(({ rows }) => rows.length > 0)
      .flatMap(({ title: of, columns, rows }): Block[] => [
        { kind: 'paragraph', text: `${of}：` },
        {
          kind: 'table',
          columns: columns.map((name, place) => ({ title: name, share: place === 0 ? 2 : 1 })),
          rows: rows.map((row) => row.map(String)),
        },
      ]),
  ]
}

/** As a workbook: a sheet for each figure; numbers are numbers, every text a text, whatever it begins with. */
export async function asWorkbook(review: ShownReview): Promise<Uint8Array> {
  const bold = { fontWeight: 'bold' } as const
  const text = (value: string, more: object = {}): Cell => ({ value, type: String, wrap: true, ...more })
  const cell = (value: string | number): Cell =>
    typeof value === 'number'
      ? { value, type: Number }
      : /^-?\d+(\.\d+)?$/.test(value) && value.length < 16
        ? { value: Number(value), type: Number }
        : text(value)
  const line = (value: string, more: object = {}) => [text(value, more)]
  const front = [
    line(review.mark === null ? review.title : `〔${review.mark}〕${review.title}`, bold),
    line(`统计截至 ${shownAt(review.at)}`),
    ...(review.signed === null ? [] : [line(review.signed)]),
  ]
  const sheets = sectionsOf(review).map((section, n) => ({
    sheet: `${n + 1}. ${section.title}`.slice(0, MOST_LETTERS),
    data: [
      ...(n === 0 ? front : []),
      ...(section.entries === null ? [] : [line(`日志 ${section.entries} 条`)]),
      ...section.paragraphs.map((one) => line(one)),
      ...section.sheets.flatMap(({ title, columns, rows }) => [
        line(title, bold),
        columns.map((name) => text(name, bold)),
        ...rows.map((row) => row.map(cell)),
        [],
      ]),
    ] as SheetData,
    columns: Array.from({ length: 12 }, (_, place) => ({ width: place === 0 ? 26 : 16 })),
  }))
  return await writeExcelFile(sheets).toBuffer()
}
