import type { Level } from '../model/level.ts'
import { isAbove } from '../model/level.ts'
import type { Day, Instant } from '../model/time.ts'
import { forecastersIn, outlook, type OutlookDay, type OutlookInput } from '../outlook/decide.ts'
import type { Rulebook } from '../rulebook/levels.ts'
import { hoursIn, levelOf, type JudgedDays, type KnownHours } from './days.ts'
import type { Standards } from './timeline.ts'

/** What one provider's word alone would call for (各家意见). */
export interface Voice {
  readonly provider: string
  readonly issuedAt: Instant
  readonly revision: number
  readonly level: Level
  readonly from: Day | null
  readonly to: Day | null
  /** The highest index that it forecasts for a day that is ahead; null where it forecasts none. */
  readonly peak: { readonly day: Day; readonly aqi: number } | null
}

/** What the ends of the forecast ranges would call for, where a day has a range. */
export interface Range {
  readonly low: Level
  readonly high: Level
}

/** Each provider that forecasts a day ahead, as if the others were not there; what was observed is common ground. */
export function voicesOf(
  book: Rulebook,
  input: OutlookInput,
  window: JudgedDays & { readonly today: Day },
  standards: Standards,
): Voice[] {
  const forecasts = input.issues.filter(({ kind }) => kind === 'forecast')
  const observed = input.issues.filter(({ kind }) => kind === 'observation')
  return forecastersIn(forecasts).flatMap((provider): Voice[] => {
    const own = forecasts.filter((issue) => issue.provider === provider)
    const alone = { ...input, issues: [...observed, ...own], providers: [] }
    const days = outlook(alone)
    const ahead = days.filter(({ day, from }) => day > window.today && from !== null)
    const [newest] = own.toSorted((a, b) => (a.issuedAt < b.issuedAt ? 1 : -1) || b.revision - a.revision)
    if (newest === undefined || ahead.length === 0) return []
    const { level, from, to } = levelOf(book, days, window, hoursIn(alone, standards))
    return [{ provider, issuedAt: newest.issuedAt, revision: newest.revision, level, from, to, peak: peakOf(ahead) }]
  })
}

export function peakOf(days: readonly Pick<OutlookDay, 'day' | 'aqi'>[]): Voice['peak'] {
  let peak: Voice['peak'] = null
  for (const { day, aqi } of days) if (aqi !== null && (peak === null || aqi > peak.aqi)) peak = { day, aqi }
  return peak
}

export function rangeOf(
  book: Rulebook,
  days: readonly OutlookDay[],
  window: JudgedDays,
  hours: KnownHours | null = null,
): Range | null {
  if (!days.some(({ low, high }) => low !== null && high !== null)) return null
  const at = (end: 'low' | 'high') => days.map((one) => ({ ...one, aqi: one[end] ?? one.aqi }))
  const level = (end: 'low' | 'high') => levelOf(book, at(end), window, hours).level
  return { low: level('low'), high: level('high') }
}

/** The lowest and the highest level that anybody's forecast calls for; null while they agree. */
export function disagreementOf(voices: readonly Voice[]): Range | null {
  const levels = voices.map(({ level }) => level).sort((a, b) => (isAbove(a, b) ? 1 : -1))
  const [low, high] = [levels[0], levels.at(-1)]
  return low === undefined || high === undefined || low === high ? null : { low, high }
}
