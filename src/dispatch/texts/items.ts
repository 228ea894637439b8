import type { Instant } from '../../model/time.ts'
import type { Basis, LineOrder, OrderContent } from '../../plan/order.ts'
import { sayWhat } from '../../plan/wording.ts'
import { plain, tight, when } from './words.ts'

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

const BASIS: Readonly<Record<Basis, string>> = {
  stopForCause: '停产或执行最严措施',
  protected: '保障类，仅限保障任务',
  heating: '居民供暖，不停产、不限产',
  idle: '不得复产',
  spared: '小微涉气企业，本级别不停产、不限产',
  small: '小微涉气企业，按清单措施执行',
  ownDecision: '自主减排',
  grade: '按绩效等级执行',
  listed: '按清单措施执行',
}

/** Everything that an order asks, whatever of it is new; what has to be done first comes first. */
export function itemsOf(content: OrderContent): Item[] {
  const { transport, starts, suspended, summary } = content
  if (suspended) return [{ line: null, by: '', from: null, what: tight(summary.zh).replace(/。$/, '') }]
  const ban: Item[] = transport
    ? [{ line: null, by: starts, from: starts, what: `运输：${tight(transport.say.zh)}` }]
    : []
  return inTime([...content.lines.map((line) => lineItem(line, content)), ...ban])
}

/**
 * What changed against the revision before: the whole enterprise first, then what has to be done first. Another end is
 * said with the end.
 */
export function changedItems(content: OrderContent): Item[] {
  const lines = new Map(content.lines.map((line) => [line.line, line]))
  return inTime(
    content.changes
      .filter(({ kind }) => kind !== 'ends')
      .map(({ kind, line: number, say }) => {
        const line = number === null ? undefined : lines.get(number)
        if (kind === 'basis') return whole(`管控方式改为：${BASIS[content.basis]}`)
        if (line === undefined || kind === 'removed') return { line: number, by: '', from: null, what: plain(say.zh) }
        return lineItem(line, content)
      }),
  )
}

function whole(what: string): Item {
  return { line: null, by: '', from: null, what: tight(what) }
}

function lineItem(line: LineOrder, { enterprise }: OrderContent): Item {
  const { name, starts, rampDownFrom, safeStopHours, flags, meanwhile, continues, binding } = line
  const said = tight(sayWhat(line, enterprise.class).zh)
  // A plan names its line once more, and lines that do the same are named together.
  const what = said.startsWith(name) ? said.slice(name.length) : said
  const short = flags.includes('noticeShort')
  const own = binding || what === '自主减排' ? '' : '自主减排，'
  const ramp =
    rampDownFrom === null
      ? ''
      : short
        ? `，通知时间不足，立即（${when(rampDownFrom)}）起降负荷、安全停车（需${safeStopHours}小时）${meanwhile === undefined ? '' : `，停稳之前：${tight(meanwhile)}`}`
        : `，${when(rampDownFrom)}起降负荷`
  return {
    line: plain(name),
    by: rampDownFrom ?? starts,
    from: starts,
    what: `${own}${what}${ramp}${continues ? '（已在执行，继续）' : ''}`,
  }
}

function inTime(items: Item[]): Item[] {
  return items.sort((a, b) => (a.by < b.by ? -1 : a.by > b.by ? 1 : 0))
}

/** Items as sentences: what begins together is said together, and so are lines that do the same. */
export function sayItems(items: readonly Item[]): string {
  const alike = new Map<string, { names: string[]; what: string; from: Instant | null }>()
  for (const { line, from, what } of items) {
    const key = from === null || line === null ? `${alike.size}` : `${from} ${what}`
    const group = alike.get(key)
    if (group && line !== null) group.names.push(line)
    else alike.set(key, { names: line === null || from === null ? [] : [line], what, from })
  }
  let begun: Instant | null = null
  const said = [...alike.values()].map(({ names, what, from }) => {
    const opening = from === null || from === begun ? '' : `${when(from)}起，`
    begun = from
    return `${opening}${names.length === 0 ? '' : `${names.join('、')}：`}${what}`
  })
  return said.length === 0 ? '' : `${said.join('；')}。`
}
