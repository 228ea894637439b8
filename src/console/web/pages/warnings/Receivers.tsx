import type { ReactNode } from 'react'
import { useGet, type Page } from '../../api/queries.ts'
import { useAreaName } from '../../me.tsx'
import { Panel, Read } from '../../parts/Panel.tsx'
import { PlainTable } from '../../parts/PlainTable.tsx'
import { Time } from '../../parts/Time.tsx'
import { useSay } from '../../settings.tsx'
import type { Bi } from '../../words.ts'
import { channel } from '../../words/channels.ts'
import { common } from '../../words/common.ts'
import { warnings as words } from '../../words/warnings.ts'

interface Notice {
  readonly id: string
  readonly number: string | null
  readonly title: string | null
}

interface Reached {
  readonly kind: 'city' | 'county' | 'department' | 'neighbour'
  readonly area: string
  readonly areaName: string
  readonly name: string
  readonly channel: string | null
  readonly state: string | null
  readonly why: string | null
  readonly sentAt: string | null
  readonly receivedAt: string | null
}

/** Who has each notice: the newest first, and of it whoever has not said so. */
export function Receivers({ warning }: { warning: string }): ReactNode {
  const say = useSay()
  const query = useGet<Page<Notice>>(`/warnings/notices?warning=${warning}&limit=100`, { about: ['warning'] })
  return (
    <Panel title={say(words.receivers)}>
      <Read
        query={query}
        isEmpty={({ items }) => items.every(({ number }) => number === null)}
        empty={say(words.noNotices)}
      >
        {({ items }) =>
          items
            .filter(({ number }) => number !== null)
            .map((notice, n) => <OfNotice key={notice.id} notice={notice} isOpen={n === 0} />)
        }
      </Read>
    </Panel>
  )
}

function OfNotice({ notice: { id, number, title }, isOpen }: { notice: Notice; isOpen: boolean }): ReactNode {
  const say = useSay()
  const areaName = useAreaName()
  const query = useGet<{ items: readonly Reached[] }>(`/warnings/notices/${id}/receivers`, {
    about: ['warning', 'delivery'],
  })
  const all = query.data?.items ?? []
  const missing = all.filter(({ receivedAt }) => receivedAt === null)
  return (
    <details open={isOpen && missing.length > 0}>
      <summary>
        {title} <span className="meta">{number}</span>{' '}
        <span className="figure">{say(words.haveIt, { n: all.length - missing.length, of: all.length })}</span>
      </summary>
      <Read query={query} isEmpty={({ items }) => items.length === 0} empty={say(words.noReceivers)}>
        {({ items }) => (
          <PlainTable
            rows={items}
            keyOf={({ kind, area, name, channel: by }) => `${kind}/${area}/${name}/${by}`}
            columns={[
              {
                name: say(words.receiver),
                show: (one) => {
                  const area = one.areaName || areaName(one.area)
                  return (
                    <>
                      {one.name} {area !== one.name && <span className="meta">{area}</span>}
                    </>
                  )
                },
              },
              {
                name: say(words.standing),
                show: (one) => (
                  <>
                    <span className={isLost(one) ? 'overdue' : undefined}>{say(standingOf(one))}</span>
                    {one.channel !== null && <span className="meta"> {say(channel(one.channel))}</span>}
                    {isLost(one) && one.why !== null && <div className="meta">{one.why}</div>}
                  </>
                ),
              },
              {
                name: say(common.time),
                show: ({ receivedAt, sentAt }) => (
                  <span className="nowrap">
                    <Time at={receivedAt ?? sentAt} />
                  </span>
                ),
              },
            ]}
          />
        )}
      </Read>
    </details>
  )
}

/** It will not come by itself any more: somebody has to call. */
function isLost({ receivedAt, state }: Reached): boolean {
  return receivedAt === null && (state === null || state === 'givenUp' || state === 'withdrawn')
}

function standingOf({ receivedAt, state }: Reached): Bi {
  if (receivedAt !== null) return words.wasReceived
  if (state === null) return words.noWay
  if (state === 'givenUp' || state === 'withdrawn') return words.notDelivered
  return state === 'delivered' ? words.wasDelivered : words.onItsWay
}
