import type { ReactNode } from 'react'
import { OF_ORDERS, type ChannelHealth } from '../../api/orders.ts'
import { useGet } from '../../api/queries.ts'
import { Panel, Read } from '../../parts/Panel.tsx'
import { Time } from '../../parts/Time.tsx'
import { useSay } from '../../settings.tsx'
import { channel as channelWord } from '../../words/channels.ts'
import { today } from '../../words/today.ts'

interface Channels {
  readonly hours: number
  readonly items: readonly ChannelHealth[]
}

/** By which ways orders go out, and whether they get through (渠道状况). */
export function Channels(): ReactNode {
  const say = useSay()
  const query = useGet<Channels>('/channels', { about: OF_ORDERS })
  return (
    <Panel
      title={say(today.channels)}
      aside={query.data && <span className="meta">{say(today.channelsOf, { hours: query.data.hours })}</span>}
    >
      <Read query={query} isEmpty={({ items }) => items.length === 0} empty={say(today.noChannels)}>
        {({ items }) => (
          <ul className="feeds">
            {items.map((one) => (
              <li key={one.channel}>
                <span>{say(channelWord(one.channel))}</span>
                <OneChannel {...one} />
              </li>
            ))}
          </ul>
        )}
      </Read>
    </Panel>
  )
}

function OneChannel({ open, waiting, waitingSince, through, doubtful, givenUp }: ChannelHealth): ReactNode {
  const say = useSay()
  const idle = waiting + through + doubtful + givenUp === 0
  return (
    <>
      {!open && <span className="overdue">{say(today.channelClosed)}</span>}
      {givenUp > 0 && <span className="overdue">{say(today.givenUp, { n: givenUp })}</span>}
      <span className="meta">
        {idle ? say(today.idle) : say(today.through, { n: through })}
        {waitingSince !== null && (
          <>
            {' · '}
            {say(today.stillWaiting, { n: waiting })} <Time at={waitingSince} />
          </>
        )}
        {doubtful > 0 && ` · ${say(today.inDoubt, { n: doubtful })}`}
      </span>
    </>
  )
}
