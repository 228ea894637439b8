import { useQueries } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState, type ReactNode } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { Assessment, Outlook } from '../../api/air.ts'
import { ask } from '../../api/client.ts'
import type { ListShort } from '../../api/lists.ts'
import type { Board } from '../../api/orders.ts'
import { useGet, type Page } from '../../api/queries.ts'
import { levelOf, type Warning } from '../../api/warnings.ts'
import { useMe } from '../../me.tsx'
import { Facts } from '../../parts/Facts.tsx'
import { LevelTag } from '../../parts/Level.tsx'
import { Moment } from '../../parts/Moment.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { Time } from '../../parts/Time.tsx'
import { useSay, useSettings } from '../../settings.tsx'
import { fieldOfInstant, instantOfField, showDay, showTime } from '../../times.ts'
import { journal as words } from '../../words/journal.ts'

/** The last warnings, and what was forecast, as they were known at a moment that stands in the address. */
export function AsOf(): ReactNode {
  const say = useSay()
  const { language } = useSettings()
  const [asked, setAsked] = useSearchParams()
  const at = asked.get('at')
  const [field, setField] = useState(() => (at === null ? '' : fieldOfInstant(at)))
  return (
    <Panel title={say(words.asOf)}>
      <p className="meta">{say(words.asOfHint)}</p>
      <div className="row">
        <Moment label={say(words.moment)} value={field} onChange={setField} />
        <Button
          disabled={field === ''}
          onClick={() => {
            const next = new URLSearchParams(asked)
            next.set('at', instantOfField(field))
            setAsked(next, { replace: true })
          }}
        >
          {say(words.look)}
        </Button>
      </div>
      {at !== null && (
        <>
          <h3>{say(words.stoodAt, { when: showTime(at, language) })}</h3>
          <Warnings at={at} />
          <KnownThen at={at} />
          <DaysThen at={at} />
        </>
      )}
    </Panel>
  )
}

function Warnings({ at }: { at: string }): ReactNode {
  const say = useSay()
  const { data } = useGet<Page<Warning>>('/warnings?limit=5')
  const then = useQueries({
    queries: (data?.items ?? [])
      .filter(({ createdAt }) => Date.parse(createdAt) <= Date.parse(at))
      .map(({ id }) => ({
        queryKey: [`/warnings/${id}?at=${at}`],
        queryFn: () => ask<Warning>('GET', `/warnings/${id}?at=${encodeURIComponent(at)}`),
      })),
  })
  if (data === undefined) return null
  const known = then.flatMap(({ data: warning }) => (warning === undefined ? [] : [warning]))
  if (known.length === 0) return <p className="empty">{say(words.noWarningThen)}</p>
  return (
    <ul className="list">
      {known.map((warning) => (
        <li key={warning.id}>
          <LevelTag level={levelOf(warning)} />
          <Link to={`/warnings/${warning.id}`}>{warning.name}</Link>
          <span>{say(warning.stateName)}</span>
          <OrdersThen warning={warning.id} at={at} />
        </li>
      ))}
    </ul>
  )
}

function OrdersThen({ warning, at }: { warning: string; at: string }): ReactNode {
  const say = useSay()
  const { data } = useGet<Board>(`/warnings/${warning}/board?at=${encodeURIComponent(at)}`)
  if (data === undefined || data.planned === 0) return null
  const { planned, delivered, acknowledged, unreached, unanswered } = data
  return (
    <span className="meta">{say(words.ordersThen, { planned, delivered, acknowledged, unreached, unanswered })}</span>
  )
}

function KnownThen({ at }: { at: string }): ReactNode {
  const say = useSay()
  const then = encodeURIComponent(at)
  const judged = useGet<Page<Assessment>>(`/assessments?limit=1&at=${then}`).data?.items[0]
  const lists = useGet<Page<ListShort>>(`/lists?limit=100&at=${then}`).data?.items
  const list = lists?.find(({ state }) => state === 'inForce')
  return (
    <Facts
      facts={[
        [
          say(words.judgedThen),
          judged && (
            <>
              <LevelTag level={judged.level} /> <Time at={judged.at} />
            </>
          ),
        ],
        [say(words.listThen), list && say(words.listOf, { name: list.name, n: list.enterprises })],
      ]}
    />
  )
}

function DaysThen({ at }: { at: string }): ReactNode {
  const { language } = useSettings()
  const { user } = useMe()
  const { data } = useGet<Outlook>(`/areas/${user.area}/outlook?days=7&at=${encodeURIComponent(at)}`)
  return (
    <div className="reads">
      {data?.days.map(({ day, aqi }) => (
        <span key={day} className="read then-day">
          {showDay(day, language)} <strong className="figure">{aqi ?? '–'}</strong>
        </span>
      ))}
    </div>
  )
}
