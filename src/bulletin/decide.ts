import type { Change } from '../../machines/warning.ts'
import type { Words } from '../plan/order.ts'
import { LEVEL_ZH, RESPONSE_ZH, type WarningLevel } from '../model/level.ts'
import type { OutlookDay } from '../outlook/decide.ts'
import { showInstant, type Instant } from '../model/time.ts'
import type { Message, OpenWarning } from './store.ts'

/** What CAP calls a message: the first of a warning, one that goes on from it, its end. */
export type MessageType = 'Alert' | 'Update' | 'Cancel'

/** A message with what it means in its row: what holds by it, and which ones it replaces. */
export interface Told extends Message {
  readonly type: MessageType
  readonly holds: Change
  /** Ended by it, at its own hour or by itself. */
  readonly ends: boolean
  readonly earlier: readonly Message[]
}

/**
 * The messages of one warning, in the order in which they went out, each with what holds by it. A lift that takes effect
 * later goes on until its hour; a correction changes words and no measure.
 */
export function told(messages: readonly Message[]): Told[] {
  let holds: Change | null = null
  let over = false
  return messages.flatMap((message, n): Told[] => {
    holds = message.change ?? holds
    // Of what nobody was told of there is nothing to take back or put right.
    if (holds === null) return []
    over ||= message.kind === 'withdraw' || (holds.kind === 'lift' && wholeSeconds(holds.startsAt) <= secondOf(message))
    const type = n === 0 ? 'Alert' : over ? 'Cancel' : 'Update'
    return [{ ...message, type, holds, ends: over, earlier: messages.slice(0, n) }]
  })
}

/** Until when a message speaks of a danger; null where that is open, or over. Always after it was sent. */
export function expiryOf(message: Told): Instant | null {
  const { holds, ends } = message
  if (ends) return null
  const until = holds.kind === 'lift' ? holds.startsAt : holds.endsAt
  return until !== null && wholeSeconds(until) > secondOf(message) ? until : null
}

/** CAP knows no fractions of a second. */
export function wholeSeconds(at: Instant): Instant {
  return `${at.slice(0, 19)}.000Z`
}

export function secondOf({ sentAt }: Pick<Message, 'sentAt'>): Instant {
  return wholeSeconds(sentAt)
}

/**
 * The identifier of a message (预警信息标识) by the form of the Chinese profile: division, agency, unit, extension, the
 * second in Beijing time, serial. No agency has been given a code here, which its part says by noughts. It never changes.
 */
export function identifierOf(message: Pick<Message, 'area' | 'number' | 'sentAt'>): string {
  const moment = showInstant(secondOf(message)).slice(0, 19).replaceAll(/\D/g, '')
  return `${message.area.slice(0, 6)}00000000_${moment}_${message.number}`
}

export type Standing = 'scheduled' | 'inForce' | 'suspended' | 'lifting' | 'lifted' | 'withdrawn'

/** How a warning stands before the public: what is being conferred on inside is nobody's yet. */
export function standingOf({ state }: Pick<OpenWarning, 'state'>): Standing {
  const [outer = ''] = state.split('.')
  return outer === 'scheduled' ||
    outer === 'inForce' ||
    outer === 'suspended' ||
    outer === 'lifting' ||
    outer === 'withdrawn'
    ? outer
    : 'lifted'
}

export const STANDING: Readonly<Record<Standing, Words>> = {
  scheduled: { zh: '已发布，尚未开始', en: 'announced, not begun' },
  inForce: { zh: '生效中', en: 'in force' },
  suspended: { zh: '暂停中，预警仍然有效', en: 'suspended, still valid' },
  lifting: { zh: '已发布解除，到时终止', en: 'to be lifted at its hour' },
  lifted: { zh: '已解除', en: 'lifted' },
  withdrawn: { zh: '已撤回', en: 'withdrawn' },
}

export function isOver(standing: Standing): boolean {
  return standing === 'lifted' || standing === 'withdrawn'
}

export function sayLevel(level: WarningLevel): Words {
  return {
    zh: `${LEVEL_ZH[level]}预警（${RESPONSE_ZH[level]}响应）`,
    en: `${level} warning (response ${RESPONSE_ZH[level].replace('级', '')})`,
  }
}

/** What is published of a day: the index, NA, or nothing. */
export type Published =
  | { readonly kind: 'index'; readonly aqi: number }
  | { readonly kind: 'na' }
  | { readonly kind: 'none' }

/**
 * An index goes out rounded up, as the standard has it. Where it was worked out here from fewer than all six pollutants,
 * only if what is left comes out above the bound; a number that its provider gave was published by its provider.
 */
export function publishedOf({ aqi, from, concentrations }: OutlookDay, publishAbove: number): Published {
  if (aqi === null || from === null) return { kind: 'none' }
  const index = Math.ceil(aqi)
  const whole = SIX.every((name) => concentrations?.[name] !== undefined)
  if (from.by === 'concentrations' && !whole && index <= publishAbove) return { kind: 'na' }
  return { kind: 'index', aqi: index }
}

const SIX = ['pm25', 'pm10', 'so2', 'no2', 'co', 'o3_8h'] as const
