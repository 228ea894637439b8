import { inflateRawSync } from 'node:zlib'
import { InputError } from '../errors.ts'

/** A list of 50,000 enterprises is some 25 MB; more than this is no list, or would not fit into memory with its rows. */
const MOST_BYTES = 64 * 1024 * 1024
/** Unpacked, the same list is 180 MB; a small file that unpacks to more than this is an attack on memory. */
const MOST_UNPACKED = 1024 * 1024 * 1024
/** Sheets pack about ten to one; text can not honestly pack better than this, and small parts are not worth a question. */
const MOST_RATIO = 200
const WORTH_A_RATIO = 16 * 1024 * 1024
/** A province of 50,000 has some 200,000 rows of 措施; the reader makes a row of every gap, and fills it with cells. */
const MOST_ROWS = 500_000
/** A province's 措施 are 4 million cells. */
const MOST_CELLS = 12_000_000
/** A reference to a column behind CZ, the 104th: the reader fills every row of the sheet up to its last column. */
const FAR_COLUMN = /\sr\s*=\s*["'](?:[A-Z]{3,}|[D-Z][A-Z])\d/i

/**
 * The parts of an .xlsx file, unpacked one after another and each only once; nothing of it is trusted before.
 * @throws InputError that names what the file is instead: an old .xls, an encrypted or an oversized workbook, no workbook
 */
export function* openContainer(bytes: Uint8Array): Generator<{ name: string; content: Buffer }> {
  const zip = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  refuseOthers(zip)
  let unpacked = 0
  for (const { name, method, from, size } of entries(zip)) {
    const packed = zip.subarray(from, from + size)
    const content = method === 0 ? packed : inflated(packed, MOST_UNPACKED - unpacked)
    unpacked += content.length
    if (unpacked > MOST_UNPACKED || (content.length > WORTH_A_RATIO && content.length > size * MOST_RATIO))
      throw tooLarge(`${name} unpacks to more than ${content.length >> 20} MB`)
    yield { name, content }
  }
}

/**
 * Looks at a part byte by byte: a regular expression for each mark of a province would take longer than all the rest.
 * @throws InputError for marks that are not closed (the library would read each of them to the end) and for too many cells
 */
export function refuseEndless(name: string, content: Buffer): void {
  let cells = 0
  let open = false
  for (let at = 0; at < content.length; at++) {
    const byte = content[at]
    if (byte === CLOSE) open = false
    else if (byte === OPEN) {
      if (open) throw noWorkbook(`${name} has marks that are not closed`)
      const next = content[at + 1] ?? 0
      // Remarks and instructions may hold anything.
      open = next !== 0x21 && next !== 0x3f
      if (next === 0x63 && !isLetter(content[at + 2])) cells++
    }
  }
  if (cells > MOST_CELLS) throw tooLarge(`${name} has more than ${MOST_CELLS} cells`)
}

const OPEN = 0x3c
const CLOSE = 0x3e

function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x61 && byte <= 0x7a
}

/** @throws InputError for a sheet that would fill the memory with rows or columns that hold nothing */
export function refuseVast(name: string, xml: string): void {
  if (FAR_COLUMN.test(xml)) throw tooLarge(`${name} has cells behind column CZ`)
  let rows = 0
  for (const [, number = '0'] of xml.matchAll(/<(?:\w+:)?row\b(?:[^<>]*?\sr\s*=\s*["'](\d+))?/g)) {
    rows = Math.max(rows + 1, Number(number))
    if (rows > MOST_ROWS) throw tooLarge(`${name} has more than ${MOST_ROWS} rows`)
  }
}

function refuseOthers(file: Buffer): void {
  if (file.length > MOST_BYTES) throw tooLarge(`it has ${file.length >> 20} MB, more than ${MOST_BYTES >> 20}`)
  if (file.length >= 8 && file.readBigUInt64BE(0) === 0xd0cf11e0a1b11ae1n)
    throw file.includes(Buffer.from('EncryptedPackage', 'utf16le'))
      ? encrypted()
      : new NoList('list.oldFormat', 'the file is an old .xls file: save it as .xlsx')
  if (file.length < 22 || file.readUInt32LE(0) !== 0x04034b50) throw noWorkbook('it is no zip file')
}

interface Entry {
  readonly name: string
  readonly method: number
  /** Where the packed bytes begin, and how many there are. */
  readonly from: number
  readonly size: number
}

/**
 * What the central directory lists (APPNOTE 4.3.12). The reader of sheets goes by the local headers instead: the two must
 * tell the same, without room between the parts for one that only the reader would see.
 */
function entries(zip: Buffer): Entry[] {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end < 0 || end + 22 > zip.length) throw noWorkbook('its end is missing')
  const start = zip.readUInt32LE(end + 16)
  const found: Entry[] = []
  let expected = 0
  for (let at = start; at + 46 <= end && zip.readUInt32LE(at) === 0x02014b50;) {
    const [flags, method] = [zip.readUInt16LE(at + 8), zip.readUInt16LE(at + 10)]
    const [size, local] = [zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 42)]
    const nameLength = zip.readUInt16LE(at + 28)
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength)
    if ((flags & 1) === 1) throw encrypted()
    if (method !== 0 && method !== 8) throw noWorkbook(`${name} is packed in a way that .xlsx does not know`)
    if (local < expected || local > expected + LONGEST_DESCRIPTOR || local + 30 > start)
      throw noWorkbook('its parts do not follow each other')
    if (zip.readUInt32LE(local) !== 0x04034b50) throw noWorkbook(`${name} is not where it should be`)
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    if (zip.toString('utf8', local + 30, local + 30 + zip.readUInt16LE(local + 26)) !== name)
      throw noWorkbook(`${name} has two names`)
    expected = from + size
    if (expected > start) throw noWorkbook(`${name} is cut off`)
    found.push({ name, method, from, size })
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
  if (start - expected > LONGEST_DESCRIPTOR) throw noWorkbook('its parts do not follow each other')
  if (!found.some(({ name }) => name === 'xl/workbook.xml')) throw noWorkbook('it has no part xl/workbook.xml')
  return found
}

/** Sizes may stand behind a part instead of before it: 24 bytes, less than a local header has. */
const LONGEST_DESCRIPTOR = 24

function inflated(packed: Buffer, most: number): Buffer {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, most) })
  } catch (cause) {
    if (cause instanceof RangeError) throw tooLarge(`it unpacks to more than ${MOST_UNPACKED >> 20} MB`)
    throw noWorkbook('a part can not be unpacked', cause)
  }
}

/** What a file is instead of a list that can be read, by the code of its refusal. */
export class NoList extends InputError {
  readonly code: 'list.oldFormat' | 'list.encrypted' | 'list.tooLarge' | 'list.noWorkbook'
  readonly why: string
  constructor(code: NoList['code'], message: string, why = '', options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.why = why
  }
}

function encrypted(): NoList {
  return new NoList('list.encrypted', 'the file is an encrypted workbook: save it without a password')
}

function tooLarge(why: string): NoList {
  return new NoList('list.tooLarge', `the file is too large for a list: ${why}`, why)
}

export function noWorkbook(why: string, cause?: unknown): NoList {
  return new NoList('list.noWorkbook', `the file is no readable .xlsx workbook: ${why}`, why, { cause })
}
