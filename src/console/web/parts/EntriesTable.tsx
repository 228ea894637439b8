import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { useGet } from '../api/queries.ts'
import type { JournalEntry } from '../api/reviews.ts'
import { useAreaName, useMay, useMe } from '../me.tsx'
import { useSay } from '../settings.tsx'
import { common } from '../words/common.ts'
import { journal as words } from '../words/journal.ts'
import { kind } from '../words/journalKinds.ts'
import { PlainTable } from './PlainTable.tsx'
import { Time } from './Time.tsx'

/** Entries of the journal, each with the way to all that happened to the same thing. */
export function EntriesTable({ rows }: { rows: readonly JournalEntry[] }): ReactNode {
  const say = useSay()
  const areaName = useAreaName()
  return (
    <PlainTable
      rows={rows}
      keyOf={({ seq }) => String(seq)}
      columns={[
        { name: say(words.seq), number: true, show: ({ seq }) => seq },
        {
          name: say(common.time),
          show: ({ at }) => (
            <span className="nowrap">
              <Time at={at} />
            </span>
          ),
        },
        { name: say(common.area), show: ({ area }) => areaName(area) },
        {
          name: say(words.what),
          show: ({ kind: of, event, members }) => (
            <>
              {say(kind(of))} <span className="meta">{event}</span>
              {members !== null && <div className="meta">{say(words.members, { n: members.length })}</div>}
            </>
          ),
        },
        { name: say(words.by), show: ({ by }) => <Actor by={by} /> },
        {
          name: say(words.body),
          show: ({ body, subject }) => (
            <>
              <details>
                <summary>{say(words.content)}</summary>
                <pre>{JSON.stringify(body, null, 1)}</pre>
              </details>
              <Link to={`/journal?subject=${subject}`} className="meta">
                {say(words.sameThing)}
              </Link>
            </>
          ),
        },
      ]}
    />
  )
}

/** Who it was: by name where the caller may see the accounts, else by what they are and the end of their number. */
function Actor({ by }: { by: string }): ReactNode {
  const say = useSay()
  const may = useMay()
  const { user } = useMe()
  const [what = by, id = ''] = by.split(':')
  const known = useGet<{ name: string }>(`/users/${id}`, { enabled: what === 'user' && may('user.read') })
  if (id === user.id) return say(words.you)
  if (known.data !== undefined) return known.data.name
  return id === '' ? say(kind(what)) : say(words.actor, { who: say(kind(what)), code: id.slice(-6) })
}
