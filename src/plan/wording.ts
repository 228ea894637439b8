import {
  CLASS_ZH,
  GRADE_EN,
  GRADE_ZH,
  MEANS_EN,
  MEANS_ZH,
  STOP_CAUSE_EN,
  STOP_CAUSE_ZH,
  type EnterpriseClass,
  type Entry,
  type Grade,
} from '../model/enterprise.ts'
import { LEVEL_ZH, RESPONSE_ZH, type WarningLevel } from '../model/level.ts'
import type { Measure } from '../model/measure.ts'
import { sayMeasure } from '../model/sayMeasure.ts'
import { showInstant, type Instant } from '../model/time.ts'
import type { Clause } from '../rulebook/measures.ts'
import type { Basis, Duty, Flag, LineOrder, Terms, Words } from './order.ts'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const moments = new Map<Instant, { month: number; day: number; hour: number; minute: number }>()

/** Calendar parts in the jurisdiction's zone. A plan of thousands names a handful of instants over and over. */
function moment(at: Instant): { month: number; day: number; hour: number; minute: number } {
  let found = moments.get(at)
  if (!found) {
    const [month, day, hour, minute] = [5, 8, 11, 14].map((place) => Number(showInstant(at).slice(place, place + 2)))
    found = { month: month ?? 0, day: day ?? 0, hour: hour ?? 0, minute: minute ?? 0 }
    if (moments.size >= 1000) moments.clear()
    moments.set(at, found)
  }
  return found
}

/** `12 月 26 日 0 时`, `26 Dec 00:00`; the month is left out where `beside` already named it. */
export function sayInstant(at: Instant, beside?: Instant): Words {
  const { month, day, hour, minute } = moment(at)
  const named = beside !== undefined && moment(beside).month === month
  const two = (value: number) => String(value).padStart(2, '0')
  return {
    zh: `${named ? '' : `${month} 月 `}${day} 日 ${hour} 时${minute === 0 ? '' : ` ${minute} 分`}`,
    en: `${day} ${MONTHS[month - 1]} ${two(hour)}:${two(minute)}`,
  }
}

export function sayDuty(duty: Duty): Words {
  const { measure, words, figure, which } = duty
  const said = sayMeasure(measure, words)
  const full = saysAll(measure, words, said.zh) ? said : withWords(measure, words, said)
  if (figure) return { zh: `${full.zh}，即${figure.zh}`, en: `${full.en}, that is ${figure.en}` }
  return which ? { zh: `${full.zh}：${which.zh}`, en: `${full.en}: ${which.en}` } : full
}

/** An own decision is told by its plan alone; a share is carried out by the figures that the list gives for it. */
function withWords(measure: Measure, words: string, said: Words): Words {
  const plan = words.replace(/^自主减排[：:，,]?/, '')
  if (measure.kind === 'ownDecision') return plan === '' ? said : { zh: plan, en: plan }
  return { zh: `${said.zh}（${words}）`, en: `${said.en} (${words})` }
}

/**
 * A measure says all where its cell only repeats it, the line's name before it and blanks apart, or has no figure beside
 * its own and no second clause: a stop may have no transport beside it.
 */
function saysAll(measure: Measure, words: string, said: string): boolean {
  const [own, all] = [words, said].map((text) => text.replaceAll(' ', ''))
  if (words === '' || measure.kind === 'other' || own === all) return true
  if (measure.kind === 'ownDecision' || /[；;，,]/.test(words)) return false
  if (own?.endsWith(all ?? '')) return true
  const figures = words.replaceAll(/\d+#/g, '').match(/\d+(\.\d+)?/g) ?? []
  return figures.length > 0 && figures.every((figure) => said.includes(figure))
}

/** Everything that one line has to do: its duties, and where its season plan stops it meanwhile. */
export function sayDuties({ action, also, season }: Pick<LineOrder, 'action' | 'also' | 'season'>): Words {
  const [first, second] = [sayDuty(action), also && sayDuty(also)]
  const all = second ? { zh: `${first.zh}，并${second.zh}`, en: `${first.en}, and ${second.en}` } : first
  if (!season) return all
  const [from, until] = [season.from && sayInstant(season.from), season.until && sayInstant(season.until)]
  const plan = { zh: `错峰停产（${season.plan}）`, en: `standing still by the season plan ${season.plan}` }
  if (from)
    return {
      zh: `${all.zh}；${from.zh}起${plan.zh}${until ? `，至 ${until.zh}止` : ''}`,
      en: `${all.en}; from ${from.en} ${plan.en}${until ? ` until ${until.en}` : ''}`,
    }
  return until
    ? { zh: `${plan.zh}，至 ${until.zh}止；其后${all.zh}`, en: `${plan.en} until ${until.en}, then ${all.en}` }
    : { zh: `${plan.zh}，不得复产`, en: `${plan.en}: it may not start` }
}

/** A rule borrowed from another place, or read by this engine out of a text that does not say so much, is shown as such. */
export function sayClause({ document, clause, confidence, borrowedFrom }: Clause): string {
  const borrowed = borrowedFrom === undefined ? '' : `借用${borrowedFrom}`
  const remark = confidence === 'D' ? (borrowed === '' ? '本系统的理解' : `${borrowed}，本系统的理解`) : borrowed
  return `${document} ${clause}${remark === '' ? '' : `（${remark}）`}`
}

/** One line, one sentence, for one control room. */
export function sayLine(
  order: Omit<LineOrder, 'say'>,
  entry: Entry,
  footing: Footing,
  clauses: readonly Clause[],
): Words {
  const from = sayInstant(order.starts)
  const what = sayWhat(order, entry.class)
  const window = order.binding && !order.continues ? sayWindow(order) : { zh: '', en: '' }
  const means = order.means.length > 0
  const basis = sayBasis(entry, footing, order.flags)
  const documents = [...new Set(clauses.map(sayClause))].join('；')
  const since = order.continues ? { zh: '（已在执行，继续）', en: ' (already in force, goes on)' } : { zh: '', en: '' }
  const plan =
    order.binding || what.zh === '自主减排'
      ? { zh: '', en: '' }
      : { zh: '自主减排，本企业方案：', en: 'on your own decision, your plan: ' }
  return {
    zh:
      `${order.name}：${from.zh}起${plan.zh}${what.zh}${since.zh}${window.zh}。` +
      (means
        ? `核查方式：${order.means.map((id) => (id === 'online' ? '在线监测' : MEANS_ZH[id])).join('、')}。`
        : '') +
      `依据：${basis.zh}；${documents}。`,
    en:
      `${order.name}: from ${from.en} ${plan.en}${what.en}${since.en}${window.en}. ` +
      (means ? `Checked by ${order.means.map((id) => MEANS_EN[id]).join(', ')}. ` : '') +
      `By ${basis.en}; ${documents}.`,
  }
}

/** What a line has to do, without its name. */
export function sayWhat(line: Pick<LineOrder, 'name' | 'action' | 'also' | 'season'>, of: EnterpriseClass): Words {
  return of === 'longStopped' ? STAYS_STOPPED : sayDuties(withoutName(line))
}

const STAYS_STOPPED: Words = { zh: '保持停产，不得复产', en: 'stays stopped and may not start' }

/** Cells begin with the line's name, which the sentence has said already. */
function withoutName<T extends Pick<LineOrder, 'name' | 'action' | 'also'>>(order: T): T {
  const bare = (duty: Duty): Duty =>
    duty.words.startsWith(order.name) ? { ...duty, words: duty.words.slice(order.name.length) } : duty
  return { ...order, action: bare(order.action), also: order.also && bare(order.also) }
}

/** Notice and safe stopping window; where the notice is too short, what holds meanwhile. */
function sayWindow(order: Omit<LineOrder, 'say'>): Words {
  const { noticeHours, safeStopHours, rampDownFrom, starts, flags, meanwhile } = order
  const zh: string[] = noticeHours > 0 ? [`提前 ${noticeHours} 小时通知`] : []
  const en: string[] = noticeHours > 0 ? [`${noticeHours} h notice`] : []
  if (rampDownFrom !== null) {
    const ramp = sayInstant(rampDownFrom, starts)
    const short = flags.includes('noticeShort')
    zh.push(
      `安全停车需 ${safeStopHours} 小时`,
      short ? `通知时间不足，请立即（${ramp.zh}）起降负荷，按安全规程停车` : `请于 ${ramp.zh}起降负荷`,
    )
    en.push(
      `a safe stop takes ${safeStopHours} h`,
      short
        ? `the notice is shorter: ramp down at once (${ramp.en}) and stop by the safety rules`
        : `ramp down from ${ramp.en}`,
    )
    if (short && meanwhile !== undefined) {
      zh.push(`停稳之前：${meanwhile}`)
      en.push(`until it stands still: ${meanwhile}`)
    }
  }
  return zh.length === 0 ? { zh: '', en: '' } : { zh: `（${zh.join('，')}）`, en: ` (${en.join(', ')})` }
}

/** By what a line goes: the level, what decides for its enterprise, and the grade that counts where it is not its own. */
export interface Footing {
  readonly level: WarningLevel
  readonly basis: Basis
  readonly counted: Grade | null
}

/** `绩效 C 级，橙色`; what makes it another is said with it. */
function sayBasis({ grade: own }: Entry, { level, basis, counted }: Footing, flags: readonly Flag[]): Words {
  const [expired, raised] = [flags.includes('gradeExpired'), flags.includes('raised')]
  const said = (grade: Grade) => (/^[A-D]/.test(grade) ? `绩效 ${GRADE_ZH[grade]} 级` : GRADE_ZH[grade])
  const grade =
    basis === 'stopForCause'
      ? { zh: '不予评级', en: 'no grade' }
      : counted === null
        ? { zh: `${said(own)}${expired ? '（已过期）' : ''}`, en: `${GRADE_EN[own]}${expired ? ' (run out)' : ''}` }
        : { zh: `${said(counted)}（多个行业从低）`, en: `${GRADE_EN[counted]} (of several industries the lowest)` }
  return {
    zh: `${grade.zh}，${LEVEL_ZH[level]}${raised ? '（提级管控）' : ''}`,
    en: `${grade.en}, ${level}${raised ? ' (raised control)' : ''}`,
  }
}

/** A line whose measures rest: what it does until then, and again later. */
export function sayResting(order: Omit<LineOrder, 'say'>, of: EnterpriseClass, from: Instant): Words {
  const [what, hour] = [sayWhat(order, of), sayInstant(from)]
  return {
    zh: `${order.name}：${what.zh}，${hour.zh}起暂停执行，恢复时另行通知。`,
    en: `${order.name}: ${what.en}; it rests from ${hour.en} until you are told that it holds again.`,
  }
}

/** The first sentence of an order: who, at which level, from when, on what footing. */
/** What officers had begin or go on where the rule calls for less. */
export const UNRULED_ZH = { issue: '启动', raise: '提级', extend: '延长', resume: '恢复' } as const

export function saySummary(entry: Entry, terms: Terms, basis: Basis): Words {
  const { level: measures, warning: level = measures, starts, ends, suspendedFrom, unruled } = terms
  const [from, to] = [sayInstant(starts), ends === null ? null : sayInstant(ends)]
  const footing = sayFooting(entry, basis)
  if (suspendedFrom !== undefined) {
    const rests = sayInstant(suspendedFrom)
    return {
      zh: `${entry.name}：${LEVEL_ZH[level]}预警减排指令自 ${rests.zh}起暂停执行；指令仍然有效，恢复执行时另行通知。`,
      en: `${entry.name}: the order under the ${level} warning rests from ${rests.en}. It stands, and you will be told when it holds again.`,
    }
  }
  const ground = unruled === undefined ? '' : `（会商决定${UNRULED_ZH[unruled]}，未达到规则规定的条件）`
  const raised =
    measures === level
      ? { zh: '', en: '' }
      : { zh: `措施提级，按${LEVEL_ZH[measures]}级别执行。`, en: `Its measures are those of ${measures}. ` }
  return {
    zh:
      `${entry.name}：${LEVEL_ZH[level]}预警${ground}，启动${RESPONSE_ZH[level]}应急响应，` +
      `${from.zh}起执行，${to === null ? '直至另行通知' : `至 ${to.zh}止`}。${raised.zh}${footing.zh}`,
    en:
      `${entry.name}: ${level} warning${unruled === undefined ? '' : ' (decided by officers where the rule calls for less)'}, in force from ${from.en} ${to === null ? 'until further notice' : `to ${to.en}`}. ` +
      raised.en +
      footing.en,
  }
}

function sayFooting(entry: Entry, basis: Basis): Words {
  switch (basis) {
    case 'stopForCause': {
      const cause = entry.stopCause?.cause ?? 'notCompliant'
      return {
        zh: `因${STOP_CAUSE_ZH[cause]}，不予评级，按生产线停产或执行最严措施。`,
        en: `Stopped for cause (${STOP_CAUSE_EN[cause]}): no grade, every line stops or takes its strictest limit.`,
      }
    }
    case 'protected': {
      const cap = entry.protection?.cap ?? ''
      return {
        zh: `保障类企业（${entry.protection?.ground ?? ''}），仅限完成保障任务，上限：${cap}；超出的立即移出保障类。`,
        en: `Protected (${entry.protection?.ground ?? ''}) for its task only, at most ${cap}; beyond it the protection ends at once.`,
      }
    }
    case 'heating':
      return {
        zh: '居民供暖不停产、不限产，治理设施须稳定运行。',
        en: 'Household heating neither stops nor is limited; keep treatment running.',
      }
    case 'idle':
      return {
        zh: `${CLASS_ZH[entry.class]}，预警期间不得复产。`,
        en: 'Not in production: it may not start while the warning is in force.',
      }
    case 'ownDecision':
      return {
        zh: '绩效水平先进，自主采取减排措施，按本企业方案执行并留存记录。',
        en: 'By its grade it chooses its own reduction: follow your plan and keep the records.',
      }
    case 'spared':
      return {
        zh: '小微涉气企业，本级别减排比例不计其减排量已满足，不采取停限产措施；治理设施须稳定运行。',
        en: 'Small emitter: the floors of this level hold without it, so it need not stop; keep treatment running.',
      }
    case 'small':
      return { zh: '小微涉气企业，按清单所列措施执行。', en: 'Small emitter: follow the measures of your row.' }
    case 'grade':
    case 'listed':
      return { zh: '请按下列措施逐条生产线执行。', en: 'Carry out the following, line by line.' }
  }
}
