import { inflateRawSync } from 'node:zlib'

/** A cell that shows an error of a formula (`#REF!`), by sheet name, row and column from 1. */
export interface FormulaError {
  readonly sheet: string
  readonly row: number
  readonly column: number
  readonly error: string
}

/** No sheet of a real list comes near; a small file that unpacks to more is an attack on memory. */
const LARGEST_SHEET_BYTES = 512 * 1024 * 1024

/** Every cell of type error in a workbook. The bytes are those of a workbook that could be read. */
export function formulaErrors(bytes: Uint8Array): FormulaError[] {
  const parts = entries(Buffer.from(bytes))
  const workbook = parts.text('xl/workbook.xml')
  const relations = parts.text('xl/_rels/workbook.xml.rels')
  const targets = new Map(
    [...relations.matchAll(/<Relationship\b[^>]*>/g)].map(([tag]) => [attribute(tag, 'Id'), attribute(tag, 'Target')]),
  )
  return [...workbook.matchAll(/<(?:\w+:)?sheet\b[^>]*>/g)].flatMap(([tag]) => {
    const target = targets.get(attribute(tag, 'r:id')) ?? ''
    const path = target.startsWith('/') ? target.slice(1) : `xl/${target}`
    const sheet = unescaped(attribute(tag, 'name'))
    return errorsIn(parts.bytes(path), sheet)
  })
}

function errorsIn(xml: Buffer, sheet: string): FormulaError[] {
  // Hardly any sheet has one: look for the mark before making a string of many megabytes.
  if (!xml.includes('t="e"')) return []
  return [...xml.toString('utf8').matchAll(/<c\b([^>]*\bt="e"[^>]*)>(?:(?!<\/c>).)*?<v>([^<]*)<\/v>/gs)].flatMap(
    ([, cell, error]) => {
      const place = /^([A-Z]+)(\d+)$/.exec(attribute(`<c ${cell}>`, 'r'))
      return place ? [{ sheet, row: Number(place[2]), column: columnNumber(place[1] ?? ''), error: error ?? '' }] : []
    },
  )
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

/** The parts of a zip file, found by its central directory (APPNOTE 4.3.12) and unpacked when asked for. */
function entries(zip: Buffer): { bytes(name: string): Buffer; text(name: string): string } {
  const places = new Map<string, { method: number; size: number; at: number }>()
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  let at = end < 0 ? zip.length : zip.readUInt32LE(end + 16)
  while (at + 46 <= zip.length && zip.readUInt32LE(at) === 0x02014b50) {
    const [nameLength, extra, comment] = [
      zip.readUInt16LE(at + 28),
      zip.readUInt16LE(at + 30),
      zip.readUInt16LE(at + 32),
    ]
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength)
    places.set(name, {
      method: zip.readUInt16LE(at + 10),
      size: zip.readUInt32LE(at + 20),
      at: zip.readUInt32LE(at + 42),
    })
    at += 46 + nameLength + extra + comment
  }
  const bytes = (name: string): Buffer => {
    const place = places.get(name)
    if (!place) return Buffer.alloc(0)
    const from = place.at + 30 + zip.readUInt16LE(place.at + 26) + zip.readUInt16LE(place.at + 28)
    const packed = zip.subarray(from, from + place.size)
    return place.method === 0 ? packed : inflateRawSync(packed, { maxOutputLength: LARGEST_SHEET_BYTES })
  }
  return { bytes, text: (name) => bytes(name).toString('utf8') }
}
