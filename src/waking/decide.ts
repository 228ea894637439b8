import type { Change } from '../../machines/warning.ts'
import type { Id } from '../model/id.ts'
import type { Area } from '../model/area.ts'
import { LEVEL_ZH, type WarningLevel } from '../model/level.ts'
import { showInstant, type Day, type Instant } from '../model/time.ts'
import type { WakeCause } from '../model/wakeCause.ts'
import type { Colleague } from '../people/roster/store.ts'

/** Chinese first, English beside it. */
export interface Tell {
  readonly zh: string
  readonly en: string
}

/** Who can do something about a cause: a role. */
const HELPS: Readonly<Record<WakeCause, string>> = {
  forecastTurned: 'dutyOfficer',
  signatureWaits: 'approver',
  silentPlants: 'countyOfficer',
  departmentsWait: 'dutyOfficer',
  feedSilent: 'dutyOfficer',
  auditorAlarm: 'dutyOfficer',
  valueDoubted: 'dutyOfficer',
  warningOverdue: 'dutyOfficer',
  consultationOverdue: 'dutyOfficer',
  dutyAbsent: 'dutyOfficer',
  instructionOverdue: 'dutyOfficer',
  countyTold: 'countyOfficer',
  countySilent: 'dutyOfficer',
  transportAhead: 'countyOfficer',
  signatureUnproven: 'dutyOfficer',
  precautionWaits: 'dutyOfficer',
  reviewOverdue: 'dutyOfficer',
  accountLocked: 'administrator',
  reportDue: 'dutyOfficer',
  complaintOverdue: 'dutyOfficer',
  capWaits: 'dutyOfficer',
}

const OF_COUNTIES: ReadonlySet<WakeCause> = new Set(['dutyAbsent', 'complaintOverdue'])

/** The role that can do something about a cause in an area: a county keeps its own duty, and answers what was said to it. */
export function helperOf(cause: WakeCause, kind: Area['kind'] | undefined): string {
  return OF_COUNTIES.has(cause) && kind === 'county' ? 'countyOfficer' : HELPS[cause]
}

/**
 * Whom a call may still go to: of those who can help, first whoever is on duty, in the order of the roster; where nobody
 * of them is, everyone of the lowest rank that suffices, and then the ranks above, who stand in for it.
 */
export function callOrder(colleagues: readonly Colleague[], present: readonly Id[], called: readonly Id[]): Id[] {
  const able = new Set(colleagues.map(({ id }) => id))
  const onDuty = present.filter((id) => able.has(id))
  const order = onDuty.length > 0 ? onDuty : colleagues.filter(({ rank }) => rank > 0).map(({ id }) => id)
  return order.filter((id) => !called.includes(id))
}

/** What is said of a warning that wakes somebody. */
export function sayWarning(
  cause: 'forecastTurned' | 'signatureWaits',
  {
    name,
    level,
    ground,
    signBy,
    relieved = [],
  }: Pick<Change, 'level' | 'ground' | 'signBy' | 'relieved'> & { name: string },
): Tell {
  const by = showInstant(signBy).slice(0, 16).replace('T', ' ')
  if (cause === 'forecastTurned' && ground === 'instructed')
    return {
      zh: `上级指令：${name}，要求不低于${LEVEL_ZH[level]}预警，请立即会商并于 ${by} 前签发。`,
      en: `An instruction from above calls for at least ${level}: ${name}. Confer now; it is to be signed by ${by}.`,
    }
  return cause === 'forecastTurned'
    ? {
        zh: `预报转差：${name}，按规则应为${LEVEL_ZH[level]}预警，请立即会商研判。`,
        en: `The forecast has turned: ${name} calls for ${level}. Confer now.`,
      }
    : relieved.length > 0
      ? {
          zh: `${name}${LEVEL_ZH[level]}预警待签发，签发人逾时未签，请代为签发或退回。`,
          en: `${name}, ${level}: its signer let the hour pass. Sign it in that place, or send it back.`,
        }
      : {
          zh: `${name}${LEVEL_ZH[level]}预警待签发，请于 ${by} 前签发或退回。`,
          en: `${name}, ${level}, waits for your signature until ${by}. Sign it or send it back.`,
        }
}

/** Measures before any warning wait for a decision. */
export function sayPrecautionWaits(name: string): Tell {
  return {
    zh: `${name}：预报达到临时管控条件、未达到预警条件，请决定是否启动。`,
    en: `${name}: the forecast calls for measures before any warning. Take or decline them.`,
  }
}

/** An hour has passed by which a response was to end, or one that rests to hold again. */
export function sayOverdue(name: string, overdue: 'end' | 'resume'): Tell {
  return overdue === 'end'
    ? {
        zh: `预警到期未处理：${name}已过计划结束时间，措施仍在执行，请立即研判解除或延长。`,
        en: `${name} has passed its planned end and still holds. Lift or extend it now.`,
      }
    : {
        zh: `暂停到期未处理：${name}已过恢复期限，措施仍在暂停，请立即研判恢复或解除。`,
        en: `${name} is still suspended past the hour by which it was to be resumed. Resume or lift it now.`,
      }
}

export function saySilent(area: string, count: number): Tell {
  return {
    zh: `${area}有 ${count} 家企业未回复减排指令，已列入属地名单，请逐家核实。`,
    en: `${count} enterprises of ${area} have not answered their orders; they are on your list.`,
  }
}

export function sayDepartments(warning: string, { silent, hindered }: { silent: number; hindered: number }): Tell {
  const zh = [silent > 0 ? `${silent} 个部门未回复任务` : '', hindered > 0 ? `${hindered} 个部门报告困难` : ''].filter(
    (part) => part !== '',
  )
  return {
    zh: `${warning}预警：${zh.join('，')}，请逐个电话核实、答复。`,
    en: `${warning}: ${silent} departments have not answered their tasks, ${hindered} meet a difficulty. Call them.`,
  }
}

export function sayDoubts(area: string, count: number): Tell {
  return {
    zh: `数值存疑：${area}未来预报有 ${count} 个数值被隔离、未参与研判，请核实后采用或弃用。`,
    en: `${count} forecast values of ${area} are hard to believe and held back. Look, and accept or reject them.`,
  }
}

export function sayConsultation(name: string, state: 'overdue' | 'unconcluded'): Tell {
  return state === 'overdue'
    ? { zh: `会商逾期：${name}到时未开始，请立即组织。`, en: `${name} should have begun. Confer now.` }
    : {
        zh: `会商逾期：${name}已开始、到时未形成结论，请尽快形成。`,
        en: `${name} was opened and has no conclusion yet. Conclude it.`,
      }
}
const DUE: Readonly<Record<string, Tell>> = {
  answer: { zh: '尚未回复', en: 'has not been answered' },
  report: { zh: '日报尚未报送', en: 'lacks its daily report' },
  summary: { zh: '总结尚未报送', en: 'lacks its summary' },
}

/** An instruction from above whose hour has passed. */
export function sayInstruction(name: string, overdue: string): Tell {
  const { zh, en } = DUE[overdue] ?? { zh: '逾期', en: 'is overdue' }
  return { zh: `上级指令逾期：${name}${zh}，请立即办理。`, en: `${name} ${en}. See to it now.` }
}

/** What one above has sent, before an officer has said what becomes of it. */
export function sayCap(headline: string, sender: string): Tell {
  return {
    zh: `收到上级预警信息：${sender}《${headline}》，请立即核实并决定是否采纳为上级指令。`,
    en: `A warning of ${sender} has come in: ${headline}. Check it and decide whether it is an instruction.`,
  }
}

/** What a county is told of its city's warning, before it has acknowledged. */
export function sayCounty(name: string, level: WarningLevel): Tell {
  return {
    zh: `${name}：${LEVEL_ZH[level]}预警已签发，请立即回执并启动应急响应。`,
    en: `${name}: ${level} is signed. Acknowledge it and start your response now.`,
  }
}

export function sayTransport(county: string, reachedAt: Instant): Tell {
  const at = showInstant(reachedAt).slice(0, 16).replace('T', ' ')
  return {
    zh: `污染传输：预计 ${at} 影响${county}，请提前采取措施并回执。`,
    en: `Transported pollution is expected in ${county} at ${at}. Act ahead of it, and acknowledge.`,
  }
}

export function sayUnanswered(warning: string, counties: readonly string[]): Tell {
  return {
    zh: `${warning}：${counties.join('、')}尚未回执，请立即电话核实。`,
    en: `${warning}: ${counties.join(', ')} have not acknowledged. Call them now.`,
  }
}
/** A review that is to be published by now. */
export function sayReview(name: string, signed: boolean): Tell {
  return signed
    ? {
        zh: `总结逾期：${name}已签发、尚未发布，请尽快发布。`,
        en: `${name} is signed and not published yet. Publish it.`,
      }
    : {
        zh: `总结逾期：${name}尚未签发，请尽快核对、批注后签发并发布。`,
        en: `${name} is not signed yet. Look at it, have it signed, and publish it.`,
      }
}

export function sayLocked(login: string): Tell {
  return {
    zh: `账号锁定：${login}连续多次输错密码，已暂停登录，请与本人核实；确系本人的，可发新的设置密码链接。`,
    en: `The account ${login} is locked after wrong passwords. Ask the person; if it was them, send a new link.`,
  }
}

/** @param due the last day on which it was in time */
export function sayReportDue(name: string, due: Day): Tell {
  return {
    zh: `报送逾期：${name}应于 ${due} 前报送，至今未报，请尽快报送。`,
    en: `${name} was to be sent by ${due}. Send it.`,
  }
}

/** @param first the number of the one that has waited longest */
export function sayComplaints(area: string, count: number, first: string): Tell {
  return {
    zh: `举报逾期：${area}有 ${count} 件举报投诉已过答复期限仍未答复，最早的一件为 ${first}，请尽快办理并答复。`,
    en: `${area}: ${count} complaints have passed their hour and are not answered, ${first} first. Answer them.`,
  }
}

export function sayUnproven(name: string, denied: boolean): Tell {
  return denied
    ? {
        zh: `${name}被签发人否认，请立即核实，并由有权限的领导决定解除或重新签发。`,
        en: `${name}: its signer denies it. Look at once; whoever may sign lifts it, or signs anew.`,
      }
    : {
        zh: `${name}尚未补签，请上传签字件，或请签发人在系统确认。`,
        en: `${name} has not been shown: hand in the scan, or have its signer confirm it.`,
      }
}

export function sayFeed(feed: string, last: Instant): Tell {
  const at = showInstant(last).slice(0, 16).replace('T', ' ')
  return {
    zh: `数据中断：${feed}自 ${at} 起没有报送，请联系对方；预报中断期间可人工录入。`,
    en: `${feed} has been silent since ${at}. Call them; a forecast can be entered by hand meanwhile.`,
  }
}
