import { useState, type ReactNode } from 'react'
import { Link } from 'react-router'
import { OF_ORDERS, type Board } from '../../api/orders.ts'
import { useGet } from '../../api/queries.ts'
import type { Warning } from '../../api/warnings.ts'
import { useMay, useMe } from '../../me.tsx'
import { Panel, Read } from '../../parts/Panel.tsx'
import { useSay } from '../../settings.tsx'
import { common } from '../../words/common.ts'
import { today } from '../../words/today.ts'

/** The counties as a board of tiles, and the same as a table: who has answered, of how many. */
export function Counties({ warning, city }: { warning: Warning | null; city: string }): ReactNode {
  const say = useSay()
  const may = useMay()
  const { areas } = useMe()
  const [table, setTable] = useState(false)
  const counties = areas.filter(({ parent }) => parent === city)
  const query = useGet<Board>(`/warnings/${warning?.id ?? ''}/board?by=county`, {
    about: OF_ORDERS,
    enabled: warning !== null && may('order.read'),
  })
  if (counties.length === 0) return null
  return (
    <Panel
      title={say(today.map)}
      aside={
        warning !== null && (
          <div className="switch" role="group">
            {[false, true].map((asTable) => (
              <button
                key={String(asTable)}
                type="button"
                aria-pressed={table === asTable}
                onClick={() => setTable(asTable)}
              >
                {say(asTable ? today.asTable : today.asTiles)}
              </button>
            ))}
          </div>
        )
      }
    >
      {warning === null ? (
        <div className="empty">{say(today.mapNone)}</div>
      ) : (
        <Read query={query}>
          {({ parts }) => {
            const rows = counties.map(({ code, name }) => ({ code, name, sums: parts.find(({ key }) => key === code) }))
            const to = (code: string) => `/execution/${warning.id}?county=${code}`
            return table ? (
              <table className="plain">
                <thead>
                  <tr>
                    <th scope="col">{say(common.county)}</th>
                    <th scope="col" className="right">
                      {say(today.acknowledged)}
                    </th>
                    <th scope="col" className="right">
                      {say(today.unreached)}
                    </th>
                    <th scope="col" className="right">
                      {say(today.unanswered)}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {rows.map(({ code, name, sums }) => (
                    <tr key={code}>
                      <td>
                        <Link to={to(code)}>{name}</Link>
                      </td>
                      <td className="right">
                        {sums?.acknowledged ?? 0}/{sums?.planned ?? 0}
                      </td>
                      <td className="right">{sums?.unreached ?? 0}</td>
                      <td className="right">{sums?.unanswered ?? 0}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            ) : (
              <ul className="tiles">
                {rows.map(({ code, name, sums }) => {
                  const [done, all] = [sums?.acknowledged ?? 0, sums?.planned ?? 0]
                  return (
                    <li key={code}>
                      <Link to={to(code)} className="tile">
                        <strong>{name}</strong>
                        <span className="meta figure">{say(today.tile, { done, all })}</span>
                        <progress max={Math.max(1, all)} value={done} aria-label={name} />
                        {(sums?.unreached ?? 0) > 0 && (
                          <span className="overdue figure">
                            {say(today.unreached)} {sums?.unreached}
                          </span>
                        )}
                      </Link>
                    </li>
                  )
                })}
              </ul>
            )
          }}
        </Read>
      )}
    </Panel>
  )
}
