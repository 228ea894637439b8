import type { ReactNode } from 'react'
import { Link, useParams } from 'react-router'
import { OF_CONSULTATIONS, type Consultation } from '../../api/consultations.ts'
import { useGet, type Page } from '../../api/queries.ts'
import { useMay, useMe } from '../../me.tsx'
import { Doing } from '../../parts/Doing.tsx'
import { LevelTag } from '../../parts/Level.tsx'
import { Nothing } from '../../parts/Nothing.tsx'
import { Panel, Read } from '../../parts/Panel.tsx'
import { Countdown, Time } from '../../parts/Time.tsx'
import { useSay } from '../../settings.tsx'
import { consultation as words } from '../../words/consultation.ts'
import { OneConsultation } from './OneConsultation.tsx'

const KINDS = { change: words.kindchange, daily: words.kinddaily, called: words.kindcalled } as const

/** What is to be conferred on, and what was; one of them with everything that hangs on it. */
export default function Consultations(): ReactNode {
  const { id } = useParams()
  return id === undefined ? <All /> : <OneConsultation id={id} />
}

function All(): ReactNode {
  const say = useSay()
  const may = useMay()
  const { user } = useMe()
  const open = useGet<Page<Consultation>>('/consultations?open=true&limit=50', { about: OF_CONSULTATIONS })
  const recent = useGet<Page<Consultation>>('/consultations?limit=30', { about: OF_CONSULTATIONS })
  return (
    <div className="stack">
      <Panel
        title={say(words.open)}
        aside={
          may('consultation.hold') && (
            <Doing
              size="small"
              deed={{
                verb: words.call,
                title: say(words.call),
                path: '/consultations',
                before: <p>{say(words.callDoes)}</p>,
                body: (values) => ({ area: user.area, ...values }),
              }}
            />
          )
        }
      >
        <Read
          query={open}
          isEmpty={({ items }) => items.length === 0}
          empty={<Nothing what={say(words.none)} hint={say(words.noneHint)} />}
        >
          {({ items }) => <Rows items={items} />}
        </Read>
      </Panel>
      <Panel title={say(words.past)}>
        <Read query={recent} isEmpty={({ items }) => items.every(isOpen)} empty={say(words.none)}>
          {({ items }) => <Rows items={items.filter((one) => !isOpen(one))} />}
        </Read>
      </Panel>
    </div>
  )
}

function Rows({ items }: { items: readonly Consultation[] }): ReactNode {
  const say = useSay()
  return (
    <ul className="list">
      {items.map(({ id, name, kind, stateName, change, openedAt, dueAt, level, decidedAt }) => (
        <li key={id}>
          {change !== null ? <LevelTag level={change.level} /> : level !== null && <LevelTag level={level} />}
          <Link to={`/consultation/${id}`}>{name}</Link>
          <span className="meta">{say(KINDS[kind])}</span>
          <span>{say(stateName)}</span>
          <span className="spring" />
          {decidedAt === null && (dueAt ?? change?.signBy) !== undefined && (dueAt ?? change?.signBy) !== null ? (
            <Countdown to={dueAt ?? change?.signBy ?? ''} />
          ) : (
            <Time at={decidedAt ?? openedAt} />
          )}
        </li>
      ))}
    </ul>
  )
}

function isOpen({ decidedAt }: Consultation): boolean {
  return decidedAt === null
}
