import { monotonicMs } from '../clock.ts'
import type { Ledger } from './ledger.ts'
import type { Taken, Witness } from './providers/providers.ts'

/** The key of a message of an order: which one, which revision, and at which rung of its ladder. */
const ORDER_KEY = /^([0-9a-f-]{36})\.(\d+)(?:\.r\d)?$/
/** The news that an order will end: a 收到 to it by SMS is one to the order that lives, which it does not name. */
const ENDING_KEY = /^[0-9a-f-]{36}\.\d+\.e$/

/**
 * Whoever has the telephones of a drill's enterprises (接电话的人) keeps count in the same ledger as their servers do:
 * what reached them, and what they answered.
 */
export function telephonesOf(ledger: Ledger): Witness {
  /** The newest revision that each telephone was told of by SMS: a reply names none, and means that. */
  const newest = new Map<string, { orderId: string; revision: number }>()
  const texts = new Map<string, string>()
  return {
    reached(message) {
      const order = orderIn(message)
      if (order === null) return
      ledger.telephoned.add(`${order.orderId} ${order.revision}`)
      if (message.channel === 'sms' && asksForAnswer(message)) newest.set(message.to, order)
      const before = texts.get(message.key)
      // The same once more has to say so: whoever reads it twice would take it for two orders (law 6).
      if (before !== undefined && !message.text.includes('重发'))
        ledger.fault(`${message.key} was sent twice, unmarked`)
      texts.set(message.key, message.text)
    },
    answered(message) {
      if (orderIn(message) === null && !ENDING_KEY.test(message.key)) {
        ledger.tested.add(`${message.channel} ${message.to}`)
        return
      }
      const order = message.channel === 'sms' ? newest.get(message.to) : orderIn(message)
      if (!order) return
      ledger.answered({ creditCode: '', ...order, kind: 'acknowledged', at: message.at, atMs: monotonicMs() })
    },
  }
}

function orderIn({ key }: Taken): { orderId: string; revision: number } | null {
  const [, orderId, revision] = ORDER_KEY.exec(key) ?? []
  return orderId === undefined ? null : { orderId, revision: Number(revision) }
}

function asksForAnswer({ text }: Taken): boolean {
  return text.includes('回复1')
}
