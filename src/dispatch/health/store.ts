import type { Reader } from '../../db/port.ts'
import type { Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'
import type { ChannelName } from '../channel.ts'

/** How one channel has done with messages to enterprises (渠道状况). */
export interface ChannelDone {
  channel: ChannelName
  /** Still to be handed over, and when the oldest of them was written. */
  waiting: number
  waitingSince: Instant | null
  /** Handed over: its receiver has it, or a provider who will report. */
  through: number
  /** When the newest of them was. */
  throughAt: Instant | null
  /** Nobody knows whether they arrived, or the provider's report is overdue. */
  doubtful: number
  givenUp: number
  /** Why the newest of what failed did. */
  lastWhy: string | null
}

/**
 * What became of the messages of some areas that were written since an instant, by channel.
 * @param since the first id of that instant: ids are in the order of time, so that a province's messages of years are
 *   not read for those of a day
 */
export async function channelsSince(db: Reader, areas: readonly string[], since: Id): Promise<ChannelDone[]> {
  return await db.rows<ChannelDone>(
    `select channel,
       count(*) filter (where state in ('queued', 'retrying')) as waiting,
       min(created_at) filter (where state in ('queued', 'retrying')) as "waitingSince",
       count(*) filter (where state in ('accepted', 'delivered')) as through,
       max(updated_at) filter (where state in ('accepted', 'delivered')) as "throughAt",
       count(*) filter (where state in ('doubtful', 'unreported')) as doubtful,
       count(*) filter (where state = 'givenUp') as "givenUp",
       (array_agg(last_why order by updated_at desc) filter (where state in ('retrying', 'givenUp')))[1] as "lastWhy"
     from delivery where id >= $2 and area = any($1) group by channel`,
    [areas, since],
  )
}
