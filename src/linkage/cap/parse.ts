import { isUtf8 } from 'node:buffer'
import { z } from 'zod'
import { WARNING_LEVELS, type WarningLevel } from '../../model/level.ts'
import { parseInstant, type Instant } from '../../model/time.ts'
import { readXml, XmlFault, type Element } from './xml.ts'

const NAMESPACE = 'urn:oasis:names:tc:emergency:cap:1.2'
/** Messages that one may name. Ours names all before it, and a warning has some ten. */
const MOST_REFERENCES = 50
const TIME = /^(?:20|21)\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[-+]\d\d:\d\d)$/

const instant = z.string().transform((text, context): Instant => {
  const at = TIME.test(text) ? parseInstant(text) : null
  if (at !== null) return at
  context.addIssue({ code: 'custom', message: 'no time of CAP' })
  return z.NEVER
})
const text = (most: number) => z.string().trim().max(most)
/** CAP: no space, comma, `<` or `&`: references are written with them. */
const word = z.string().regex(/^[^\s,<&]{1,200}$/)
const reference = z.object({ sender: word, identifier: word, sent: instant })

const form = z.object({
  identifier: word,
  sender: word,
  sent: instant,
  status: z.enum(['Actual', 'Exercise', 'System', 'Test', 'Draft']),
  type: z.enum(['Alert', 'Update', 'Cancel']),
  references: z.array(reference).max(MOST_REFERENCES),
  event: text(200).min(1),
  level: z.enum(WARNING_LEVELS).nullable(),
  severity: z.enum(['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown']),
  headline: text(500),
  description: text(20_000),
  instruction: text(20_000),
  senderName: text(200),
  web: z
    .string()
    .max(500)
    .regex(/^https?:\/\/[^\s<>"]+$/)
    .nullable(),
  onset: instant.nullable(),
  expires: instant.nullable(),
  areaName: text(500),
  geocodes: z.array(text(40)).max(500),
})

/** A message as it is written (预警信息文件), Chinese where it is spoken. */
export type Cap = z.output<typeof form>

/** Why a message is not taken: the place and what is wrong there. */
export class CapFault extends Error {}

const SEVERITY: Readonly<Record<string, WarningLevel>> = {
  Minor: 'blue',
  Moderate: 'yellow',
  Severe: 'orange',
  Extreme: 'red',
}

/** @throws CapFault */
export function parseCap(bytes: Uint8Array): Cap {
  if (!isUtf8(bytes)) throw new CapFault('UTF-8')
  const alert = alertOf(Buffer.from(bytes).toString('utf8'))
  const infos = alert.children.filter(({ name }) => name === 'info')
  const info = infos.find((one) => first(one, 'language')?.startsWith('zh')) ?? infos[0]
  if (info === undefined) throw new CapFault('info')
  const parameters = pairsOf(info.children.filter(({ name }) => name === 'parameter'))
  const areas = info.children.filter(({ name }) => name === 'area')
  const codes = areas.flatMap(({ children }) => pairsOf(children.filter(({ name }) => name === 'geocode')))
  const severity = first(info, 'severity')
  const colour = parameters.find(([name]) => name === 'warningColor')?.[1] ?? null
  const read = form.safeParse({
    identifier: first(alert, 'identifier'),
    sender: first(alert, 'sender'),
    sent: first(alert, 'sent'),
    status: first(alert, 'status'),
    type: first(alert, 'msgType'),
    references: referencesOf(first(alert, 'references') ?? ''),
    event: first(info, 'event'),
    level: colour ?? SEVERITY[severity ?? ''] ?? null,
    severity,
    headline: first(info, 'headline') ?? '',
    description: first(info, 'description') ?? '',
    instruction: first(info, 'instruction') ?? '',
    senderName: first(info, 'senderName') ?? first(alert, 'sender') ?? '',
    web: first(info, 'web'),
    onset: first(info, 'onset'),
    expires: first(info, 'expires'),
    areaName: areas.flatMap((area) => first(area, 'areaDesc') ?? []).join('、'),
    geocodes: codes.map(([, value]) => value),
  })
  if (!read.success) throw new CapFault(read.error.issues[0]?.path.join('.') ?? 'alert')
  // What changes or ends something says what: else nobody knows what holds afterwards.
  if (read.data.type !== 'Alert' && read.data.references.length === 0) throw new CapFault('references')
  return read.data
}

function alertOf(document: string): Element {
  try {
    const { root, namespace } = readXml(document)
    if (root.name !== 'alert' || namespace !== NAMESPACE) throw new CapFault(NAMESPACE)
    return root
  } catch (error) {
    if (error instanceof XmlFault) throw new CapFault(error.message, { cause: error })
    throw error
  }
}

/** The text of the first child of a name; null where there is none, or an empty one. */
function first({ children }: Element, name: string): string | null {
  const found = children.find((child) => child.name === name)?.text.trim()
  return found === undefined || found === '' ? null : found
}

function pairsOf(elements: readonly Element[]): [string, string][] {
  return elements.map((one) => [first(one, 'valueName') ?? '', first(one, 'value') ?? ''])
}

/** `sender,identifier,sent`, with a space between two. */
function referencesOf(written: string): { sender?: string; identifier?: string; sent?: string }[] {
  return written
    .split(/\s+/)
    .filter((part) => part !== '')
    .map((part) => {
      const [sender, identifier, sent, more] = part.split(',')
      if (more !== undefined || sender === undefined || identifier === undefined || sent === undefined)
        throw new CapFault('references')
      return { sender, identifier, sent }
    })
}
