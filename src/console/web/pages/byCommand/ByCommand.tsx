import type { ReactNode } from 'react'
import { Panel } from '../../parts/Panel.tsx'
import { useSay } from '../../settings.tsx'
import { byCommand as words } from '../../words/byCommand.ts'

const RUN = 'npm run -s airshed --'
const DRILLS = [
  { name: words.drill, line: `${RUN} drill xinzhou-2023-12` },
  { name: words.badNight, line: `${RUN} drill xinzhou-2023-12-bad-night` },
  { name: words.city, line: `${RUN} drill yuncheng-2020-12-city` },
]

/** Says how a drill is started, which this console can not start. */
export default function ByCommand(): ReactNode {
  const say = useSay()
  return (
    <>
      <h1>{say(words.drills)}</h1>
      <Panel title={say(words.drills)}>
        <p>{say(words.drillsWhy)}</p>
        {DRILLS.map(({ name, line }) => (
          <div key={line}>
            <h3>{say(name)}</h3>
            <pre className="command">{line}</pre>
          </div>
        ))}
      </Panel>
    </>
  )
}
