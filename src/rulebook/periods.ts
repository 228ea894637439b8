import { z } from 'zod'
import { HEADS, type Head } from '../model/post.ts'
import { WARNING_LEVELS, type WarningLevel } from '../model/level.ts'
import type { Day } from '../model/time.ts'
import { covers, dated, isActive, mustStand, source, standing, words, type Source, type Standing } from './citation.ts'
import { head, mustBeActive, sourcesFile } from './forms.ts'
import type { Rulebook } from './levels.ts'
import { governs } from './reach.ts'

/** Where a stage lies (赛前、赛中、赛后): before, during or after what the period is about. */
const KINDS = ['before', 'during', 'after'] as const

const heads = z
  .strictObject({
    ...(Object.fromEntries(WARNING_LEVELS.map((level) => [level, z.array(z.enum(HEADS)).min(1).optional()])) as Record<
      WarningLevel,
      z.ZodOptional<z.ZodArray<z.ZodEnum<{ [K in Head]: K }>>>
    >),
    ...standing,
  })
  .superRefine(mustStand)

/**
 * At which level of a warning the measures of which stricter one are asked for (加严措施). A milder one can't be said, so
 * that no period ever asks for less than the plan.
 */
const tightens = z
  .strictObject({ yellow: z.enum(['orange', 'red']).optional(), orange: z.literal('red').optional(), ...standing })
  .superRefine(mustStand)
  .refine(({ yellow, orange }) => yellow !== undefined || orange !== undefined, 'tightens nothing')
  .refine(({ yellow, orange }) => yellow !== 'red' || orange === 'red', 'asks for more at yellow than at orange')

/** What is asked beside, in the words of the document: people read it, the engine does nothing by it. */
const asked = z.strictObject({ ...words.shape, ...standing }).superRefine(mustStand)

const stage = z
  .strictObject({
    kind: z.enum(KINDS),
    title: words,
    ...dated,
    source: source.optional(),
    status: standing.status,
    /** Which heads of a county are in post at which level (在岗指挥). */
    heads: heads.optional(),
    tightens: tightens.optional(),
    asks: z.array(asked).default([]),
  })
  .superRefine(mustStand)
  .refine(({ from, until }) => until === null || from < until, 'ends before it begins')

/** `rules/periods/*.yaml`: a special period (专项时段) with its stages and what is asked inside their dates. */
export const periodFile = z
  .strictObject({
    ...head,
    area: z.string().regex(/^\d{6}$/, 'expected six digits'),
    stages: z.array(stage).min(1),
    /** What a period that is handed in cites and `rules/sources.yaml` does not have. */
    documents: sourcesFile.optional(),
  })
  .superRefine(mustBeActive)
  .superRefine(({ from, until, stages }, context) => {
    for (const [n, one] of stages.entries()) {
      const before = stages[n - 1]
      const say = (message: string) => context.addIssue({ code: 'custom', path: ['stages', n], message })
      if (before && (before.until === null || one.from < before.until)) say('begins before the stage before it ends')
      if (before && KINDS.indexOf(one.kind) < KINDS.indexOf(before.kind)) say(`${one.kind} comes after ${before.kind}`)
      if (one.from < from || (until !== null && (one.until === null || one.until > until)))
        say('lies outside the dates of the period')
    }
  })
export type PeriodFile = z.infer<typeof periodFile>
export type PeriodStage = PeriodFile['stages'][number]

/** A special period with its hash: what was asked by it can be shown later (law 8). */
export interface Period extends PeriodFile {
  readonly hash: string
}

/** A stage that holds, and the period that it is of. */
export interface HoldingStage {
  readonly period: Period
  readonly stage: PeriodStage
}

/** The stages that hold in an area on a day, of every period that reaches it. */
export function stagesOn(periods: readonly Period[], area: string, day: Day): HoldingStage[] {
  return periods.flatMap((period) =>
    isActive(period) && governs(period.area, area)
      ? period.stages.flatMap((one) => (isActive(one) && covers(one, day) ? [{ period, stage: one }] : []))
      : [],
  )
}

/** The stricter level whose measures a stage asks for at one of a warning, and by what. */
export interface Tightens extends HoldingStage {
  readonly level: 'orange' | 'red'
  readonly by: Standing
}

/** What stages ask beyond the plan at the level of a warning's measures; nothing where they leave it as it is. */
export function tightenedAt(holding: readonly HoldingStage[], level: WarningLevel): Tightens[] {
  if (level !== 'yellow' && level !== 'orange') return []
  return holding.flatMap((one) => {
    const { tightens: asks } = one.stage
    const to = asks !== undefined && isActive(asks) ? asks[level] : undefined
    return to === undefined || asks === undefined ? [] : [{ ...one, level: to, by: asks }]
  })
}

/** The days at which what periods ask of an area begins or ends. */
export function bordersOf(periods: readonly Period[], area: string): Day[] {
  return periods.flatMap((period) =>
    isActive(period) && governs(period.area, area)
      ? period.stages.flatMap((one) =>
          one.tightens !== undefined && isActive(one) && isActive(one.tightens)
            ? [one.from, ...(one.until === null ? [] : [one.until])]
            : [],
        )
      : [],
  )
}

/** Which heads are in post at a level, and by which document. */
export function headsAt(holding: readonly HoldingStage[], level: WarningLevel): { head: Head; by: Source | null }[] {
  const found = holding.flatMap(({ period, stage: { heads: asks, source: of } }) =>
    asks !== undefined && isActive(asks)
      ? (asks[level] ?? []).map((one) => ({ head: one, by: asks.source ?? of ?? period.source ?? null }))
      : [],
  )
  return HEADS.flatMap((one) => found.find((other) => other.head === one) ?? [])
}

/** Why a book of levels can not be of the special period that it names; null where it can, or names none. */
export function missingPeriod(
  { id, period: name, area, from, until }: Pick<Rulebook, 'id' | 'period' | 'area' | 'from' | 'until'>,
  periods: readonly Period[],
): string | null {
  if (name === undefined) return null
  const period = periods.find((one) => one.id === name)
  if (period === undefined) return `${id} is of the special period ${name}, which there is not`
  if (!governs(period.area, area)) return `${id} is of the special period ${name}, which does not reach ${area}`
  const inside = period.from <= from && (period.until === null || (until !== null && until <= period.until))
  return inside ? null : `${id} lies outside the dates of the special period ${name}`
}
