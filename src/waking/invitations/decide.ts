import type { Change } from '../../../machines/warning.ts'
import type { Kind } from '../../consultation/decide.ts'
import type { Speaker } from '../../consultation/invitations/store.ts'
import { KIND_ZH } from '../../consultation/minutes/paper.ts'
import type { Id } from '../../model/id.ts'
import { LEVEL_ZH } from '../../model/level.ts'
import { showInstant, type Instant } from '../../model/time.ts'
import type { Tell } from '../decide.ts'

/**
 * Who is invited (邀请会商单位): everybody who speaks for a party. Of the bureau only its duty officers, those on duty where
 * anybody is: its leaders sign what comes of it. On a proposed change not even they, who are woken for it.
 */
export function whoIsInvited(speakers: readonly Speaker[], kind: Kind, onDuty: readonly Id[]): Speaker[] {
  const desk = speakers.filter(({ party, role }) => party === 'bureau' && role === 'dutyOfficer')
  const present = desk.filter(({ officer }) => onDuty.includes(officer))
  const own = kind === 'change' ? [] : present.length > 0 ? present : desk
  return [...speakers.filter(({ party }) => party !== 'bureau'), ...own]
}

/** What an invitation is about. */
export interface Occasion {
  readonly name: string
  readonly change: Pick<Change, 'kind' | 'level'> | null
  readonly calledFor: string | null
  readonly dueAt: Instant | null
}

/** What the parties are told. */
export function sayInvitation({ name, change, calledFor, dueAt }: Occasion): Tell {
  const by = dueAt === null ? null : showInstant(dueAt).slice(0, 16).replace('T', ' ')
  const about =
    change !== null
      ? { zh: `（拟${KIND_ZH[change.kind]}${LEVEL_ZH[change.level]}预警）`, en: ` (${change.kind} ${change.level})` }
      : calledFor !== null
        ? { zh: `（${calledFor}）`, en: ` (${calledFor})` }
        : { zh: '', en: '' }
  const when = by === null ? { zh: '请立即参加', en: 'Join now' } : { zh: `请于 ${by} 前参加`, en: `Join by ${by}` }
  return {
    zh: `会商通知：${name}${about.zh}，${when.zh}并提出会商意见。`,
    en: `You are invited to confer: ${name}${about.en}. ${when.en}, and give your opinion.`,
  }
}
