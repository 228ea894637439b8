import type { ReactNode } from 'react'
import { Link, Navigate, useParams, useSearchParams } from 'react-router'
import { OF_ORDERS, type Board } from '../../api/orders.ts'
import { useGet } from '../../api/queries.ts'
import { hasOrders, levelOf } from '../../api/warnings.ts'
import { LevelTag } from '../../parts/Level.tsx'
import { Panel, Read } from '../../parts/Panel.tsx'
import { useSay, useSettings } from '../../settings.tsx'
import { useLiving } from '../../shell/Band.tsx'
import { showTime } from '../../times.ts'
import { channel } from '../../words/channels.ts'
import { execution } from '../../words/execution.ts'
import { FunnelBars, widestGap } from './FunnelBars.tsx'
import { OrderPanel } from './OrderPanel.tsx'
import { Orders } from './Orders.tsx'

/** Who does not know yet, and who is not doing it. */
export default function Execution(): ReactNode {
  const say = useSay()
  const { id } = useParams()
  const { warnings, known } = useLiving()
  if (id !== undefined) return <Of id={id} />
  const ordered = warnings.filter(hasOrders)
  const [only] = ordered
  if (only !== undefined && ordered.length === 1) return <Navigate to={`/execution/${only.id}`} replace />
  return (
    <div className="page-narrow">
      <h1>{say(execution.heading)}</h1>
      {known && only === undefined && (
        <div className="empty">
          <strong>{say(execution.none)}</strong>
          <p>{say(execution.noneHint)}</p>
        </div>
      )}
      <ul className="list">
        {ordered.map((warning) => (
          <li key={warning.id}>
            <LevelTag level={levelOf(warning)} />
            <Link to={`/execution/${warning.id}`}>{warning.name}</Link>
            <span>{say(warning.stateName)}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Of({ id }: { id: string }): ReactNode {
  const say = useSay()
  const [search, setSearch] = useSearchParams()
  const board = useGet<Board>(`/warnings/${id}/board`, { about: OF_ORDERS })
  const order = search.get('order')
  const close = (): void => {
    search.delete('order')
    setSearch(search, { replace: true })
  }
  return (
    <div className="stack">
      <Panel title={say(execution.funnel)}>
        <Read query={board}>
          {(read) => (
            <div className="funnel-and-gaps">
              <FunnelBars id={id} board={read} />
              <Gaps board={read} />
            </div>
          )}
        </Read>
      </Panel>
      {board.data !== undefined && <Orders id={id} first={widestGap(board.data)} />}
      {order !== null && <OrderPanel id={order} onClose={close} />}
    </div>
  )
}

/** The exceptions in words: enterprises by tonnes, counties, departments, lines that still send. */
function Gaps({ board }: { board: Board }): ReactNode {
  const say = useSay()
  const { language } = useSettings()
  const { unreached, kilogramsUnreached, unanswered, kilogramsUnanswered, unaware, finishing, unplanned, onBehalf } =
    board
  const separator = language === 'zh' ? '、' : ', '
  const tonnes = (kilograms: number) => (kilograms / 1_000).toFixed(1)
  return (
    <ul className="gaps">
      {unreached > 0 && (
        <li>
          <Link to="?only=unreached" className="overdue">
            {say(execution.unreachedSum, { n: unreached, t: tonnes(kilogramsUnreached) })}
          </Link>
        </li>
      )}
      {unanswered > 0 && (
        <li>
          <Link to="?only=unanswered">
            {say(execution.unansweredSum, { n: unanswered, t: tonnes(kilogramsUnanswered) })}
          </Link>
        </li>
      )}
      {unaware.counties.length > 0 && (
        <li>{say(execution.countiesUnaware, { names: unaware.counties.map(({ name }) => name).join(separator) })}</li>
      )}
      {unaware.departments.length > 0 && (
        <li>
          {say(execution.departmentsUnaware, {
            names: unaware.departments
              .map(({ name, entered }) => `${name}${entered ? '' : say(execution.notEntered)}`)
              .join(separator),
          })}
        </li>
      )}
      {unplanned > 0 && <li className="overdue">{say(execution.unplanned, { n: unplanned })}</li>}
      {finishing
        .filter(({ waiting }) => waiting > 0)
        .map(({ channel: way, waiting, doneBy }) => (
          <li key={way} className="meta">
            {say(execution.finishing, { channel: say(channel(way)), n: waiting, when: showTime(doneBy, language) })}
          </li>
        ))}
      {onBehalf > 0 && <li className="meta">{say(execution.behalf, { n: onBehalf })}</li>}
    </ul>
  )
}
