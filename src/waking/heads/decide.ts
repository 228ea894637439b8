import type { WarningContext } from '../../../machines/warningContext.ts'
import type { WarningLevel } from '../../model/level.ts'
import type { Head } from '../../model/post.ts'
import type { Instant } from '../../model/time.ts'

/** A warning, as far as it asks for heads. */
interface Asking {
  readonly state: string
  readonly context: Pick<WarningContext, 'level' | 'startsAt' | 'deadlines'>
}

const ENDED: ReadonlySet<string> = new Set(['lifted', 'withdrawn', 'dismissed'])

/**
 * The level that holds at an instant; null before the start, while it is suspended and after the end. By its hours and
 * not by its state alone: the clock may come to the warning a moment after somebody has looked.
 */
export function levelAt({ state, context: { level, startsAt, deadlines } }: Asking, now: Instant): WarningLevel | null {
  if (level === null || startsAt === null || startsAt > now) return null
  if (ENDED.has(state) || state.startsWith('suspended')) return null
  return deadlines.lift !== null && deadlines.lift <= now ? null : level
}

/** A head of a county that is asked for. */
export interface Asked {
  readonly area: string
  readonly post: Head
}

/** Who is asked for from now on, and who no longer is. */
export function changeHeads<K extends Asked>(
  known: readonly K[],
  wanted: readonly Asked[],
): { asked: Asked[]; released: K[] } {
  const is = (a: Asked) => (b: Asked) => a.area === b.area && a.post === b.post
  return {
    asked: wanted.filter((one) => !known.some(is(one))),
    released: known.filter((one) => !wanted.some(is(one))),
  }
}
