import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useSearchParams } from 'react-router'
import { useGet, usePages, type Page } from '../../api/queries.ts'
import type { JournalEntry } from '../../api/reviews.ts'
import { useMay } from '../../me.tsx'
import { EntriesTable } from '../../parts/EntriesTable.tsx'
import { Facts } from '../../parts/Facts.tsx'
import { More } from '../../parts/More.tsx'
import { Panel, Read } from '../../parts/Panel.tsx'
import { Time } from '../../parts/Time.tsx'
import { useSay } from '../../settings.tsx'
import { journal as words } from '../../words/journal.ts'
import { AsOf } from './AsOf.tsx'
import { Filters } from './Filters.tsx'

/** What of it is looked for, as the address has it and the interface asks it. */
const FILTERS = ['subject', 'area', 'kind', 'actor', 'from', 'until'] as const

interface Verdict {
  readonly ok: boolean
  readonly entries: number
  readonly sealed: number
  readonly head: string | null
  readonly checkpoints: number
  readonly broken?: { readonly n: number; readonly why: string }
}

/** What was done, by whom, when; whether anybody has tampered with it; how things stood at a past moment. */
export default function Journal(): ReactNode {
  const say = useSay()
  const may = useMay()
  const [asked, setAsked] = useSearchParams()
  const filter = Object.fromEntries(FILTERS.map((name) => [name, asked.get(name) ?? undefined]))
  const isFiltered = FILTERS.some((name) => asked.has(name))
  const pages = usePages<JournalEntry>('/journal', { ...filter, limit: 100 })
  const showAll = (): void => {
    const kept = new URLSearchParams(asked)
    for (const name of FILTERS) kept.delete(name)
    setAsked(kept, { replace: true })
  }
  return (
    <div className="stack">
      <h1>{say(words.heading)}</h1>
      <div className="two">
        <AsOf />
        <Panel title={say(words.chain)}>
          {may('journal.verify') ? <Chain /> : <div className="empty">{say(words.chainHint)}</div>}
        </Panel>
      </div>
      <Panel
        title={say(asked.has('subject') ? words.oneThing : words.heading)}
        aside={
          isFiltered && (
            <Button size="small" onClick={showAll}>
              {say(words.showAll)}
            </Button>
          )
        }
      >
        <Filters />
        <More pages={pages} empty={say(isFiltered ? words.noneSuch : words.none)}>
          {(rows) => <EntriesTable rows={rows} />}
        </More>
      </Panel>
    </div>
  )
}

function Chain(): ReactNode {
  const say = useSay()
  const query = useGet<Verdict>('/journal/verify')
  const newest = useGet<Page<{ readonly n: number; readonly at: string }>>('/journal/checkpoints?limit=1')
  const [last] = newest.data?.items ?? []
  return (
    <Read query={query}>
      {({ ok, entries, sealed, head, checkpoints, broken }) => (
        <>
          <p className={ok ? undefined : 'overdue'}>
            {broken === undefined
              ? say(words.intact, { sealed, entries })
              : say(words.broken, { n: broken.n, why: broken.why })}
          </p>
          <Facts
            facts={[
              [say(words.head), head === null ? null : <code>{head.slice(0, 16)}…</code>],
              [
                say(words.checkpoints),
                <>
                  {checkpoints} {last !== undefined && <Time at={last.at} />}
                </>,
              ],
            ]}
          />
          <p className="meta">
            {say(words.tools)} <a href="/api/v1/journal/export">{say(words.export)}</a>{' '}
            <a href="/api/v1/journal/checker">{say(words.checker)}</a>
          </p>
          <Button size="small" loading={query.isFetching} onClick={() => void query.refetch()}>
            {say(words.checkNow)}
          </Button>
        </>
      )}
    </Read>
  )
}
