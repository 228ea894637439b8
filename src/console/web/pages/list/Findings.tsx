import type { ReactNode } from 'react'
import { OF_LISTS, type Finding } from '../../api/lists.ts'
import { useGet, type Page } from '../../api/queries.ts'
import { Panel, Read } from '../../parts/Panel.tsx'
import { useSay } from '../../settings.tsx'
import { importing } from '../../words/importing.ts'
import { list as words } from '../../words/list.ts'

const GRAVITY = { error: importing.error, warning: importing.warning, info: importing.info } as const

/** What was found in a workbook, by sheet, row and column, with what to do about it. */
export function FindingsTable({ findings }: { findings: readonly Finding[] }): ReactNode {
  const say = useSay()
  return (
    <div className="scroll-x" tabIndex={0}>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{say(importing.sheet)}</th>
            <th scope="col" className="right">
              {say(importing.row)}
            </th>
            <th scope="col">{say(importing.column)}</th>
            <th scope="col">{say(importing.gravity)}</th>
            <th scope="col">{say(importing.why)}</th>
          </tr>
        </thead>
        <tbody>
          {findings.map(({ sheet, row, column, severity, title, message, code }) => (
            <tr key={`${sheet}/${row}/${column}/${code}/${message}`}>
              <td className="nowrap">{sheet}</td>
              <td className="right">{row}</td>
              <td className="nowrap">{column}</td>
              <td className={severity === 'error' ? 'nowrap overdue' : 'nowrap'}>{say(GRAVITY[severity])}</td>
              <td title={message}>{title}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

export function FindingsOfList({ id }: { id: string }): ReactNode {
  const say = useSay()
  const query = useGet<Page<Finding>>(`/lists/${id}/findings?limit=200`, { about: OF_LISTS })
  return (
    <Panel title={say(words.findings)}>
      <Read query={query} isEmpty={({ items }) => items.length === 0} empty={say(words.noFindings)}>
        {({ items, next }) => (
          <>
            {next !== null && <p className="meta">{say(importing.firstOnly, { n: items.length })}</p>}
            <FindingsTable findings={items} />
          </>
        )}
      </Read>
    </Panel>
  )
}
