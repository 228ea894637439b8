import type { Change } from '../../machines/warning.ts'
import type { Level } from '../model/level.ts'
import { addDays, addMinutes, dayOf, startOfDay, type Day, type Instant } from '../model/time.ts'
import type { ConsultationRules } from '../rulebook/books.ts'
import type { PartyId } from '../rulebook/consultation.ts'

/** `change`: on a proposed change of a warning. `daily`: called by itself. `called`: by an officer (临时会商). */
export const KINDS = ['change', 'daily', 'called'] as const
export type Kind = (typeof KINDS)[number]

/** Which consultations call themselves: those of the season, or of an episode while a warning is proposed or in force. */
export interface Regime {
  readonly rules: Pick<ConsultationRules, 'season' | 'hours'>
  readonly episode: boolean
}

/** More than a year, so that the first day of the next season is always found. */
const DAYS_AHEAD = 400

/** The first hour after `after` at which a consultation calls itself (每日会商、加密会商). */
export function nextSlot(regime: Regime, after: Instant): Instant {
  const today = dayOf(after)
  for (let n = 0; n < DAYS_AHEAD; n++) {
    const found = slotsOn(regime, addDays(today, n)).find((slot) => slot > after)
    if (found !== undefined) return found
  }
  throw new RangeError(`no consultation calls itself within ${DAYS_AHEAD} days of ${after}`)
}

/** What is to be called at `now`, where nobody has looked since `since`: the last hour that has passed, and no flood. */
export interface Due {
  /** Null: none, or it is too long ago. */
  readonly slot: Instant | null
  /** Hours that passed unseen and are not made up for. */
  readonly missed: number
}

export function dueSlot(regime: Regime, since: Instant, now: Instant): Due {
  const passed = slotsBetween(regime, since, now)
  const last = passed.at(-1)
  const isLate = last === undefined || addMinutes(last, regime.rules.hours.late) < now
  return { slot: isLate ? null : last, missed: passed.length - (isLate ? 0 : 1) }
}

/** A clock that jumps by years is not asked for each of its days. */
function slotsBetween(regime: Regime, since: Instant, now: Instant): Instant[] {
  const last = dayOf(now)
  const days: Day[] = []
  for (let day = last; day >= dayOf(since) && days.length < DAYS_AHEAD; day = addDays(day, -1)) days.unshift(day)
  return days.flatMap((day) => slotsOn(regime, day)).filter((slot) => slot > since && slot <= now)
}

function slotsOn({ rules: { season, hours }, episode }: Regime, day: Day): Instant[] {
  if (!episode && !inSeason(season, day)) return []
  return (episode ? hours.episode : hours.daily).map((hour) => {
    const [h = 0, m = 0] = hour.split(':').map(Number)
    return addMinutes(startOfDay(day), h * 60 + m)
  })
}

function inSeason({ from, until }: { from: string; until: string }, day: Day): boolean {
  const at = day.slice(5)
  return from < until ? from <= at && at < until : at >= from || at < until
}

/** How sure somebody is (把握程度). */
export const CONFIDENCES = ['high', 'medium', 'low'] as const
export type Confidence = (typeof CONFIDENCES)[number]

/** A day of the forecast as somebody would have it. */
export interface Correction {
  readonly day: Day
  readonly aqi: number
}

/** An opinion (会商意见) as far as it is weighed. */
export interface Voice {
  readonly party: PartyId
  /** Who entered it. */
  readonly userId: string
  /** Entered by the bureau for a party that is not at a desk of its own (代录). */
  readonly onBehalf: boolean
  readonly level: Level
}

/** What a consultation came to: what is proposed goes on, or does not; otherwise a level that was found. */
export type Conclusion =
  | { readonly decision: 'proceed' | 'dismiss'; readonly change: Pick<Change, 'kind' | 'level'> }
  | { readonly decision: 'conclude'; readonly level: Level }

/** What one came to; null while it is open, and where it lapsed. */
export function conclusionOf({
  decision,
  change,
  level,
}: {
  readonly decision: string | null
  readonly change: Change | null
  readonly level: Level | null
}): Conclusion | null {
  if (decision === 'conclude' && level !== null) return { decision, level }
  if ((decision === 'proceed' || decision === 'dismiss') && change !== null) return { decision, change }
  return null
}

/** The last word of each who spoke: a person for himself, a party for whom the bureau has entered it. */
export function lastWords<V extends Voice>(voices: readonly V[]): V[] {
  const last = new Map<string, V>()
  for (const voice of voices) {
    const who = voice.onBehalf ? voice.party : voice.userId
    // Whoever spoke again is heard in the place of the later word.
    last.delete(who)
    last.set(who, voice)
  }
  return [...last.values()]
}

/** Whose last word differs from the conclusion (不同意见). The bureau's conclusion stands all the same. */
export function dissents<V extends Voice>(voices: readonly V[], conclusion: Conclusion): V[] {
  return lastWords(voices).filter((voice) => !agrees(voice, conclusion))
}

function agrees({ level }: Voice, conclusion: Conclusion): boolean {
  if (conclusion.decision === 'conclude') return level === conclusion.level
  const { kind, level: proposed } = conclusion.change
  // A lift is agreed to by whoever sees no warning any more; its own level is the one that it ends.
  const wanted = kind === 'lift' ? 'none' : proposed
  return conclusion.decision === 'proceed' ? level === wanted : level !== wanted
}
