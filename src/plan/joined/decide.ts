import type { ListedLevel } from '../../model/enterprise.ts'
import type { Id } from '../../model/id.ts'
import { LEVEL_ZH, stricter, type WarningLevel } from '../../model/level.ts'
import type { Instant } from '../../model/time.ts'
import type { Clause } from '../../rulebook/measures.ts'
import type { AlsoAsked } from '../tightening/decide.ts'

/** Another warning that holds in a place (省、市两级预警): what it asks adds to the one order of an enterprise. */
export interface Joined {
  readonly id: Id
  readonly area: string
  readonly name: string
  readonly measures: WarningLevel
  readonly startsAt: Instant
  /** Its measures rest (暂停). */
  readonly rests: boolean
  readonly listId: Id | null
}

/** What is asked of an enterprise altogether. */
export interface Asking {
  /** The strictest level of all who ask. */
  readonly measures: WarningLevel
  readonly rests: boolean
  readonly alsoAsked: readonly AlsoAsked[]
}

/**
 * The level of one order by all who ask: its own warning, the others that have begun by its start, and its county. Each
 * of them is named, and binds where a line of its level is the stricter one.
 */
export function askingOf(
  own: { readonly id: Id; readonly name: string; readonly measures: WarningLevel; readonly rests: boolean },
  joined: readonly Joined[],
  tightened: readonly AlsoAsked[],
): Asking {
  const others = joined.flatMap(({ id, name, measures, rests }) => (rests ? [] : alsoOf({ id, name, measures })))
  // While its own measures rest, those of another warning go on all the same.
  const rests = own.rests && others.length === 0
  const besides = own.rests ? others : [...others, ...tightened]
  if (rests || besides.length === 0) return { measures: own.measures, rests, alsoAsked: [] }
  const [first = own.measures, ...rest] = [...(own.rests ? [] : [own.measures]), ...besides.map(({ level }) => level)]
  return { measures: rest.reduce(stricter, first), rests, alsoAsked: [...(own.rests ? [] : alsoOf(own)), ...besides] }
}

/** Blue asks nothing of a list. */
function alsoOf({ id, name, measures }: { id: Id; name: string; measures: WarningLevel }): AlsoAsked[] {
  return measures === 'blue' ? [] : [{ level: measures satisfies ListedLevel, clause: clauseOf(id, name, measures) }]
}

function clauseOf(id: Id, name: string, measures: ListedLevel): Clause {
  return {
    id: `warning/${id}`,
    document: `${name}重污染天气预警`,
    clause: `${LEVEL_ZH[measures]}措施`,
    confidence: 'list',
  }
}
