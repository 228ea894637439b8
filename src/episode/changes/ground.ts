import type { Change } from '../../../machines/warning.ts'
import type { Words } from '../../assessment/words.ts'
import { isAbove, type Level } from '../../model/level.ts'
import { addDays, startOfDay, type Day } from '../../model/time.ts'
import type { Rulebook } from '../../rulebook/levels.ts'

/** What the rule called for when the area was last judged, as far as an officer's wish is held against it. */
interface Judged {
  readonly level: Level
  readonly to: Day | null
}

/** Whether the rule calls for as much as an officer wants: no lower a level, and for longer, no earlier an end. */
export function callsFor(
  judged: Judged | null,
  { kind, level, endsAt }: Pick<Change, 'kind' | 'level' | 'endsAt'>,
): boolean {
  if (judged === null || judged.level === 'none') return false
  if (kind !== 'extend') return !isAbove(level, judged.level)
  return judged.to !== null && endsAt !== null && endsAt <= startOfDay(addDays(judged.to, 1))
}

/** What an officer is told at once who begins, raises or prolongs without the rule's ground. */
export interface Notice extends Words {
  /** Whose rule it is; null where the engine says it of itself. */
  readonly document: string | null
}

/** Null where the rule calls for as much, or what is wanted asks nobody for more. */
export function noticeOf(book: Rulebook | null, { kind, ground, ruled }: Change): Notice | null {
  if (ground !== 'officer' || ruled === true || !/^(issue|raise|extend|resume)$/.test(kind)) return null
  const rule = book?.restraint ?? null
  return {
    zh: `按现有预报，规则未要求如此：理由将随指令标明并留存${rule === null ? '' : `；${rule.zh}`}。`,
    en: `By what is forecast the rule calls for less: it is marked in every order and its reason is kept${rule === null ? '' : `; ${rule.en}`}.`,
    document: rule?.source?.document ?? null,
  }
}
