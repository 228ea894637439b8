import { WARNING_LEVELS, type WarningLevel } from '../model/level.ts'
import type { Cause } from '../model/pollutant.ts'
import type { Source } from './citation.ts'
import { thousandths, type Thousandths } from './decimal.ts'
import type { ClauseForm, LevelsFile } from './forms.ts'

/** One condition: the index passes a threshold for so many hours on end. */
export interface Clause {
  /** As the file says it, `> 200`. */
  readonly aqi: string
  readonly hours: number
  readonly threshold: Thousandths
  /** `>=`; otherwise `>`, which is strict. */
  readonly orEqual: boolean
}

/** One way of calling for a level: all its clauses, the first of which draws the run. */
export interface Alternative {
  /** `cn-2024-6/orange/2`, counted from 1 in the order of the file. */
  readonly id: string
  readonly level: WarningLevel
  readonly clauses: readonly [Clause, ...Clause[]]
  readonly source: Source | null
}

/** A book of warning levels (预警分级) with its hash: who pins the hash can be shown the very text later (law 8). */
export interface Rulebook extends Omit<LevelsFile, 'levels' | 'lower'> {
  readonly hash: string
  /** The file as it was validated: what the hash is over. */
  readonly content: LevelsFile
  readonly levels: readonly WarningLevel[]
  /** In the order of the file. */
  readonly alternatives: readonly Alternative[]
  readonly excluded: ReadonlySet<Cause>
  readonly lower: { readonly forecastHours: number } | null
}

/** @param file a validated file. */
export function rulebookOf(file: LevelsFile, hash: string): Rulebook {
  const { lower, ...rest } = file
  const levels: WarningLevel[] = []
  const alternatives: Alternative[] = []
  for (const [name, form] of Object.entries(file.levels)) {
    const level = WARNING_LEVELS.find((known) => known === name)
    if (level === undefined || form === undefined) continue
    levels.push(level)
    form.any.forEach((one, index) => {
      const [first, ...further] = 'all' in one ? one.all : [one]
      if (first === undefined) return
      alternatives.push({
        id: `${file.id}/${level}/${index + 1}`,
        level,
        clauses: [clauseOf(first), ...further.map(clauseOf)],
        source: file.source ?? null,
      })
    })
  }
  return {
    ...rest,
    hash,
    content: file,
    levels,
    alternatives,
    excluded: new Set(file.excludes),
    lower: lower === undefined || lower.status === 'unverified' ? null : { forecastHours: lower.forecastHours },
  }
}

function clauseOf(form: ClauseForm): Clause {
  const [sign = '', number = ''] = form.aqi.split(' ')
  return { ...form, threshold: thousandths(number), orEqual: sign === '>=' }
}

export function passes(clause: Clause, value: Thousandths): boolean {
  return clause.orEqual ? value >= clause.threshold : value > clause.threshold
}
