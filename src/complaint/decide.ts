import { addDays, dayOf, startOfDay, type Instant } from '../model/time.ts'
import type { Words } from '../plan/order.ts'

/** What somebody complains of (举报类型): 企业未落实减排, 异味和排气, 扬尘, 焚烧, 机动车, 其他. */
export const COMPLAINT_KINDS = {
  notReduced: { zh: '企业在预警期间未停产、限产', en: 'a plant does not reduce under a warning' },
  emission: { zh: '企业排放黑烟、异味', en: 'smoke or smell of a plant' },
  dust: { zh: '工地、道路、堆场扬尘', en: 'dust of a site, a road, a yard' },
  burning: { zh: '露天焚烧、燃放烟花爆竹', en: 'open burning, fireworks' },
  vehicle: { zh: '冒黑烟车辆、违规通行货车', en: 'a smoking vehicle, a truck that may not drive' },
  other: { zh: '其他', en: 'something else' },
} as const satisfies Record<string, Words>
export type ComplaintKind = keyof typeof COMPLAINT_KINDS

/** What came of it (办理结果): 属实, 部分属实, 不属实, 无法查实, 转其他部门. */
export const OUTCOMES = {
  true: { zh: '属实', en: 'true' },
  partly: { zh: '部分属实', en: 'true in part' },
  false: { zh: '不属实', en: 'not true' },
  unknown: { zh: '无法查实', en: 'could not be established' },
  elsewhere: { zh: '转其他部门办理', en: 'passed on to another department' },
} as const satisfies Record<string, Words>
export type Outcome = keyof typeof OUTCOMES

export type ComplaintState = 'received' | 'assigned' | 'answered'

export const STATE: Readonly<Record<ComplaintState, Words>> = {
  received: { zh: '已受理', en: 'received' },
  assigned: { zh: '正在核查', en: 'being looked into' },
  answered: { zh: '已答复', en: 'answered' },
}

/** Where a complaint stands: three columns tell it, there is nothing else that it could be. */
export function stateOf({
  assignedAt,
  answeredAt,
}: {
  readonly assignedAt: Instant | null
  readonly answeredAt: Instant | null
}): ComplaintState {
  if (answeredAt !== null) return 'answered'
  return assignedAt === null ? 'received' : 'assigned'
}

/** Letters that nobody takes for another one on paper or over the telephone. */
const SIGNS = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'

/** Nobody is woken at midnight for what had a fortnight. */
const MORNING = 9

/**
 * When somebody is called for a complaint that nobody has answered (举报逾期), and on what occasion: those of one day are
 * one, so that a flood of them rings once.
 */
export function callFor(answerBy: Instant): { readonly at: Instant; readonly occasion: string } {
  const day = dayOf(answerBy)
  const morning = startOfDay(day, MORNING)
  return { at: morning < answerBy ? startOfDay(addDays(day, 1), MORNING) : morning, occasion: day }
}

/** The number of a complaint (受理编号): area, day, six signs. It opens nothing without its code. */
export function numberOf(area: string, now: Instant, random: Uint8Array): string {
  return `${area.slice(0, 6)}-${dayOf(now).replaceAll('-', '')}-${signs(random.subarray(0, 6))}`
}

/** The code (查询码) by which whoever made it looks it up: 50 bits, and guesses are counted. */
export function codeOf(random: Uint8Array): string {
  return signs(random.subarray(6, 16))
}

/** Sixteen bytes are enough for both. */
export const RANDOM_BYTES = 16

/** As people write it back. */
export function asTyped(text: string): string {
  return text.toUpperCase().replaceAll(/[^0-9A-Z-]/g, '')
}

function signs(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => SIGNS[byte % SIGNS.length]).join('')
}

/** A reward (奖励) is for what was true. */
export function mayReward(outcome: Outcome | null): boolean {
  return outcome === 'true' || outcome === 'partly'
}
