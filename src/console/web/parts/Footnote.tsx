import { Popover } from 'antd'
import type { ReactNode } from 'react'
import type { Source } from '../api/air.ts'
import { useSay } from '../settings.tsx'
import { today } from '../words/today.ts'

/** Where a value comes from, one press away: document, clause, and how far it was verified. */
export function Footnote({
  n,
  source,
  borrowedFrom = null,
}: {
  n: number
  source: Source | null
  borrowedFrom?: string | null
}): ReactNode {
  const say = useSay()
  if (source === null) return null
  return (
    <Popover
      trigger="click"
      title={say(today.source)}
      content={
        <dl className="pairs">
          <dt>{say(today.document)}</dt>
          <dd>{source.document}</dd>
          {source.clause !== undefined && (
            <>
              <dt>{say(today.clauseOf)}</dt>
              <dd>{source.clause}</dd>
            </>
          )}
          <dt>{say(today.confidence)}</dt>
          <dd>{source.confidence}</dd>
          {borrowedFrom !== null && <dd>{say(today.borrowed, { of: borrowedFrom })}</dd>}
        </dl>
      }
    >
      <button type="button" className="footnote" aria-label={`${say(today.source)} ${n} ${source.document}`}>
        {n}
      </button>
    </Popover>
  )
}
