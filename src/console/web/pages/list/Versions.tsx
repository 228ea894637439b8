import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { OF_LISTS, type ListShort } from '../../api/lists.ts'
import { useGet, type Page } from '../../api/queries.ts'
import { Nothing } from '../../parts/Nothing.tsx'
import { Panel, Read } from '../../parts/Panel.tsx'
import { Time } from '../../parts/Time.tsx'
import { useSay } from '../../settings.tsx'
import { common } from '../../words/common.ts'
import { list as words } from '../../words/list.ts'
import { STATES } from './states.ts'

/** All versions of the list, newest first. */
export function Versions(): ReactNode {
  const say = useSay()
  const query = useGet<Page<ListShort>>('/lists?limit=100', { about: OF_LISTS })
  return (
    <Panel title={say(words.versions)}>
      <Read
        query={query}
        isEmpty={({ items }) => items.length === 0}
        empty={<Nothing what={say(words.noVersions)} hint={say(words.noListHint)} />}
      >
        {({ items }) => (
          <div className="scroll-x" tabIndex={0}>
            <table className="plain">
              <thead>
                <tr>
                  <th scope="col">{say(words.version)}</th>
                  <th scope="col">{say(common.state)}</th>
                  <th scope="col" className="right">
                    {say(words.enterprises)}
                  </th>
                  <th scope="col">{say(words.inForceFrom)}</th>
                </tr>
              </thead>
              <tbody>
                {items.map(({ id, name, state, enterprises, releasedAt }) => (
                  <tr key={id}>
                    <td>
                      <Link to={`/list/versions/${id}`}>{name}</Link>
                    </td>
                    <td>{say(STATES[state])}</td>
                    <td className="right">{enterprises}</td>
                    <td className="nowrap">
                      <Time at={releasedAt} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Read>
    </Panel>
  )
}
