import { XMLParser, XMLValidator } from 'fast-xml-parser'

/* The OASIS schema of CAP 1.2, as far as it bites: order and number of elements, value lists, forms of times and codes. */

export interface Capped {
  readonly [element: string]: string
}
export interface Alert {
  readonly fields: Capped
  readonly infos: readonly { readonly fields: Capped; readonly all: readonly (readonly [string, string])[] }[]
}

type Node = Record<string, unknown>

const parser = new XMLParser({
  preserveOrder: true,
  processEntities: true,
  ignoreDeclaration: true,
  parseTagValue: false,
  trimValues: false,
})

const ALERT = `identifier! sender! sent! status! msgType! source scope! restriction addresses code* note references
  incidents info*`
const INFO = `language category+ event! responseType* urgency! severity! certainty! audience eventCode* effective onset
  expires senderName headline description instruction web contact parameter* resource* area*`
const VALUES: Readonly<Record<string, RegExp>> = {
  identifier: /^[^\s,<&]+$/,
  sender: /^[^\s,<&]+$/,
  sent: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d$/,
  status: /^(Actual|Exercise|System|Test|Draft)$/,
  msgType: /^(Alert|Update|Cancel|Ack|Error)$/,
  scope: /^(Public|Restricted|Private)$/,
  references: /^([^\s,<&]+,[^\s,<&]+,\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d)( [^\s,<&]+,[^\s,<&]+,\S+)*$/,
  language: /^[a-z]{2}-[A-Z]{2}$/,
  category: /^(Geo|Met|Safety|Security|Rescue|Fire|Health|Env|Transport|Infra|CBRNE|Other)$/,
  responseType: /^(Shelter|Evacuate|Prepare|Execute|Avoid|Monitor|Assess|AllClear|None)$/,
  urgency: /^(Immediate|Expected|Future|Past|Unknown)$/,
  severity: /^(Extreme|Severe|Moderate|Minor|Unknown)$/,
  certainty: /^(Observed|Likely|Possible|Unlikely|Unknown)$/,
  web: /^https?:\/\/\S+$/,
}
for (const time of ['effective', 'onset', 'expires']) Object.assign(VALUES, { [time]: VALUES['sent'] })

/** Reads a CAP message as another program would. @throws Error naming the first thing that the schema forbids */
export function readCap(xml: string): Alert {
  const root = rootOf(xml, 'alert', 'urn:oasis:names:tc:emergency:cap:1.2')
  const top = childrenOf(root)
  held(top, ALERT)
  const infos = top.flatMap(([name, node]) => (name === 'info' ? [childrenOf(node)] : []))
  for (const info of infos) {
    held(info, INFO)
    for (const [name, node] of info) {
      if (name === 'parameter') held(childrenOf(node), 'valueName! value!')
      if (name === 'area') {
        held(childrenOf(node), 'areaDesc! polygon* circle* geocode* altitude ceiling')
        for (const [inner, code] of childrenOf(node))
          if (inner === 'geocode') held(childrenOf(code), 'valueName! value!')
      }
    }
  }
  const fields = (of: readonly (readonly [string, Node[]])[]) =>
    Object.fromEntries(of.map(([name, node]) => [name, textOf(node)]))
  const all = (of: readonly (readonly [string, Node[]])[]) => of.map(([name, node]) => [name, textOf(node)] as const)
  return { fields: fields(top), infos: infos.map((info) => ({ fields: fields(info), all: all(info) })) }
}

/** The children of the root of an XML text, well-formed and of that name and namespace. */
export function rootOf(xml: string, name: string, namespace: string): Node[] {
  const valid = XMLValidator.validate(xml)
  if (valid !== true) throw new Error(`${valid.err.msg} in line ${valid.err.line}`)
  if (!xml.includes(`<${name} xmlns="${namespace}"`)) throw new Error(`no ${name} of ${namespace}`)
  const [root] = parser.parse(xml) as Node[]
  if (root === undefined || !(name in root)) throw new Error(`the root is not ${name}`)
  return root[name] as Node[]
}

export function childrenOf(nodes: readonly Node[]): (readonly [string, Node[]])[] {
  return nodes.flatMap((node) =>
    Object.entries(node).flatMap(([name, inside]) =>
      name === '#text' || name === ':@' ? [] : [[name, inside as Node[]] as const],
    ),
  )
}

export function textOf(nodes: readonly Node[]): string {
  return nodes.map((node) => ('#text' in node ? String(node['#text']) : '')).join('')
}

function held(children: readonly (readonly [string, Node[]])[], form: string): void {
  const wanted = form
    .split(/\s+/)
    .map((word) => ({ name: word.replace(/[!*+]$/, ''), number: /[!*+]$/.exec(word)?.[0] ?? '?' }))
  let at = 0
  for (const [name, node] of children) {
    const place = wanted.findIndex((one) => one.name === name)
    if (place < 0) throw new Error(`${name} is no element here`)
    if (place < at) throw new Error(`${name} stands after what it must precede`)
    at = place
    const form_ = VALUES[name]
    if (form_ !== undefined && !form_.test(textOf(node))) throw new Error(`${name} may not be ${textOf(node)}`)
  }
  for (const { name, number } of wanted) {
    const count = children.filter(([one]) => one === name).length
    if ((number === '!' && count !== 1) || (number === '+' && count < 1) || (number === '?' && count > 1))
      throw new Error(`${count} times ${name}`)
  }
}
