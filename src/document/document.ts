import type { Instant } from '../model/time.ts'

/**
 * An official document (公文) before it has a form: what a notice, minutes or a report says, in the order in which a
 * bureau sets it. Plain data: it is what is kept and hashed; `docx.ts` and `pdf.ts` only show it, the same at any time.
 */
export interface Document {
  readonly title: string
  /** 文号, `运环急〔2026〕3号`; null where the document has none. */
  readonly number: string | null
  /** 主送, without its colon; null for minutes and reports. */
  readonly addressee: string | null
  readonly body: readonly Block[]
  /** 落款: the office and the day as it is written, `2026年11月30日`. */
  readonly closing: { readonly office: string; readonly date: string } | null
  /** 附注: small, below a rule at the end: what the reader has to know and no order says. */
  readonly footer: readonly string[]
  /** 演练, 作废 …: above the title of every form; null on what counts. */
  readonly mark: string | null
  /** What the file gives as the time at which it was made. */
  readonly at: Instant
}

export type Block = Heading | Paragraph | Table

export interface Heading {
  readonly kind: 'heading'
  readonly text: string
}

export interface Paragraph {
  readonly kind: 'paragraph'
  readonly text: string
}

export interface Table {
  readonly kind: 'table'
  /** `share` of the width, in proportion to the others. */
  readonly columns: readonly { readonly title: string; readonly share: number }[]
  /** As many cells as columns. */
  readonly rows: readonly (readonly string[])[]
}

/** The page by the habit of official paper: A4, in millimetres; sizes in points (二号, 三号, 小四, 五号). */
export const PAGE = {
  widthMm: 210,
  heightMm: 297,
  topMm: 37,
  bottomMm: 35,
  leftMm: 28,
  rightMm: 26,
  titlePt: 22,
  textPt: 16,
  tablePt: 12,
  footerPt: 10.5,
  linePt: 28,
} as const
