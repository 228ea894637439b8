import type { Words } from '../plan/order.ts'

/** What an enterprise says against its order: it can not do it (执行困难), or the order is wrong (申诉). */
export type HardshipKind = 'difficulty' | 'appeal'

export const KIND_ZH: Record<HardshipKind, string> = { difficulty: '执行困难', appeal: '申诉' }
const KIND_EN: Record<HardshipKind, string> = { difficulty: 'the difficulty', appeal: 'the appeal' }

/** Why it can not be done: a safe stop takes longer than the notice, a contract, safety; or what is wrong with the order. */
export const GROUND_ZH = {
  safeStop: '安全停产时间长于通知时间',
  contract: '合同履约',
  safety: '安全生产',
  wrongGrade: '绩效等级有误',
  wrongLine: '生产线有误',
  protected: '属保障类',
  other: '其他',
} as const
export type HardshipGround = keyof typeof GROUND_ZH

/** How a case is called: by the order's number. */
export function nameOf(kind: HardshipKind, number: string, line: string): string {
  return `${number} ${KIND_ZH[kind]}${line === '' ? '' : ` ${line}`}`
}

/** What the enterprise is told of a case in one of its states; nothing where the enterprise itself ended it. */
export function sayHardship(of: {
  readonly kind: HardshipKind
  readonly state: string
  readonly number: string
  readonly answer: string | null
  readonly officer: string | null
}): { summary: Words } | null {
  const { kind, number, answer } = of
  const [zh, en] = [KIND_ZH[kind], KIND_EN[kind]]
  const because = { zh: answer === null ? '' : `理由：${answer}。`, en: answer === null ? '' : ` Reason: ${answer}.` }
  switch (of.state) {
    case 'accepted':
      return {
        summary: {
          zh: `${number} 号减排指令的${zh}已采纳。${because.zh}调整后的指令另行下达，下达前仍按原指令执行。`,
          en: `As to order ${number} ${en} was accepted.${because.en} The changed order follows; until then the order stands.`,
        },
      }
    case 'refused':
      return {
        summary: {
          zh: `${number} 号减排指令的${zh}不予采纳，指令继续有效。${because.zh}`,
          en: `As to order ${number} ${en} was refused, and the order stands.${because.en}`,
        },
      }
    case 'withdrawn':
    case 'moot':
      return null
    default:
      return {
        summary: {
          zh: `${number} 号减排指令的${zh}已收到，正在办理。答复前指令继续有效，请仍按指令执行。`,
          en: `As to order ${number} ${en} was received and is being looked into. The order stands until an answer says otherwise.`,
        },
      }
  }
}
