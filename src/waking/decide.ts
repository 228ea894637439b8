import type { Id } from '../model/id.ts'
import { LEVEL_ZH, type WarningLevel } from '../model/level.ts'
import { showInstant, type Instant } from '../model/time.ts'
import type { WakeCause } from '../model/wakeCause.ts'
import type { Colleague } from '../people/roster/store.ts'

/** Chinese first, English beside it. */
export interface Tell {
  readonly zh: string
  readonly en: string
}

/** Who can do something about a cause: a role, and the lowest rank that suffices. */
export const HELPS: Readonly<Record<WakeCause, string>> = {
  forecastTurned: 'dutyOfficer',
  signatureWaits: 'approver',
  silentPlants: 'countyOfficer',
  feedSilent: 'dutyOfficer',
  auditorAlarm: 'administrator',
  valueDoubted: 'dutyOfficer',
  warningOverdue: 'dutyOfficer',
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
  { name, level, signBy }: { name: string; level: WarningLevel; signBy: Instant },
): Tell {
  const by = showInstant(signBy).slice(0, 16).replace('T', ' ')
  return cause === 'forecastTurned'
    ? {
        zh: `预报转差：${name}，按规则应为${LEVEL_ZH[level]}预警，请立即会商研判。`,
        en: `The forecast has turned: ${name} calls for ${level}. Confer now.`,
      }
    : {
        zh: `${name}${LEVEL_ZH[level]}预警待签发，请于 ${by} 前签发或退回。`,
        en: `${name}, ${level}, waits for your signature until ${by}. Sign it or send it back.`,
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

export function sayDoubts(area: string, count: number): Tell {
  return {
    zh: `数值存疑：${area}未来预报有 ${count} 个数值被隔离、未参与研判，请核实后采用或弃用。`,
    en: `${count} forecast values of ${area} are hard to believe and held back. Look, and accept or reject them.`,
  }
}

export function sayFeed(feed: string, last: Instant): Tell {
  const at = showInstant(last).slice(0, 16).replace('T', ' ')
  return {
    zh: `数据中断：${feed}自 ${at} 起没有报送，请联系对方；预报中断期间可人工录入。`,
    en: `${feed} has been silent since ${at}. Call them; a forecast can be entered by hand meanwhile.`,
  }
}
