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
const DECLARATION =
  /^\uFEFF?(?:<\?xml\s{1,9}version=["']1\.0["'](?:\s{1,9}encoding=["']utf-8["'])?(?:\s{1,9}standalone=["'](?:yes|no)["'])?\s{0,9}\?>)?/i
const NAME = /[A-Za-z_][\w.-]{0,80}(?::[A-Za-z_][\w.-]{0,80})?/y
const ATTRIBUTE = /\s+([A-Za-z_][\w.:-]{0,80})\s*=\s*("[^"<]*"|'[^'<]*')/y
const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }
/** What XML 1.0 lets stand in no document. */
const NO_CHARACTER = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u

/**
 * Reads XML that comes from outside, in one pass and with nothing in it that a message does not need: no document type,
 * so no entity but the five of XML; no processing instruction; no more depth and no more elements than a message has.
 * @throws XmlFault
 */
export function readXml(document: string): { root: Element; namespace: string } {
  if (NO_CHARACTER.test(document)) throw new XmlFault('a character that XML does not know')
  const text = document.replace(DECLARATION, '').replaceAll(/\r\n?/g, '\n')
  const open: { name: string; tag: string; children: Element[]; text: string }[] = []
  let root: Element | null = null
  let namespace = ''
  let count = 0
  let at = 0
  while (at < text.length) {
    const next = text.indexOf('<', at)
    const between = text.slice(at, next === -1 ? text.length : next)
    const inside = open.at(-1)
    if (inside) inside.text += decode(between)
    else if (between.trim() !== '') throw new XmlFault('text outside of the root')
    if (next === -1) break
    at = next
    if (text.startsWith('<!--', at)) at = after('-->', at + 4)
    else if (text.startsWith('<![CDATA[', at)) {
      const end = after(']]>', at + 9)
      if (!inside) throw new XmlFault('text outside of the root')
      inside.text += text.slice(at + 9, end - 3)
      at = end
    } else if (text.startsWith('</', at)) {
      const done = open.pop()
      const end = after('>', at)
      if (!done || text.slice(at + 2, end - 1).trimEnd() !== done.tag) throw new XmlFault('an end tag of nothing')
      const element = { name: done.name, children: done.children, text: done.text }
      const parent = open.at(-1)
      if (parent) parent.children.push(element)
      else root = element
      at = end
    } else if (/[!?]/.test(text.charAt(at + 1))) throw new XmlFault('a document type or an instruction')
    else at = begin(at)
  }
  if (open.length > 0 || root === null) throw new XmlFault('an element without an end')
  return { root, namespace }

  function begin(from: number): number {
    if (root !== null) throw new XmlFault('a second root')
    if (++count > MOST_ELEMENTS) throw new XmlFault(`more than ${MOST_ELEMENTS} elements`)
    if (open.length >= DEEPEST) throw new XmlFault(`deeper than ${DEEPEST} levels`)
    NAME.lastIndex = from + 1
    const tag = NAME.exec(text)?.[0]
    if (tag === undefined) throw new XmlFault('a name that can not be read')
    let to = from + 1 + tag.length
    const [prefix = '', local = ''] = tag.includes(':') ? tag.split(':') : ['', tag]
    const seen = new Set<string>()
    for (;;) {
      ATTRIBUTE.lastIndex = to
      const found = ATTRIBUTE.exec(text)
      if (found === null) break
      const [whole, name = '', quoted = ''] = found
      if (seen.has(name)) throw new XmlFault('an attribute that stands twice')
      seen.add(name)
      const value = decode(quoted.slice(1, -1))
      if (open.length === 0 && name === (prefix === '' ? 'xmlns' : `xmlns:${prefix}`)) namespace = value
      to += whole.length
    }
    const end = /\s*(\/?)>/y
    end.lastIndex = to
    const closing = end.exec(text)
    if (closing === null) throw new XmlFault('a tag that can not be read')
    if (closing[1] === '/') {
      const element = { name: local, children: [], text: '' }
      const parent = open.at(-1)
      if (parent) parent.children.push(element)
      else root = element
    } else open.push({ name: local, tag, children: [], text: '' })
    return to + closing[0].length
  }

  function after(what: string, from: number): number {
    const found = text.indexOf(what, from)
    if (found === -1) throw new XmlFault(`no ${what}`)
    return found + what.length
  }
}

function decode(text: string): string {
  if (!text.includes('&')) return text
  return text.replaceAll(/&(#x[0-9a-fA-F]{1,6}|#[0-9]{1,7}|[a-z]{1,8})?;?/g, (whole, name: string | undefined) => {
    const sign = name === undefined || !whole.endsWith(';') ? undefined : (NAMED[name] ?? numbered(name))
    if (sign === undefined) throw new XmlFault('an entity that is not of XML')
    return sign
  })
}

function numbered(name: string): string | undefined {
  if (!name.startsWith('#')) return undefined
  const point = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10)
  if (point > 0x10_ff_ff || (point >= 0xd8_00 && point <= 0xdf_ff)) return undefined
  const sign = String.fromCodePoint(point)
  return NO_CHARACTER.test(sign) ? undefined : sign
}
