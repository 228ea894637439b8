import type { ChannelName } from '../channel.ts'
import type { Words } from '../../plan/order.ts'

/** What becomes of whoever was ordered by mistake: nothing is ordered of them, or what is right by now. */
export type Follow = 'nothing' | 'anew'

/** One revision that is taken back. */
export interface Recalled {
  readonly warning: string
  readonly number: string
  readonly revision: number
}

/** What a recall (误发更正) says. It names what it takes back, and it may be read by one who never saw that. */
export function sayRecall({ warning, number, revision }: Recalled, reason: string, follow: Follow): { summary: Words } {
  const next =
    follow === 'anew'
      ? { zh: '正确的指令另行下达。', en: 'The right order follows.' }
      : {
          zh: '如无其他有效指令，恢复正常生产。',
          en: 'Where no other order holds, production may go on as usual.',
        }
  return {
    summary: {
      zh: `误发更正：${warning}预警 ${number} 号减排指令第 ${revision} 版系误发，现予作废，不再执行。原因：${reason}。${next.zh}`,
      en: `Sent by mistake: revision ${revision} of order ${number} is void and not to be carried out. Reason: ${reason}. ${next.en}`,
    },
  }
}

/** Where one recalled order may have arrived. */
export interface Address {
  readonly contactId: string | null
  readonly channel: ChannelName
  readonly address: string
}

/**
 * The keys of the messages that take one order back: the number after the one that they take back, so that a receiver
 * who counts revisions takes them for newer. An order that went to several addresses is taken back at each.
 */
export function recallKeys(order: { orderId: string; revision: number }, addresses: readonly Address[]): string[] {
  const key = `${order.orderId}.${order.revision + 1}`
  return addresses.map((_, n) => (n === 0 ? key : `${key}.${n + 1}`))
}
