import { inflateSync } from 'node:zlib'
import { unzip } from './zip.ts'

/** What a Word file says, a line for each paragraph. */
export function textOfDocx(file: Buffer): string {
  const xml = unzip(file)['word/document.xml'] ?? ''
  return xml
    .split('</w:p>')
    .map((paragraph) => [...paragraph.matchAll(/<w:t[^>]*>([^<]*)<\/w:t>/g)].map(([, text]) => text).join(''))
    .join('\n')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}

/** What the pages of a PDF file show, in the order in which it was set: letters by the font's own table, without spaces. */
export function textOfPdf(file: Buffer): string {
  const streams = [...streamsOf(file)]
  const letters = new Map<string, string>()
  for (const stream of streams.filter((text) => text.includes('beginbfrange')))
    for (const [, from = '', to = '', list = ''] of stream.matchAll(/<(\w+)> <(\w+)> \[([^\]]*)\]/g))
      list
        .trim()
        .split(/\s+/)
        .forEach((code, n) => {
          if (parseInt(from, 16) + n <= parseInt(to, 16)) letters.set(key(parseInt(from, 16) + n), utf16(code))
        })
  return streams
    .filter((text) => text.includes('BT'))
    .map((page) =>
      [...page.matchAll(/\[([^\]]*)\] TJ/g)]
        .flatMap(([, shown = '']) => [...shown.matchAll(/<(\w+)>/g)])
        .flatMap(([, codes = '']) => codes.match(/.{4}/g) ?? [])
        .map((code) => letters.get(code.toLowerCase()) ?? '?')
        .join(''),
    )
    .join('')
    .replaceAll(' ', '')
}

function* streamsOf(file: Buffer): Generator<string> {
  const text = file.toString('latin1')
  for (const { index, 0: start } of text.matchAll(/stream\r?\n/g)) {
    if (text.slice(index - 3, index) === 'end') continue
    const from = index + start.length
    try {
      yield inflateSync(file.subarray(from, text.indexOf('endstream', from))).toString('latin1')
    } catch {
      // Not a compressed stream.
    }
  }
}

function key(code: number): string {
  return code.toString(16).padStart(4, '0')
}

function utf16(codes: string): string {
  return Buffer.from(codes.replaceAll(/[<>]/g, ''), 'hex').swap16().toString('utf16le')
}
