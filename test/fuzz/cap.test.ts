import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { beforeAll, expect, test } from 'vitest'
import { CapFault, parseCap } from '../../src/linkage/cap/parse.ts'
import { readXml, XmlFault, type Element } from '../../src/linkage/cap/xml.ts'
import { capMessage } from '../help/capMessage.ts'

/* CAP messages with everything that wires, editors and enemies do to them: read or refused by name, at once, and forgotten. */

/** Mutated messages; more go by hand: `FUZZ_CAPS=1000000`. */
const CAPS = Number(process.env['FUZZ_CAPS'] ?? 10_000)
const SEED = Number(process.env['FUZZ_SEED'] ?? 20210110)
/** What the heap may grow by over all of them: a message is 2 kB and one is held; the rest is what no collection has met yet. */
const MOST_MB = 96
/** The biggest body that the door takes. */
const BIGGEST = 262_144
/** What reads in one pass takes milliseconds for the biggest; what goes back over it takes minutes. */
const PATIENCE_MS = 1_000

let random: () => number
beforeAll(() => {
  random = mulberry(SEED)
})

test('a mutated message is read or refused by name, and memory stays', () => {
  const before = process.memoryUsage().heapUsed
  const pieces = [
    '<!DOCTYPE a>',
    '<!ENTITY x "y">',
    '&x;',
    '&#0;',
    '&amp;',
    '<![CDATA[',
    ']]>',
    '<!--',
    '-->',
    '\0',
    '</',
    '/>',
  ]
  let [read, refused] = [0, 0]
  for (let n = 0; n < CAPS; n++) {
    let bytes: Buffer = Buffer.from(
      capMessage({ identifier: `m${n}`, ...(n % 3 === 0 ? { type: 'Update', references: 'a,b,x' } : {}) }),
    )
    for (let times = Math.floor(random() * 4); times > 0; times--) bytes = mutated(bytes, pieces)
    try {
      parseCap(bytes)
      read++
    } catch (error) {
      if (!(error instanceof CapFault)) throw new Error(`seed ${SEED}, message ${n}`, { cause: error })
      refused++
    }
  }
  expect(read).toBeGreaterThan(CAPS / 10)
  expect(refused).toBeGreaterThan(CAPS / 10)
  const grown = (process.memoryUsage().heapUsed - before) / 2 ** 20
  expect(grown, `${grown.toFixed(0)} MB`).toBeLessThan(MOST_MB)
}, 600_000)

test('what another reader takes for well-formed is read the same, and nothing else is', () => {
  const other = new XMLParser({
    preserveOrder: true,
    trimValues: false,
    parseTagValue: false,
    processEntities: false,
    ignoreDeclaration: true,
    removeNSPrefix: true,
  })
  let same = 0
  for (let n = 0; n < CAPS / 10; n++) {
    const whole = Buffer.from(
      capMessage({ identifier: `m${n}`, headline: '标题' }).replaceAll(/&amp;|<!\[CDATA\[.*?\]\]>/g, ''),
    )
    const text = (n % 2 === 0 ? whole : mutated(whole, ['<b>', '</b>', '<b/>', '<info>', ' '])).toString('utf8')
    let own: Element
    try {
      own = readXml(text).root
    } catch (error) {
      expect(error).toBeInstanceOf(XmlFault)
      continue
    }
    expect(XMLValidator.validate(text), text).toBe(true)
    const root = (other.parse(text) as Record<string, unknown>[]).find((node) => !('#text' in node))
    expect(skeletonOf(own)).toBe(skeletonOfOther(root ?? {}))
    same++
  }
  expect(same).toBeGreaterThanOrEqual(CAPS / 20)
}, 600_000)

test('the biggest body of the worst kind is refused or read at once', () => {
  const fill = (piece: string) => piece.repeat(Math.ceil(BIGGEST / piece.length)).slice(0, BIGGEST)
  const head = '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">'
  const worst = [
    fill('<a>'),
    fill('<'),
    fill('&'),
    fill('&#x'),
    fill('&amp'),
    fill('<!--'),
    fill('<![CDATA['),
    fill(' '),
    fill('<a '),
    `<a ${fill('b="" ')}`,
    `<a${fill(' b ')}`,
    `<a ${fill('b="')}`,
    `<a${fill(' ')}`,
    `<${fill('a')}`,
    `<${fill('a:')}`,
    `</${fill('a')}>`,
    `<?xml ${fill(' ')}`,
    `<?xml ${fill('?')}`,
    head + fill('<info><event>x</event></info>'),
    head + fill('x'),
    `${head}<references>${fill('a,b,c ')}</references></alert>`,
    `${head}<references>${fill(',')}</references></alert>`,
    capMessage({ identifier: 'a', references: fill('a,b,2021-01-10T18:00:00+08:00 ') }),
    capMessage({ identifier: 'a', headline: fill('&amp;') }),
    capMessage({ identifier: fill('a') }),
    capMessage({ identifier: 'a', sent: fill('1') }),
  ]
  for (const [n, document] of worst.entries()) {
    const from = process.cpuUsage().user
    expect(() => parseCap(Buffer.from(document)), String(n)).toThrow(CapFault)
    expect((process.cpuUsage().user - from) / 1_000, `${n}: ${document.slice(0, 40)}`).toBeLessThan(PATIENCE_MS)
  }
})

function skeletonOf({ name, children, text }: Element): string {
  const inside = children.map((child) => skeletonOf(child)).join('')
  return `<${name}>${children.length === 0 ? text : ''}${inside}</>`
}

function skeletonOfOther(node: Record<string, unknown>): string {
  const name = Object.keys(node).find((key) => key !== ':@') ?? ''
  const parts = node[name] as Record<string, unknown>[]
  const elements = parts.filter((part) => !('#text' in part))
  const text = parts.flatMap((part) => ('#text' in part ? [String(part['#text'])] : [])).join('')
  return `<${name}>${elements.length === 0 ? text : ''}${elements.map((part) => skeletonOfOther(part)).join('')}</>`
}

/** Cut, changed, doubled, put in, left out. */
function mutated(whole: Buffer, pieces: readonly string[]): Buffer {
  const at = Math.floor(random() * (whole.length + 1))
  const to = Math.min(whole.length, at + Math.floor(random() * 40))
  const piece = Buffer.from(pieces[Math.floor(random() * pieces.length)] ?? '')
  switch (Math.floor(random() * 6)) {
    case 0:
      return whole.subarray(0, at)
    case 1:
      return Buffer.concat([whole.subarray(0, at), Buffer.from([Math.floor(random() * 256)]), whole.subarray(at + 1)])
    case 2:
      return Buffer.concat([whole.subarray(0, to), whole.subarray(at)])
    case 3:
      return Buffer.concat([whole.subarray(0, at), whole.subarray(to)])
    default:
      return Buffer.concat([whole.subarray(0, at), piece, whole.subarray(at)])
  }
}

/** The same numbers for the same seed. */
function mulberry(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
