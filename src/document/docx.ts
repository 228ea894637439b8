import * as docx from 'docx'
import { PAGE, type Block, type Document, type Table } from './document.ts'
import { fixTimes } from './fixedTimes.ts'

export const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

/** Fonts that every office has; where one is missing, Word takes its own. */
const TEXT = { ascii: 'Times New Roman', hAnsi: 'Times New Roman', cs: 'Times New Roman', eastAsia: '仿宋' }
const HEAD = { ...TEXT, eastAsia: '黑体' }
const TITLE = { ...TEXT, eastAsia: '宋体' }

/** The document as a Word file (docx). The same document gives the same bytes. */
export async function asDocx(document: Document): Promise<Buffer> {
  const file = new docx.Document({
    styles: {
      default: { document: { run: { font: TEXT, size: points(PAGE.textPt), language: { eastAsia: 'zh-CN' } } } },
    },
    sections: [
      {
        properties: {
          page: {
            size: { width: twips(PAGE.widthMm), height: twips(PAGE.heightMm) },
            margin: {
              top: twips(PAGE.topMm),
              bottom: twips(PAGE.bottomMm),
              left: twips(PAGE.leftMm),
              right: twips(PAGE.rightMm),
            },
          },
        },
        footers: { default: new docx.Footer({ children: [pageNumber()] }) },
        children: [...head(document), ...document.body.map(block), ...tail(document)],
      },
    ],
  })
  const overrides = [{ path: 'docProps/core.xml', data: properties(document) }]
  return fixTimes(await docx.Packer.toBuffer(file, undefined, overrides))
}

function head({ mark, title, number, addressee }: Document): docx.Paragraph[] {
  return [
    ...(mark === null ? [] : [line(`〔${mark}〕`, { alignment: 'center' }, { font: HEAD, color: 'C00000' })]),
    line(title, { alignment: 'center', after: 12 }, { font: TITLE, bold: true, size: points(PAGE.titlePt) }),
    ...(number === null ? [] : [line(number, { alignment: 'center', after: 16 })]),
    ...(addressee === null ? [] : [line(`${addressee}：`, {})]),
  ]
}

function block(of: Block): docx.Paragraph | docx.Table {
  if (of.kind === 'table') return table(of)
  return of.kind === 'heading' ? line(of.text, { indented: true }, { font: HEAD }) : line(of.text, { indented: true })
}

function tail({ closing, footer }: Document): docx.Paragraph[] {
  const office = closing === null ? [] : [line('', {}), line(closing.office, { alignment: 'right' })]
  const date = closing === null ? [] : [line(closing.date, { alignment: 'right' })]
  const notes = footer.map((text, n) =>
    line(text, { single: true, ruled: n === 0, before: n === 0 ? 24 : 0 }, { size: points(PAGE.footerPt) }),
  )
  return [...office, ...date, ...notes]
}

interface Setting {
  readonly alignment?: 'center' | 'right'
  readonly indented?: boolean
  readonly single?: boolean
  readonly ruled?: boolean
  readonly before?: number
  readonly after?: number
}

function line(text: string, set: Setting, run: Partial<docx.IRunOptions> = {}): docx.Paragraph {
  const { before = 0, after = 0 } = set
  return new docx.Paragraph({
    children: [new docx.TextRun({ text, ...run })],
    alignment: set.alignment ?? 'both',
    spacing: {
      before: before * 20,
      after: after * 20,
      ...(set.single === true ? {} : { line: PAGE.linePt * 20, lineRule: 'atLeast' }),
    },
    ...(set.indented === true ? { indent: { firstLine: PAGE.textPt * 2 * 20 } } : {}),
    ...(set.ruled === true ? { border: { top: { style: 'single', size: 4, space: 6, color: '000000' } } } : {}),
  })
}

function table({ columns, rows }: Table): docx.Table {
  const whole = columns.reduce((sum, { share }) => sum + share, 0)
  const width = twips(PAGE.widthMm - PAGE.leftMm - PAGE.rightMm)
  const widths = columns.map(({ share }) => Math.floor((width * share) / whole))
  const row = (cells: readonly string[], isHead: boolean) =>
    new docx.TableRow({
      tableHeader: isHead,
      cantSplit: true,
      children: cells.map(
        (text, n) =>
          new docx.TableCell({
            width: { size: widths[n] ?? 0, type: 'dxa' },
            margins: { left: 80, right: 80, top: 40, bottom: 40 },
            children: [
              new docx.Paragraph({
                children: [
                  new docx.TextRun({ text, size: points(PAGE.tablePt), ...(isHead ? { font: HEAD } : { font: TEXT }) }),
                ],
              }),
            ],
          }),
      ),
    })
  return new docx.Table({
    width: { size: width, type: 'dxa' },
    columnWidths: widths,
    rows: [
      row(
        columns.map(({ title }) => title),
        true,
      ),
      ...rows.map((cells) => row(cells, false)),
    ],
  })
}

function pageNumber(): docx.Paragraph {
  return new docx.Paragraph({
    alignment: 'center',
    children: [new docx.TextRun({ children: ['— ', docx.PageNumber.CURRENT, ' —'], size: points(14) })],
  })
}

/** What the file says about itself: the library would put the wall clock's time into it. */
function properties({ title, closing, at }: Document): string {
  const office = escape(closing?.office ?? '')
  const time = (name: string) => `<dcterms:${name} xsi:type="dcterms:W3CDTF">${at}</dcterms:${name}>`
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>${escape(title)}</dc:title><dc:creator>${office}</dc:creator><cp:lastModifiedBy>${office}</cp:lastModifiedBy>${time('created')}${time('modified')}</cp:coreProperties>`
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** Word counts type in half points, lengths in twentieths of a point. */
function points(pt: number): number {
  return pt * 2
}

function twips(mm: number): number {
  return Math.round((mm / 25.4) * 1440)
}
