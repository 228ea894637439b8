import type { ReactNode } from 'react'
import type { Comparison } from '../../api/lists.ts'
import { useGet } from '../../api/queries.ts'
import { useAreaName } from '../../me.tsx'
import { LevelTag } from '../../parts/Level.tsx'
import { Read } from '../../parts/Panel.tsx'
import { useSay } from '../../settings.tsx'
import { list as words } from '../../words/list.ts'

/** More names than anybody reads on a page. */
const MOST = 200

/** What changed from one version to another: who came, who left, who has to do something else. */
export function Comparing({ before, after }: { before: string; after: string }): ReactNode {
  const say = useSay()
  const query = useGet<Comparison>(`/lists/${before}/compare/${after}`)
  return (
    <Read query={query}>
      {({ came, left, changed }) => (
        <>
          <Names title={say(words.came, { n: came.length })} names={came} />
          <Names title={say(words.left, { n: left.length })} names={left} />
          <h3>{say(words.changed, { n: changed.length })}</h3>
          {changed.length > 0 && <Changes changed={changed.slice(0, MOST)} />}
          {changed.length > MOST && <p className="meta">{say(words.andMore, { n: changed.length - MOST })}</p>}
        </>
      )}
    </Read>
  )
}

function Names({ title, names }: { title: string; names: Comparison['came'] }): ReactNode {
  const say = useSay()
  const areaName = useAreaName()
  return (
    <>
      <h3>{title}</h3>
      <ul className="names">
        {names.slice(0, MOST).map(({ creditCode, name, area }) => (
          <li key={creditCode}>
            {name} <span className="meta">{areaName(area)}</span>
          </li>
        ))}
      </ul>
      {names.length > MOST && <p className="meta">{say(words.andMore, { n: names.length - MOST })}</p>}
    </>
  )
}

function Changes({ changed }: { changed: Comparison['changed'] }): ReactNode {
  const say = useSay()
  return (
    <div className="scroll-x" tabIndex={0}>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{say(words.name)}</th>
            <th scope="col">{say(words.what)}</th>
            <th scope="col">{say(words.before)}</th>
            <th scope="col">{say(words.after)}</th>
          </tr>
        </thead>
        <tbody>
          {changed.flatMap(({ creditCode, name, changes }) =>
            changes.map(({ what, line, level, before, after }) => (
              <tr key={`${creditCode}/${what}/${line}/${level}`}>
                <td>{name}</td>
                <td>
                  {what} {line} {level !== null && <LevelTag level={level} />}
                </td>
                <td>{before ?? '–'}</td>
                <td>{after ?? '–'}</td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </div>
  )
}
