import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { useGet } from '../../api/queries.ts'
import { hasOrders, levelOf, OF_WARNINGS, type WholeWarning } from '../../api/warnings.ts'
import { LEVEL_WORDS } from '../../levels.ts'
import { useMay } from '../../me.tsx'
import { LevelTag } from '../../parts/Level.tsx'
import { Read } from '../../parts/Panel.tsx'
import { Countdown, Time } from '../../parts/Time.tsx'
import { useSay, useSettings } from '../../settings.tsx'
import { showDay, showTime } from '../../times.ts'
import { CHANGE_WORDS } from '../../words/consultation.ts'
import { signing } from '../../words/signing.ts'
import { warnings as words } from '../../words/warnings.ts'
import { Changes } from './Changes.tsx'
import { Counties, Departments, Instructions, OnDuty } from './Others.tsx'
import { Receivers } from './Receivers.tsx'
import { Timeline } from './Timeline.tsx'

/** One warning: what holds, what can be done with it, how it came to this, who else acts under it. */
export function OneWarning({ id }: { id: string }): ReactNode {
  const query = useGet<WholeWarning>(`/warnings/${id}`, { about: OF_WARNINGS })
  return (
    <Read query={query}>
      {(warning) => (
        <>
          <Head warning={warning} />
          <div className="two">
            <div className="stack">
              <Timeline warning={warning} />
            </div>
            <div className="stack">
              <Receivers warning={id} />
              <Counties warning={id} />
              <Departments warning={id} />
              <Instructions />
              <OnDuty />
            </div>
          </div>
        </>
      )}
    </Read>
  )
}

function Head({ warning }: { warning: WholeWarning }): ReactNode {
  const say = useSay()
  const { language } = useSettings()
  const may = useMay()
  const { id, name, stateName, startsAt, endsAt, change, episodeFrom, above } = warning
  const waits = /awaitingSignature$/i.test(warning.state)
  return (
    <div className="next warning-head">
      <div className="next-what">
        <div className="row">
          <LevelTag level={levelOf(warning)} />
          <span>{name}</span>
          <span className="state">{say(stateName)}</span>
        </div>
        <p className="meta">
          {startsAt !== null && (
            <>
              <Time at={startsAt} /> → <Time at={endsAt} />
              {endsAt !== null && (
                <>
                  {' '}
                  <Countdown to={endsAt} quiet />
                </>
              )}
              {' · '}
            </>
          )}
          {say(words.episode, { day: showDay(episodeFrom, language) })}
          {above !== null && ` · ${say(words.above, { level: say(LEVEL_WORDS[above.level]) })}`}
        </p>
        {change !== null && (
          <p>
            {say(words.pending, {
              what: `${say(CHANGE_WORDS[change.kind])} ${say(LEVEL_WORDS[change.level])} ${say(signing.fromTo, {
                from: showTime(change.startsAt, language),
                to: change.endsAt === null ? say(signing.untilLifted) : showTime(change.endsAt, language),
              })}`,
            })}{' '}
            <Countdown to={change.signBy} />{' '}
            {waits ? (
              may('warning.preview') && <Link to={`/signing/${id}`}>{say(words.sign)}</Link>
            ) : (
              <Link to="/consultation">{say(words.confer)}</Link>
            )}
          </p>
        )}
        <div className="row">
          <Changes warning={warning} />
          {hasOrders(warning) && may('order.read') && (
            <Link className="button" to={`/execution/${id}`}>
              {say(words.toBoard)}
            </Link>
          )}
        </div>
      </div>
    </div>
  )
}
