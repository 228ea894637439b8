import { addDays, addHours, dayOf, startOfDay, type Instant } from '../../model/time.ts'
import type { FeedRules } from '../../rulebook/books.ts'
import type { Silence } from '../../rulebook/feeds.ts'
import type { FeedKind } from '../decide.ts'
import { dayAt, paceOf, type Moment, type Pace } from '../moment.ts'

/** What makes a feed (接口标识): one provider's bulletins of one kind and pace about an area or one of its stations. */
export interface FeedKey {
  readonly area: string
  readonly kind: FeedKind
  readonly pace: Pace
  readonly provider: string
  /** Its code; empty for the area as a whole. */
  readonly station: string
}

/** How long a feed may say nothing. */
export function silenceOf({ silence }: FeedRules, { kind, pace }: Pick<FeedKey, 'kind' | 'pace'>): Silence {
  if (kind === 'forecast') return silence.forecast
  return pace === 'day' ? silence.dailyObservation : silence.hourlyObservation
}

/**
 * How long it may, where somebody has called for denser monitoring (加密监测): an hourly observation is late as soon as
 * the next was due. What makes it dead stays: a station that was asked for more is not sooner out of order.
 */
export function inRhythm(silence: Silence, everyHours: number | null, graceMinutes: number): Silence {
  if (everyHours === null) return silence
  return { ...silence, late: Math.min(silence.late, everyHours + graceMinutes / 60) }
}

/**
 * Whether a bulletin shows that its feed lives: a forecast that was issued lately and says something of tomorrow, an
 * observation of lately. A season that is filled in afterwards, or an old run that was held up, shows nothing of the kind.
 */
export function isLive(
  { kind, issuedAt, values }: { kind: FeedKind; issuedAt: Instant; values: readonly { at: Moment }[] },
  { dead }: Silence,
  now: Instant,
): boolean {
  const last = values.at(-1)
  if (last === undefined) return false
  if (kind === 'forecast') return addHours(issuedAt, dead) > now && dayAt(last.at) > dayOf(now)
  return addHours(endOf(last.at), dead) > now
}

/** The instant at which what is observed is over. */
function endOf(at: Moment): Instant {
  const day = dayAt(at)
  return paceOf(at) === 'day' ? startOfDay(addDays(day, 1)) : startOfDay(day, Number(at.slice(11, 13)) + 1)
}

const WORDS: Readonly<Record<FeedKind, Readonly<Record<Pace, string>>>> = {
  forecast: { day: '日预报', hour: '小时预报' },
  observation: { day: '日实况', hour: '小时实况' },
}

/** What people call it, `运城市 示例预报中心 日预报`. */
export function nameOf({ kind, pace, provider, station }: FeedKey, area: string): string {
  return [area, station, provider, WORDS[kind][pace]].filter((word) => word !== '').join(' ')
}
