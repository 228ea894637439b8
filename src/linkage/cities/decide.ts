import type { WarningContext } from '../../../machines/warningContext.ts'
import type { WarningLevel } from '../../model/level.ts'
import type { Instant } from '../../model/time.ts'

/** What the warning of a province asks of each of its cities. */
export interface AskedOfCities {
  readonly level: WarningLevel
  readonly startsAt: Instant
  readonly endsAt: Instant | null
}

/** By what was signed; null before anything was, or where nothing has begun to hold. */
export function askedOfCities({ level, startsAt, endsAt }: WarningContext): AskedOfCities | null {
  return level === null || startsAt === null ? null : { level, startsAt, endsAt }
}

/** Whether an instruction says already what is asked: then nobody has to answer it anew. */
export function saysSo(one: AskedOfCities, asked: AskedOfCities): boolean {
  return one.level === asked.level && one.startsAt === asked.startsAt && one.endsAt === asked.endsAt
}
