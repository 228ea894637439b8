/** What an enterprise says of its order (回执): 已阅, 收到, 能执行, 已完成, 执行困难, 申诉. */
export const RECEIPT_KINDS = ['read', 'acknowledged', 'committed', 'done', 'difficulty', 'appeal'] as const
export type ReceiptKind = (typeof RECEIPT_KINDS)[number]

/** What a receipt does: the event for the order's machine, or null where it is a fact that moves nothing. */
export function eventOf(
  kind: ReceiptKind,
  state: string,
): { type: 'ENTERPRISE_ACKNOWLEDGED' | 'ENTERPRISE_COMMITTED' | 'ENTERPRISE_HINDERED' } | null {
  if (kind === 'acknowledged')
    return state === 'acknowledged' || state === 'acting' ? null : { type: 'ENTERPRISE_ACKNOWLEDGED' }
  if (kind === 'committed') return state === 'acting' ? null : { type: 'ENTERPRISE_COMMITTED' }
  // Who can not do it has answered, and is not counted on: nobody who committed before is held to be doing it.
  if (kind === 'difficulty') return state === 'acknowledged' ? null : { type: 'ENTERPRISE_HINDERED' }
  return null
}

/**
 * Whoever says that it can be done, or can not, has taken note of it. Whoever answers on the page has it before their
 * eyes: only that is 已阅, because a link is opened by the preview of a messenger, too.
 */
export function rungsOf(kind: ReceiptKind, channel: string): readonly string[] {
  const said = kind === 'committed' || kind === 'difficulty' ? ['acknowledged', kind] : [kind]
  return channel === 'page' && kind !== 'read' ? ['read', ...said] : said
}

/** Answers that still count after the order has ended: what was done, and what is contested. */
export function countsAfterEnd(kind: ReceiptKind): boolean {
  return kind === 'done' || kind === 'appeal'
}

/** Whether a revision has ended: nothing is to be done by it any more. */
export function isOver(state: string): boolean {
  return state === 'superseded' || state === 'released' || state === 'recalled'
}
