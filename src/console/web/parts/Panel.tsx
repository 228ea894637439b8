import type { UseQueryResult } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import type { ReactNode } from 'react'
import type { Problem } from '../api/client.ts'
import { useLive } from '../api/live.tsx'
import { browserMs } from '../clock.ts'
import { useSay, useSettings } from '../settings.tsx'
import { showClock, showLength } from '../times.ts'
import { shell } from '../words/shell.ts'
import { Trouble } from './Trouble.tsx'
import { useNow } from './Time.tsx'

/** What was read longer ago, while nothing is heard of it, may be wrong by now. */
const STALE_MS = 10_000

/** A part of a page with its heading. */
export function Panel({
  title,
  aside,
  children,
  className = '',
}: {
  title: ReactNode
  aside?: ReactNode
  children: ReactNode
  className?: string
}): ReactNode {
  return (
    <section className={`panel ${className}`}>
      <header className="panel-head">
        <h2>{title}</h2>
        {aside !== undefined && <div className="panel-aside">{aside}</div>}
      </header>
      {children}
    </section>
  )
}

/** What was read, or in its place: that it is being read, why it was not, that there is none; greyed while it is stale. */
export function Read<T>({
  query,
  children,
  empty,
  isEmpty = () => false,
}: {
  query: UseQueryResult<T, Problem>
  children: (data: T) => ReactNode
  /** What to say where there is none, and what would bring one. */
  empty?: ReactNode
  isEmpty?: (data: T) => boolean
}): ReactNode {
  const { data, error, isPending, dataUpdatedAt } = query
  if (isPending) return <Skeleton active title={false} paragraph={{ rows: 3 }} />
  if (data === undefined)
    return error === null ? null : <Trouble problem={error} onAgain={() => void query.refetch()} />
  return <Fresh at={dataUpdatedAt}>{isEmpty(data) ? <div className="empty">{empty}</div> : children(data)}</Fresh>
}

/** Greys what is shown and writes its age beside it while the line is down. */
function Fresh({ at, children }: { at: number; children: ReactNode }): ReactNode {
  const say = useSay()
  const { language } = useSettings()
  const { line } = useLive()
  useNow()
  const age = browserMs() - at
  const stale = line === 'lost' && age > STALE_MS
  return (
    <div className={stale ? 'stale' : undefined}>
      {stale && (
        <div className="stale-note">{say(shell.asOf, { when: showClock(at), age: showLength(age, language) })}</div>
      )}
      {children}
    </div>
  )
}

/** What may be wider than a phone: it is scrolled by itself, by hand or by the keyboard. */
export function Wide({ label, children }: { label: string; children: ReactNode }): ReactNode {
  return (
    <div className="scroll-x" role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  )
}
