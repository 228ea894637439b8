import type { ReactNode } from 'react'
import type { Feed } from '../../api/air.ts'
import { useGet, type Page } from '../../api/queries.ts'
import { useAreaName, useMay } from '../../me.tsx'
import { Doing } from '../../parts/Doing.tsx'
import { Panel, Read } from '../../parts/Panel.tsx'
import { PlainTable } from '../../parts/PlainTable.tsx'
import { Time } from '../../parts/Time.tsx'
import { useSay } from '../../settings.tsx'
import { common } from '../../words/common.ts'
import { settings as words } from '../../words/settings.ts'
import { today } from '../../words/today.ts'

interface FeedKey {
  readonly id: string
  readonly provider: string
  readonly name: string
  readonly areas: readonly string[]
  readonly networks: readonly string[]
  readonly createdAt: string
  readonly closedAt: string | null
}

/** What comes in, when it was heard of, and by which key it may come. */
export function FeedsAndKeys(): ReactNode {
  const say = useSay()
  const may = useMay()
  const query = useGet<Page<Feed>>('/feeds?limit=200', { about: ['feed', 'bulletin'] })
  return (
    <div className="stack">
      <Panel title={say(words.feeds)}>
        <Read query={query} isEmpty={({ items }) => items.length === 0} empty={say(words.noFeeds)}>
          {({ items }) => (
            <PlainTable
              rows={items}
              keyOf={({ id }) => id}
              columns={[
                { name: say(words.name), show: ({ name }) => name },
                {
                  name: say(common.state),
                  show: ({ state, said }) => (
                    <span className={state === 'dead' ? 'overdue' : undefined}>{say(said)}</span>
                  ),
                },
                { name: say(today.heard), show: ({ heardAt }) => <Time at={heardAt} /> },
                { name: say(today.expected), show: ({ nextAt }) => <Time at={nextAt} /> },
              ]}
            />
          )}
        </Read>
      </Panel>
      {may('feed.keys') && <Keys />}
    </div>
  )
}

function Keys(): ReactNode {
  const say = useSay()
  const may = useMay()
  const areaName = useAreaName()
  const query = useGet<Page<FeedKey>>('/feeds/keys?limit=200')
  return (
    <Panel title={say(words.keys)}>
      <Read query={query} isEmpty={({ items }) => items.length === 0} empty={say(words.noKeys)}>
        {({ items }) => (
          <PlainTable
            rows={items}
            keyOf={({ id }) => id}
            columns={[
              {
                name: say(words.name),
                show: ({ name, provider }) => (
                  <>
                    {name} <span className="meta">{provider}</span>
                  </>
                ),
              },
              { name: say(common.area), show: ({ areas }) => areas.map(areaName).join(' · ') },
              { name: say(words.networks), show: ({ networks }) => networks.join(' ') || say(words.anyNetwork) },
              { name: say(words.created), show: ({ createdAt }) => <Time at={createdAt} /> },
              {
                name: say(words.standing),
                show: ({ closedAt }) => say(closedAt === null ? words.active : words.closed),
              },
              {
                name: say(common.act),
                show: (key) => key.closedAt === null && may('feed.admit') && <Deeds feedKey={key} />,
              },
            ]}
          />
        )}
      </Read>
    </Panel>
  )
}

function Deeds({ feedKey: { id, name } }: { feedKey: FeedKey }): ReactNode {
  const say = useSay()
  return (
    <div className="row">
      <Doing
        size="small"
        deed={{
          verb: words.rotate,
          title: name,
          path: `/feeds/keys/${id}/rotate`,
          before: <p>{say(words.rotateDoes)}</p>,
          after: (answer) => say(words.key, { key: (answer as { key: string }).key }),
        }}
      />
      <Doing
        size="small"
        deed={{
          verb: words.close,
          title: name,
          path: `/feeds/keys/${id}/close`,
          before: <p>{say(words.closeFeedDoes)}</p>,
        }}
      />
    </div>
  )
}
