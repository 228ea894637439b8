import PdfFile from 'pdfkit'
import { Refusal } from '../errors.ts'
import { epochMs } from '../model/time.ts'
import { PAGE, type Block, type Document, type Table } from './document.ts'
import { takeFont, type Font } from './font.ts'

export const PDF = 'application/pdf'

type Pen = PDFKit.PDFDocument

const SPACING = PAGE.linePt - PAGE.textPt * 1.45

/**
 * The document as a PDF file, with the font inside, so that it looks the same everywhere. The same document gives the
 * same bytes.
 * @param font of this machine, null where it has none
 * @throws Refusal document.noFont
 */
export async function asPdf(document: Document, font: Font | null): Promise<Buffer> {
  if (font === null) throw new Refusal('document.noFont')
  const pen = new PdfFile({
    size: 'A4',
    bufferPages: true,
    margins: { top: mm(PAGE.topMm), bottom: mm(PAGE.bottomMm), left: mm(PAGE.leftMm), right: mm(PAGE.rightMm) },
    lang: 'zh-CN',
    info: {
      Title: document.title,
      Author: document.closing?.office ?? '',
      CreationDate: new Date(epochMs(document.at)),
    },
  })
  const written = collect(pen)
  takeFont(pen, font)
  writeHead(pen, document)
  for (const block of document.body) writeBlock(pen, block)
  writeTail(pen, document)
  numberPages(pen)
  pen.end()
  return await written
}

function writeHead(pen: Pen, { mark, title, number, addressee }: Document): void {
  if (mark !== null)
    pen.fillColor('#c00000').fontSize(PAGE.textPt).text(`〔${mark}〕`, { align: 'center' }).moveDown(0.3)
  pen.fillColor('black').fontSize(PAGE.titlePt)
  // Lines of a like length: a title whose second line is 通知 alone looks like an accident.
  const { left, right } = pen.page.margins
  const whole = pen.page.width - left - right
  const length = pen.widthOfString(title)
  const lines = Math.ceil(length / whole)
  const width = lines === 1 ? whole : Math.min(whole, length / lines + PAGE.titlePt * 2)
  pen.text(title, left + (whole - width) / 2, pen.y, { width, align: 'center', lineGap: 4 })
  pen.x = left
  pen.moveDown(0.4).fontSize(PAGE.textPt)
  if (number !== null) pen.text(number, { align: 'center' }).moveDown(0.8)
  if (addressee !== null) pen.text(`${addressee}：`, { lineGap: SPACING })
}

function writeBlock(pen: Pen, block: Block): void {
  if (block.kind === 'table') {
    writeTable(pen, block)
    return
  }
  pen.fontSize(PAGE.textPt)
  // A heading alone at the foot of a page says nothing.
  if (block.kind === 'heading') keepTogether(pen, PAGE.linePt * 2)
  // One face serves for all: strokes around the letters make a heading as heavy as 黑体.
  if (block.kind === 'heading') pen.lineWidth(0.4).strokeColor('black')
  pen.text(block.text, {
    indent: PAGE.textPt * 2,
    lineGap: SPACING,
    ...(block.kind === 'heading' ? { fill: true, stroke: true } : {}),
  })
}

function writeTable(pen: Pen, { columns, rows }: Table): void {
  const whole = columns.reduce((sum, { share }) => sum + share, 0)
  const width = pen.page.width - pen.page.margins.left - pen.page.margins.right
  pen.fontSize(PAGE.tablePt).moveDown(0.3)
  pen.table({
    columnStyles: columns.map(({ share }) => ({ width: (width * share) / whole })),
    rowStyles: (row) => (row === 0 ? { backgroundColor: '#eeeeee' } : {}),
    defaultStyle: { padding: 4, border: 0.5 },
    data: [columns.map(({ title }) => title), ...rows.map((cells) => [...cells])],
  })
  pen.x = pen.page.margins.left
  pen.fontSize(PAGE.textPt).moveDown(0.5)
}

function writeTail(pen: Pen, { closing, footer }: Document): void {
  if (closing !== null) {
    keepTogether(pen, PAGE.linePt * 4)
    pen.fontSize(PAGE.textPt).moveDown(1.5)
    pen.text(closing.office, { align: 'right', lineGap: SPACING }).text(closing.date, { align: 'right' })
  }
  if (footer.length === 0) return
  pen.fontSize(PAGE.footerPt)
  const width = pen.page.width - pen.page.margins.left - pen.page.margins.right
  const height = footer.reduce((sum, text) => sum + pen.heightOfString(text, { width, lineGap: 2 }), 0)
  keepTogether(pen, height + PAGE.linePt)
  pen.moveDown(2)
  pen
    .moveTo(pen.page.margins.left, pen.y - 6)
    .lineTo(pen.page.width - pen.page.margins.right, pen.y - 6)
    .lineWidth(0.5)
    .stroke()
  for (const text of footer) pen.text(text, { lineGap: 2 })
}

function keepTogether(pen: Pen, height: number): void {
  if (pen.y + height > pen.page.height - pen.page.margins.bottom) pen.addPage()
}

function numberPages(pen: Pen): void {
  const { start, count } = pen.bufferedPageRange()
  for (let page = start; page < start + count; page++) {
    pen.switchToPage(page)
    // Below the text's own margin a line would begin another page.
    pen.page.margins.bottom = 0
    const width = pen.page.width - pen.page.margins.left - pen.page.margins.right
    pen
      .fontSize(14)
      .text(`— ${page + 1} —`, pen.page.margins.left, pen.page.height - mm(28), { width, align: 'center' })
  }
}

async function collect(pen: Pen): Promise<Buffer> {
  return await new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    pen.on('data', (part: Buffer) => parts.push(part))
    pen.on('end', () => resolve(Buffer.concat(parts)))
    pen.on('error', reject)
  })
}

function mm(length: number): number {
  return (length / 25.4) * 72
}
