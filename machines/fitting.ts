import { isAbove, type WarningLevel } from '../src/model/level.ts'
import type { Above, Change } from './warningContext.ts'

type Kinds = ReadonlySet<Change['kind']>

/* Which changes fit what is signed: any but a second issue, which would move its start; what holds is not moved. */
export const SCHEDULED: Kinds = new Set(['raise', 'lower', 'extend', 'move', 'lift'])
export const IN_FORCE: Kinds = new Set(['raise', 'lower', 'extend', 'suspend', 'lift'])
export const SUSPENDED: Kinds = new Set(['extend', 'resume', 'lift'])

export function fits(kinds: Kinds, change: Change | null): boolean {
  return change !== null && kinds.has(change.kind)
}

/** Whether a change leaves what an instruction from above asks for: its measures go on, at no less than its level. */
export function keeps(above: Above | null, change: Change | null): boolean {
  if (above === null || change === null) return true
  return change.kind !== 'lift' && change.kind !== 'suspend' && !isAbove(above.level, change.level)
}

/** Whether what is signed is enough for an instruction from above, so that what waits beside it may be dropped. */
export function enough(above: Above | null, signed: WarningLevel | null): boolean {
  return above === null || (signed !== null && !isAbove(above.level, signed))
}
