import { useQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { useDeferredValue, useState, type ReactNode } from 'react'
import type { WarningLevel } from '../../../../model/level.ts'
import { ask, type Problem } from '../../api/client.ts'
import type { WhatIf } from '../../api/signing.ts'
import { LEVEL_WORDS } from '../../levels.ts'
import { Moment } from '../../parts/Moment.tsx'
import { Panel, Read } from '../../parts/Panel.tsx'
import { SavedList, Shares } from '../../parts/Saved.tsx'
import { useSay } from '../../settings.tsx'
import { fieldOfInstant, instantOfField } from '../../times.ts'
import { consultation as words } from '../../words/consultation.ts'
import { signing } from '../../words/signing.ts'

const LEVELS: readonly WarningLevel[] = ['yellow', 'orange', 'red']

/** Level, start and end against enterprises, tonnes, shares and stop-days: every turn of a knob is worked out anew. */
export function WhatIfPanel({
  start,
}: {
  start: { readonly area: string; readonly level: WarningLevel; readonly startsAt: string; readonly endsAt: string }
}): ReactNode {
  const say = useSay()
  const [level, setLevel] = useState(start.level)
  const [from, setFrom] = useState(() => fieldOfInstant(start.startsAt))
  const [to, setTo] = useState(() => fieldOfInstant(start.endsAt))
  const body = useDeferredValue({
    area: start.area,
    level,
    startsAt: instantOfField(from),
    endsAt: to === '' ? null : instantOfField(to),
  })
  const query = useQuery<WhatIf, Problem>({
    queryKey: ['what-if', body],
    queryFn: () => ask<WhatIf>('POST', '/assessments/what-if', { body }),
    placeholderData: (before) => before,
  })
  return (
    <Panel title={say(words.whatIf)}>
      <div className="row what-if">
        <label>
          {say(words.whatIfLevel)}{' '}
          <Segmented<WarningLevel>
            value={level}
            onChange={setLevel}
            options={LEVELS.map((one) => ({ value: one, label: say(LEVEL_WORDS[one]) }))}
          />
        </label>
        <label>
          {say(words.start0)} <Moment value={from} onChange={setFrom} label={say(words.start0)} />
        </label>
        <label>
          {say(words.end0)} <Moment value={to} onChange={setTo} label={say(words.end0)} />
        </label>
      </div>
      <Read query={query}>{(result) => <Result result={result} />}</Read>
    </Panel>
  )
}

function Result({ result }: { result: WhatIf }): ReactNode {
  const say = useSay()
  const { all, saved, floors, hoursLeft } = result
  const sums = [
    { n: all.enterprises, name: signing.enterprises },
    { n: all.stop, name: signing.stop },
    { n: all.limit, name: signing.limit },
    { n: all.ownDecision, name: signing.own },
    { n: all.linesStopped, name: signing.lines },
    ...(all.stopDays === null ? [] : [{ n: all.stopDays, name: signing.stopDays }]),
    { n: all.linesShortOfNotice, name: signing.short },
  ]
  return (
    <>
      <div className="figures">
        {sums.map(({ n, name }) => (
          <span key={name.zh} className="figure-link">
            <span className="big">{n}</span>
            <span className="meta">{say(name)}</span>
          </span>
        ))}
      </div>
      <span className="meta">{say(signing.saved)}</span>
      <SavedList saved={saved} />
      <Shares floors={floors} />
      <p className="meta">
        {say(words.left, { n: hoursLeft.toStart })}
        {hoursLeft.toIssue !== null && ` · ${say(words.leftIssue, { n: hoursLeft.toIssue })}`} · {floors.document}
        {floors.borrowedFrom !== null && `（${say(words.borrowed, { of: floors.borrowedFrom })}）`}
      </p>
      <p className="meta">{say(result.airQuality)}</p>
    </>
  )
}
