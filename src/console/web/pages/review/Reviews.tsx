import type { ReactNode } from 'react'
import { Link, useParams } from 'react-router'
import { usePages } from '../../api/queries.ts'
import type { Review } from '../../api/reviews.ts'
import { More } from '../../parts/More.tsx'
import { Nothing } from '../../parts/Nothing.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { PlainTable } from '../../parts/PlainTable.tsx'
import { Countdown, Time } from '../../parts/Time.tsx'
import { useSay } from '../../settings.tsx'
import { common } from '../../words/common.ts'
import { review as words } from '../../words/review.ts'
import { EntriesBehind } from './EntriesBehind.tsx'
import { OneReview } from './OneReview.tsx'

/** Reviews of warnings that have ended; one of them; the journal behind one of its figures. */
export default function Reviews(): ReactNode {
  const say = useSay()
  const { id, figure } = useParams()
  return (
    <>
      <h1>{say(words.heading)}</h1>
      {id === undefined ? (
        <All />
      ) : figure === undefined ? (
        <OneReview id={id} />
      ) : (
        <EntriesBehind id={id} figure={figure} />
      )}
    </>
  )
}

function All(): ReactNode {
  const say = useSay()
  const pages = usePages<Review>('/reviews', { limit: 50 }, { about: ['review'] })
  return (
    <Panel title={say(words.heading)}>
      <More pages={pages} empty={<Nothing what={say(words.none)} hint={say(words.noneHint)} />}>
        {(rows) => (
          <PlainTable
            rows={rows}
            keyOf={({ id }) => id}
            columns={[
              {
                name: say(words.name),
                show: ({ id, name, corrects }) => (
                  <>
                    <Link to={`/review/${id}`}>{name}</Link>{' '}
                    {corrects !== null && <span className="meta">{say(words.correcting)}</span>}
                  </>
                ),
              },
              { name: say(common.state), show: ({ stateName }) => say(stateName) },
              { name: say(words.counted), show: ({ countedAt }) => <Time at={countedAt} /> },
              { name: say(words.signed), show: ({ signedAt }) => <Time at={signedAt} /> },
              {
                name: say(words.summaryBy),
                show: ({ summaryBy, publishedAt }) =>
                  summaryBy === null ? (
                    '–'
                  ) : publishedAt === null ? (
                    <Countdown to={summaryBy} />
                  ) : (
                    <Time at={summaryBy} />
                  ),
              },
            ]}
          />
        )}
      </More>
    </Panel>
  )
}
