/**
 * The rungs by which silence is answered (催办与升级), from the enterprise's own room up to somebody at its gate: 催办,
 * 第二联系人, 其他渠道, 乡镇（街道）, 县（区）, 现场检查.
 */
export const ESCALATION = ['remind', 'secondContact', 'otherChannel', 'township', 'county', 'inspector'] as const
export type EscalationRung = (typeof ESCALATION)[number]

/** Rungs that are messages to the enterprise. */
export const TO_CONTACT = ['remind', 'secondContact', 'otherChannel'] as const
export type ContactRung = (typeof TO_CONTACT)[number]

/** Rungs on which an officer finds it on the own list. */
export const TO_OFFICER = ['township', 'county'] as const
export type OfficerRung = (typeof TO_OFFICER)[number]

/** One rung that is still ahead, and how long the one before it is given. */
export interface RungAhead {
  readonly rung: EscalationRung
  /** Counted from the rung before it; of the first one from the delivery. */
  readonly minutes: number
}

export function isToContact(rung: EscalationRung): rung is ContactRung {
  return (TO_CONTACT as readonly EscalationRung[]).includes(rung)
}

export function isToOfficer(rung: EscalationRung): rung is OfficerRung {
  return (TO_OFFICER as readonly EscalationRung[]).includes(rung)
}
