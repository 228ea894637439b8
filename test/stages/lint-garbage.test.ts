import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { InputError } from '../../src/errors.ts'
import { proposeMapping } from '../../src/inventory/mapping.ts'
import { readList } from '../../src/inventory/reading.ts'
import { loadIndustries } from '../../src/rulebook/industries.ts'
import { AREAS, smallList, workbook } from '../help/lists.ts'
import { runs } from '../help/runs.ts'
import { oneSheet, zip } from '../help/zip.ts'

const industries = loadIndustries()
const read = (bytes: Uint8Array) => readList(bytes, AREAS, industries)
let small: Buffer
beforeAll(async () => {
  small = Buffer.from(await workbook(smallList()))
})

/** A zip file of one packed part, with what its headers say changed by hand. */
function packed(
  name: string,
  content: Buffer,
  change: (file: Buffer, at: { local: number; central: number }) => void = () => {},
) {
  const data = deflateRawSync(content)
  const path = Buffer.from(name)
  const head = Buffer.alloc(26)
  head.writeUInt16LE(20, 0)
  head.writeUInt16LE(8, 4)
  head.writeUInt32LE(data.length, 14)
  head.writeUInt32LE(content.length, 18)
  head.writeUInt16LE(path.length, 22)
  const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), head, path, data])
  const central = Buffer.concat([Buffer.from('PK\u0001\u0002'), Buffer.from([20, 0]), head, Buffer.alloc(14), path])
  const end = Buffer.alloc(18)
  end.writeUInt16LE(1, 4)
  end.writeUInt16LE(1, 6)
  end.writeUInt32LE(central.length, 8)
  end.writeUInt32LE(local.length, 12)
  const file = Buffer.concat([local, central, Buffer.from('PK\u0005\u0006'), end])
  change(file, { local: 0, central: local.length })
  return file
}

describe('what is no list is refused by name', () => {
  const ole = Buffer.from('d0cf11e0a1b11ae1', 'hex')
  const cases: [string, () => Uint8Array, RegExp][] = [
    ['nothing', () => new Uint8Array(), /no zip file/],
    ['an old .xls', () => Buffer.concat([ole, Buffer.alloc(600)]), /an old \.xls file: save it as \.xlsx/],
    [
      'an encrypted workbook',
      () => Buffer.concat([ole, Buffer.alloc(600), Buffer.from('EncryptedPackage', 'utf16le')]),
      /encrypted/,
    ],
    [
      'an encrypted zip',
      () => packed('xl/workbook.xml', Buffer.from('<a/>'), (file, { central }) => file.writeUInt16LE(1, central + 8)),
      /encrypted/,
    ],
    ['a document of another kind', () => zip({ 'word/document.xml': '<a/>' }), /no part xl\/workbook\.xml/],
    ['an oversized file', () => Buffer.alloc(65 * 1024 * 1024, 'PK\u0003\u0004'), /too large for a list: it has 65 MB/],
    [
      'a zip bomb',
      () => packed('xl/workbook.xml', Buffer.alloc(20 * 1024 * 1024, 'a')),
      /too large for a list: .* unpacks to/,
    ],
    [
      'a packing that is not known',
      () => packed('xl/workbook.xml', Buffer.from('<a/>'), (file, { central }) => file.writeUInt16LE(12, central + 10)),
      /packed in a way/,
    ],
    [
      'rows without end',
      () => oneSheet('企业', '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'),
      /more than 500000 rows/,
    ],
    [
      'columns without end',
      () => oneSheet('企业', '<row r="1"><c r="XFD1"><v>1</v></c></row>'),
      /cells behind column CZ/,
    ],
    // The reader of sheets goes by the local headers: a part that only it would see could hold anything.
    [
      'a part that is not listed',
      () =>
        Buffer.concat([
          packed('xl/media.xml', Buffer.from('<a/>')).subarray(0, 60),
          packed('xl/workbook.xml', Buffer.from('<a/>')),
        ]),
      /no readable \.xlsx workbook/,
    ],
    [
      'two names of a part',
      () => packed('xl/workbook.xml', Buffer.from('<a/>'), (file) => file.write('xl/x', 30)),
      /two names/,
    ],
    ['half a file', () => small.subarray(0, small.length / 2), /its end is missing/],
  ]
  test.each(cases)('%s', async (_, make, why) => {
    const refused = await read(make()).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(InputError)
    expect((refused as InputError).message).toMatch(why)
  })
})

test('a workbook with bytes changed anywhere is read, or refused with a sentence; nothing else, and at once', async () => {
  const change = fc.tuple(fc.nat(), fc.nat(255))
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), fc.boolean(), async (changes, cut) => {
      const bytes = Buffer.from(small)
      for (const [at, value] of changes) bytes[at % bytes.length] = value
      await readsOrRefuses(cut ? bytes.subarray(0, (changes[0]?.[0] ?? 0) % bytes.length) : bytes)
    }),
    runs(40),
  )
})

test('a sheet of any elements in any order is read, or refused with a sentence', async () => {
  const piece = fc.constantFrom(
    '<row>',
    '</row>',
    '<row r="1">',
    '<row r="2"/>',
    '<row r="0">',
    '<row r="-1">',
    '<c>',
    '</c>',
    '<c r="A1">',
    '<c r="B2" t="s">',
    '<c t="e">',
    '<c r="A2" t="inlineStr">',
    '<c r="1A">',
    '<v>',
    '</v>',
    '<v>1</v>',
    '<v>1e999</v>',
    '<is><t>统一社会信用代码</t></is>',
    '<f>1+1</f>',
    '</sheetData>',
    '<sheetData>',
    '<!-- -->',
    '<![CDATA[x]]>',
    '&#0;',
    '&amp;',
    '<',
    '>',
    '"',
    '\u0000',
  )
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 20 }), async (pieces) => {
      await readsOrRefuses(oneSheet('企业', pieces.join('')))
    }),
    runs(60),
  )
})

test('marks that never close take no time', async () => {
  for (const mark of ['<c t="e" ', '<row ', '<c t="e">', '<sheet ', '<c r="A'])
    await readsOrRefuses(oneSheet('企业', mark.repeat(200_000)))
}, 10_000)

async function readsOrRefuses(bytes: Uint8Array): Promise<void> {
  for (const work of [read, proposeMapping])
    await work(bytes).catch((error: unknown) => {
      if (!(error instanceof InputError)) throw error
      expect(error.message).toMatch(/^the file is /)
    })
}
