import {
  CLASS_ZH,
  GRADE_EN,
  GRADE_ZH,
  MEANS_EN,
  MEANS_ZH,
  STOP_CAUSE_EN,
  STOP_CAUSE_ZH,
  type Entry,
} from '../model/enterprise.ts'
import { LEVEL_ZH, RESPONSE_ZH, type WarningLevel } from '../model/level.ts'
import { sayMeasure } from '../model/sayMeasure.ts'
import { showInstant, type Instant } from '../model/time.ts'
import type { Clause } from '../rulebook/measures.ts'
import type { Basis, Duty, LineOrder, Terms, Words } from './order.ts'

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
  const { measure, words } = duty
  const said = sayMeasure(measure, words)
  // A stop says all; a share is carried out by the figures that the list gives for it.
  const bare = words === '' || measure.kind === 'stop' || measure.kind === 'other' || repeats(words, said.zh)
  return bare ? said : { zh: `${said.zh}（${words}）`, en: `${said.en} (${words})` }
}

/** Lists write the same without blanks, and name the line before it. */
function repeats(words: string, said: string): boolean {
  return words.replaceAll(' ', '').endsWith(said.replaceAll(' ', ''))
}

export function sayClause({ document, clause, borrowedFrom }: Clause): string {
  return `${document} ${clause}${borrowedFrom === undefined ? '' : `（借用${borrowedFrom}）`}`
}

/** One line, one sentence, for one control room. */
export function sayLine(
  order: Omit<LineOrder, 'say'>,
  entry: Entry,
  terms: Pick<Terms, 'level'>,
  clauses: readonly Clause[],
): Words {
  const [action, from] = [sayDuty(order.action), sayInstant(order.starts)]
  const also = order.also && sayDuty(order.also)
  const what = {
    zh: also ? `${action.zh}，并${also.zh}` : action.zh,
    en: also ? `${action.en}, and ${also.en}` : action.en,
  }
  const window = order.binding && !order.continues ? sayWindow(order) : { zh: '', en: '' }
  const means = order.means.length > 0
  const basis = sayBasis(entry, terms.level)
  const documents = [...new Set(clauses.map(sayClause))].join('；')
  const since = order.continues ? { zh: '（已在执行，继续）', en: ' (already in force, goes on)' } : { zh: '', en: '' }
  const plan = order.binding
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

/** Notice and safe stopping window; where the notice is too short, what holds meanwhile. */
function sayWindow({ noticeHours, safeStopHours, rampDownFrom, starts, flags }: Omit<LineOrder, 'say'>): Words {
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
  }
  return zh.length === 0 ? { zh: '', en: '' } : { zh: `（${zh.join('，')}）`, en: ` (${en.join(', ')})` }
}

/** `绩效 C 级，橙色`. */
function sayBasis(entry: Entry, level: WarningLevel): Words {
  const grade = /^[A-D]/.test(entry.grade) ? `绩效 ${GRADE_ZH[entry.grade]} 级` : GRADE_ZH[entry.grade]
  return { zh: `${grade}，${LEVEL_ZH[level]}`, en: `${GRADE_EN[entry.grade]}, ${level}` }
}

/** The first sentence of an order: who, at which level, from when, on what footing. */
export function saySummary(entry: Entry, terms: Terms, basis: Basis): Words {
  const { level, starts, ends } = terms
  const [from, to] = [sayInstant(starts), ends === null ? null : sayInstant(ends)]
  const footing = sayFooting(entry, basis)
  return {
    zh:
      `${entry.name}：${LEVEL_ZH[level]}预警，启动${RESPONSE_ZH[level]}应急响应，` +
      `${from.zh}起执行，${to === null ? '至通知解除为止' : `至 ${to.zh}止`}。${footing.zh}`,
    en:
      `${entry.name}: ${level} warning, in force from ${from.en} ${to === null ? 'until it is lifted' : `to ${to.en}`}. ` +
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
    case 'small':
      return { zh: '小微涉气企业，按清单所列措施执行。', en: 'Small emitter: follow the measures of your row.' }
    case 'grade':
    case 'listed':
      return { zh: '请按下列措施逐条生产线执行。', en: 'Carry out the following, line by line.' }
  }
}
