import type { Change, WarningContext } from '../../../machines/warning.ts'
import { Refusal } from '../../errors.ts'
import { isAbove, stricter, type WarningLevel } from '../../model/level.ts'
import type { Stage } from '../../model/stage.ts'
import { addMinutes, showInstant, type Instant } from '../../model/time.ts'
import type { Terms } from '../propose.ts'

/** What an officer wants to become of a warning; what is not said stays as it is in force. */
export interface Wish {
  readonly kind: 'raise' | 'lower' | 'extend' | 'move' | 'suspend' | 'resume' | 'lift'
  readonly level?: WarningLevel | undefined
  /** The level whose measures are to hold, where it is not its own (提级措施). */
  readonly measures?: WarningLevel | undefined
  readonly endsAt?: Instant | null | undefined
  readonly at?: Instant | undefined
  readonly resumeBy?: Instant | undefined
  readonly stages?: readonly Stage[] | undefined
}

/** The warning as far as a wish depends on it. */
export interface Standing {
  readonly name: string
  readonly context: WarningContext
}

/**
 * What an officer proposes, completed by what is in force.
 * @throws Refusal `warning.notSigned`, `warning.sameLevel`, `warning.endsBeforeStart`, `warning.resumeWhen`, `warning.stage…`
 */
export function changeOf(
  wish: Wish,
  { name, context }: Standing,
  { rankFor, signMinutes }: Pick<Terms, 'rankFor' | 'signMinutes'>,
  now: Instant,
): Change {
  const { level: signed, measures: held, endsAt } = context
  const { kind } = wish
  if (signed === null || held === null) throw new Refusal('warning.notSigned', { name })
  const level = wish.level ?? signed
  // Another level brings its own measures, where nothing else is said of them.
  const measures = stricter(level, wish.measures ?? (wish.level === undefined || kind === 'raise' ? held : level))
  const goesUp = isAbove(level, signed) || (level === signed && isAbove(measures, held))
  const goesDown = isAbove(signed, level) || (level === signed && isAbove(held, measures))
  if ((kind === 'raise' && !goesUp) || (kind === 'lower' && !goesDown))
    throw new Refusal('warning.sameLevel', { name, level: signed, wanted: level })
  const startsAt = wish.at !== undefined && wish.at > now ? wish.at : now
  const end = kind === 'lift' ? null : wish.endsAt === undefined ? endsAt : wish.endsAt
  if (end !== null && end <= startsAt) throw new Refusal('warning.endsBeforeStart', { name })
  const stages = kind === 'lift' ? stagesOf(wish.stages ?? [], startsAt, now) : []
  // Raising is signed as the new level, lowering and lifting as the level in force; measures as the level they are of.
  const rank = rankFor([level, measures, held].reduce(stricter, signed))
  const signBy = addMinutes(now, signMinutes)
  const resumeBy = kind === 'suspend' ? (wish.resumeBy ?? end) : null
  if (kind === 'suspend' && resumeBy === null) throw new Refusal('warning.resumeWhen', { name })
  if (resumeBy !== null && resumeBy <= startsAt) throw new Refusal('warning.endsBeforeStart', { name })
  return {
    kind,
    ground: 'officer',
    level,
    ...(measures === level ? {} : { measures }),
    startsAt,
    endsAt: end,
    rank,
    signBy,
    ...(resumeBy === null ? {} : { resumeBy }),
    ...(stages.length === 0 ? {} : { stages }),
  }
}

/** In the order of their hours, each ahead and before the rest, each an hour of its own. */
function stagesOf(stages: readonly Stage[], last: Instant, now: Instant): Stage[] {
  const sorted = stages.toSorted((a, b) => (a.at < b.at ? -1 : 1))
  for (const [n, { at, counties, industries }] of sorted.entries()) {
    if (counties.length === 0 && industries.length === 0) throw new Refusal('warning.stageOfNobody')
    if (at <= now || at >= last || at === sorted[n - 1]?.at)
      throw new Refusal('warning.stageOutOfTime', { at: showInstant(at), last: showInstant(last) })
  }
  return sorted
}
