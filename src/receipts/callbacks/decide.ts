import type { Id } from '../../model/id.ts'

/** An order that an answer from one telephone may mean. */
export interface Meant {
  readonly orderId: Id
  readonly number: string
  readonly creditCode: string
  readonly name: string
}

/** The words by which a person says 收到, at the beginning; then perhaps which order. Anything else is only kept. */
const SAYS_SO = /^(?:收到|1(?!\d))[\s,，.。、:：;；!！#+-]*/

/** What an answer by SMS says (上行短信): null where it does not say 收到; else what it names beside it, often nothing. */
export function readReply(text: string): { readonly named: string } | null {
  const plain = text.normalize('NFKC').trim()
  const said = SAYS_SO.exec(plain)
  return said ? { named: plain.slice(said[0].length).replace(/[。.!！\s]+$/, '') } : null
}

/** Fewer characters of a code would be said by chance: a line's number, an hour. */
const SHORTEST_CODE = 4

/**
 * Which order is meant. One telephone may stand in the control rooms of several plants: then the number or the last
 * characters of the credit code decide, and where they do not, nobody is taken to have answered. Who names something
 * that none of them bears has said something else.
 */
export function whichOf(orders: readonly Meant[], named: string): Meant | 'several' | null {
  if (named === '') return orders.length > 1 ? 'several' : (orders[0] ?? null)
  if (named.length < SHORTEST_CODE) return null
  const code = named.toUpperCase()
  const found = orders.filter(
    ({ number, creditCode }) => number.toUpperCase() === code || creditCode.endsWith(code) || code.endsWith(creditCode),
  )
  return found.length > 1 ? 'several' : (found[0] ?? null)
}
