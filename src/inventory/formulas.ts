import { openContainer, refuseEndless, refuseVast } from './container.ts'

/** A cell that shows an error of a formula (`#REF!`), by sheet name, row and column from 1. */
export interface FormulaError {
  readonly sheet: string
  readonly row: number
  readonly column: number
  readonly error: string
}

/** How a cell shows that its formula failed, where it was pasted as text. */
export const ERROR_TEXT = /^#(?:NULL!|DIV\/0!|VALUE!|REF!|NAME\?|NUM!|N\/A|SPILL!|CALC!)$/

/**
 * Every cell of type error in a workbook, found while each part is unpacked and looked at for the first time.
 * @throws InputError for what is no workbook, or none that may be read
 */
export function formulaErrors(bytes: Uint8Array): FormulaError[] {
  const found = new Map<string, Omit<FormulaError, 'sheet'>[]>()
  let [workbook, relations] = ['', '']
  for (const { name, content } of openContainer(bytes)) {
    if (/\.(?:xml|rels)$/.test(name)) refuseEndless(name, content)
    if (name === 'xl/workbook.xml') workbook = content.toString('utf8')
    else if (name === 'xl/_rels/workbook.xml.rels') relations = content.toString('utf8')
    else if (content.includes('sheetData')) found.set(name, errorsIn(name, content))
  }
  const targets = new Map(
    [...relations.matchAll(/<Relationship\b[^<>]*>/g)].map(([tag]) => [attribute(tag, 'Id'), attribute(tag, 'Target')]),
  )
  return [...workbook.matchAll(/<(?:\w+:)?sheet\b[^<>]*>/g)].flatMap(([tag]) => {
    const target = targets.get(attribute(tag, 'r:id')) ?? ''
    const path = target.startsWith('/') ? target.slice(1) : `xl/${target}`
    const sheet = unescaped(attribute(tag, 'name'))
    return (found.get(path) ?? []).map((error) => ({ sheet, ...error }))
  })
}

function errorsIn(name: string, content: Buffer): Omit<FormulaError, 'sheet'>[] {
  // Marks and numbers are all that is asked of it: a string of bytes is made several times faster than one of characters.
  const xml = content.toString('latin1')
  refuseVast(name, xml)
  if (!content.includes('t="e"')) return []
  // Each search ends at the next cell: one that is never closed must not be read to the end of the sheet, over and over.
  const cells = xml.matchAll(/<c\b([^<>]*\bt="e"[^<>]*)>(?:(?!<\/?c\b)[^])*?<v>([^<]*)<\/v>/g)
  return [...cells].flatMap(([, cell, error]) => {
    const place = /^([A-Z]+)(\d+)$/.exec(attribute(`<c ${cell}>`, 'r'))
    return place ? [{ row: Number(place[2]), column: columnNumber(place[1] ?? ''), error: error ?? '' }] : []
  })
}

function columnNumber(letters: string): number {
  return Array.from(letters).reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0)
}

function attribute(tag: string, name: string): string {
  return new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? ''
}

function unescaped(text: string): string {
  return text.replace(
    /&(amp|lt|gt|quot|apos);/g,
    (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" })[name] ?? '',
  )
}
