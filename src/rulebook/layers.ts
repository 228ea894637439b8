import type { Cause } from '../model/pollutant.ts'
import { WARNING_LEVELS } from '../model/level.ts'
import { isActive } from './citation.ts'
import type { LevelForm, LevelsFile } from './levelForms.ts'

/** A book with everything that it takes over from the one that it extends. */
export interface WholeLevels extends Omit<LevelsFile, 'levels' | 'lift' | 'merge' | 'leadHours' | 'excludes'> {
  readonly levels: NonNullable<LevelsFile['levels']>
  readonly lift: NonNullable<LevelsFile['lift']>
  readonly merge: NonNullable<LevelsFile['merge']>
  readonly leadHours: NonNullable<LevelsFile['leadHours']>
  readonly excludes: readonly Cause[]
}

/**
 * A layer (国家、省、市、县 the one upon the other): what it writes is added to the alternatives of the book that it
 * extends, or stands instead of its terms. What nobody has verified above is verified in no layer.
 * @param above the book that it extends; null for a book of its own.
 * @returns null where a book of its own lacks what it needs.
 */
export function wholeOf(file: LevelsFile, above: WholeLevels | null): WholeLevels | null {
  const { levels = {}, lift = above?.lift, merge = above?.merge, leadHours = above?.leadHours, ...rest } = file
  if (lift === undefined || merge === undefined || leadHours === undefined) return null
  const status = above !== null && !isActive(above) ? 'unverified' : file.status
  const inherited = above === null ? {} : kept(above)
  return {
    ...inherited,
    ...rest,
    ...(status === undefined ? {} : { status }),
    excludes: file.excludes ?? above?.excludes ?? [],
    levels: above === null ? levels : added(above, levels),
    lift,
    merge,
    leadHours,
  }
}

/** What holds on in a layer that says nothing of it. */
function kept({ index, where, cumulative, preStage, lower, lateStart, restraint }: WholeLevels) {
  return { index, where, cumulative, preStage, lower, lateStart, restraint }
}

function added(above: WholeLevels, own: NonNullable<LevelsFile['levels']>): WholeLevels['levels'] {
  const levels: WholeLevels['levels'] = {}
  for (const level of WARNING_LEVELS) {
    const before = above.levels[level]
    const more = own[level]
    if (before === undefined) levels[level] = more
    else {
      const { source } = above
      // In the layer the clause is still the other document's.
      const cited = before.any.map((form) => (form.source === undefined ? { ...form, source } : form))
      const merged: LevelForm = { ...before, ...more, any: [...cited, ...(more?.any ?? [])] }
      levels[level] = merged
    }
  }
  return levels
}
