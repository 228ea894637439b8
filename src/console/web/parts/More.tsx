import type { UseInfiniteQueryResult } from '@tanstack/react-query'
import { Button, Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { Problem } from '../api/client.ts'
import type { Page } from '../api/queries.ts'
import { useSay } from '../settings.tsx'
import { common } from '../words/common.ts'
import { Trouble } from './Trouble.tsx'

/** What was read of a list that goes on, with the way to the next page of it. */
export function More<T>({
  pages,
  empty,
  children,
}: {
  pages: UseInfiniteQueryResult<{ pages: readonly Page<T>[] }>
  empty: ReactNode
  children: (rows: readonly T[]) => ReactNode
}): ReactNode {
  const say = useSay()
  if (pages.isPending) return <Skeleton active title={false} paragraph={{ rows: 5 }} />
  if (pages.data === undefined)
    return pages.error instanceof Problem ? (
      <Trouble problem={pages.error} onAgain={() => void pages.refetch()} />
    ) : null
  const rows = pages.data.pages.flatMap(({ items }) => items)
  if (rows.length === 0) return <div className="empty">{empty}</div>
  return (
    <>
      {children(rows)}
      {pages.hasNextPage && (
        <div className="actions">
          <Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {say(common.more)}
          </Button>
        </div>
      )}
    </>
  )
}
