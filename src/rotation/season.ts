import type { Id } from '../model/id.ts'
import type { Day } from '../model/time.ts'

/** When one line stands still by a season plan (错峰停产): from the first day until, not including, the second. */
export interface Standstill {
  readonly line: string
  readonly from: Day
  readonly until: Day
  /** The released plan that says so. */
  readonly plan: { readonly id: Id; readonly name: string }
}

/** What staggered production (错峰生产) says of one enterprise. */
export interface Season {
  readonly standstills: readonly Standstill[]
  /** The day from which it stands on the blacklist (错峰生产“黑名单”); null if it does not. */
  readonly blacklistedFrom: Day | null
}

export const NO_SEASON: Season = { standstills: [], blacklistedFrom: null }
