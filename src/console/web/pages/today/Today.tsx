import { useQueries } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { OF_AIR, type Assessment, type Card, type Feed } from '../../api/air.ts'
import { ask } from '../../api/client.ts'
import type { Consultation } from '../../api/consultations.ts'
import { OF_ORDERS, type Board, type Wake } from '../../api/orders.ts'
import { useGet, type Page } from '../../api/queries.ts'
import { hasOrders, levelOf, type Warning } from '../../api/warnings.ts'
import { useMay, useMe } from '../../me.tsx'
import { CardView } from '../../parts/CardView.tsx'
import { LevelTag } from '../../parts/Level.tsx'
import { Panel, Read, Wide } from '../../parts/Panel.tsx'
import { Countdown, Time } from '../../parts/Time.tsx'
import { useSay } from '../../settings.tsx'
import { useLiving } from '../../shell/Band.tsx'
import { today } from '../../words/today.ts'
import { Channels } from './Channels.tsx'
import { Counties } from './Counties.tsx'
import { MatterAction, NextThing, useMatters, type Matter } from './Next.tsx'
import { OutlookPanel } from './Outlook.tsx'

/** What is coming, what is in force, who does not know yet. */
export default function Today(): ReactNode {
  const say = useSay()
  const may = useMay()
  const city = useCity()
  const { warnings } = useLiving()
  const assessments = useGet<Page<Assessment>>(`/assessments?area=${city}&limit=1`, {
    about: OF_AIR,
    enabled: may('assessment.read'),
  })
  const newest = assessments.data?.items[0]
  const card = useGet<Card>(`/assessments/${newest?.id ?? ''}`, { about: OF_AIR, enabled: newest !== undefined })
  const consultations = useGet<Page<Consultation>>('/consultations?open=true&limit=20', {
    about: ['consultation'],
    enabled: may('consultation.read'),
  })
  const wakes = useGet<Page<Wake>>('/wakes?open=true&limit=20', { about: ['wake'], enabled: may('wake.read') })
  const boards = useBoards(warnings.filter(hasOrders))
  const matters = useMatters({
    warnings,
    consultations: consultations.data?.items ?? [],
    wakes: wakes.data?.items ?? [],
    boards,
  })

  return (
    <>
      <h1 className="hidden">{say(today.heading)}</h1>
      <NextThing matters={matters} />
      <div className="two">
        <div className="stack">
          <OutlookPanel city={city} card={card.data ?? null} />
          <InForce warnings={warnings.filter(hasOrders)} boards={boards} />
          <Waiting matters={matters} />
        </div>
        <div className="stack">
          <Panel title={say(today.card)}>
            {assessments.data !== undefined && newest === undefined ? (
              <div className="empty">{say(today.cardMissing)}</div>
            ) : (
              <Read query={card}>{(whole) => <CardView card={whole} />}</Read>
            )}
          </Panel>
          <Counties warning={warnings.find(hasOrders) ?? null} city={city} />
          {may('feed.read') && <Feeds />}
          {may('channel.read') && <Channels />}
        </div>
      </div>
    </>
  )
}

/** The city of the caller: the own one, or that around the own county. */
function useCity(): string {
  const { user, areas } = useMe()
  const own = areas.find(({ code }) => code === user.area)
  return own?.kind === 'county' ? user.area : (areas.find(({ kind }) => kind === 'city')?.code ?? user.area)
}

function useBoards(inForce: readonly Warning[]): ReadonlyMap<string, Board> {
  const may = useMay()
  return useQueries({
    queries: inForce.map(({ id }) => ({
      queryKey: [`/warnings/${id}/board`],
      queryFn: () => ask<Board>('GET', `/warnings/${id}/board`),
      meta: { about: OF_ORDERS },
      enabled: may('order.read'),
    })),
    combine: (results) =>
      new Map(inForce.flatMap(({ id }, n) => (results[n]?.data ? [[id, results[n].data] as const] : []))),
  })
}

function InForce({
  warnings,
  boards,
}: {
  warnings: readonly Warning[]
  boards: ReadonlyMap<string, Board>
}): ReactNode {
  const say = useSay()
  return (
    <Panel title={say(today.inForce)}>
      {warnings.length === 0 && <div className="empty">{say(today.noneInForce)}</div>}
      {warnings.map((warning) => {
        const { id, name, startsAt, endsAt, stateName } = warning
        const board = boards.get(id)
        return (
          <div key={id} className="standing">
            <div className="row">
              <LevelTag level={levelOf(warning)} />
              <Link to={`/warnings/${id}`}>{name}</Link>
              <span>{say(stateName)}</span>
              <span className="spring" />
              <Time at={startsAt} />
              {endsAt !== null && (
                <>
                  <span aria-hidden="true">→</span>
                  <Time at={endsAt} />
                  <Countdown to={endsAt} quiet />
                </>
              )}
            </div>
            {board !== undefined && (
              <div className="figures">
                <Figure
                  to={`/execution/${id}`}
                  n={board.acknowledged}
                  of={board.planned}
                  name={say(today.acknowledged)}
                />
                <Figure
                  to={`/execution/${id}?only=unreached`}
                  n={board.unreached}
                  of={board.planned}
                  name={say(today.unreached)}
                  alarming
                />
                <Figure
                  to={`/execution/${id}?only=unanswered`}
                  n={board.unanswered}
                  of={board.planned}
                  name={say(today.unanswered)}
                  alarming
                />
              </div>
            )}
          </div>
        )
      })}
    </Panel>
  )
}

/** A number with its denominator and the way to the rows behind it. */
function Figure(props: { to: string; n: number; of: number; name: string; alarming?: boolean }): ReactNode {
  const say = useSay()
  const { to, n, of, name, alarming = false } = props
  return (
    <Link to={to} className="figure-link">
      <span className={alarming && n > 0 ? 'big big-alarm' : 'big'}>{n}</span>
      <span className="meta">
        {name} · {say(today.ofAll, { n: of })}
      </span>
    </Link>
  )
}

function Waiting({ matters }: { matters: readonly Matter[] }): ReactNode {
  const say = useSay()
  return (
    <Panel title={say(today.waiting)}>
      {matters.length === 0 ? (
        <div className="empty">{say(today.nobodyWaited)}</div>
      ) : (
        <Wide label={say(today.waiting)}>
          <table className="plain">
            <thead>
              <tr>
                <th scope="col">{say(today.what)}</th>
                <th scope="col">{say(today.who)}</th>
                <th scope="col">{say(today.by)}</th>
                <th scope="col">
                  <span className="hidden">{say(today.open)}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {matters.map((matter) => (
                <tr key={matter.key}>
                  <td>{matter.what}</td>
                  <td className="nowrap">{say(matter.who)}</td>
                  <td className="nowrap">{matter.by === null ? '–' : <Countdown to={matter.by} />}</td>
                  <td className="right nowrap">
                    <MatterAction matter={matter} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Wide>
      )}
    </Panel>
  )
}

function Feeds(): ReactNode {
  const say = useSay()
  const query = useGet<Page<Feed>>('/feeds?limit=50', { about: ['feed', 'bulletin'] })
  return (
    <Panel title={say(today.health)}>
      <Read query={query} isEmpty={({ items }) => items.length === 0} empty={say(today.noFeeds)}>
        {({ items }) => (
          <ul className="feeds">
            {items.map(({ id, name, state, said, heardAt, nextAt, doubted }) => (
              <li key={id}>
                <span className={state === 'dead' ? 'overdue' : undefined}>{say(said)}</span>
                <span>{name}</span>
                <span className="meta">
                  {say(today.heard)} <Time at={heardAt} />
                  {nextAt !== null && (
                    <>
                      {' · '}
                      {say(today.expected)} <Time at={nextAt} />
                    </>
                  )}
                  {doubted > 0 && ` · ${say(today.doubted, { n: doubted })}`}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Read>
    </Panel>
  )
}
