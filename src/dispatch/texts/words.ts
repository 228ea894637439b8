import type { Instant } from '../../model/time.ts'
import { LEVEL_ZH } from '../../model/level.ts'
import type { OrderContent } from '../../plan/order.ts'
import { sayInstant, UNRULED_ZH } from '../../plan/wording.ts'
import type { Told } from './told.ts'

/** `12月26日0时`: an SMS pays for its blanks. */
export function when(at: Instant): string {
  return sayInstant(at).zh.replaceAll(' ', '')
}

/** `至12月29日0时止`; where the revision moved the end, how. */
export function until({ ends, changes }: Pick<OrderContent, 'ends' | 'changes'>): string {
  const moved = changes.find(({ kind }) => kind === 'ends')
  const how = moved === undefined ? '' : moved.say.zh.startsWith('延长') ? '延长，' : '提前结束，'
  return `${how}${ends === null ? '至另行通知解除为止' : `至${when(ends)}止`}`
}

/** What a revision says of everything that it does not name. */
export function unchanged({ content }: Told): string {
  const { changes, suspended } = content
  return changes.length === 0 || suspended || changes.some(({ say }) => say.zh.endsWith('本企业措施不变'))
    ? ''
    : '其余措施不变。'
}

/** Free text of a list, an officer or an enterprise: on one line, or it could be read as a line of ours. */
export function plain(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()
}

/** Without the blanks between characters and figures; those inside names of equipment (`DA001 DA002`) stay. */
export function tight(text: string): string {
  return plain(text).replaceAll(/(?<=\p{Script=Han}) (?=\d)|(?<=[\d%]) (?=\p{Script=Han})/gu, '')
}

/** What stands before everything else, so that nobody acts on what is no order, or on the same order twice. */
export function marks({ exercise, trial, repeated }: Told): string {
  const trialMark = trial ? '〔试发，不是指令〕' : ''
  return `${exercise ? '〔演练〕' : ''}${trialMark}${repeated ? '〔重发〕' : ''}`
}

/** Whether the message says what changed against the revision before; otherwise all of it is new. */
export function isRevision({ content }: Told): boolean {
  return content.changes.length > 0
}

/** What kind of message it is, in a few words. */
export function title(told: Told): string {
  const { occasion, area, content } = told
  const level = `${plain(area)}${LEVEL_ZH[content.level]}预警`
  switch (occasion.purpose) {
    case 'ending':
      return `${plain(area)}减排指令解除预告`
    case 'release':
      return `${plain(area)}减排指令解除`
    case 'recall':
      return '误发更正'
    case 'answer':
      return `${AGAINST[occasion.to]}的答复`
    case 'order':
    case 'reminder':
    case 'second':
      return `${level}减排指令${isRevision(told) ? '变更' : ''}${unruled(told)}`
  }
}

/** That an officer had it begin or go on where the rule calls for less: nobody may take it for what the forecast asks. */
function unruled({ content }: Told): string {
  return content.unruled === undefined ? '' : `（会商决定${UNRULED_ZH[content.unruled]}）`
}

/** The same in a sentence, for whoever reads all of it; empty where the rule called for it. */
export function ground({ content }: Told): string {
  if (content.unruled === undefined) return ''
  return `启动依据：本次${UNRULED_ZH[content.unruled]}未达到规则规定的条件，由会商研判决定，理由已书面记录。`
}

const AGAINST = { difficulty: '执行困难', appeal: '申诉' } as const
const RULING = {
  received: '已收到，正在办理；答复之前，原指令继续执行',
  accepted: '已采纳，以随后下达的新指令为准；收到之前，原指令继续执行',
  refused: '未采纳，原指令继续执行',
} as const

/** What was ruled on what the enterprise said, and which order stands meanwhile: never cut. */
export function ruled({ to, ruling }: Extract<Told['occasion'], { purpose: 'answer' }>): string {
  return `贵单位的${AGAINST[to]}${RULING[ruling]}`
}

/** Until when the order holds and what is free from then on: both in one sentence, so that nobody reads one alone. */
export function untilLifted(told: Told, ends: Instant): string {
  return `本指令至${when(ends)}止，此前继续执行；到时${afterEnd(told)}`
}

/** Why the same order comes again, or comes to another person; empty for the order itself. */
export function reason({ occasion }: Told): string {
  if (occasion.purpose === 'reminder') return '提醒：尚未收到贵单位确认。'
  if (occasion.purpose === 'second') return '贵单位第一联系人尚未确认，请您处理。'
  return ''
}

/** `第2版，代替第1版`. */
export function version({ revision }: Told): string {
  return `第${revision}版，代替第${revision - 1}版`
}

/** What stands still for another reason, its season plan above all, goes on standing: an ended order does not start it. */
export function afterEnd({ content }: Pick<Told, 'content'>): string {
  const { basis, lines } = content
  if (basis === 'idle' || basis === 'stopForCause') return '本指令的限制随之解除；因其他原因停产的，仍不得复产。'
  const season = lines.some((line) => line.season !== undefined)
  return `如无其他有效指令，恢复正常生产${season ? '；错峰停产的生产线仍按错峰生产计划执行' : ''}。`
}
