import type { StateValueFrom } from 'xstate'
import type { FeedEvent, feedMachine } from '../feed.ts'
import { refused, stay, to, when, type Leaves, type Table } from './expected.ts'

export type FeedState = Leaves<StateValueFrom<typeof feedMachine>>
export type FeedGuard = 'deadlineStands' | 'isDead'

const fallen = when(['deadlineStands', 'isDead'], to('dead', ['tellFeed']))
const untrue = refused('the clock saw a deadline that no longer stands')
const closed = refused('nothing is expected of it any more')

/** A feed (数据接口): what every event does in every state. */
export const feedTable: Table<FeedState, FeedEvent['type'], FeedGuard> = {
  alive: {
    TICK: [fallen, when(['deadlineStands'], to('late')), untrue],
    BULLETIN_ARRIVED: stay(),
    FEED_CLOSED: to('closed'),
  },
  late: {
    TICK: [fallen, untrue],
    BULLETIN_ARRIVED: to('alive'),
    FEED_CLOSED: to('closed'),
  },
  dead: {
    TICK: refused('it waits for its provider or for an officer, not for an hour'),
    BULLETIN_ARRIVED: to('alive', ['tellFeed']),
    FEED_CLOSED: to('closed', ['tellFeed']),
  },
  closed: { TICK: closed, BULLETIN_ARRIVED: closed, FEED_CLOSED: closed },
}
