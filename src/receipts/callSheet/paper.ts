import writeExcelFile, { type Cell, type SheetData } from 'write-excel-file/node'
import { showInstant } from '../../model/time.ts'
import { BECAUSE_ZH, type Call, type CallSheet } from './sheet.ts'

/** Columns of the paper; the last one is filled in by hand. */
const COLUMNS = [
  { title: '序号', width: 6 },
  { title: '县(市、区)', width: 11 },
  { title: '企业', width: 20 },
  { title: '情形', width: 9 },
  { title: '减排(千克/日)', width: 11 },
  { title: '联系人与电话(依次拨打)', width: 40 },
  { title: '通知内容', width: 54 },
  { title: '指令编号', width: 22 },
  { title: '结果(接听人、时间)', width: 20 },
] as const

const RESULT = '□接通 □未接\n____时____分'

/** What stands above the rows: for what warning, by whom, when and why it was printed, what is missing on it. */
function heading({ warning, exercise, calls, unplanned, printedAt, printedBy, reason }: CallSheet): string[] {
  const at = showInstant(printedAt).slice(0, 16).replace('T', ' ')
  return [
    `${exercise ? '〔演练〕' : ''}电话通知单：${warning.name}，共 ${calls} 家`,
    `打印：${at}，${printedBy}；事由：${reason}。含个人电话，用后收存。`,
    ...(unplanned === 0 ? [] : [`注意：另有 ${unplanned} 家企业的指令尚未生成，不在本表内，稍后须重新打印。`]),
  ]
}

function cells({ name, because, kg, contacts, say, number, revision }: Call, n: number, county: string): string[] {
  const people = contacts.map(({ name: who, post, phone }, place) => {
    return `${place + 1}. ${who} ${phone}${post === null ? '' : `（${post}）`}`
  })
  const called = people.length === 0 ? '清单无电话，由属地上门' : people.join('\n')
  return [String(n), county, name, BECAUSE_ZH[because], kg, called, say, `${number} 第${revision}版`, RESULT]
}

function rowsOf({ counties }: CallSheet): { county: string; rows: string[][] }[] {
  let n = 0
  return counties.map(({ name, calls }) => ({ county: name, rows: calls.map((call) => cells(call, ++n, name)) }))
}

/** As a workbook: one sheet, the heads stay in sight, every text is a text. */
export async function asWorkbook(sheet: CallSheet): Promise<Uint8Array> {
  const text = (value: string, more: object = {}): Cell => ({ value, type: String, wrap: true, ...more })
  const bold = { fontWeight: 'bold' } as const
  const border = { borderStyle: 'thin', alignVertical: 'top' } as const
  const head = heading(sheet)
  const data = [
    ...head.map((line) => [{ value: line, type: String, columnSpan: COLUMNS.length, ...bold }]),
    COLUMNS.map(({ title }) => text(title, { ...bold, ...border })),
    ...rowsOf(sheet).flatMap(({ rows }) => rows.map((row) => row.map((cell) => text(cell, border)))),
  ] as SheetData
  const columns = COLUMNS.map(({ width }) => ({ width }))
  const options = {
    sheet: '电话通知单',
    data,
    columns,
    orientation: 'landscape',
    stickyRowsCount: head.length + 1,
  } as const
  return await writeExcelFile([options]).toBuffer()
}

/**
 * As a page for paper: A4 across, a county begins on a sheet of its own and the heads stand on each, so that the sheets can
 * be handed out. It loads nothing.
 */
export function asPage(sheet: CallSheet): string {
  const [title = '', ...below] = heading(sheet).map(escape)
  const heads = COLUMNS.map(({ title: name }) => `<th>${escape(name)}</th>`).join('')
  const whole = COLUMNS.reduce((sum, { width }) => sum + width, 0)
  const widths = COLUMNS.map(({ width }) => `<col style="width:${((100 * width) / whole).toFixed(1)}%">`).join('')
  const counties = rowsOf(sheet).map(({ county, rows }) => {
    const lines = rows.map((row) => `<tr>${row.map((cell) => `<td>${escape(cell)}</td>`).join('')}</tr>`).join('\n')
    const above = `<tr><th class="county" colspan="${COLUMNS.length}">${escape(county)}：${rows.length} 家 <span>${title}</span></th></tr>`
    return `<table>\n<colgroup>${widths}</colgroup>\n<thead>${above}<tr>${heads}</tr></thead>\n<tbody>\n${lines}\n</tbody></table>`
  })
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>${title}</title><style>${STYLE}</style></head>
<body${sheet.exercise ? ' class="exercise"' : ''}>
<h1>${title}</h1>
${below.map((line) => `<p>${line}</p>`).join('\n')}
${counties.length === 0 ? '<p>没有需要电话通知的企业。</p>' : counties.join('\n')}
</body></html>
`
}

function escape(text: string): string {
  const marks: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return text.replaceAll(/[&<>"']/g, (mark) => marks[mark] ?? mark)
}

const STYLE = `
@page { size: A4 landscape; margin: 10mm }
* { box-sizing: border-box }
body { font: 11px/1.45 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: #111; margin: 16px; max-width: 277mm }
h1 { font-size: 18px; margin: 0 0 4px }
p { margin: 0 0 4px }
table { width: 100%; border-collapse: collapse; table-layout: fixed; margin-top: 12px }
table + table { break-before: page }
th, td { border: 1px solid #777; padding: 3px 5px; text-align: left; vertical-align: top; overflow-wrap: anywhere; white-space: pre-line }
th { background: #eee; font-weight: 600 }
th.county { background: none; border: 0; padding: 4px 0; font-size: 14px }
th.county span { float: right; font-size: 11px; font-weight: normal; color: #555 }
tr { break-inside: avoid }
td:nth-child(5) { text-align: right; font-variant-numeric: tabular-nums }
td:nth-child(6) { font-size: 12px; font-variant-numeric: tabular-nums }
td:nth-child(8) { font-size: 10px; color: #444 }
body.exercise { outline: 3px dashed #777; outline-offset: 4px }
@media print { body { margin: 0 } body.exercise { outline: none } }
`
