import type { Change, WarningEvent } from '../../machines/warning.ts'
import { LEVEL_ZH, type WarningLevel } from '../model/level.ts'
import { hoursBetween, showInstant, type Instant } from '../model/time.ts'
import type { Words } from '../plan/order.ts'
import type { Entry, EpisodeRecord, Traced } from './record.ts'

/** A moment of the episode (时间轴). */
export interface Moment {
  readonly at: Instant
  readonly actor: string
  readonly say: Words
  readonly seq: number
}

/** A change that was signed (签发), with the notice that it gave. */
export interface Signed {
  readonly kind: Change['kind']
  readonly level: WarningLevel
  readonly ground: Change['ground']
  readonly proposedAt: Instant
  readonly conferredAt: Instant | null
  readonly signedAt: Instant
  readonly startsAt: Instant
  /** From the signature to the hour from which it holds; 0 where that had passed. */
  readonly leadHours: number
  readonly seq: number
}

const CHANGE: Readonly<Record<Change['kind'], readonly [zh: string, en: string]>> = {
  issue: ['启动', 'issue'],
  raise: ['升级', 'raise'],
  lower: ['降级', 'lower'],
  extend: ['延长', 'extend'],
  move: ['调整启动时间', 'move'],
  suspend: ['暂停', 'suspend'],
  resume: ['恢复', 'resume'],
  lift: ['解除', 'lift'],
}

const LEVEL_EN: Readonly<Record<WarningLevel, string>> = {
  blue: 'blue',
  yellow: 'yellow',
  orange: 'orange',
  red: 'red',
}

/** How a change is called: 启动橙色预警，12月26日0时起. */
export function sayChange({ kind, level, startsAt }: Pick<Change, 'kind' | 'level' | 'startsAt'>): Words {
  const [zh, en] = CHANGE[kind]
  const shown = showInstant(startsAt)
  const [, month, day, hour, minute] = /-(\d+)-(\d+)T(\d+):(\d+)/.exec(shown)?.map(Number) ?? []
  const clock = minute === 0 ? `${hour}时` : `${hour}时${minute}分`
  return {
    zh: `${zh}${LEVEL_ZH[level]}预警，${month}月${day}日${clock}起`,
    en: `${en} ${LEVEL_EN[level]} from ${shown.slice(0, 16).replace('T', ' ')}`,
  }
}

/** What the warning's own entries tell, one after the other, and which changes were signed. */
export function story(record: EpisodeRecord): { timeline: Traced<readonly Moment[]>; signed: readonly Signed[] } {
  const moments: Moment[] = []
  const signed: Signed[] = []
  let change: Change | null = null
  let proposedAt: Instant | null = null
  let conferredAt: Instant | null = null
  for (const entry of record.entries) {
    const { at, actor, seq, kind, subject, event } = entry
    if (kind !== 'warning' || subject !== record.warning.id || event === 'REFUSED') continue
    const told = eventOf(entry)
    const brought: Change | undefined = told !== null && 'change' in told ? told.change : undefined
    if (brought !== undefined) change = brought
    if (event === 'BEGUN' || event === 'CHANGE_PROPOSED') {
      proposedAt = at
      conferredAt = null
    }
    if (event === 'CONSULTATION_HELD') conferredAt = at
    const say = told === null ? null : sayEvent(told, change)
    if (say !== null) moments.push({ at, actor, say, seq })
    if (event !== 'OFFICER_SIGNED' || change === null) continue
    const { level, ground, startsAt } = change
    const leadHours = Math.max(0, Math.round(hoursBetween(at, startsAt) * 10) / 10)
    const one = { kind: change.kind, level, ground, proposedAt: proposedAt ?? at, conferredAt, signedAt: at }
    signed.push({ ...one, startsAt, leadHours, seq })
  }
  const all = [...moments, ...wavesOf(record)].sort((a, b) => (a.at === b.at ? a.seq - b.seq : a.at < b.at ? -1 : 1))
  return { timeline: { value: all, entries: all.map(({ seq }) => seq) }, signed }
}

type Told = WarningEvent | { readonly type: 'BEGUN'; readonly change: Change }

function eventOf({ event, body }: Entry): Told | null {
  if (event === 'BEGUN') return { type: 'BEGUN', change: (body['input'] as { change: Change }).change }
  return (body['event'] as WarningEvent | undefined) ?? null
}

const TICKS: Readonly<Record<string, Words>> = {
  start: { zh: '应急响应开始', en: 'the response begins' },
  sign: { zh: '签发时限已到，仍未签发', en: 'the hour of the signature has passed' },
  end: { zh: '计划结束时间已到，未作处理', en: 'the planned end has passed, nobody acted' },
  resume: { zh: '恢复时间已到，未作处理', en: 'the hour to resume has passed, nobody acted' },
  stage: { zh: '分阶段解除：其中一个阶段到时', en: 'a stage of the lift takes effect' },
  lift: { zh: '解除生效', en: 'the lift takes effect' },
}

function sayEvent(event: Told, change: Change | null): Words | null {
  const what = change === null ? { zh: '', en: '' } : sayChange(change)
  switch (event.type) {
    case 'BEGUN':
    case 'CHANGE_PROPOSED':
      return { zh: `提出建议：${what.zh}`, en: `proposed: ${what.en}` }
    case 'PROPOSAL_LAPSED':
      return { zh: '建议的条件不再成立，撤销建议', en: 'what was proposed is no longer called for' }
    case 'CONSULTATION_HELD':
      return event.decision === 'proceed'
        ? { zh: `会商同意：${what.zh}`, en: `conferred, proceed: ${what.en}` }
        : { zh: `会商不同意：${what.zh}`, en: `conferred, dismissed: ${what.en}` }
    case 'OFFICER_SIGNED':
      return { zh: `签发：${what.zh}`, en: `signed: ${what.en}` }
    case 'OFFICER_RETURNED':
      return { zh: '退回会商', en: 'sent back to the consultation' }
    case 'RELIEF_CALLED':
      return { zh: '签发人逾时未签，另请签发', en: 'the signer is silent, another is called in' }
    case 'INSTRUCTED':
      return {
        zh: `按上级指令“${event.above.instruction}”执行`,
        en: `under the instruction ${event.above.instruction}`,
      }
    case 'INSTRUCTION_LIFTED':
      return { zh: `上级指令“${event.instruction}”解除`, en: `the instruction ${event.instruction} is lifted` }
    case 'WARNING_WITHDRAWN':
      return { zh: '撤回预警', en: 'withdrawn' }
    case 'TICK':
      return TICKS[event.deadline] ?? null
    default:
      return null
  }
}

const WAVES: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  BEGUN: ['下达减排指令', 'orders issued'],
  ORDER_RELEASED: ['终止减排指令', 'orders released'],
  ORDER_RECALLED: ['更正误发指令', 'orders recalled'],
}

/** Orders that were issued or ended close together, as one moment. */
function wavesOf({ entries, orders }: EpisodeRecord): Moment[] {
  const own = new Set(orders.map(({ row }) => row))
  const open = new Map<string, { first: Entry; last: Instant; count: number }>()
  const waves: { first: Entry; last: Instant; count: number }[] = []
  for (const entry of entries) {
    if (entry.kind !== 'order' || WAVES[entry.event] === undefined) continue
    const count = (entry.members ?? [entry.subject]).filter((id) => own.has(id)).length
    if (count === 0) continue
    const wave = open.get(entry.event)
    if (wave !== undefined && hoursBetween(wave.last, entry.at) < 1) {
      wave.count += count
      wave.last = entry.at
      continue
    }
    const begun = { first: entry, last: entry.at, count }
    open.set(entry.event, begun)
    waves.push(begun)
  }
  return waves.map(({ first: { at, actor, seq, event }, count }) => {
    const [zh, en] = WAVES[event] ?? ['', '']
    return { at, actor, seq, say: { zh: `${zh} ${count} 份`, en: `${en}: ${count}` } }
  })
}
