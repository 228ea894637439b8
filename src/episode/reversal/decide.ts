import { numberOfDay, showDay } from '../../feed/calendar.ts'
import { LEVEL_ZH, stricter, type Level, type WarningLevel } from '../../model/level.ts'
import { dayOf, hoursBetween, startOfDay, type Day, type Instant } from '../../model/time.ts'
import type { Words } from '../../assessment/words.ts'
import type { Span } from '../decide.ts'

/** A lift that would soon be taken back (反复): by which day, and how many hours after it. */
export interface Reversal {
  readonly day: Day
  readonly level: WarningLevel
  readonly hours: number
}

/**
 * The first day from the lift on that calls for a warning again by what is forecast now; null where none does.
 * @param spans of the days from the lift on, in order of their first day.
 */
export function reversalOf(spans: readonly Span[], liftAt: Instant): Reversal | null {
  const from = numberOfDay(dayOf(liftAt))
  const after = spans.flatMap(({ first, last, level }) => (last >= from ? [{ day: Math.max(first, from), level }] : []))
  const next = Math.min(...after.map(({ day }) => day))
  if (!Number.isFinite(next)) return null
  const day = showDay(next)
  // Several conditions may begin with the same day: the strictest says what comes back.
  const level = after.reduce<Level>((most, one) => (one.day === next ? stricter(most, one.level) : most), 'none')
  return level === 'none' ? null : { day, level, hours: Math.max(0, hoursBetween(liftAt, startOfDay(day))) }
}

/** What a lift lets start and its reversal would have stop again: lines that stand still by a living order. */
export interface Stops {
  readonly enterprises: number
  readonly lines: number
  /** Hours that their safe stops take, all together and the longest of them. */
  readonly safeStopHours: number
  readonly longestSafeStopHours: number
}

/** What comes of a lift (解除后反复的可能与代价). */
export interface Outcome {
  readonly liftAt: Instant
  readonly reversal: Reversal | null
  /** The days that a lift looks at are not all forecast. */
  readonly blind: boolean
  readonly stops: Stops
  readonly say: Words
}

/** The same as whoever proposes, confers on and signs a lift reads it. */
export function sayReversal({ reversal, blind, stops }: Omit<Outcome, 'say'>): Words {
  if (reversal === null)
    return blind
      ? {
          zh: '解除后的几日尚无完整预报，不能判断是否反复。',
          en: 'The days after the lift are not all forecast: whether it will be taken back can not be said.',
        }
      : {
          zh: '按现有预报，解除后未见再次达到预警条件。',
          en: 'By what is forecast nothing after the lift calls for a warning.',
        }
  const { day, level, hours } = reversal
  const { enterprises, lines, safeStopHours, longestSafeStopHours } = stops
  const [zh, en] =
    lines === 0
      ? ['', '']
      : [
          `届时 ${enterprises} 家企业的 ${lines} 条生产线须再次停产，安全停产合计 ${safeStopHours} 小时、最长 ${longestSafeStopHours} 小时。`,
          ` ${lines} lines of ${enterprises} enterprises would have to be stopped again: ${safeStopHours} h of safe stops, the longest ${longestSafeStopHours} h.`,
        ]
  return {
    zh: `解除后 ${round(hours)} 小时（${day}）预报又达到${LEVEL_ZH[level]}预警条件，很可能反复。${zh}`,
    en: `${round(hours)} h after the lift (${day}) the forecast calls for ${level} again: it will probably be taken back.${en}`,
  }
}

function round(hours: number): number {
  return Math.round(hours * 10) / 10
}
