import { addDays, dayOf, startOfDay, type Instant } from '../../model/time.ts'
import type { RetentionFile } from '../../rulebook/retention.ts'
import type { KnownAs, Standing } from './store.ts'

/** Why a person may not be deleted yet (暂不删除): still needed, or kept until an instant by a retention duty. */
export interface Holding {
  readonly as: KnownAs
  readonly why: 'accountOpen' | 'contactInForce' | 'objectionOpen' | 'complaintOpen' | 'kept'
  /** Until when a duty keeps them; null where something has to end first. */
  readonly until: Instant | null
}

/** What still holds a person, of everywhere that they stand; none: whoever asks for it is deleted. */
export function holdingsOf(
  standings: readonly Pick<Standing, 'as' | 'endedAt'>[],
  retention: Pick<RetentionFile, 'closedAccountDays' | 'objectorDays'>,
  now: Instant,
): Holding[] {
  return standings.flatMap(({ as, endedAt }): Holding[] => {
    if (as === 'contact') return [{ as, why: 'contactInForce', until: null }]
    if (endedAt === null) return [{ as, why: OPEN[as], until: null }]
    const until = as === 'departmentContact' || as === 'planned' ? endedAt : keptUntil(as, endedAt, retention)
    return until > now ? [{ as, why: 'kept', until }] : []
  })
}

const OPEN = {
  officer: 'accountOpen',
  departmentContact: 'contactInForce',
  objector: 'objectionOpen',
  planned: 'contactInForce',
  complainant: 'complaintOpen',
} as const

/** The beginning of the day after so many days: a duty of days ends with a day. */
export function keptUntil(
  as: 'officer' | 'objector' | 'complainant',
  endedAt: Instant,
  { closedAccountDays, objectorDays }: Pick<RetentionFile, 'closedAccountDays' | 'objectorDays'>,
): Instant {
  return startOfDay(addDays(dayOf(endedAt), (as === 'officer' ? closedAccountDays : objectorDays) + 1))
}
