import { fault, type Fault } from '../fault.ts'
import { shown } from '../../model/shown.ts'
import { crcOf } from './crc.ts'

/*
 * Frames of HJ 212-2017 (数据包) in a stream of bytes: `##`, four digits for the length of the data segment, the segment
 * of at most 1024 bytes, four hexadecimal digits of its check, CR LF. A stream is cut anywhere, and anything may come.
 */

export const LONGEST_SEGMENT = 1024
const HEAD = 6
const CRC = 4

export type Found = { readonly segment: Buffer } | { readonly fault: Fault; readonly raw: Buffer }

/** A data segment as it goes out. */
export function pack(segment: string): Buffer {
  const bytes = Buffer.from(segment, 'latin1')
  const crc = crcOf(bytes).toString(16).toUpperCase().padStart(4, '0')
  const length = String(bytes.length).padStart(4, '0')
  return Buffer.concat([Buffer.from(`##${length}`), bytes, Buffer.from(`${crc}\r\n`)])
}

/**
 * Finds the frames of one connection. What is broken is told once and passed over up to the next head, so that no whole
 * frame behind it is lost; it never holds more than one frame.
 */
export class Frames {
  #rest = Buffer.alloc(0)
  /** Between a fault and the next frame: what is passed over there belongs to that fault. */
  #isLost = false

  push(chunk: Buffer): Found[] {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    const found: Found[] = []
    let at = 0
    for (;;) {
      const head = headFrom(bytes, at)
      this.#skip(bytes.subarray(at, head), found)
      at = head
      const frame = frameAt(bytes, at)
      if (frame === 'more') break
      if ('segment' in frame) {
        found.push({ segment: frame.segment })
        this.#isLost = false
        at += HEAD + frame.segment.length + CRC
      } else {
        found.push({ fault: frame, raw: rawFrom(bytes, at) })
        this.#isLost = true
        at++
      }
    }
    // A copy: the chunk of 64 kB would be held as long as its last bytes.
    this.#rest = Buffer.from(bytes.subarray(at))
    return found
  }

  /** The stream has ended: what is left of it. */
  end(): Found[] {
    const rest = this.#rest
    this.#rest = Buffer.alloc(0)
    return rest.length < HEAD || this.#isLost ? [] : [{ fault: fault('frame.cut'), raw: rest }]
  }

  /** Bytes that belong to no frame. Line ends do: they end the frame before. */
  #skip(bytes: Buffer, found: Found[]): void {
    if (this.#isLost || bytes.every((byte) => byte <= 0x20)) return
    found.push({
      fault: fault('frame.header', { count: String(bytes.length) }),
      raw: Buffer.from(bytes.subarray(0, HEAD + LONGEST_SEGMENT)),
    })
    this.#isLost = true
  }
}

/** Where the next head begins, or may begin once more bytes have come. */
function headFrom(bytes: Buffer, from: number): number {
  const head = bytes.indexOf('##', from, 'latin1')
  if (head >= 0) return head
  return bytes.length > from && bytes.at(-1) === 0x23 ? bytes.length - 1 : bytes.length
}

function frameAt(bytes: Buffer, at: number): { readonly segment: Buffer } | Fault | 'more' {
  if (bytes.length - at < HEAD) return 'more'
  const digits = bytes.toString('latin1', at + 2, at + HEAD)
  if (!/^\d{4}$/.test(digits)) return fault('frame.length', { given: shown(digits) })
  const length = Number(digits)
  if (length > LONGEST_SEGMENT) return fault('frame.long', { given: digits })
  const from = at + HEAD
  const segment = bytes.subarray(from, from + length)
  // No segment holds a line end or another head: this one has lost bytes, or its length is wrong.
  if (segment.includes(0x0d) || segment.includes(0x0a) || segment.includes('##', 0, 'latin1')) return fault('frame.cut')
  if (bytes.length - from < length + CRC) return 'more'
  const given = bytes.toString('latin1', from + length, from + length + CRC)
  const computed = crcOf(segment).toString(16).toUpperCase().padStart(4, '0')
  if (given.toUpperCase() !== computed) return fault('frame.crc', { given: shown(given), computed })
  return { segment }
}

function rawFrom(bytes: Buffer, at: number): Buffer {
  return Buffer.from(bytes.subarray(at, at + HEAD + LONGEST_SEGMENT + CRC))
}
