import { existsSync } from 'node:fs'
import PdfFile from 'pdfkit'
import { InputError } from '../errors.ts'

/** A font of this machine with Chinese letters (字体). */
export interface Font {
  readonly path: string
  /** The PostScript name of the face inside a collection (.ttc); null for a file of one face. */
  readonly face: string | null
}

/** Debian and Ubuntu: `apt install fonts-noto-cjk`. The serif is nearer to what official paper is set in. */
const KNOWN: readonly Font[] = [
  { path: '/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc', face: 'NotoSerifCJKsc-Regular' },
  { path: '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc', face: 'NotoSansCJKsc-Regular' },
]

/**
 * The font for PDF files.
 * @param named `AIRSHED_FONT`: a file, of a collection with the face after `#`; null: the first known one that is there
 * @returns null where nothing was named and nothing is there: such an engine gives documents as docx alone
 * @throws InputError a font that was named and does not serve
 */
export function findFont(named: string | null): Font | null {
  if (named === null) return KNOWN.find(({ path }) => existsSync(path)) ?? null
  const [path = '', face = null] = named.split('#')
  const font = { path, face }
  try {
    const pen: object = takeFont(new PdfFile(), font)
    if ('_font' in pen && !hasLetter(pen._font, '染')) throw new Error('it has no Chinese letters')
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new InputError(
      `AIRSHED_FONT is "${named}": it should be a font file with Chinese letters, of a collection (.ttc) with the name of its face, such as ${KNOWN[0]?.path}#${KNOWN[0]?.face}, or unset (${why}).`,
      { cause },
    )
  }
  return font
}

export function takeFont(pen: PDFKit.PDFDocument, { path, face }: Font): PDFKit.PDFDocument {
  return face === null ? pen.font(path) : pen.font(path, face)
}

/** pdfkit sets an empty box for a letter that is missing and says nothing; its font knows. */
function hasLetter(inner: unknown, letter: string): boolean {
  const { font } = inner as { font?: { hasGlyphForCodePoint?(code: number): boolean } }
  return font?.hasGlyphForCodePoint?.(letter.codePointAt(0) ?? 0) ?? true
}
