import type { Day } from '../model/time.ts'

/** A cell as the workbook library gives it: numbers as the text in the file, so that no digit is lost. */
export type Raw = string | boolean | Date | null

/** Written for "nothing here". */
const BLANK = new Set(['', '-', '--', '—', '——', '–', '/', '\\'])

/** Letters and digits without any blank, and longer than what stands for nothing. */
const PLAIN = /^[0-9A-Za-z][!-~]*$/

/**
 * A cell's text: full-width characters to half-width (NFKC: `９１` to `91`, `（` to `(`), outer blanks off; empty for
 * what stands for nothing. A word of the list is compared in this form only.
 */
export function plainText(raw: Raw | undefined): string {
  if (raw === null || raw === undefined) return ''
  // Most cells are codes and figures: nothing about them is full-width.
  if (typeof raw === 'string' && PLAIN.test(raw)) return raw
  if (raw instanceof Date) return dayIn(raw) ?? ''
  const text = String(raw).normalize('NFKC').trim()
  return BLANK.has(text) ? '' : text
}

/** A cell's text as an officer wrote it (full-width punctuation kept): for names and sentences. */
export function writtenText(raw: Raw | undefined): string {
  if (typeof raw !== 'string') return plainText(raw)
  const text = raw.trim()
  return BLANK.has(text.normalize('NFKC')) ? '' : text
}

/** A header: blanks, line breaks and a unit in brackets off. */
export function headerText(raw: Raw | undefined): string {
  return plainText(raw)
    .replace(/\s/g, '')
    .replace(/\((?:kg|kg\/d|千克|公斤|千克\/日|h|小时|%)\)$/i, '')
}

/** A number's text with thousands separators off, for the exact readers of `model/tonnes.ts`. */
export function numberText(raw: Raw | undefined): string {
  return plainText(raw).replace(/(?<=\d),(?=\d{3})/g, '')
}

const DAY = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$/
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/

/** A day from an Excel date or from `2020-09-15`, `2020/9/15`, `2020.9.15`, `2020年9月15日`, `20200915`; null if none. */
export function readDay(raw: Raw | undefined): Day | null {
  if (raw instanceof Date) return dayIn(raw)
  const text = plainText(raw)
  const found = DAY.exec(text) ?? COMPACT.exec(text)
  if (!found) return null
  const [year = 0, month = 0, day = 0] = found.slice(1).map(Number)
  const date = new Date(Date.UTC(year, month - 1, day))
  // 30 February is moved on to March: no date at all.
  return date.getUTCMonth() === month - 1 ? dayIn(date) : null
}

/** An Excel date is a day without a zone; the library gives it as midnight UTC. */
function dayIn(date: Date): Day | null {
  const time = date.getTime()
  return time >= FIRST_DAY && time < DAY_AFTER_LAST ? date.toISOString().slice(0, 10) : null
}

/** Spreadsheets begin with 1900, and four digits end with 9999. */
const FIRST_DAY = Date.UTC(1900, 0, 1)
const DAY_AFTER_LAST = Date.UTC(10_000, 0, 1)

const YES = new Set(['是', '有', '√', '✓', 'Y', 'y', 'yes', '已安装', '已联网', '1', 'true'])
const NO = new Set(['否', '无', '×', 'N', 'n', 'no', '未安装', '未联网', '0', 'false', ''])

/** Yes, no (also for nothing written), or null for a word that is neither. */
export function readYes(raw: Raw | undefined): boolean | null {
  const text = plainText(raw)
  return YES.has(text) ? true : NO.has(text) ? false : null
}

/** A telephone number: eleven digits of a mobile, or a line with its area code; null for anything else. */
export function readPhone(raw: Raw | undefined): string | null {
  const text = plainText(raw).replace(/[\s-]/g, '')
  return /^1\d{10}$/.test(text) || /^0\d{9,11}$/.test(text) ? text : null
}
