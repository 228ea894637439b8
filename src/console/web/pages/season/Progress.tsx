import type { ReactNode } from 'react'
import { useGet } from '../../api/queries.ts'
import { Panel, Read } from '../../parts/Panel.tsx'
import { PlainTable } from '../../parts/PlainTable.tsx'
import { useSay } from '../../settings.tsx'
import { common } from '../../words/common.ts'
import { season as words } from '../../words/season.ts'

interface Place {
  readonly area: string
  readonly name: string
  readonly days: { readonly passed: number; readonly withPm25: number }
  readonly pm25: { readonly target: string; readonly mean: string | null; readonly needed: string | null }
  readonly heavyDays: { readonly allowed: number; readonly count: number }
  readonly standing: 'onTrack' | 'behind' | 'missed' | 'unknown'
}

/** Those who are behind first. */
const ORDER: readonly Place['standing'][] = ['missed', 'behind', 'unknown', 'onTrack']

/** Each county against its targets. */
export function Progress({ season }: { season: string }): ReactNode {
  const say = useSay()
  const query = useGet<{ on: string; places: readonly Place[] }>(`/seasons/${season}/progress`, {
    about: ['bulletin', 'season'],
  })
  return (
    <Panel
      title={say(words.progress)}
      aside={query.data !== undefined && <span className="meta">{say(words.asOf, { day: query.data.on })}</span>}
    >
      <Read query={query} isEmpty={({ places }) => places.length === 0} empty={say(words.none)}>
        {({ places }) => (
          <PlainTable
            rows={[...places].sort((a, b) => ORDER.indexOf(a.standing) - ORDER.indexOf(b.standing))}
            keyOf={({ area }) => area}
            columns={[
              { name: say(common.county), show: ({ name }) => name },
              {
                name: say(words.standing),
                show: ({ standing }) => (
                  <span className={standing === 'missed' || standing === 'behind' ? 'overdue nowrap' : 'nowrap'}>
                    {say(words[standing])}
                  </span>
                ),
              },
              { name: say(words.pm25), number: true, show: ({ pm25 }) => pm25.mean ?? '–' },
              { name: say(words.target), number: true, show: ({ pm25 }) => pm25.target },
              { name: say(words.needed), number: true, show: ({ pm25 }) => pm25.needed ?? '–' },
              { name: say(words.heavy), number: true, show: ({ heavyDays }) => heavyDays.count },
              { name: say(words.allowed), number: true, show: ({ heavyDays }) => heavyDays.allowed },
              {
                name: say(words.days),
                number: true,
                show: ({ days }) => say(words.ofDays, { n: days.withPm25, of: days.passed }),
              },
            ]}
          />
        )}
      </Read>
    </Panel>
  )
}
