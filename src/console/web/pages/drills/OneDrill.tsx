import { Progress } from 'antd'
import type { ReactNode } from 'react'
import type { DrillDetail } from '../../api/drills.ts'
import { useGet } from '../../api/queries.ts'
import { useMay } from '../../me.tsx'
import { LEVEL_WORDS } from '../../levels.ts'
import { Doing } from '../../parts/Doing.tsx'
import { Facts } from '../../parts/Facts.tsx'
import { Panel, Read } from '../../parts/Panel.tsx'
import { PlainTable } from '../../parts/PlainTable.tsx'
import { Time } from '../../parts/Time.tsx'
import { useSay } from '../../settings.tsx'
import { Report } from './Report.tsx'
import { drillChanges as changes, drills as words } from '../../words/drills.ts'

/** While it is played: faster, and nobody could read it. */
const EVERY_MS = 1_000

/** One drill, while it is played and afterwards; the whole of it is marked 演练. */
export function OneDrill({ id }: { id: string }): ReactNode {
  const say = useSay()
  const path = `/drills/${id}`
  const first = useGet<DrillDetail>(path, { about: ['drill'] })
  const playing = first.data?.outcome === null
  useGet<DrillDetail>(path, { about: ['drill'], enabled: playing, everyMs: EVERY_MS })
  return (
    <>
      <div className="drill-frame" aria-hidden="true" />
      <p className="drill-mark">{say(words.mark)}</p>
      <Read query={first}>{(drill) => <Shown drill={drill} />}</Read>
    </>
  )
}

function Shown({ drill }: { drill: DrillDetail }): ReactNode {
  const say = useSay()
  const may = useMay()
  const { id, title, progress, outcome, endedAt, begunAt, events, report } = drill
  return (
    <div className="stack">
      <Panel
        title={say(title)}
        aside={
          outcome === null &&
          may('drill.play') && (
            <Doing
              deed={{
                verb: words.stop,
                title: say(words.stop),
                path: `/drills/${id}/stop`,
                reason: 'none',
                before: say(words.willStop),
              }}
            />
          )
        }
      >
        {outcome === null && (
          <Progress percent={Math.round(progress.share * 100)} status="active" aria-label={say(words.worldTime)} />
        )}
        <Facts
          facts={[
            [say(words.outcome), say(words[outcome ?? 'playing'])],
            [say(words.begunAt), <Time key="begun" at={begunAt} />],
            [say(words.endedAt), endedAt === null ? null : <Time key="ended" at={endedAt} />],
            [say(words.worldTime), outcome === null ? <Time key="world" at={progress.now} /> : null],
            [say(words.orders), progress.orders],
          ]}
        />
      </Panel>
      {report !== null && (
        <Panel title={say(outcome === 'failed' ? words.saidLast : words.report)} aside={<Saving drill={drill} />}>
          {outcome === 'failed' ? <pre className="report">{report}</pre> : <Report text={report} />}
        </Panel>
      )}
      <Panel title={say(words.timeline)}>
        {events.length === 0 ? (
          <div className="empty">{say(words.nothingYet)}</div>
        ) : (
          <PlainTable
            rows={events.map((one, n) => ({ ...one, n })).toReversed()}
            keyOf={({ n }) => String(n)}
            columns={[
              { name: say(words.at), show: ({ at }) => <Time at={at} /> },
              { name: say(words.what), show: (one) => sayEvent(one, say) },
            ]}
          />
        )}
      </Panel>
    </div>
  )
}

function Saving({ drill: { report, id } }: { drill: DrillDetail }): ReactNode {
  const say = useSay()
  const href = `data:text/markdown;charset=utf-8,${encodeURIComponent(report ?? '')}`
  return (
    <a href={href} download={`drill-${id}.md`}>
      {say(words.saveReport)}
    </a>
  )
}

function sayEvent(
  { event, days = 0, change, level }: DrillDetail['events'][number],
  say: ReturnType<typeof useSay>,
): string {
  switch (event) {
    case 'forecast':
      return say(words.forecast, { days })
    case 'proposed':
    case 'signed': {
      const what = change !== undefined && change in changes ? say(changes[change as keyof typeof changes]) : ''
      return say(words[event], { change: what, level: level ? say(LEVEL_WORDS[level]) : '' })
    }
    case 'observation':
    case 'feedSilent':
    case 'openerStarted':
      return say(words[event])
    default:
      return event
  }
}
