import type { ReactNode } from 'react'
import { usePages } from '../../api/queries.ts'
import { useAreaName, useMay } from '../../me.tsx'
import { Doing } from '../../parts/Doing.tsx'
import { More } from '../../parts/More.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { PlainTable } from '../../parts/PlainTable.tsx'
import { Time } from '../../parts/Time.tsx'
import { useSay } from '../../settings.tsx'
import { common } from '../../words/common.ts'
import { journal } from '../../words/journal.ts'
import { settings as words } from '../../words/settings.ts'

interface Parked {
  readonly id: string
  readonly kind: string
  readonly area: string
  readonly failed: number
  readonly error: string
  readonly parkedAt: string
}

/** What was tried too often and waits for somebody. */
export function Health(): ReactNode {
  const say = useSay()
  const may = useMay()
  const areaName = useAreaName()
  const pages = usePages<Parked>('/effects/parked', { limit: 100 }, { about: ['effect'] })
  return (
    <Panel title={say(words.parked)}>
      <More pages={pages} empty={say(words.noParked)}>
        {(rows) => (
          <PlainTable
            rows={rows}
            keyOf={({ id }) => id}
            columns={[
              { name: say(journal.what), show: ({ kind }) => <code>{kind}</code> },
              { name: say(common.area), show: ({ area }) => areaName(area) },
              { name: say(common.time), show: ({ parkedAt }) => <Time at={parkedAt} /> },
              {
                name: say(common.reason),
                show: ({ failed, error }) => (
                  <>
                    {say(words.failed, { n: failed })} <span className="meta">{error}</span>
                  </>
                ),
              },
              {
                name: say(common.act),
                show: ({ id, kind }) =>
                  may('effect.retry') && (
                    <Doing
                      size="small"
                      deed={{
                        verb: words.retry,
                        title: kind,
                        path: `/effects/${id}/retry`,
                        before: <p>{say(words.retryDoes)}</p>,
                      }}
                    />
                  ),
              },
            ]}
          />
        )}
      </More>
    </Panel>
  )
}
