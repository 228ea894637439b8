import type { Instant } from '../model/time.ts'
import type { Id } from '../model/id.ts'
import type { OrderContent } from '../plan/order.ts'
import { isOver, type ReceiptKind } from '../receipts/decide.ts'
import type { OrderRow, Rung } from '../receipts/store.ts'

/** What the page shows of one order. */
export interface Shown {
  readonly orderId: Id
  readonly number: string
  readonly revision: number
  readonly name: string
  readonly creditCode: string
  readonly orderedAt: Instant
  readonly content: OrderContent
  /** The revision that the link carried, where a newer one stands in its place; otherwise null. */
  readonly replaces: number | null
  readonly end: 'released' | 'recalled' | 'superseded' | null
  /** What the enterprise said of this revision, the first time of each, oldest first. */
  readonly said: readonly { readonly kind: ReceiptKind; readonly at: Instant; readonly channel: string }[]
  /** What can be said next, the likeliest first; a difficulty can be told as long as the order lives. */
  readonly next: readonly ReceiptKind[]
}

const ANSWERS: readonly ReceiptKind[] = ['read', 'acknowledged', 'committed', 'done', 'difficulty']

/**
 * One order as its enterprise sees it: always the newest revision, because an older one must not be carried out.
 * @param carried the revision that the link came with; null for an order beside it
 */
export function showOrder(
  { revisions, rungs }: { revisions: readonly (OrderRow & { content: object })[]; rungs: readonly Rung[] },
  carried: number | null,
): Shown | null {
  const newest = revisions.at(-1)
  if (!newest) return null
  const { orderId, number, revision, name, creditCode, orderedAt, state } = newest
  const said = firstOfEach(rungs.filter((rung) => rung.orderRow === newest.id))
  return {
    orderId,
    number,
    revision,
    name,
    creditCode,
    orderedAt,
    content: newest.content as OrderContent,
    replaces: carried !== null && carried < revision ? carried : null,
    end: isOver(state) ? (state as 'released' | 'recalled' | 'superseded') : null,
    said,
    next: isOver(state) ? [] : nextAnswers(new Set(said.map(({ kind }) => kind))),
  }
}

/** One button at a time: 收到, then 能执行, then 已完成; whoever can not answer yet says at least 已阅. */
export function nextAnswers(said: ReadonlySet<ReceiptKind>): ReceiptKind[] {
  if (!said.has('acknowledged')) return ['acknowledged', ...(said.has('read') ? [] : ['read' as const]), 'difficulty']
  const next: ReceiptKind = said.has('committed') ? 'done' : 'committed'
  return said.has(next) ? ['difficulty'] : [next, 'difficulty']
}

function firstOfEach(rungs: readonly Rung[]): Shown['said'] {
  const first = new Map<ReceiptKind, Shown['said'][number]>()
  for (const { rung, at, channel } of rungs) {
    const kind = ANSWERS.find((answer) => answer === rung)
    if (kind !== undefined && !first.has(kind)) first.set(kind, { kind, at, channel })
  }
  // Every answer on the page says that it was read: only where nothing else was said is that worth a line.
  return [...first.values()].filter(({ kind }) => kind !== 'read' || first.size === 1)
}
