import type { Instant } from '../../model/time.ts'
import type { LineOrder, OrderContent } from '../../plan/order.ts'
import { sayWhat } from '../../plan/wording.ts'
import { plain, tight } from './plain.ts'
import { SENTENCES } from './sentences.ts'
import type { ToldIn } from './told.ts'

/** One thing to do, or to do no longer (事项), as an SMS and a voice say it. */
export interface Item {
  /** The line's name; null for what concerns the whole enterprise. */
  readonly line: string | null
  /** When somebody has to move for it; empty for what is only to be known. */
  readonly by: Instant | ''
  /** From when it holds; null where what is said says so itself. */
  readonly from: Instant | null
  readonly what: string
}

/** Everything that an order asks, whatever of it is new; what has to be done first comes first. */
export function itemsOf(content: OrderContent, language: ToldIn): Item[] {
  const { transport, starts, suspended, summary } = content
  if (suspended) return [{ line: null, by: '', from: null, what: tight(summary[language]).replace(/[。.]$/, '') }]
  const ban: Item[] = transport
    ? [{ line: null, by: starts, from: starts, what: SENTENCES[language].transport(transport.say) }]
    : []
  return inTime([...content.lines.map((line) => lineItem(line, content, language)), ...ban])
}

/**
 * What changed against the revision before: the whole enterprise first, then what has to be done first. Another end is
 * said with the end.
 */
export function changedItems(content: OrderContent, language: ToldIn): Item[] {
  const lines = new Map(content.lines.map((line) => [line.line, line]))
  return inTime(
    content.changes
      .filter(({ kind }) => kind !== 'ends')
      .map(({ kind, line: number, say }) => {
        const line = number === null ? undefined : lines.get(number)
        if (kind === 'basis') return whole(SENTENCES[language].basis(content.basis))
        if (line === undefined || kind === 'removed')
          return { line: number, by: '', from: null, what: plain(say[language]) }
        return lineItem(line, content, language)
      }),
  )
}

function whole(what: string): Item {
  return { line: null, by: '', from: null, what: tight(what) }
}

function lineItem(line: LineOrder, { enterprise }: OrderContent, language: ToldIn): Item {
  const { name, starts, rampDownFrom, safeStopHours, flags, meanwhile, continues, binding } = line
  const words = SENTENCES[language]
  const said = tight(sayWhat(line, enterprise.class)[language])
  // A plan names its line once more, and lines that do the same are named together.
  const what = said.startsWith(name) ? said.slice(name.length) : said
  const own = binding || what === words.ownDecision ? '' : words.own
  const ramp =
    rampDownFrom === null
      ? ''
      : flags.includes('noticeShort')
        ? words.rampDownNow(rampDownFrom, safeStopHours, meanwhile ?? '')
        : words.rampDown(rampDownFrom)
  return {
    line: plain(name),
    by: rampDownFrom ?? starts,
    from: starts,
    what: `${own}${what}${ramp}${continues ? words.continues : ''}`,
  }
}

function inTime(items: Item[]): Item[] {
  return items.sort((a, b) => (a.by < b.by ? -1 : a.by > b.by ? 1 : 0))
}

/** Items as sentences: what begins together is said together, and so are lines that do the same. */
export function sayItems(items: readonly Item[], language: ToldIn): string {
  const { stops, from: since } = SENTENCES[language]
  const alike = new Map<string, { names: string[]; what: string; from: Instant | null }>()
  for (const { line, from, what } of items) {
    const key = from === null || line === null ? `${alike.size}` : `${from} ${what}`
    const group = alike.get(key)
    if (group && line !== null) group.names.push(line)
    else alike.set(key, { names: line === null || from === null ? [] : [line], what, from })
  }
  let begun: Instant | null = null
  const said = [...alike.values()].map(({ names, what, from }) => {
    const opening = from === null || from === begun ? '' : since(from)
    begun = from
    return `${opening}${names.length === 0 ? '' : `${names.join(stops.names)}${stops.colon}`}${what}`
  })
  return said.length === 0 ? '' : `${said.join(stops.between)}${stops.end}`
}
