import { Form, Select } from 'antd'
import type { ReactNode } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import type { Drill, DrillScenario } from '../../api/drills.ts'
import { useGet, usePages } from '../../api/queries.ts'
import { useMay } from '../../me.tsx'
import { Doing } from '../../parts/Doing.tsx'
import { More } from '../../parts/More.tsx'
import { Nothing } from '../../parts/Nothing.tsx'
import { Panel, Read } from '../../parts/Panel.tsx'
import { PlainTable } from '../../parts/PlainTable.tsx'
import { Time } from '../../parts/Time.tsx'
import { useSay } from '../../settings.tsx'
import { drills as words } from '../../words/drills.ts'
import { OneDrill } from './OneDrill.tsx'

/** Drills that were held here, the one that is played now, and how the next is begun. */
export default function Drills(): ReactNode {
  const say = useSay()
  const { id } = useParams()
  return (
    <>
      <h1>{say(words.heading)}</h1>
      {id === undefined ? <Held /> : <OneDrill key={id} id={id} />}
    </>
  )
}

function Held(): ReactNode {
  const say = useSay()
  const may = useMay()
  const pages = usePages<Drill>('/drills', { limit: 20 }, { about: ['drill'] })
  const scenarios = useGet<{ items: readonly DrillScenario[] }>('/drills/scenarios', { enabled: may('drill.play') })
  return (
    <div className="stack">
      {may('drill.play') && (
        <Panel title={say(words.begin)}>
          <p className="meta">{say(words.why)}</p>
          <Read query={scenarios}>{({ items }) => <Beginning scenarios={items} />}</Read>
        </Panel>
      )}
      <Panel title={say(words.held)}>
        <More pages={pages} empty={<Nothing what={say(words.none)} hint={say(words.noneHint)} />}>
          {(rows) => (
            <PlainTable
              rows={rows}
              keyOf={({ id }) => id}
              columns={[
                { name: say(words.scenario), show: ({ id, title }) => <Link to={`/drills/${id}`}>{say(title)}</Link> },
                { name: say(words.begunAt), show: ({ begunAt }) => <Time at={begunAt} /> },
                { name: say(words.endedAt), show: ({ endedAt }) => <Time at={endedAt} /> },
                { name: say(words.outcome), show: ({ outcome }) => say(words[outcome ?? 'playing']) },
              ]}
            />
          )}
        </More>
      </Panel>
    </div>
  )
}

const SPEEDS = [
  { value: 0, name: words.fast },
  { value: 3_600, name: words.hourASecond },
  { value: 600, name: words.tenMinutesASecond },
]

function Beginning({ scenarios }: { scenarios: readonly DrillScenario[] }): ReactNode {
  const say = useSay()
  const navigate = useNavigate()
  const options = scenarios.map(({ name, title, from, to }) => {
    return { value: name, label: say(words.span, { title: say(title), from, to }) }
  })
  return (
    <Doing
      kind="primary"
      deed={{
        verb: words.begin,
        title: say(words.begin),
        path: '/drills',
        reason: 'none',
        before: say(words.willBegin),
        initial: { scenario: scenarios[0]?.name, speed: 0 },
        fields: (
          <>
            <Form.Item name="scenario" label={say(words.scenario)}>
              <Select options={options} />
            </Form.Item>
            <Form.Item name="speed" label={say(words.speed)}>
              <Select options={SPEEDS.map(({ value, name }) => ({ value, label: say(name) }))} />
            </Form.Item>
          </>
        ),
        body: ({ scenario, speed }) => ({ scenario, speed: speed === 0 ? null : speed }),
        after: (made) => {
          void navigate(`/drills/${(made as Drill).id}`)
          return null
        },
      }}
    />
  )
}
