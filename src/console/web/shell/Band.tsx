import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { severity } from '../../../model/level.ts'
import { useGet, type Page } from '../api/queries.ts'
import { isInForce, levelOf, OF_WARNINGS, type Warning } from '../api/warnings.ts'
import { useMay } from '../me.tsx'
import { LEVEL_WORDS } from '../levels.ts'
import { useNow } from '../parts/Time.tsx'
import { useSay, useSettings } from '../settings.tsx'
import { showLength, showTime } from '../times.ts'
import { shell } from '../words/shell.ts'

/** Warnings that live, the strictest in force first: the band, and whoever else wants to know. */
export function useLiving(): { readonly warnings: readonly Warning[]; readonly known: boolean } {
  const may = useMay()
  const query = useGet<Page<Warning>>('/warnings?alive=true&limit=50', {
    about: OF_WARNINGS,
    enabled: may('warning.read'),
  })
  const warnings = [...(query.data?.items ?? [])].sort(
    (a, b) => Number(isInForce(b)) - Number(isInForce(a)) || severity(levelOf(b)) - severity(levelOf(a)),
  )
  return { warnings, known: query.data !== undefined }
}

/** The state of the warning in its own colour, on top of every page: filled where it stands, edged where it is to come. */
export function Band(): ReactNode {
  const say = useSay()
  const { warnings, known } = useLiving()
  const [first] = warnings
  if (first === undefined)
    return <div className="band band-none">{known ? <strong>{say(shell.calm)}</strong> : ' '}</div>
  const level = levelOf(first)
  return (
    <Link to={`/warnings/${first.id}`} className={`band band-${level} ${isInForce(first) ? 'band-full' : 'band-edge'}`}>
      <strong>{say(LEVEL_WORDS[level])}</strong>
      <span className="band-name">{first.name}</span>
      <span>{say(first.stateName)}</span>
      <Clock warning={first} />
      {warnings.length > 1 && <span>{say(shell.more, { n: warnings.length - 1 })}</span>}
    </Link>
  )
}

/** The clock that matters now: the signature, the start, the end, or how long it stands. */
function Clock({ warning }: { warning: Warning }): ReactNode {
  const say = useSay()
  const { language } = useSettings()
  const now = useNow()
  const { change, startsAt, endsAt } = warning
  const until = (at: string) => ({
    when: showTime(at, language),
    left: showLength(Date.parse(at) - now, language),
  })
  if (change !== null && warning.state.toLowerCase().includes('signature'))
    return (
      <span className="figure">
        {Date.parse(change.signBy) < now
          ? say(shell.overdue, { left: until(change.signBy).left })
          : say(shell.signBy, until(change.signBy))}
      </span>
    )
  const start = startsAt ?? change?.startsAt ?? null
  if (start !== null && Date.parse(start) > now)
    return <span className="figure">{say(shell.startsIn, until(start))}</span>
  if (endsAt !== null && Date.parse(endsAt) > now)
    return <span className="figure">{say(shell.until, until(endsAt))}</span>
  if (start !== null) return <span className="figure">{say(shell.since, until(start))}</span>
  return null
}
