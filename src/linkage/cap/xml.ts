import { SaxesParser, type SaxesTagNS } from 'saxes'

/** An element of a document (元素): its name without a prefix, what lies in it, and its text. */
export interface Element {
  readonly name: string
  readonly children: readonly Element[]
  readonly text: string
}

/** Why a document is not read. */
export class XmlFault extends Error {}

/** CAP has five levels. Deeper is no CAP, and what reads it next would have to follow. */
const DEEPEST = 12
/** A message in two languages has some eighty; a hundred languages are not spoken by anybody. */
const MOST_ELEMENTS = 4_000

/**
 * Reads XML that comes from outside, with nothing in it that a message does not need: no document type, so no entity but
 * the five of XML; no processing instruction; no more depth and no more elements than a message has.
 * @throws XmlFault
 */
export function readXml(document: string): { root: Element; namespace: string } {
  const parser = new SaxesParser<{ xmlns: true }>({ xmlns: true })
  const open: { name: string; children: Element[]; text: string }[] = []
  const found: { root: Element; namespace: string }[] = []
  let count = 0

  parser.on('error', (error) => {
    throw new XmlFault(error.message)
  })
  parser.on('doctype', () => {
    throw new XmlFault('a document type')
  })
  parser.on('processinginstruction', () => {
    throw new XmlFault('a processing instruction')
  })
  parser.on('opentag', ({ local: name }: SaxesTagNS) => {
    if (++count > MOST_ELEMENTS) throw new XmlFault(`more than ${MOST_ELEMENTS} elements`)
    if (open.length >= DEEPEST) throw new XmlFault(`deeper than ${DEEPEST} levels`)
    open.push({ name, children: [], text: '' })
  })
  const read = (text: string): void => {
    const inside = open.at(-1)
    if (inside) inside.text += text
  }
  parser.on('text', read)
  parser.on('cdata', read)
  parser.on('closetag', ({ uri: namespace }: SaxesTagNS) => {
    const element = open.pop()
    if (element === undefined) return
    const around = open.at(-1)
    if (around) around.children.push(element)
    else found.push({ root: element, namespace })
  })
  parser.write(document).close()
  const [whole] = found
  if (whole === undefined) throw new XmlFault('no root')
  return whole
}
