import type { Instant } from '../../model/time.ts'
import type { Words } from '../../plan/order.ts'
import { sayInstant } from '../../plan/wording.ts'

/** What the body of a message says that tells of a coming end (解除预告): the order holds until then, and no longer. */
export function sayEnding(
  { warning, number }: { warning: string; number: string },
  ends: Instant,
): { summary: Words; ends: Instant } {
  const hour = sayInstant(ends)
  return {
    summary: {
      zh: `${warning}预警：${number} 号减排指令至 ${hour.zh}止，此前继续执行；到时如无其他有效指令，恢复正常生产。`,
      en: `Order ${number} holds until ${hour.en} and ends then; where no other order holds, production may go on as usual.`,
    },
    ends,
  }
}
