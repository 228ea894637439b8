import type { MachineKind } from './index.ts'

/** How states and events are called where people read them (状态与事件的说法); Chinese, then English. */
const STATES: Readonly<Record<string, readonly [string, string]>> = {
  'warning.proposed': ['待会商', 'proposed, waiting for consultation'],
  'warning.awaitingSignature': ['待签发', 'waiting for signature'],
  'warning.scheduled.steady': ['已签发、未启动', 'signed, not yet started'],
  'warning.scheduled.changeProposed': ['已签发、未启动，调整待会商', 'signed, not yet started, a change is proposed'],
  'warning.scheduled.changeAwaitingSignature': [
    '已签发、未启动，调整待签发',
    'signed, not yet started, a change waits for signature',
  ],
  'warning.inForce.steady': ['生效中', 'in force'],
  'warning.inForce.changeProposed': ['生效中，调整待会商', 'in force, a change is proposed'],
  'warning.inForce.changeAwaitingSignature': ['生效中，调整待签发', 'in force, a change waits for signature'],
  'warning.lifting': ['已发布解除、待到时', 'lift announced'],
  'warning.lifted': ['已解除', 'lifted'],
  'warning.dismissed': ['不启动', 'dismissed'],
  'warning.withdrawn': ['已撤回', 'withdrawn'],
  'order.planned': ['待送达', 'not yet delivered'],
  'order.live': ['已送达、未回复', 'delivered, unanswered'],
  'order.unreached': ['未送达', 'unreached'],
  'order.acknowledged': ['已收到', 'acknowledged'],
  'order.acting': ['执行中', 'committed'],
  'order.superseded': ['已被替代', 'replaced'],
  'order.released': ['已终止', 'released'],
}

const EVENTS: Readonly<Record<string, readonly [string, string]>> = {
  CHANGE_PROPOSED: ['提出调整', 'propose a change'],
  PROPOSAL_LAPSED: ['撤销建议', 'drop the proposal'],
  CONSULTATION_HELD: ['会商', 'confer'],
  OFFICER_SIGNED: ['签发', 'sign'],
  OFFICER_RETURNED: ['退回', 'send back'],
  WARNING_WITHDRAWN: ['撤回', 'withdraw'],
  ENTERPRISE_ACKNOWLEDGED: ['收到', 'acknowledge'],
  ENTERPRISE_COMMITTED: ['承诺执行', 'commit'],
}

/** A state in words; its own name where none are given. */
export function sayState(kind: MachineKind, state: string): { zh: string; en: string } {
  const [zh, en] = STATES[`${kind}.${state}`] ?? [state, state]
  return { zh, en }
}

/** An event as an action in words; null for what people can not do. */
export function sayEvent(event: string): { zh: string; en: string } | null {
  const words = EVENTS[event]
  return words ? { zh: words[0], en: words[1] } : null
}
