import { randomBytes } from 'node:crypto'
import { showInstant, type Instant } from '../../src/model/time.ts'

/**
 * The beginning of a picture as a telephone takes it: JPEG with EXIF of when and where, or without. Each has other bytes.
 */
export function photo(meta: { at: Instant; latitude: number; longitude: number } | null): Buffer {
  const noise = segment(0xfe, randomBytes(16))
  const exif = meta === null ? [] : [segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), tiff(meta)]))]
  return Buffer.concat([Buffer.from([0xff, 0xd8]), ...exif, noise, Buffer.from([0xff, 0xd9])])
}

function segment(marker: number, body: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(body.length + 2, 2)
  return Buffer.concat([head, body])
}

type Field = readonly [tag: number, type: number, count: number, value: Buffer]

function tiff({ at, latitude, longitude }: { at: Instant; latitude: number; longitude: number }): Buffer {
  const [day = '', rest = ''] = showInstant(at).split('T')
  const time = `${day.replaceAll('-', ':')} ${rest.slice(0, 8)}`
  const exif: Field[] = [ascii(0x9003, time), ascii(0x9011, rest.slice(8))]
  const gps: Field[] = [
    ascii(1, latitude < 0 ? 'S' : 'N'),
    degrees(2, latitude),
    ascii(3, longitude < 0 ? 'W' : 'E'),
    degrees(4, longitude),
  ]
  const header = Buffer.from('II*\0\x08\0\0\0', 'latin1')
  const rootLength = 2 + 2 * 12 + 4
  const exifAt = header.length + rootLength
  const exifDirectory = directory(exif, exifAt)
  const gpsAt = exifAt + exifDirectory.length
  const root = directory([long(0x8769, exifAt), long(0x8825, gpsAt)], header.length)
  return Buffer.concat([header, root, exifDirectory, directory(gps, gpsAt)])
}

/** A directory of fields, with behind it what does not fit into four bytes. */
function directory(fields: readonly Field[], at: number): Buffer {
  const length = 2 + fields.length * 12 + 4
  const table = Buffer.alloc(length)
  const behind: Buffer[] = []
  let next = at + length
  table.writeUInt16LE(fields.length, 0)
  fields.forEach(([tag, type, count, value], n) => {
    const place = 2 + n * 12
    table.writeUInt16LE(tag, place)
    table.writeUInt16LE(type, place + 2)
    table.writeUInt32LE(count, place + 4)
    if (value.length <= 4) value.copy(table, place + 8)
    else {
      table.writeUInt32LE(next, place + 8)
      behind.push(value)
      next += value.length
    }
  })
  return Buffer.concat([table, ...behind])
}

function ascii(tag: number, text: string): Field {
  return [tag, 2, text.length + 1, Buffer.from(`${text}\0`)]
}

function long(tag: number, value: number): Field {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return [tag, 4, 1, bytes]
}

function degrees(tag: number, value: number): Field {
  const bytes = Buffer.alloc(24)
  const parts = [Math.floor(Math.abs(value) * 1e6), 0, 0]
  parts.forEach((part, n) => {
    bytes.writeUInt32LE(part, n * 8)
    bytes.writeUInt32LE(n === 0 ? 1e6 : 1, n * 8 + 4)
  })
  return [tag, 5, 3, bytes]
}
