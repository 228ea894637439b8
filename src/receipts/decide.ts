import { READ_BY, READ_ON } from './reading.ts'

/** What an enterprise says of its order (回执): 已阅, 收到, 能执行, 已完成, 执行困难, 申诉. */
export const RECEIPT_KINDS = ['read', 'acknowledged', 'committed', 'done', 'difficulty', 'appeal'] as const
export type ReceiptKind = (typeof RECEIPT_KINDS)[number]

/** How an officer who answers on behalf learned of it (代为回执的依据): 电话, 上门, 信息. */
export const HOW = ['telephone', 'visit', 'message'] as const
export type How = (typeof HOW)[number]

/**
 * What a receipt does: the event for the order's machine, or null where it is a fact that moves nothing. An officer who
 * says on behalf that it will be done has heard that it was taken note of: only the enterprise itself commits.
 */
export function eventOf(
  kind: ReceiptKind,
  state: string,
  onBehalf = false,
): { type: 'ENTERPRISE_ACKNOWLEDGED' | 'ENTERPRISE_COMMITTED' | 'ENTERPRISE_HINDERED' } | null {
  if (kind === 'acknowledged' || (kind === 'committed' && onBehalf))
    return state === 'acknowledged' || state === 'acting' ? null : { type: 'ENTERPRISE_ACKNOWLEDGED' }
  if (kind === 'committed') return state === 'acting' ? null : { type: 'ENTERPRISE_COMMITTED' }
  // Who can not do it has answered, and is not counted on: nobody who committed before is held to be doing it.
  if (kind === 'difficulty') return state === 'acknowledged' ? null : { type: 'ENTERPRISE_HINDERED' }
  return null
}

/**
 * Whoever says that it can be done, or can not, has taken note of it. Whoever answers on the page has it before their
 * eyes; what else is 已阅 stands in `reading.ts`.
 */
export function rungsOf(kind: ReceiptKind, channel: string): readonly string[] {
  const said = kind === 'committed' || kind === 'difficulty' ? ['acknowledged', kind] : [kind]
  return channel === READ_ON && READ_BY.has(kind) ? ['read', ...said] : said
}

/** Answers that still count after the order has ended: what was done, and what is contested. */
export function countsAfterEnd(kind: ReceiptKind): boolean {
  return kind === 'done' || kind === 'appeal'
}

/** Whether a revision has ended: nothing is to be done by it any more. */
export function isOver(state: string): boolean {
  return state === 'superseded' || state === 'released' || state === 'recalled'
}
