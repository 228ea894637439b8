import type { ReactNode } from 'react'
import { useSearchParams } from 'react-router'
import { useGet, usePages, type Page } from '../../api/queries.ts'
import { useAreaName, useMay } from '../../me.tsx'
import { Choice } from '../../parts/Choice.tsx'
import { Doing } from '../../parts/Doing.tsx'
import { More } from '../../parts/More.tsx'
import { Nothing } from '../../parts/Nothing.tsx'
import { Panel, Read } from '../../parts/Panel.tsx'
import { PlainTable } from '../../parts/PlainTable.tsx'
import { Time } from '../../parts/Time.tsx'
import { useSay } from '../../settings.tsx'
import type { Bi } from '../../words.ts'
import { common } from '../../words/common.ts'
import { season as words } from '../../words/season.ts'
import { Monthly } from './Monthly.tsx'
import { Progress } from './Progress.tsx'

interface OneSeason {
  readonly id: string
  readonly title: Bi
  readonly from: string
  readonly until: string
  readonly document: string | null
}

interface Due {
  readonly kind: 'circular' | 'reminder' | 'talk' | 'monthlyReport' | 'seasonSummary'
  readonly month: string | null
  readonly area: string | null
  readonly by: string | null
}

interface Letter {
  readonly id: string
  readonly area: string
  readonly kind: Exclude<Due['kind'], 'monthlyReport'>
  readonly month: string | null
  readonly title: string
  readonly issuedAt: string
}

/** A season's targets: how far each county is, which letters are due, which were sent. */
export default function Season(): ReactNode {
  const say = useSay()
  const seasons = useGet<Pick<Page<OneSeason>, 'items'>>('/seasons')
  return (
    <>
      <h1>{say(words.heading)}</h1>
      <Read
        query={seasons}
        isEmpty={({ items }) => items.length === 0}
        empty={<Nothing what={say(words.none)} hint={say(words.noneHint)} />}
      >
        {({ items }) => <Chosen seasons={items} />}
      </Read>
    </>
  )
}

function Chosen({ seasons }: { seasons: readonly OneSeason[] }): ReactNode {
  const say = useSay()
  const [asked] = useSearchParams()
  const newest = [...seasons].sort((a, b) => (a.from < b.from ? 1 : -1))[0]
  const season = seasons.find(({ id }) => id === asked.get('season')) ?? newest
  if (season === undefined) return null
  const { id, title, from, until, document } = season
  return (
    <div className="stack">
      <div className="filters">
        <strong>{say(title)}</strong>
        <span className="meta">{say(words.fromTo, { from, until, document: document ?? '–' })}</span>
        <span className="spring" />
        {seasons.length > 1 && (
          <Choice
            name="season"
            any={say(words.which)}
            options={seasons.map((one) => ({ value: one.id, label: say(one.title) }))}
          />
        )}
      </div>
      <Progress season={id} />
      <Monthly season={id} from={from} until={until} />
      <DueNow season={id} />
      <Letters season={id} />
    </div>
  )
}

function DueNow({ season }: { season: string }): ReactNode {
  const say = useSay()
  const areaName = useAreaName()
  const query = useGet<{ items: readonly Due[] }>(`/seasons/${season}/due`, { about: ['season'] })
  return (
    <Panel title={say(words.due)}>
      <Read query={query} isEmpty={({ items }) => items.length === 0} empty={say(words.nothingDue)}>
        {({ items }) => (
          <PlainTable
            rows={items}
            keyOf={({ kind, month, area }) => `${kind}/${month}/${area}`}
            columns={[
              { name: say(words.kind), show: ({ kind }) => say(words[kind]) },
              { name: say(words.month), show: ({ month }) => month ?? '–' },
              { name: say(common.area), show: ({ area }) => (area === null ? '–' : areaName(area)) },
              { name: say(common.time), show: ({ by }) => by ?? '–' },
              { name: say(common.act), show: (due) => <Deed season={season} due={due} /> },
            ]}
          />
        )}
      </Read>
    </Panel>
  )
}

function Deed({ season, due: { kind, month, area } }: { season: string; due: Due }): ReactNode {
  const say = useSay()
  const may = useMay()
  if (!may('season.issue')) return null
  const report = kind === 'monthlyReport'
  return (
    <Doing
      size="small"
      deed={{
        verb: report ? words.sendReport : words.issue,
        title: `${say(words[kind])} ${month ?? ''}`,
        path: report ? `/seasons/${season}/reports/${month}/send` : `/seasons/${season}/letters`,
        reason: 'none',
        before: <p>{say(report ? words.sendReportDoes : words.issueDoes)}</p>,
        body: () => (report ? {} : { kind, month, area }),
      }}
    />
  )
}

function Letters({ season }: { season: string }): ReactNode {
  const say = useSay()
  const areaName = useAreaName()
  const pages = usePages<Letter>('/season-letters', { season, limit: 50 }, { about: ['season'] })
  return (
    <Panel title={say(words.letters)}>
      <More pages={pages} empty={say(words.noLetters)}>
        {(rows) => (
          <PlainTable
            rows={rows}
            keyOf={({ id }) => id}
            columns={[
              { name: say(words.kind), show: ({ kind }) => say(words[kind]) },
              { name: say(words.title), show: ({ title }) => title },
              { name: say(common.area), show: ({ area }) => areaName(area) },
              { name: say(words.issuedAt), show: ({ issuedAt }) => <Time at={issuedAt} /> },
              {
                name: say(common.download),
                show: ({ id }) => <a href={`/api/v1/season-letters/${id}/document`}>{say(common.download)}</a>,
              },
            ]}
          />
        )}
      </More>
    </Panel>
  )
}
