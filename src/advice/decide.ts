import type { WarningLevel } from '../model/level.ts'
import { isAbove } from '../model/level.ts'
import type { Line } from '../model/enterprise.ts'
import type { Id } from '../model/id.ts'
import { addHours, dayOf, type Day, type Instant } from '../model/time.ts'
import type { AdviceFile } from '../rulebook/advice.ts'

export type AdviceKind = 'preAdjustment' | 'precaution'
/** 已告知, 延长, 解除. */
export const PURPOSES = ['told', 'prolonged', 'withdrawn'] as const
export type Purpose = (typeof PURPOSES)[number]

/** An episode that lies ahead, as it was judged. */
export interface Ahead {
  readonly from: Day
  readonly to: Day
  readonly level: WarningLevel
}

/** The advice of an area that still holds. */
export interface Standing {
  readonly id: Id
  readonly until: Day
  readonly toldAt: Instant
}

export type Move =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'tell'; readonly from: Day; readonly until: Day }
  /** It is about more days now: known to the desk, not told again. */
  | { readonly kind: 'move'; readonly id: Id; readonly until: Day }
  | { readonly kind: 'withdraw'; readonly id: Id }

/** What was and is, beside the episodes ahead. */
export interface Known {
  /** Warnings of that level or above that have begun within the days that count. */
  readonly earlier: number
  /** One of them holds, or is to begin. */
  readonly warned: boolean
  readonly standing: Standing | null
  /** The days ahead are forecast: a bulletin that stayed away clears nothing. */
  readonly seen: boolean
}

/**
 * What becomes of the advice to adjust plans ahead (预调): told once where episodes follow each other and one of them is
 * still to come, taken back when none of them is to come any more and none holds; what has its days behind it is over.
 */
export function lookAt(rule: AdviceFile['again'], episodes: readonly Ahead[], known: Known, now: Instant): Move {
  const { earlier, warned, standing, seen } = known
  const strict = episodes.filter(({ level }) => !isAbove(rule.level, level))
  const coming = strict.filter(({ from }) => from > dayOf(now))
  const [next] = coming
  const until = coming.reduce((latest, { to }) => (to > latest ? to : latest), '')
  if (standing !== null) {
    if (next !== undefined && until > standing.until) return { kind: 'move', id: standing.id, until }
    const clears = strict.length === 0 && !warned && seen
    return clears && addHours(standing.toldAt, rule.holdHours) <= now
      ? { kind: 'withdraw', id: standing.id }
      : { kind: 'nothing' }
  }
  return next !== undefined && coming.length + earlier >= rule.episodes
    ? { kind: 'tell', from: next.from, until }
    : { kind: 'nothing' }
}

/** Lines that an hour's notice does not stop: by their nature, or because a safe stop takes longer than any lead. */
export function slowLines<R>(lines: readonly Line<R>[], { slowStopHours }: AdviceFile['again']): Line<R>[] {
  return lines.filter(({ interruptible, safeStopHours }) => !interruptible || safeStopHours >= slowStopHours)
}
