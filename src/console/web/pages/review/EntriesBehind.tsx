import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { usePages } from '../../api/queries.ts'
import type { JournalEntry } from '../../api/reviews.ts'
import { EntriesTable } from '../../parts/EntriesTable.tsx'
import { More } from '../../parts/More.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { useSay } from '../../settings.tsx'
import { common } from '../../words/common.ts'
import { review as words } from '../../words/review.ts'

/** The entries of the journal that a figure was counted from. */
export function EntriesBehind({ id, figure }: { id: string; figure: string }): ReactNode {
  const say = useSay()
  const pages = usePages<JournalEntry>(`/reviews/${id}/figures/${figure}/entries`, { limit: 100 })
  const title = figure in words ? say(words[figure as 'reach']) : figure
  return (
    <Panel title={say(words.entriesOf, { what: title })} aside={<Link to={`/review/${id}`}>{say(words.back)}</Link>}>
      <More pages={pages} empty={say(common.nothing)}>
        {(rows) => <EntriesTable rows={rows} />}
      </More>
    </Panel>
  )
}
